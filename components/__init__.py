"""The parts of the program, in the order in which it declares them."""

from components.monitoring_namespace import (  # isort: skip
    MonitoringNamespace,
    MonitoringNamespaceArgs,
)
from components.alertmanager import Alertmanager, AlertmanagerArgs  # isort: skip
from components.kube_prometheus import (  # isort: skip
    KubePrometheus,
    KubePrometheusArgs,
)
from components.monitors import Monitors, MonitorsArgs  # isort: skip
from components.alert_rules import AlertRules, AlertRulesArgs  # isort: skip
from components.seldon_deploy import SeldonDeploy, SeldonDeployArgs  # isort: skip

__all__ = [
    "AlertRules",
    "AlertRulesArgs",
    "Alertmanager",
    "AlertmanagerArgs",
    "KubePrometheus",
    "KubePrometheusArgs",
    "MonitoringNamespace",
    "MonitoringNamespaceArgs",
    "Monitors",
    "MonitorsArgs",
    "SeldonDeploy",
    "SeldonDeployArgs",
]
