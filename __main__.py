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
    SeldonDeploy,
    SeldonDeployArgs,
    cluster,
    istio_prometheus,
    outputs,
    promotion,
    refusal,
    sight,
    stack,
)

with refusal.plainly():
    this = stack.current()
    this.check()
    release = promotion.promote(this.settings.promotion, this.release)
    seen = sight.look(this.settings, this.names)
    provider = cluster.make_provider(
        this.settings.cluster, this.expected(), this.needed()
    )


def after(*resources: pulumi.Resource) -> pulumi.ResourceOptions:
    """Return the options of a component of this cluster that waits for others."""
    return pulumi.ResourceOptions(providers=[provider], depends_on=resources)


namespace = MonitoringNamespace(
    "monitoring-namespace",
    MonitoringNamespaceArgs(
        settings=this.settings.namespace,
        node_exporter=this.settings.kube_prometheus.runs_node_exporter,
        mesh=this.settings.kube_prometheus.mesh,
    ),
    after(),
)
alertmanager = Alertmanager(
    "alertmanager",
    this.alertmanager,
    after(namespace),
)
kube_prometheus = KubePrometheus(
    "kube-prometheus",
    KubePrometheusArgs(
        settings=this.kube_prometheus,
        namespace=namespace.name,
        secrets=alertmanager.secrets,
        apart=this.is_apart,
        credentials=this.settings.credentials,
    ),
    after(namespace, alertmanager),
)
monitors = Monitors(
    "monitors",
    this.monitors_args,
    after(kube_prometheus),
)
alert_rules = AlertRules(
    "alert-rules",
    this.alert_rules,
    after(kube_prometheus),
)
istio = istio_prometheus.where_asked(
    "istio-prometheus",
    this.istio_prometheus,
    after(kube_prometheus),
)
seldon_deploy = SeldonDeploy(
    "seldon-deploy",
    SeldonDeployArgs(
        settings=this.settings.seldon_deploy,
        names=this.names,
        labels=this.delivery.labels(monitors.described),
        alertmanager_api=this.settings.alertmanager.api,
        alertmanager_version=this.settings.kube_prometheus.alertmanager.version,
        seen=seen,
    ),
    # Needs nothing of the cluster, so the policies judge it before anything is made.
)

outputs.export(
    endpoints=kube_prometheus.endpoints,
    alertmanagerConfig=alertmanager.configuration,
    routes=outputs.routes(alertmanager.configuration, this.alerts),
    monitors=[*monitors.described, *istio_prometheus.federated(istio)],
    **istio_prometheus.outputs(istio),
    seldonDeployValues=seldon_deploy.values,
    release=release.once_applied(),
    access=outputs.access(this.names, this.settings.seldon),
    staysAfterDestroy=outputs.stays(this.settings),
)
