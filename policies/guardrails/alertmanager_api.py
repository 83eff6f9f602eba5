"""alertmanager-api-fits-version: the API that Seldon posts to is one that is served."""

from collections.abc import Iterator

from domain import compatibility, endpoints
from policies.calls import SELDON_DEPLOY
from policies.guardrail import Guardrail
from policies.properties import Properties, at
from policies.resources import Resource

KEY = "seldonDeploy.values.env.ALERTMANAGER_URL"


def api_fits_version(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about an API that the declared Alertmanager does not serve."""
    url = at(resource.properties, "values", "env", "ALERTMANAGER_URL")
    version = at(resource.properties, "alertmanagerVersion")
    if url is None or version is None:
        return
    api = endpoints.alerts_api(str(url))
    if api is None:
        yield f"{KEY} names no API; end it in /api/v1/alerts or /api/v2/alerts"
    elif problem := _problem(str(version), api):
        yield f"{KEY}: {problem}"


def _problem(version: str, api: str) -> str | None:
    try:
        return compatibility.alertmanager_api_problem(version, api)
    except ValueError:
        return f"Alertmanager's version {version!r} is none; write one like 0.26.0"


GUARDRAIL = Guardrail(
    name="alertmanager-api-fits-version",
    says="Alertmanager's version serves the API to which Seldon posts",
    remedy="set alertmanager.api to v2, or pin kubePrometheus.alertmanager.version "
    "below 0.27.0",
    resources={SELDON_DEPLOY: (api_fits_version,)},
)
