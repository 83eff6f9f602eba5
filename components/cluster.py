"""The one provider, made only for the cluster that the stack file declares.

`kubernetes:strictMode` asks only that a kubeconfig and a context are given; that they
lead to the right cluster, and that nobody else's objects stand where ours go, is asked
here, before anything is declared.
"""

import functools
import json
import os
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import pulumi
import pulumi_kubernetes as k8s

from components.cluster_api import Api, UnreachableError
from domain import kubeconfig
from domain.names import OURS
from settings.cluster import ClusterSettings

T = TypeVar("T")


class Expected(NamedTuple):
    """An object that this program will make, and where the API serves it.

    A Helm release carries no label of ours; it is ours where one of its `witnesses` is:
    objects that are made before it, or only once it is there. One alone may have been
    deleted by hand. `adoption` says how one is adopted that must not be uninstalled.
    """

    kind: str
    name: str
    path: str
    witnesses: tuple[str, ...] = ()
    adoption: str = ""


class Needed(NamedTuple):
    """What others must have put there, and what to say where they have not.

    Where nothing is said of a missing one it may be missing; `problem` judges what is
    there.
    """

    what: str
    path: str
    missing: str | None
    problem: Callable[[dict[str, Any]], str | None] | None = None


def read_kubeconfig(settings: ClusterSettings) -> dict[str, Any]:
    """Return the kubeconfig of the declared context alone.

    Raises:
        pulumi.RunError: where there is none, or it leads to another cluster.
    """
    path = kubeconfig.locate(settings.kubeconfig, os.environ)
    try:
        return kubeconfig.select(path, settings.context, settings.server)
    except kubeconfig.KubeconfigError as error:
        raise pulumi.RunError(f"cluster: {error}; nothing was changed") from None


def make_provider(
    settings: ClusterSettings, expected: Iterable[Expected], needed: Iterable[Needed]
) -> k8s.Provider:
    """Declare the provider, once the cluster and what stands in it are as expected.

    Raises:
        pulumi.RunError: for another cluster, for objects that others made, and for
            what is needed and not there.
    """
    config = read_kubeconfig(settings)
    _examine(settings, config, expected, needed)
    return k8s.Provider(
        "cluster",
        kubeconfig=pulumi.Output.secret(json.dumps(config)),
        context=settings.context,
        # Without it any change of the kubeconfig's cluster entry, a renewed
        # certificate authority for one, would replace every resource.
        cluster_identifier=settings.server,
        # In Pulumi these would be delete-then-create, and Alertmanager without its
        # configuration in between.
        enable_secret_mutable=True,
        enable_config_map_mutable=True,
        # `_examine` has refused what is not ours: what is left was ours before an
        # interrupted run, and is taken up again.
        upsert_existing_objects=True,
        enable_patch_force=True,
    )


def _examine(
    settings: ClusterSettings,
    config: dict[str, Any],
    expected: Iterable[Expected],
    needed: Iterable[Needed],
) -> None:
    try:
        api = opened(settings, config)
    except UnreachableError as error:
        not_checked(settings, str(error), "cluster.uid and what is already there")
        return
    asked = [it for it in expected if not settings.adopt or not _is_adopted(it)]
    _refuse(settings, asked, functools.partial(_foreign, api), _whose)
    _refuse(settings, needed, functools.partial(_missing, api), _whether)


def opened(settings: ClusterSettings, config: dict[str, Any]) -> Api:
    """Return the declared cluster, of which its UID was asked.

    Raises:
        pulumi.RunError: for another cluster.
        UnreachableError: where it does not answer.
    """
    api = Api(config)
    _check_uid(settings, api.get("/api/v1/namespaces/kube-system"))
    return api


def _check_uid(settings: ClusterSettings, kube_system: dict[str, Any] | None) -> None:
    found = (kube_system or {}).get("metadata", {}).get("uid")
    if settings.uid and found != settings.uid:
        raise pulumi.RunError(
            f"cluster.uid is {settings.uid} but kube-system at {settings.server} has "
            f"{found}; this is another cluster, nothing was changed"
        )


def not_checked(settings: ClusterSettings, reason: str, what: str) -> None:
    """Say in a preview what could not be looked at; refuse an `up`.

    Raises:
        pulumi.RunError: on `up`.
    """
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(
            f"cluster.server {settings.server} {reason}; nothing was changed"
        )
    pulumi.log.warn(f"cluster.server {settings.server} {reason}: not checked: {what}")


def _refuse(
    settings: ClusterSettings,
    items: Iterable[T],
    problem: Callable[[T], str | None],
    question: Callable[[T], str],
) -> None:
    """Refuse all items that have a problem, with a line each."""
    lines = []
    for item in items:
        try:
            lines.append(problem(item))
        except UnreachableError as error:
            not_checked(settings, str(error), question(item))
    if any(lines):
        raise pulumi.RunError("\n".join(filter(None, lines)))


def _whose(item: Expected) -> str:
    return f"whether {item.kind} {item.name} is there and whose it is"


def _whether(item: Needed) -> str:
    return item.what if item.problem else f"whether {item.what} is there"


def _missing(api: Api, item: Needed) -> str | None:
    found = api.get(item.path)
    if found is None:
        said = item.missing
    else:
        said = item.problem(found) if item.problem else None
    return f"{said}; nothing was changed" if said else None


def _is_adopted(item: Expected) -> bool:
    """Tell what cluster.adopt reaches; Helm installs no second release of a name."""
    return item.kind != "Release" or bool(item.adoption)


def _is_foreign(api: Api, item: Expected) -> bool:
    found = api.get(item.path)
    if not found or not found.get("items", True):
        return False
    if not item.witnesses:
        return not _is_ours(found)
    return not any(_is_ours(api.get(path)) for path in item.witnesses)


def _is_ours(found: dict[str, Any] | None) -> bool:
    labels = (found or {}).get("metadata", {}).get("labels") or {}
    return OURS.items() <= labels.items()


def _foreign(api: Api, item: Expected) -> str | None:
    if not _is_foreign(api, item):
        return None
    what = f"{item.kind} {item.name} is already there and was not made by this program"
    if item.kind == "Namespace":
        return f"{what}: set namespace.create: false to use it; nothing was changed"
    if item.adoption:
        return f"{what}: {item.adoption}; nothing was changed"
    if item.kind == "Release":
        return (
            f"{what}: to adopt it, run `helm uninstall {item.name}` (CRDs and volumes "
            "stay) and then this again, or set kubePrometheus.release to another name; "
            "nothing was changed"
        )
    return f"{what}: set cluster.adopt: true to adopt it; nothing was changed"
