"""The values of Seldon's own release: the user's, under ours, with credentials.

A credential is a secret of its own at its leaf, so that a diff shows all else.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from components.chart_source import chart_source
from components.seldon_deploy.values import (
    SeldonDeployArgs,
    seldon_deploy_values,
    warn_of_certificates,
)
from components.values import overlaid
from settings.base import passwords
from settings.seldon_install import InstallSettings

KEY = "seldon.install"
# Seldon's chart keeps some of its values in a ConfigMap, of which a change starts no
# new pod; its `env` stands in the pod as it is.
_DIGEST = "SELDON_MONITORING_VALUES"


def check(args: SeldonDeployArgs) -> None:
    """Refuse what the release cannot be made from; warn of what may not work.

    Raises:
        pulumi.RunError: for a chart, a file or a credential that cannot be used.
    """
    warn_of_certificates(args)
    if args.seldon.install is None:
        return
    chart_source(args.seldon.install.chart, f"{KEY}.chart")
    wrong = [*_mixed(args), *_misplaced(args)]
    if wrong:
        raise pulumi.RunError(
            "\n".join(f"{line}; nothing was changed" for line in wrong)
        )


def shown_values(args: SeldonDeployArgs) -> dict[str, Any]:
    """Return Seldon's values without credentials, the user's file below ours."""
    ours = seldon_deploy_values(args)
    if args.seldon.install is None:
        return ours
    return overlaid(_of_the_user(args.seldon.install), ours)


def release_values(
    args: SeldonDeployArgs, install: InstallSettings
) -> dict[str, pulumi.Input[Any]]:
    """Return all values of the release; each credential is a secret Output."""
    values = shown_values(args)
    values = overlaid(values, {"env": {_DIGEST: _digest(seldon_deploy_values(args))}})
    for path, name in install.credentials.items():
        secret = pulumi.Output.secret(args.credentials[name].get_secret_value().strip())
        values = overlaid(values, _nested(path, secret))
    return values


def _of_the_user(install: InstallSettings) -> dict[str, Any]:
    if install.values_file is None:
        return {}
    key, file = f"{KEY}.valuesFile", Path(install.values_file)
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise _refused(f"{key}: {file} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(f"{key}: {file} is not YAML{_line(error)}") from None
    if not isinstance(found, dict):
        raise _refused(f"{key}: {file} holds no map; write the chart's values")
    for path in passwords(found):
        raise _refused(
            f"{key}: {path} of {file} holds a URL with a password, which would stand "
            "in the clear; name a Secret there, or put it under credentials and its "
            f"name under {KEY}.credentials"
        )
    return found


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark else ""


def _refused(line: str) -> pulumi.RunError:
    return pulumi.RunError(f"{line}; nothing was changed")


def _mixed(args: SeldonDeployArgs) -> Iterator[str]:
    """Complain about a map of ours that the file has as something else."""
    install = args.seldon.install
    if install is None:
        return
    for path, value, own in _met(_of_the_user(install), seldon_deploy_values(args)):
        if isinstance(value, Mapping) or isinstance(own, Mapping):
            what = "a map" if isinstance(own, Mapping) else "no map"
            yield (
                f"{KEY}.valuesFile: {path} of {install.values_file} is to be {what} "
                "for what this program sets there; correct it"
            )


def warn_of_contradictions(args: SeldonDeployArgs) -> None:
    """Name what the user's file sets otherwise than this program, and which wins."""
    install = args.seldon.install
    if install is None:
        return
    met = _met(_of_the_user(install), seldon_deploy_values(args))
    paths = [path for path, value, own in met if value != own]
    if paths:
        pulumi.log.warn(
            f"{KEY}.valuesFile: this program sets {', '.join(paths)} otherwise than "
            f"{install.values_file}, and its value is taken; take it out of the file, "
            "or set it under seldonDeploy.values"
        )


def _met(
    theirs: Mapping[str, Any], ours: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each path on which both set something, with the user's value and ours."""
    for key in sorted(ours.keys() & theirs.keys()):
        value, own = theirs[key], ours[key]
        if isinstance(value, Mapping) and isinstance(own, Mapping):
            yield from _met(value, own, f"{prefix}{key}.")
        elif not _is_empty(value):
            yield f"{prefix}{key}", value, own


def _misplaced(args: SeldonDeployArgs) -> Iterator[str]:
    """Complain about credentials where there is a value already, or no place."""
    install = args.seldon.install
    if install is None:
        return
    values = shown_values(args)
    for path in install.credentials:
        key = f"{KEY}.credentials.{path}"
        if any(other.startswith(f"{path}.") for other in install.credentials):
            yield f"{key}: another credential stands below it; name one of the two"
        elif not _is_free(values, path):
            yield (
                f"{key}: the values have something there already, from the file or "
                "from this program; a credential can only stand where nothing else is"
            )


def _is_free(values: Mapping[str, Any], path: str) -> bool:
    found: object = values
    for key in path.split("."):
        if not isinstance(found, Mapping):
            return False
        found = found.get(key)
        if _is_empty(found):
            return True
    return False


def _is_empty(value: object) -> bool:
    """Tell a value that a chart's own file shows as one to fill in."""
    return value is None or value in ("", {})


def _nested(path: str, value: object) -> dict[str, Any]:
    key, _, below = path.partition(".")
    return {key: _nested(below, value) if below else value}


def _digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
