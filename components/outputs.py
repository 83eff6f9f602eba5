"""Stack outputs: what other stacks, proofs and people read; no credential in any."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pulumi

from components.distributions import adapter
from domain import routes as route_tree
from domain.names import Service, StackNames, seldon_service
from domain.rules import Alert
from settings import Settings
from settings.kube_prometheus import StorageSettings, VanillaSettings
from settings.seldon import SeldonSettings


def export(**outputs: object) -> None:
    """Export the outputs, and say that what was applied is not yet proved."""
    for name, value in outputs.items():
        pulumi.export(name, value)
    if not pulumi.runtime.is_dry_run():
        # The release is known once everything is applied: after a refusal, never.
        pulumi.Output.from_input(outputs["release"]).apply(_say_what_is_next)


def _say_what_is_next(_: object) -> None:
    pulumi.log.info(
        "not verified yet: Helm does not wait for Prometheus and Alertmanager, "
        f"which the operator starts; `make verify STACK={pulumi.get_stack()}` does"
    )


def routes(
    configuration: Mapping[str, Any], alerts: Iterable[Alert]
) -> dict[str, dict[str, Any]]:
    """Return for each alert its labels of routing, whom it reaches, whose it is."""
    return route_tree.table(configuration["route"], alerts)


def access(names: StackNames, seldon: SeldonSettings) -> dict[str, str]:
    """Return the documented ways to reach the user interfaces from outside."""
    pod = (
        f"export POD_NAME=$(kubectl get pods --namespace {seldon.namespace} -l "
        '"app.kubernetes.io/name=seldon-deploy,'
        f'app.kubernetes.io/instance={seldon.release}" '
        '-o jsonpath="{.items[0].metadata.name}")'
    )
    return {
        "prometheus": _forward(names.prometheus_service),
        "alertmanager": _forward(names.alertmanager_service),
        "seldonDeploy": f"{pod}\n"
        f"kubectl port-forward $POD_NAME 8000:8000 --namespace {seldon.namespace}",
    }


def _forward(service: Service) -> str:
    return (
        f"kubectl port-forward --namespace {service.namespace} "
        f"svc/{service.name} {service.port}:{service.port}"
    )


def seldon_release(seldon: SeldonSettings) -> dict[str, dict[str, str]]:
    """Return where Seldon's release is, as an output where it is managed here."""
    if seldon.install is None:
        return {}
    service = seldon_service(seldon.release, seldon.service_name)
    return {
        "seldonRelease": {
            "namespace": seldon.namespace,
            "release": seldon.release,
            "deployment": seldon.deployment_name or service,
        }
    }


def stays(settings: Settings) -> dict[str, str]:
    """Return what `pulumi destroy` leaves in the cluster, each with its reason."""
    kube_prometheus, namespace = settings.kube_prometheus, settings.namespace
    left = {
        f"namespace {namespace.name}": "others may have put objects into it"
        if namespace.create
        else "it was there before",
    }
    seldon = settings.seldon
    if seldon.install and not seldon.install.delete_on_destroy:
        left[f"release {seldon.namespace}/{seldon.release}"] = (
            "Seldon goes on without its monitoring; seldon.install.deleteOnDestroy "
            "takes it, too"
        )
    if kube_prometheus.charted:
        left |= _of_a_release(kube_prometheus.fullname)
        left |= adapter(kube_prometheus).leaves(kube_prometheus, namespace.name)
    if kube_prometheus.vanilla:
        left |= _of_others(kube_prometheus.vanilla)
    if kube_prometheus.is_there:
        left |= _OF_AN_OPERATOR
    if any(_volumes(settings)):
        left["persistent volume claims"] = "they hold the metrics and silences"
    return left


def _volumes(settings: Settings) -> Iterator[StorageSettings | None]:
    yield settings.kube_prometheus.prometheus.storage
    yield settings.kube_prometheus.alertmanager.storage
    if settings.istio_prometheus.enabled:
        yield settings.istio_prometheus.storage


_OF_AN_OPERATOR = {
    "operator, Prometheus, Alertmanager": "they were there before; Alertmanager goes "
    "on without receivers once its Secret is gone"
}


def _of_a_release(fullname: str) -> dict[str, str]:
    return {
        "customresourcedefinitions *.monitoring.coreos.com": "Helm never deletes CRDs, "
        "for with them goes every monitor and rule of everybody",
        f"service kube-system/{fullname}-kubelet": "the operator made it, not Helm",
    }


def _of_others(there: VanillaSettings) -> dict[str, str]:
    why = (
        "others installed it; it goes on with what it has loaded, and its next pod "
        "does not start while it mounts a ConfigMap that is gone: take the mounts out"
    )
    services = (there.prometheus_service, there.alertmanager_service)
    return {f"service {own.namespace}/{own.name}": why for own in services}
