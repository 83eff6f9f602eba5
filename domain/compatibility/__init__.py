"""Which versions can work together: the table, and what it refuses."""

from domain.compatibility.credentials import (
    CREDENTIAL_FILES,
    LOCATION_SINCE,
    CredentialFile,
)
from domain.compatibility.operators import OPERATORS, Operator
from domain.compatibility.problems import (
    alertmanager_api_problem,
    chart,
    chart_api_problem,
    kube_state_metrics_problem,
    kubernetes_problem,
    operator_defaults,
    operator_problem,
    prometheus_problem,
    spec_version_problem,
)
from domain.compatibility.table import (
    ALERTMANAGER_APIS,
    CHARTS,
    NEEDS,
    OPERATOR_GATES,
    OPERATOR_NEEDS,
    AlertmanagerApi,
    Chart,
    OperatorGate,
)
from domain.compatibility.versions import Version, of_tag, text, version

__all__ = [
    "ALERTMANAGER_APIS",
    "CHARTS",
    "CREDENTIAL_FILES",
    "LOCATION_SINCE",
    "NEEDS",
    "OPERATORS",
    "OPERATOR_GATES",
    "OPERATOR_NEEDS",
    "AlertmanagerApi",
    "Chart",
    "CredentialFile",
    "Operator",
    "OperatorGate",
    "Version",
    "alertmanager_api_problem",
    "chart",
    "chart_api_problem",
    "kube_state_metrics_problem",
    "kubernetes_problem",
    "of_tag",
    "operator_defaults",
    "operator_problem",
    "prometheus_problem",
    "spec_version_problem",
    "text",
    "version",
]
