"""From a kubeconfig to what a client needs: server, trust, login, namespace.

A kubeconfig is given as text or as a path; without one, `KUBECONFIG` and then
`~/.kube/config` are looked at, as every client does. Logins are tokens and client
certificates; a plugin or a password is refused by name.
"""

import base64
import os
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DEFAULT = "~/.kube/config"


class KubeconfigError(Exception):
    """A kubeconfig that cannot be used, in one line."""


@dataclass(frozen=True)
class Access:
    """One cluster, as one context of a kubeconfig sees it."""

    server: str
    namespace: str
    headers: dict[str, str]
    trust: ssl.SSLContext | bool
    text: str
    context: str


@dataclass(frozen=True)
class _Source:
    text: str
    directory: Path


def read(path_or_text: str, context: str = "") -> Access:
    """The access that a kubeconfig gives; raises KubeconfigError."""
    source = _source(path_or_text)
    try:
        return _access(source, context)
    except (OSError, ValueError) as error:  # a file, a certificate, base64
        raise KubeconfigError(f"unusable: {error}") from error


def _access(source: _Source, context: str) -> Access:
    config = parse(source.text)
    name = context or config.get("current-context") or ""
    chosen = _entry(config, "contexts", name)
    cluster = _entry(config, "clusters", chosen.get("cluster", ""))
    user = _entry(config, "users", chosen["user"]) if chosen.get("user") else {}
    return Access(
        server=str(cluster.get("server", "")).rstrip("/"),
        namespace=chosen.get("namespace") or "default",
        headers=_headers(user, source.directory),
        trust=_trust(cluster, user, source.directory),
        text=_absolute(config, source.directory),
        context=name,
    )


def parse(text: str) -> dict[str, Any]:
    """A kubeconfig's text as a map; raises KubeconfigError."""
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise KubeconfigError(f"not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(config, dict):
        raise KubeconfigError("neither a file that exists nor a kubeconfig's text")
    return config


def active_cluster(path_or_text: str, context: str) -> dict[str, Any] | None:
    """The cluster entry that a kubeconfig's context points at, if it can be told."""
    try:
        config = parse(_source(path_or_text).text)
        chosen = _entry(
            config, "contexts", context or config.get("current-context", "")
        )
        return _entry(config, "clusters", chosen.get("cluster", ""))
    except KubeconfigError:
        return None


def _source(path_or_text: str) -> _Source:
    if "\n" in path_or_text or path_or_text.lstrip().startswith("{"):
        return _Source(path_or_text, Path.cwd())
    named = path_or_text or os.environ.get("KUBECONFIG") or _DEFAULT
    path = Path(named).expanduser()
    try:
        return _Source(path.read_text(encoding="utf-8"), path.parent.absolute())
    except OSError as error:
        raise KubeconfigError(f"kubeconfig {named}: {error.strerror}") from error


def _entry(config: dict[str, Any], section: str, name: str) -> dict[str, Any]:
    for item in config.get(section) or []:
        if item.get("name") == name:
            found = item.get(section.removesuffix("s"))
            return found if isinstance(found, dict) else {}
    raise KubeconfigError(f"{section.removesuffix('s')} {name!r} does not exist")


def _headers(user: dict[str, Any], directory: Path) -> dict[str, str]:
    for unsupported in ("exec", "auth-provider", "username", "as"):
        if user.get(unsupported):
            raise KubeconfigError(
                f"the sandbox's stand-in provider cannot log in by {unsupported!r}: "
                "use a token or a client certificate, or install the official provider"
            )
    token = user.get("token")
    if not token and user.get("tokenFile"):
        token = (directory / user["tokenFile"]).read_text(encoding="utf-8").strip()
    return {"Authorization": f"Bearer {token}"} if token else {}


def _trust(
    cluster: dict[str, Any], user: dict[str, Any], directory: Path
) -> ssl.SSLContext | bool:
    if not str(cluster.get("server", "")).startswith("https"):
        return True
    for unsupported in ("proxy-url", "tls-server-name"):
        if cluster.get(unsupported):
            raise KubeconfigError(
                f"the sandbox's stand-in provider does not know {unsupported!r} of a "
                "cluster: install the official provider"
            )
    authority = _material(cluster, "certificate-authority", directory)
    context = ssl.create_default_context(cadata=authority.decode() or None)
    if cluster.get("insecure-skip-tls-verify"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    certificate = _material(user, "client-certificate", directory)
    if certificate:
        _present(
            context, certificate + b"\n" + _material(user, "client-key", directory)
        )
    return context


def _present(context: ssl.SSLContext, chain: bytes) -> None:
    # The ssl module takes a chain from a file only.
    with tempfile.NamedTemporaryFile() as file:
        file.write(chain)
        file.flush()
        context.load_cert_chain(file.name)


def _material(entry: dict[str, Any], key: str, directory: Path) -> bytes:
    if data := entry.get(f"{key}-data"):
        return base64.b64decode(data)
    return (directory / entry[key]).read_bytes() if entry.get(key) else b""


def _absolute(config: dict[str, Any], directory: Path) -> str:
    """The kubeconfig with its files' paths made absolute, for use from elsewhere."""
    for section in ("clusters", "users"):
        for item in config.get(section) or []:
            entry = item.get(section.removesuffix("s")) or {}
            for key in (
                "certificate-authority",
                "client-certificate",
                "client-key",
                "tokenFile",
            ):
                if entry.get(key):
                    entry[key] = str(directory / entry[key])
    return yaml.safe_dump(config)
