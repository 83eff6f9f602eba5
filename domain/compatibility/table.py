"""The table: which versions can work together; each row with its source.

A range has its lower bound inside and its upper bound outside. The operator's rows were
read in its source code at the version named, the charts' in their Chart.yaml and
values.yaml.
"""

from typing import NamedTuple

from domain.compatibility.versions import Version


class AlertmanagerApi(NamedTuple):
    """An API of Alertmanager and the versions that serve it, lower bound included."""

    name: str
    since: Version
    until: Version | None
    source: str


ALERTMANAGER_APIS: tuple[AlertmanagerApi, ...] = (
    AlertmanagerApi(
        "v1",
        (0, 24, 0),
        (0, 27, 0),
        "Seldon's documents ask for 0.24; Alertmanager 0.27 removed /api/v1 (410)",
    ),
    AlertmanagerApi(
        "v2",
        (0, 24, 0),
        None,
        "Seldon's documents ask for 0.24; v2 is Alertmanager's own since 0.16",
    ),
)


class Chart(NamedTuple):
    """What a chart installs where nothing is overridden; None where nobody has looked.

    kubernetes is the oldest that the chart itself takes.
    """

    name: str
    version: str
    operator: str
    prometheus: str
    alertmanager: str
    kube_state_metrics: str | None
    kubernetes: str | None
    source: str


_STACK, _BITNAMI = "kube-prometheus-stack", "kube-prometheus"
CHARTS: tuple[Chart, ...] = (
    Chart(
        *(_STACK, "88.5.3", "0.93.1", "3.14.0", "0.34.0", "2.20.0", "1.25.0"),
        "the chart's files, 2026-08-21",
    ),
    Chart(
        *(_STACK, "67.0.0", "0.79.0", "3.0.1", "0.27.0", None, None),
        "the chart's files, 2024-12-16; the first with Prometheus 3",
    ),
    Chart(
        *(_STACK, "56.18.0", "0.71.2", "2.50.1", "0.27.0", None, None),
        "the chart's files, 2024-02-29; the first without API v1",
    ),
    Chart(
        *(_STACK, "56.17.0", "0.71.2", "2.50.1", "0.26.0", None, "1.19.0"),
        "the chart's files, 2024-02-29; the last with API v1",
    ),
    Chart(
        *(_STACK, "48.3.6", "0.66.0", "2.45.0", "0.25.0", None, "1.16.0"),
        "the chart's files, 2023-08-24; the last with Alertmanager 0.25",
    ),
    Chart(
        *(_BITNAMI, "11.3.11", "0.85.0", "3.5.0", "0.28.1", "2.16.0", "1.16.0"),
        "Bitnami's repository, 2025-09-01; its values are those of 11.3.10",
    ),
    Chart(
        *(_BITNAMI, "11.3.10", "0.85.0", "3.5.0", "0.28.1", "2.16.0", "1.16.0"),
        "Bitnami's repository, 2025-08-21; the last that was published",
    ),
    Chart(
        *(_BITNAMI, "9.5.12", "0.76.0", "2.54.0", "0.27.0", None, None),
        "Seldon Enterprise 2.3's monitoring page; Bitnami's repository",
    ),
    Chart(
        *(_BITNAMI, "8.29.1", "0.72.0", "2.50.1", "0.27.0", None, None),
        "Bitnami's repository, 2024-03-05; the first without API v1",
    ),
    Chart(
        *(_BITNAMI, "8.29.0", "0.71.2", "2.49.1", "0.26.0", None, None),
        "Bitnami's repository, 2024-02-27; the last with API v1",
    ),
    Chart(
        *(_BITNAMI, "8.0.9", "0.57.0", "2.36.2", "0.24.0", "2.5.0", "1.16.0"),
        "Seldon Deploy's observability page; Bitnami's repository, 2022-06-30",
    ),
)


