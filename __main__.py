"""Monitoring and alerting for Seldon Enterprise Platform: what a stack declares."""

from dataclasses import replace

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
    cluster,
    foresight,
    istio_prometheus,
    outputs,
    promotion,
    refusal,
    sight,
    stack,
)

with refusal.plainly():
    this = stack.current()
    foresight.check(this)
    release = promotion.promote(this.settings.promotion, this.release)
    seen = sight.look(this.settings, this.names)
    provider = cluster.make_provider(
        this.settings.cluster, foresight.expected(this), foresight.needed(this)
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
        labels=this.namespace_labels,
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
        names=this.names,
        secrets=alertmanager.secrets,
        apart=this.is_apart,
        credentials=this.settings.credentials,
        before=release.before,
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
    # The values need nothing of the cluster, so the policies judge them before anything
    # is made; a release of Seldon's comes when all is there that it calls.
    replace(
        this.seldon_deploy,
        labels=this.delivery.labels(monitors.described),
        seen=seen,
        release=after(alertmanager, monitors, alert_rules),
    ),
)

outputs.export(
    endpoints=kube_prometheus.endpoints,
    alertmanagerConfig=alertmanager.configuration,
    routes=outputs.routes(alertmanager.configuration, this.alerts),
    monitors=[*monitors.described, *istio_prometheus.federated(istio)],
    **istio_prometheus.outputs(istio),
    seldonDeployValues=seldon_deploy.values,
    **outputs.seldon_release(this.settings.seldon),
    release=release.once_applied(),
    access=outputs.access(this.names, this.settings.seldon),
    staysAfterDestroy=outputs.stays(this.settings),
)
