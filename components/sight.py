"""What others must have there, seen before anything is declared and told to policies.

Nothing is refused here for what is missing: whether that may be is a policy's to say.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from components import cluster, seldon_deploy
from components.cluster_api import Api, UnreachableError
from domain import endpoints
from domain.names import StackNames, seldon_service
from domain.sightings import MISSING, NOT_LOOKED, PRESENT, called
from settings import Settings
from settings.seldon import SeldonSettings

_LATER = (
    "seldon.installed is false: nobody looks whether Seldon is in this cluster, and "
    "until it is no alert is seen in it; take the setting out once Seldon is installed"
)


def look(settings: Settings, names: StackNames) -> dict[str, str]:
    """Return what was seen of Seldon and of Services of others that endpoints name.

    Raises:
        pulumi.RunError: for another cluster, and on `up` where the cluster does not let
            us look; that it does not answer is said where the provider is made.
    """
    if not settings.seldon.installed:
        pulumi.log.warn(_LATER)
    wanted = sought(settings, names)
    config = cluster.read_kubeconfig(settings.cluster)
    try:
        api = cluster.opened(settings.cluster, config)
    except UnreachableError:
        return dict.fromkeys(wanted, NOT_LOOKED)
    return {what: _state(settings, api, what, path) for what, path in wanted.items()}


def sought(settings: Settings, names: StackNames) -> dict[str, str | None]:
    """Return the API's path of each object; None for what nobody is to look for."""
    of_seldon: dict[str, str | None] = dict(_of_seldon(settings.seldon))
    if settings.seldon.install:
        # About to be made; the namespace is asked for by the release itself.
        of_seldon = dict.fromkeys(of_seldon)
    if not settings.seldon.installed:
        of_seldon = dict.fromkeys(of_seldon)
    return of_seldon | dict(_services(settings, names))


def _of_seldon(seldon: SeldonSettings) -> Iterator[tuple[str, str]]:
    service = seldon_service(seldon.release, seldon.service_name)
    deployment, namespace = seldon.deployment_name or service, seldon.namespace
    apps = f"/apis/apps/v1/namespaces/{namespace}/deployments/{deployment}"
    yield called("Namespace", namespace), f"/api/v1/namespaces/{namespace}"
    yield called("Deployment", deployment, namespace), apps
    yield _service(namespace, service)


def _services(settings: Settings, names: StackNames) -> Iterator[tuple[str, str]]:
    """Yield the Services that Seldon is to call and that are not about to be made."""
    made = {
        names.prometheus_service: names.given_prometheus,
        names.alertmanager_service: names.given_alertmanager,
    }
    ours = {(it.namespace, it.name) for it, given in made.items() if given is None}
    values = seldon_deploy.shown_values(seldon_deploy.arguments(settings, names))
    urls = (_at(values, path) for path in endpoints.SELDON_URLS)
    named = {endpoints.service(str(url), "") for url in urls if url}
    for found in sorted(filter(None, named - ours)):
        yield _service(*found)


def _service(namespace: str, name: str) -> tuple[str, str]:
    path = f"/api/v1/namespaces/{namespace}/services/{name}"
    return called("Service", name, namespace), path


def _at(values: Mapping[str, Any], path: tuple[str, ...]) -> object:
    found: object = values
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _state(settings: Settings, api: Api, what: str, path: str | None) -> str:
    if path is None:
        return NOT_LOOKED
    try:
        return MISSING if api.get(path) is None else PRESENT
    except UnreachableError as error:
        cluster.not_checked(settings.cluster, str(error), f"whether {what} is there")
        return NOT_LOOKED