class OperatorNeeds(NamedTuple):
    """What operators of a range need of something else, and what they refuse."""

    what: str
    operator_since: Version
    operator_until: Version | None
    since: Version
    until: Version | None
    source: str


OPERATOR_NEEDS: tuple[OperatorNeeds, ...] = (
    OperatorNeeds(
        *("Alertmanager", (0, 0, 0), None, (0, 15, 0), (1, 0, 0)),
        "the operator's page on compatibility; its own check of the version",
    ),
    OperatorNeeds(
        *("Alertmanager", (0, 0, 0), (0, 60, 0), (0, 15, 0), (0, 27, 0)),
        "no chart joins an operator of 2022 with a newer Alertmanager: nobody tried",
    ),
    OperatorNeeds(
        *("Prometheus", (0, 0, 0), (0, 77, 0), (2, 0, 0), (3, 0, 0)),
        "the operator's promcfg.go at 0.66 and 0.76; its changelog, 0.77 (#6940)",
    ),
    OperatorNeeds(
        *("Prometheus", (0, 77, 0), None, (2, 0, 0), (4, 0, 0)),
        "the operator's changelog, 0.77 (#6940); promcfg.go at 0.85 and 0.93",
    ),
    OperatorNeeds(
        *("Kubernetes", (0, 0, 0), (0, 84, 0), (1, 16, 0), None),
        "the operator's page on compatibility",
    ),
    OperatorNeeds(
        *("Kubernetes", (0, 84, 0), None, (1, 25, 0), None),
        "the operator's page on compatibility: its CRDs are validated with CEL",
    ),
)


class OperatorGate(NamedTuple):
    """What an operator does for an object's version; an older program suffers from it.

    The version is the object's `spec.version`, or the operator's default, never the
    image's tag.
    """

    product: str
    does: str
    operator_since: Version
    since: Version
    source: str


OPERATOR_GATES: tuple[OperatorGate, ...] = (
    OperatorGate(
        *("Alertmanager", "starts it with --cluster.label, which it does not know"),
        *((0, 69, 0), (0, 26, 0)),
        "the operator's alertmanager/statefulset.go at 0.71 and 0.85",
    ),
    OperatorGate(
        *("Alertmanager", "starts it with --cluster.peer-name, which it does not know"),
        *((0, 93, 0), (0, 30, 0)),
        "the operator's changelog, 0.93 (#8705)",
    ),
    OperatorGate(
        *("Prometheus", "writes what only Prometheus 3 reads into its configuration"),
        *((0, 79, 0), (3, 0, 0)),
        "the operator's promcfg.go at 0.85; its changelog, 0.79 (#7158)",
    ),
    OperatorGate(
        *("Prometheus", "writes the retention where only a newer one looks for it"),
        *((0, 92, 0), (3, 11, 0)),
        "the operator's changelog, 0.92 (#8547); promcfg.go at 0.93",
    ),
)


class Needs(NamedTuple):
    """What a feature that this program rests on needs of a product's version."""

    product: str
    feature: str
    since: Version
    source: str


NEEDS: tuple[Needs, ...] = (
    Needs(
        "kube-state-metrics",
        "--metric-labels-allowlist",
        (2, 0, 0),
        "kube-state-metrics #1301; before that it exposed every label",
    ),
    Needs("kube-state-metrics", "pods=[*]", (2, 1, 0), "kube-state-metrics #1403"),
    Needs(
        "Alertmanager",
        "notifications of Prometheus 3",
        (0, 16, 0),
        "Prometheus 3 speaks API v2 alone, which Alertmanager has since 0.16",
    ),
    Needs(
        "Prometheus",
        "present_over_time",
        (2, 29, 0),
        "Prometheus' changelog, 2.29 (#9097); our rules use it",
    ),
    Needs(
        "Prometheus",
        "scrape_config_files",
        (2, 43, 0),
        "Prometheus' changelog, 2.43; before that, jobs are pasted",
    ),
)
