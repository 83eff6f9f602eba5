"""A Release's inputs: which are taken, their defaults, Helm's arguments for them."""

import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import yaml
from pulumi.runtime.proto.provider_pb2 import CheckFailure

from sandbox.plugins.wire import Secret, asset, has_secret, has_unknown, plain

Inputs = dict[str, Any]

DEFAULT_TIMEOUT = 300
"""Seconds that Helm waits, as with the official provider."""

_TAKEN = {
    "atomic", "chart", "cleanupOnFail", "createNamespace", "dependencyUpdate",
    "description", "devel", "disableCRDHooks", "disableOpenapiValidation",
    "disableWebhooks", "forceUpdate", "maxHistory", "name", "namespace",
    "renderSubchartNotes", "replace", "repositoryOpts", "resetValues", "reuseValues",
    "skipAwait", "skipCrds", "timeout", "valueYamlFiles", "values", "version",
    "waitForJobs", "allowNullValues", "compat", "manifest", "resourceNames", "status",
}  # fmt: skip
_REPOSITORY = {"repo": "--repo", "caFile": "--ca-file", "certFile": "--cert-file",
               "keyFile": "--key-file"}  # fmt: skip
_OUTPUTS = {"resourceNames", "status", "manifest", "valueYamlFiles", "compat"}


def failures(given: Inputs) -> list[CheckFailure]:
    """The inputs that nothing here would honour, each by its name."""
    clear = plain(given)
    names = [name for name in sorted(clear.keys() - _TAKEN) if clear[name]]
    options = clear.get("repositoryOpts")
    if isinstance(options, dict):
        unknown = sorted(options.keys() - _REPOSITORY.keys())
        names += [f"repositoryOpts.{name}" for name in unknown if options[name]]
    found = [CheckFailure(property=name, reason=_unsupported(name)) for name in names]
    if not clear.get("chart"):
        found.append(CheckFailure(property="chart", reason="a Release needs a chart"))
    return found


def _unsupported(name: str) -> str:
    return (
        f"the sandbox's stand-in provider has no {name} for a Release: "
        "leave it out, or install the official pulumi-resource-kubernetes"
    )


def complete(given: Inputs, namespace: str) -> Inputs:
    """The inputs with defaults, files merged into values, and nothing empty left."""
    merged = {k: v for k, v in given.items() if k not in _OUTPUTS}
    files = given.get("valueYamlFiles")
    if files and not has_unknown(files):
        base: Inputs = {}
        for file in plain(files):
            base = merge(base, _load(file))
        merged["values"] = merge(base, given.get("values") or {})
    merged["namespace"] = given.get("namespace") or namespace
    if not given.get("skipAwait"):
        merged.setdefault("timeout", DEFAULT_TIMEOUT)
    if "values" in merged:
        merged["values"] = whole_lists(merged["values"])
    return {key: value for key, value in merged.items() if not _empty(value)}


def _empty(value: object) -> bool:
    return value is None or value is False or value in ("", 0, {}, [])


def _load(file: object) -> Inputs:
    fields = asset(file) or {}
    if "text" in fields:
        text = fields["text"]
    elif "path" in fields:
        text = Path(fields["path"]).read_text(encoding="utf-8")
    else:
        with urllib.request.urlopen(str(fields["uri"])) as answer:  # noqa: S310  the program's own asset
            text = answer.read().decode()
    return yaml.safe_load(text) or {}


def merge(base: object, over: object) -> Any:  # noqa: ANN401  whatever values hold
    """`base` with `over` on top; maps are merged, anything else is replaced."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    shared = {key: merge(base[key], over[key]) for key in base.keys() & over.keys()}
    return base | over | shared


def whole_lists(values: object) -> object:
    """The values with every list that holds a secret made secret as a whole."""
    if isinstance(values, dict):
        return {key: whole_lists(value) for key, value in values.items()}
    if isinstance(values, list) and has_secret(values):
        return Secret(plain(values))
    return values


def source(inputs: Inputs) -> list[str]:
    """The arguments that name a chart: where it is, and which version."""
    repository = inputs.get("repositoryOpts") or {}
    chart, repo = str(inputs["chart"]).strip(), str(repository.get("repo") or "")
    options = {key: value for key, value in repository.items() if value}
    if chart.startswith("oci://") or (repo and not urlparse(repo).scheme):
        options.pop("repo", None)
    if repo and "/" not in chart and not urlparse(repo).scheme:
        chart = f"{repo}/{chart}"
    arguments = [chart]
    if version := str(inputs.get("version") or "").strip():
        arguments += ["--version", version]
    elif inputs.get("devel"):
        arguments += ["--devel"]
    for key, value in sorted(options.items()):
        arguments += [_REPOSITORY[key], str(value)]
    return arguments


def install(inputs: Inputs) -> list[str]:
    """`helm install` for these inputs; values come on standard input."""
    flags = {
        "createNamespace": "--create-namespace",
        "disableOpenapiValidation": "--disable-openapi-validation",
        "disableWebhooks": "--no-hooks",
        "replace": "--replace",
        "skipCrds": "--skip-crds",
    }
    return ["install", *_common(inputs), *_flags(inputs, flags)]


def upgrade(inputs: Inputs) -> list[str]:
    """`helm upgrade` for these inputs; without maxHistory every revision is kept."""
    flags = {
        "cleanupOnFail": "--cleanup-on-fail",
        "disableCRDHooks": "--no-hooks",  # sic: what the official provider does
        "forceUpdate": "--force",
        "resetValues": "--reset-values",
        "reuseValues": "--reuse-values",
    }
    history = ["--history-max", str(inputs.get("maxHistory") or 0)]
    return ["upgrade", *_common(inputs), *history, *_flags(inputs, flags)]


def uninstall(inputs: Inputs) -> list[str]:
    """`helm uninstall` for these inputs, waiting unless it was told not to."""
    where = ["uninstall", inputs["name"], "--namespace", inputs["namespace"]]
    if inputs.get("atomic") or not inputs.get("skipAwait"):
        return [*where, "--wait", "--timeout", _seconds(inputs)]
    return where


def _common(inputs: Inputs) -> list[str]:
    flags = {
        "atomic": "--atomic",
        "dependencyUpdate": "--dependency-update",
        "renderSubchartNotes": "--render-subchart-notes",
    }
    arguments = [inputs["name"], *source(inputs), "--namespace", inputs["namespace"]]
    arguments += ["--values", "-", "--timeout", _seconds(inputs)]
    if inputs.get("description"):
        arguments += ["--description", str(inputs["description"])]
    if not inputs.get("skipAwait"):
        flags |= {"waitForJobs": "--wait-for-jobs"}
        arguments += ["--wait"]
    return [*arguments, *_flags(inputs, flags)]


def _flags(inputs: Inputs, flags: dict[str, str]) -> list[str]:
    return [flag for key, flag in flags.items() if inputs.get(key)]


def _seconds(inputs: Inputs) -> str:
    return f"{int(inputs.get('timeout') or DEFAULT_TIMEOUT)}s"
