"""One context of a kubeconfig: picked, made whole, compared with what was declared."""

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FILES = {
    "certificate-authority": "certificate-authority-data",
    "client-certificate": "client-certificate-data",
    "client-key": "client-key-data",
}


class KubeconfigError(Exception):
    """A kubeconfig that does not lead to the declared cluster; one plain line."""


def locate(given: str | None, environment: Mapping[str, str]) -> Path:
    """Return the path: as given, else the first of $KUBECONFIG, else ~/.kube/config."""
    found = given or environment.get("KUBECONFIG") or "~/.kube/config"
    return Path(found.split(os.pathsep)[0]).expanduser()


def select(path: Path, context: str, server: str) -> dict[str, Any]:
    """Return a kubeconfig of the one context, files embedded, server as declared.

    Raises:
        KubeconfigError: where there is no such file or context, or it points elsewhere.
    """
    config = _read(path)
    chosen = _entry(config, "contexts", context, path)
    cluster = _entry(config, "clusters", str(chosen.get("cluster")), path)
    user = _entry(config, "users", str(chosen.get("user")), path)
    found = str(cluster.get("server", ""))
    if found.rstrip("/") != server.rstrip("/"):
        raise KubeconfigError(
            f"cluster.server is {server} but context {context!r} of {path} points at "
            f"{found or 'no server'}; choose the context of this stack's cluster"
        )
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": chosen["cluster"], "cluster": _embedded(cluster, path.parent)}
        ],
        "users": [{"name": chosen["user"], "user": _embedded(user, path.parent)}],
        "contexts": [{"name": context, "context": chosen}],
        "current-context": context,
    }


def server(
    config: Mapping[str, Any], context: str | None = None, cluster: str | None = None
) -> str | None:
    """Return the server to which a kubeconfig leads, or None where to none.

    By its current context and that one's cluster, unless others are named.
    """
    contexts, clusters = _entries(config, "contexts"), _entries(config, "clusters")
    chosen = contexts.get(context or str(config.get("current-context"))) or {}
    found = clusters.get(cluster or str(chosen.get("cluster"))) or {}
    return found.get("server")


def _read(path: Path) -> Mapping[str, Any]:
    remedy = "set cluster.kubeconfig or KUBECONFIG to the file that leads there"
    try:
        config = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise KubeconfigError(
            f"no kubeconfig at {path} ({error.strerror}); {remedy}"
        ) from None
    except yaml.YAMLError:
        raise KubeconfigError(f"{path} is not YAML; {remedy}") from None
    if not isinstance(config, dict):
        raise KubeconfigError(f"{path} is not a kubeconfig; {remedy}")
    return config


def _entry(
    config: Mapping[str, Any], kind: str, name: str, path: Path
) -> dict[str, Any]:
    """Return the body of the entry of that name: kubeconfigs hold lists of them."""
    entries, part = _entries(config, kind), kind.removesuffix("s")
    if name not in entries:
        raise KubeconfigError(
            f"{path} has no {part} {name!r}, only "
            f"{', '.join(sorted(entries)) or 'none'}; set cluster.context"
        )
    return entries[name]


def _entries(config: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Return the bodies of entries by name; what is no map holds nothing."""
    listed, part = config.get(kind), kind.removesuffix("s")
    return {
        str(entry.get("name")): _map(entry.get(part))
        for entry in (listed if isinstance(listed, list) else ())
        if isinstance(entry, Mapping)
    }


def _map(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _embedded(entry: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return an entry whose files are data, so that it works from any folder."""
    body = dict(entry)
    for file_key, data_key in _FILES.items():
        if file_key in body:
            content = _content(folder / str(body.pop(file_key)))
            body[data_key] = base64.b64encode(content).decode()
    if "tokenFile" in body:
        body["token"] = _content(folder / str(body.pop("tokenFile"))).decode().strip()
    return body


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KubeconfigError(
            f"the kubeconfig names {file}, which cannot be read ({error.strerror}); "
            "log in to the cluster again"
        ) from None
