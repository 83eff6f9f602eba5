"""Links with Seldon Deploy: the URLs that it was given answer, its webhook exists.

Where its release is managed here, its Deployment is a link, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from domain.names import SELDON_RECEIVER
from domain.passwords import redacted
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.verify import workloads
from operations.verify.links import Link, broken, nothing, ok

DEPLOYMENT = "Seldon Deploy"
QUERIES = "Seldon's URL of Prometheus"
USAGE = "Seldon's URL of usage"
ALERTS = "Seldon's URL of Alertmanager"
TOLD = "Seldon's values"
WEBHOOK = "Seldon's webhook"
_SELDON = "app.kubernetes.io/name=seldon-deploy"


def look(cluster: Cluster, deployed: Deployed) -> Iterator[Link]:
    """Yield whether both sides can call each other."""
    managed = deployed.outputs.get("seldonRelease")
    if managed:
        yield _deployment(cluster, deployed, managed)
    values = deployed.outputs["seldonDeployValues"]
    for name, key in ((QUERIES, "url"), (USAGE, "resourceMetricsUrl")):
        url = values["prometheus"]["seldon"].get(key)
        if url:
            yield judge_url(name, url, _ask(cluster, url, "/query", query="vector(1)"))
    url = values["env"]["ALERTMANAGER_URL"]
    yield judge_url(ALERTS, url, _ask(cluster, url))
    deployments = cluster.items("/apis/apps/v1/deployments", labelSelector=_SELDON)
    yield judge_told(values["env"], deployments)
    for url in webhooks(deployed.outputs["alertmanagerConfig"]):
        yield _webhook(cluster, url)


def judge_url(name: str, url: str, reply: Reply) -> Link:
    """Return whether a URL that Seldon was given answers."""
    if reply.ok:
        return ok(name, url)
    if reply.status == HTTPStatus.GONE:
        return broken(
            name,
            f"{url}: 410 {reply.reason}",
            "this Alertmanager no longer serves that API",
            "set alertmanager.api to v2, or pin an Alertmanager below 0.27",
        )
    return broken(
        name,
        f"{url}: {reply.status} {reply.reason}".rstrip(),
        "nothing answers there",
        "see the links above; an URL in seldonDeploy.values must name a Service",
    )


def judge_told(
    wanted: Mapping[str, str], deployments: Sequence[Mapping[str, Any]]
) -> Link:
    """Return whether Seldon Deploy runs with the environment that its values give.

    Its chart hands the map `env` to the container as it is.
    """
    if not deployments:
        return nothing(TOLD, "Seldon Deploy is not installed yet")
    for deployment in deployments:
        for key, value in wanted.items():
            found = _environment(deployment).get(key)
            if found != _as_text(value):
                return broken(
                    TOLD,
                    f"Deployment {_called(deployment)}",
                    f"{key} is {_shown(found)}, not {value}",
                    "give Seldon Deploy's helm upgrade the output seldonDeployValues",
                )
    return ok(TOLD, f"Deployment {_called(deployments[0])} has them")


def _environment(deployment: Mapping[str, Any]) -> dict[str, str]:
    containers = deployment["spec"]["template"]["spec"]["containers"]
    return {
        variable["name"]: variable.get("value", "")
        for container in containers
        for variable in container.get("env") or ()
    }


def _as_text(value: object) -> str:
    """Return a value as a chart quotes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(found: str | None) -> str:
    """Return a value without what may be a password in a URL."""
    return "not set" if found is None else redacted(found)


def webhooks(configuration: Mapping[str, Any]) -> list[str]:
    """Return the URLs of the webhooks of Seldon's receiver."""
    return [
        str(webhook["url"])
        for receiver in configuration.get("receivers") or ()
        for webhook in receiver.get("webhook_configs") or ()
        if receiver["name"] == SELDON_RECEIVER and "url" in webhook
    ]


def judge_webhook(
    url: str, service: Mapping[str, Any] | None, others: Sequence[str], ready: int
) -> Link:
    """Return whether a webhook's Service exists, has its port and ready pods.

    `others` are Services of Seldon Deploy under other names.
    """
    parts = urlsplit(url)
    where = f"Service {parts.hostname}"
    if service is None and not others:
        return nothing(WEBHOOK, f"{where} is not there, Seldon is not installed yet")
    if service is None:
        return broken(
            WEBHOOK,
            f"{where} is not there",
            f"Seldon Deploy's Service is called {', '.join(others)}",
            "set seldon.release, seldon.namespace or seldon.serviceName",
        )
    ports = [port["port"] for port in service["spec"].get("ports") or ()]
    if (parts.port or 80) not in ports:
        found = ", ".join(str(port) for port in ports)
        cause = f"it has {found}, the webhook's URL needs {parts.port or 80}"
        return broken(WEBHOOK, where, cause, "correct the Service's port")
    if not ready:
        cause = "no ready pod stands behind it"
        return broken(WEBHOOK, where, cause, "look at Seldon Deploy's pods")
    return ok(WEBHOOK, f"{where}, {ready} ready")


def _deployment(
    cluster: Cluster, deployed: Deployed, managed: Mapping[str, str]
) -> Link:
    workload = workloads.Workload(
        *(DEPLOYMENT, workloads.DEPLOYMENT),
        *(managed["namespace"], managed["deployment"]),
    )
    return workloads.link(cluster, deployed.names, workload)


def _ask(cluster: Cluster, url: str, path: str = "", **query: str) -> Reply:
    try:
        return cluster.service(url, path, **query)
    except (ValueError, KeyError):
        return Reply(0, None, "not a URL of a Service of this cluster")


def _webhook(cluster: Cluster, url: str) -> Link:
    name, namespace = str(urlsplit(url).hostname).split(".")[:2]
    base = f"/api/v1/namespaces/{namespace}"
    reply = cluster.get(f"{base}/services/{name}")
    if not reply.ok:
        services = cluster.items("/api/v1/services", labelSelector=_SELDON)
        return judge_webhook(url, None, [_called(item) for item in services], 0)
    slices = cluster.items(
        f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices",
        labelSelector=f"kubernetes.io/service-name={name}",
    )
    return judge_webhook(url, reply.body, (), _ready(slices))


def _called(item: Mapping[str, Any]) -> str:
    return f"{item['metadata']['name']}.{item['metadata']['namespace']}"


def _ready(slices: Sequence[Mapping[str, Any]]) -> int:
    return sum(
        (endpoint.get("conditions") or {}).get("ready") is not False
        for item in slices
        for endpoint in item.get("endpoints") or ()
    )
