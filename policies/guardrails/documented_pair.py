"""alertmanager-serves-seldon: the installed Alertmanager serves the URL's API.

Seldon's documents contain a pair that breaks itself: one page installs Bitnami's chart
9.5.12, which brings Alertmanager 0.27.0, another gives the URL of API v1.
"""

from collections.abc import Iterator, Sequence

from domain import compatibility, endpoints
from domain.containers import image
from policies.bundles import bundle
from policies.calls import SELDON_DEPLOY
from policies.guardrail import Finding, Guardrail
from policies.manifests import RELEASE
from policies.properties import Properties, at
from policies.resources import Resource


def pair_works(resources: Sequence[Resource], _: Properties) -> Iterator[Finding]:
    """Complain about an installed Alertmanager without the API that Seldon posts to."""
    for api in _apis(resources):
        for resource in resources:
            problem = _problem(resource, api)
            if problem:
                yield Finding(
                    f"{resource.name}: {problem}", (resource.name,), resource.urn
                )


def _apis(resources: Sequence[Resource]) -> set[str]:
    urls = (
        str(at(resource.properties, "values", "env", "ALERTMANAGER_URL") or "")
        for resource in resources
        if resource.type == SELDON_DEPLOY
    )
    return {api for url in urls if (api := endpoints.alerts_api(url))}


def _problem(resource: Resource, api: str) -> str | None:
    versions = [
        compatibility.text(version)
        for manifest in bundle(resource)
        if manifest.kind == "Alertmanager"
        and (version := compatibility.of_tag(image(manifest.spec.get("image")).tag))
    ]
    if versions:
        return compatibility.alertmanager_api_problem(versions[0], api)
    if resource.type != RELEASE:
        return None
    name, version = (at(resource.properties, key) for key in ("chart", "version"))
    return compatibility.chart_api_problem(
        str(name).rpartition("/")[2], str(version), api
    )


GUARDRAIL = Guardrail(
    name="alertmanager-serves-seldon",
    says="The Alertmanager that is installed serves the API to which Seldon posts",
    remedy="pin Alertmanager below 0.27.0, or set alertmanager.api to v2",
    stack=(pair_works,),
)
