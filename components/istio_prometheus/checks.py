"""What the second Prometheus asks of the stack and of the cluster beforehand."""

from collections.abc import Iterator, Mapping

import pulumi

from components.cluster import Expected, Needed
from components.istio_prometheus import objects
from components.istio_prometheus.objects import FEDERATION
from domain import compatibility, rules
from domain.containers import image
from domain.dark_monitors import Watched
from domain.monitors import SERVICE_MONITOR
from domain.names import StackNames
from settings.istio_prometheus import IstioPrometheusSettings
from settings.kube_prometheus import KubePrometheusSettings

_KEY = "istioPrometheus"
_CORE, _RBAC = "/api/v1", "/apis/rbac.authorization.k8s.io/v1"
_OPERATOR_API = "/apis/monitoring.coreos.com/v1"


def check(
    settings: IstioPrometheusSettings, kube_prometheus: KubePrometheusSettings
) -> None:
    """Refuse a version or an image that the operator would start in another way.

    Raises:
        pulumi.RunError: with what was found.
    """
    if not settings.enabled:
        return
    pinned = objects.version(settings, kube_prometheus)
    problem = _version_problem(pinned, kube_prometheus)
    if problem:
        raise pulumi.RunError(f"{_KEY}.version: {problem}; nothing was changed")
    problem = _image_problem(settings.image, pinned)
    if problem:
        raise pulumi.RunError(
            f"{_KEY}.image: {problem} ({_KEY}.version); nothing was changed"
        )


def _version_problem(
    pinned: str | None, kube_prometheus: KubePrometheusSettings
) -> str | None:
    chart = kube_prometheus.chart
    brought = compatibility.chart(chart.name, chart.version)
    if brought is None or pinned is None:
        return None
    return compatibility.operator_problem(brought.operator, "Prometheus", pinned)


def _image_problem(reference: str | None, pinned: str | None) -> str | None:
    if reference is None:
        return None
    found = image(reference)
    if found.digest and not found.tag:
        says_none = "a digest says no version, by which the operator chooses flags"
        return None if pinned else f"{says_none}; set it"
    return compatibility.spec_version_problem("Prometheus", found.tag, pinned)


def watched(settings: IstioPrometheusSettings) -> tuple[Watched, ...]:
    """Return how it is missed that the records no longer arrive."""
    if not settings.enabled:
        return ()
    return (Watched(name=FEDERATION, matchers=(), remembered=True),)


def needed(settings: IstioPrometheusSettings) -> Iterator[Needed]:
    """Yield what the cluster must have for it."""
    if settings.enabled:
        yield Needed(
            f"namespace {settings.namespace}",
            f"{_CORE}/namespaces/{settings.namespace}",
            f"{_KEY}.namespace: there is no namespace {settings.namespace} in the "
            f"cluster; set it to where istiod runs, or set {_KEY}.enabled to false",
        )


def expected(
    settings: IstioPrometheusSettings, names: StackNames
) -> Iterator[Expected]:
    """Yield what is about to be made, so that nobody else's is taken."""
    if not settings.enabled:
        return
    own, operators = names.istio_prometheus, _operators(settings)
    core = f"{_CORE}/namespaces/{names.namespace}"
    yield Expected("ServiceAccount", own, f"{core}/serviceaccounts/{own}")
    yield Expected("Service", own, f"{core}/services/{own}")
    yield Expected("ClusterRole", own, f"{_RBAC}/clusterroles/{own}")
    yield Expected("ClusterRoleBinding", own, f"{_RBAC}/clusterrolebindings/{own}")
    objects_ = f"{_OPERATOR_API}/namespaces/{names.namespace}"
    yield Expected("Prometheus", own, f"{objects_}/prometheuses/{own}")
    for name, kind in operators.items():
        yield Expected(kind, name, f"{objects_}/{kind.lower()}s/{name}")


def _operators(settings: IstioPrometheusSettings) -> Mapping[str, str]:
    monitors = objects.monitor_specs(settings, "")
    return {
        **{monitor.name: monitor.kind for monitor in monitors},
        FEDERATION: SERVICE_MONITOR,
        rules.PRODUCES["istio-mesh"]: "PrometheusRule",
    }
