"""The stack file that a preview runs: the committed one, with a few keys overridden.

Only where the cluster is, whether Seldon is in it and where the chart comes from may
differ; all that a review judges stays as committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from operations import stackfiles
from operations.errors import OperationError

FOLDER = Path("build/preview")
SERVER = "cluster.server"
CONTEXT = "cluster.context"
KUBECONFIG = "cluster.kubeconfig"
CHART = "kubePrometheus.chart.path"
SELDON = "seldon.installed"


@dataclass(frozen=True)
class Derived:
    """A derived stack file and the keys in which it differs from the committed one."""

    file: Path
    overridden: tuple[str, ...]


def derive(
    stack: str, overrides: Mapping[str, str | bool], folder: Path = FOLDER
) -> Derived:
    """Write the stack file of a preview.

    Raises:
        OperationError: where there is no committed stack file.
    """
    document = _read(stack)
    for key, value in overrides.items():
        stackfiles.override(document, key, value)
    overridden = (*overrides, *_forget_cluster(document, overrides))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"Pulumi.{stack}.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return Derived(file, overridden)


def current_cluster(kubeconfig: Path) -> dict[str, str | bool]:
    """Return the overrides that lead a preview to a kubeconfig's current context.

    Raises:
        OperationError: where the file has none.
    """
    try:
        config = yaml.safe_load(kubeconfig.read_bytes())
        context = config["current-context"]
        chosen = _named(config, "contexts", context)["context"]["cluster"]
        server = _named(config, "clusters", chosen)["cluster"]["server"]
    except OSError as error:
        raise OperationError(
            f"no kubeconfig at {kubeconfig}: {error.strerror}"
        ) from None
    except (KeyError, TypeError, StopIteration, yaml.YAMLError):
        raise OperationError(f"{kubeconfig} has no current context to use") from None
    # Seldon need not be in a cluster that is not the stack's own.
    return {SERVER: str(server), CONTEXT: str(context), SELDON: False}


def _read(stack: str) -> dict[str, Any]:
    try:
        return stackfiles.document(stackfiles.path(stack))
    except stackfiles.StackFileError as error:
        raise OperationError(str(error), 2) from None


def _forget_cluster(
    document: dict[str, Any], overrides: Mapping[str, str | bool]
) -> tuple[str, ...]:
    """Take away what leads to the declared cluster, or says that it is that one."""
    if SERVER not in overrides:
        return ()
    section = (document.get("config") or {}).get(f"{stackfiles.PROJECT}:cluster") or {}
    of_its_own = {"uid", "kubeconfig"} & section.keys()
    gone = sorted(of_its_own - {key.removeprefix("cluster.") for key in overrides})
    for key in gone:
        del section[key]
    return tuple(f"cluster.{key}" for key in gone)


def _named(config: Mapping[str, Any], kind: str, name: str) -> Mapping[str, Any]:
    return next(entry for entry in config[kind] if entry["name"] == name)
