"""Monitoring and alerting for Seldon Enterprise Platform: what a stack declares."""

import pulumi

from components import (
    Alertmanager,
    AlertRules,
    KubePrometheus,
    KubePrometheusArgs,
    MonitoringNamespace,
    MonitoringNamespaceArgs,
    Monitors,
    MonitorsArgs,
    SeldonDeploy,
    SeldonDeployArgs,
    cluster,
    outputs,
    promotion,
    reference,
    refusal,
    stack,
)

with refusal.plainly():
    settings = stack.settings()
    names = stack.names(settings)
    own = reference.read(settings.seldon.reference_configuration)
    stack.check_buildable(settings, own)
    release = promotion.promote(settings.promotion, stack.release(settings, own))
    expected = stack.expected(settings, names, own)
    needed = stack.needed(settings, own)
    provider = cluster.make_provider(settings.cluster, expected, needed)


def after(*resources: pulumi.Resource) -> pulumi.ResourceOptions:
    """Return the options of a component of this cluster that waits for others."""
    return pulumi.ResourceOptions(providers=[provider], depends_on=resources)


namespace = MonitoringNamespace(
    "monitoring-namespace",
    MonitoringNamespaceArgs(
        settings=settings.namespace,
        node_exporter=settings.kube_prometheus.node_exporter,
    ),
    after(),
)
alertmanager = Alertmanager(
    "alertmanager",
    stack.alertmanager_args(settings, own),
    after(namespace),
)
kube_prometheus = KubePrometheus(
    "kube-prometheus",
    KubePrometheusArgs(
        settings=stack.kube_prometheus(settings, own),
        namespace=namespace.name,
        secrets=alertmanager.secrets,
    ),
    after(namespace, alertmanager),
)
monitors = Monitors(
    "monitors",
    MonitorsArgs(
        settings=stack.monitors(settings), namespace=namespace.name, reference=own
    ),
    after(kube_prometheus),
)
alert_rules = AlertRules(
    "alert-rules",
    stack.alert_rules(settings, own),
    after(kube_prometheus),
)
seldon_deploy = SeldonDeploy(
    "seldon-deploy",
    SeldonDeployArgs(
        settings=settings.seldon_deploy,
        names=names,
        monitors=monitors.described,
        alertmanager_api=settings.alertmanager.api,
        alertmanager_version=settings.kube_prometheus.alertmanager.version,
    ),
    # Needs nothing of the cluster, so the policies judge it before anything is made.
)

outputs.export(
    endpoints=kube_prometheus.endpoints,
    alertmanagerConfig=alertmanager.configuration,
    routes=outputs.routes(alertmanager.configuration, stack.alerts(settings, own)),
    monitors=monitors.described,
    seldonDeployValues=seldon_deploy.values,
    release=release.once_applied(),
    access=outputs.access(names, settings.seldon),
    staysAfterDestroy=outputs.stays(settings),
)
