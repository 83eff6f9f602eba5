"""The helm on PATH, asked to render a release.

Values go over standard input, never onto a command line or a disk; what helm says is
told without any of them, because a policy cannot tell which of them are secret.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from policies.properties import Properties, known, mapping, plain

# Seconds; a repository's index has to come over the network first.
TIMEOUT = 180
# Text shorter than this is no credential, and stands in too many other words.
_TELLING = 5
# What helm says after a chart's own words; not the reason.
_ADVICE = "Use --debug flag"
# Charts ask which kinds the cluster has; the operator's are what this is about.
_API_VERSIONS = "monitoring.coreos.com/v1,monitoring.coreos.com/v1alpha1"
# A URL that carries a user's name, and so a password.
_USER = re.compile(r"\w+://[^/]*@")
_FILES = {"caFile": "--ca-file", "certFile": "--cert-file", "keyFile": "--key-file"}


class RenderError(Exception):
    """A release that cannot be rendered; one plain line without any value."""


class Release(NamedTuple):
    """The part of a Release's inputs that decides what is rendered."""

    name: str
    namespace: str
    chart: str
    version: str
    repository: str
    values: str
    files: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What a message calls the chart."""
        return f"{self.chart} {self.version}".strip()


def release(properties: Properties, name: str) -> Release:
    """Read a Release's inputs; `name` is for one without a name of its own.

    Raises:
        RenderError: for inputs that would change the objects after the render.
        UnknownValueError: where a preview does not know what is rendered.
    """
    options = plain(mapping(properties.get("repositoryOpts")))
    _refuse(properties, options)
    return Release(
        name=str(known(properties, "name") or name),
        namespace=str(properties.get("namespace") or "default"),
        chart=str(properties.get("chart") or ""),
        version=str(properties.get("version") or ""),
        repository=str(options.get("repo") or ""),
        values=json.dumps(plain(properties.get("values") or {}), sort_keys=True),
        files=tuple(
            (flag, str(options[key])) for key, flag in _FILES.items() if key in options
        ),
    )


def _refuse(properties: Properties, options: Mapping[str, Any]) -> None:
    if properties.get("postrender"):
        raise RenderError(
            "postrender changes the objects after they were rendered, so nobody could "
            "judge them; take it out"
        )
    if properties.get("valueYamlFiles") or properties.get("reuseValues"):
        raise RenderError(
            "valueYamlFiles and reuseValues bring values that are not shown here, so "
            "nobody could judge them; put all of them into values"
        )
    urls = (options.get("repo"), properties.get("chart"))
    in_url = any(_USER.match(str(url)) for url in urls)
    if in_url or options.get("username") or options.get("password"):
        raise RenderError(
            "a repository with a password cannot be asked without showing it; use an "
            "OCI registry after `helm registry login`, or the directory of a chart"
        )


def identity(release: Release, project: Path) -> str | None:
    """Return a digest of all that decides what is rendered, None where that may change.

    A chart without a version is the newest; a directory or archive counts by content.
    """
    program = shutil.which("helm")
    chart = project / release.chart
    if program is None or not (chart.exists() or release.version):
        return None
    digest = hashlib.sha256(repr((*release, Path(program).stat().st_mtime_ns)).encode())
    for file in _files(chart):
        digest.update(str(file.relative_to(chart)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(chart: Path) -> Iterator[Path]:
    if chart.is_file():
        yield chart
    elif chart.is_dir():
        yield from sorted(item for item in chart.rglob("*") if item.is_file())


def template(release: Release, project: Path) -> str:
    """Return what helm renders; a chart's relative path is below the project.

    Raises:
        RenderError: with the last line of what helm says.
    """
    if shutil.which("helm") is None:
        raise RenderError("there is no helm on PATH; install Helm 3")
    try:
        done = subprocess.run(
            _command(release),
            cwd=project,
            input=release.values,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"helm took longer than {TIMEOUT} s for {release.title}"
        ) from None
    if done.returncode:
        raise RenderError(f"{release.title}: {_last_line(done.stderr, release)}")
    return done.stdout


def _command(release: Release) -> list[str]:
    named = ["helm", "template", release.name, release.chart]
    place = ["--namespace", release.namespace, "--api-versions", _API_VERSIONS]
    source = [part for flag in release.files for part in flag]
    if release.version:
        source += ["--version", release.version]
    if release.repository:
        source += ["--repo", release.repository]
    return [*named, *place, *source, "--values", "-"]


def _last_line(said: str, release: Release) -> str:
    told = [line.strip() for line in said.splitlines()]
    lines = [line for line in told if line and not line.startswith(_ADVICE)]
    line = lines[-1].removeprefix("Error: ") if lines else "helm gave no reason"
    values = sorted(set(_texts(json.loads(release.values))), key=len, reverse=True)
    for text in values:
        if len(text) >= _TELLING:
            line = line.replace(text, "[a value]")
    return line


def _texts(value: object) -> Iterator[str]:
    """Yield each text among values, also as charts encode it."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield from (str(value), base64.b64encode(str(value).encode()).decode())
        # A line of a longer text, as an error quotes it.
        yield from (part.strip() for part in str(value).splitlines())
