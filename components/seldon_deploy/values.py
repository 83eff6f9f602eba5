"""The values with which Seldon Deploy finds its monitoring, each derived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.values import overlaid
from domain import endpoints
from domain.monitors import LabelNames
from domain.names import StackNames
from settings import Settings
from settings.credentials import Credentials
from settings.seldon import SeldonDeploySettings, SeldonSettings

# Where Seldon's chart asks on OpenShift, requests and usage (its values-redhat.yaml).
_OPENSHIFT = "https://thanos-querier.openshift-monitoring.svc:9091/api/v1/"
_OPENSHIFT_RESOURCES = "https://prometheus-k8s.openshift-monitoring:9091/api/v1/"


@dataclass(frozen=True, kw_only=True)
class SeldonDeployArgs:
    """The stack's names, how its labels arrive, Alertmanager's version and API.

    `settings` has what is laid over the derived values, `seldon` how it is installed.
    `seen` is what the cluster was seen to have, by object (domain.sightings). `release`
    are the options of what is made in the cluster, where anything is.
    """

    settings: SeldonDeploySettings
    seldon: SeldonSettings
    names: StackNames
    alertmanager_api: str
    alertmanager_version: str
    labels: LabelNames = field(default_factory=LabelNames)
    credentials: Credentials = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    release: pulumi.ResourceOptions | None = None


def arguments(settings: Settings, names: StackNames) -> SeldonDeployArgs:
    """Return what is known before anything is declared."""
    return SeldonDeployArgs(
        settings=settings.seldon_deploy,
        seldon=settings.seldon,
        names=names,
        alertmanager_api=settings.alertmanager.api,
        alertmanager_version=settings.kube_prometheus.alertmanager.version,
        credentials=settings.credentials,
    )


def seldon_deploy_values(args: SeldonDeployArgs) -> dict[str, Any]:
    """Return the documented values (observability page), derived and overlaid."""
    settings, query = args.settings, _query_url(args)
    derived: dict[str, Any] = {
        "prometheus": {
            "seldon": {
                "namespaceMetricName": args.labels.namespace,
                "activeModelsNamespaceMetricName": args.labels.active_models_namespace,
                "serviceMetricName": args.labels.service,
                "url": query,
                **_resource_metrics(settings),
                **_token(settings),
            },
            "knative": {"url": query},
        },
        "env": {
            "ALERTMANAGER_URL": endpoints.alerts_url(args.names, args.alertmanager_api)
        },
        **_verification(settings),
    }
    return overlaid(derived, settings.values)


def warn_of_certificates(args: SeldonDeployArgs) -> None:
    """Say what Seldon must trust where it is to call https and look at certificates."""
    values = seldon_deploy_values(args)
    urls = (
        str(values["prometheus"]["seldon"].get("url")),
        str(values["env"].get("ALERTMANAGER_URL")),
    )
    asked = [url for url in urls if url.startswith("https:")]
    if asked and not values.get("skipVerifyHttpCalls"):
        pulumi.log.warn(
            f"seldonDeploy: Seldon is to call {' and '.join(asked)}, and must trust "
            "the authority of that certificate: mount it by Seldon's own values, or "
            "set seldonDeploy.skipVerifyHttpCalls to true"
        )


def _query_url(args: SeldonDeployArgs) -> str:
    if args.settings.openshift:
        return _OPENSHIFT
    return endpoints.query_url(args.names)


def _resource_metrics(settings: SeldonDeploySettings) -> dict[str, str]:
    url = settings.resource_metrics_url
    if url is None and settings.openshift:
        url = _OPENSHIFT_RESOURCES
    return {"resourceMetricsUrl": url} if url else {}


def _token(settings: SeldonDeploySettings) -> dict[str, str]:
    token = settings.prometheus_token
    if token is None:
        return {}
    return {"jwtSecretName": token.secret, "jwtSecretKey": token.key}


def _verification(settings: SeldonDeploySettings) -> dict[str, bool]:
    skip = settings.skip_verify_http_calls
    if skip is None and settings.openshift:
        # Its certificates are signed by the cluster's own authority.
        skip = True
    return {} if skip is None else {"skipVerifyHttpCalls": skip}
