"""What is wrong with versions that are to work together, with the ways out."""

from domain.compatibility import table
from domain.compatibility.operators import OPERATORS, Operator
from domain.compatibility.table import Chart, OperatorGate
from domain.compatibility.versions import Version, inside, of_tag, text, version


def alertmanager_api_problem(alertmanager: str, api: str) -> str | None:
    """Return why this Alertmanager cannot serve this API, with both ways out."""
    found = version(alertmanager)
    row = next((row for row in table.ALERTMANAGER_APIS if row.name == api), None)
    if row is None:
        return f"Alertmanager has no API {api}; use v1 or v2"
    if found < row.since:
        return (
            f"Alertmanager {alertmanager} is too old; Seldon needs "
            f"{text(row.since)} or newer"
        )
    if row.until is not None and found >= row.until:
        return (
            f"Alertmanager {alertmanager} does not serve API {api}, removed in "
            f"{text(row.until)}; pin Alertmanager below that or use API v2"
        )
    return None


def chart(name: str, at: str) -> Chart | None:
    """Return what a chart is known to install, None where nobody has looked."""
    rows = (row for row in table.CHARTS if (row.name, row.version) == (name, at))
    return next(rows, None)


def chart_api_problem(name: str, at: str, api: str) -> str | None:
    """Return why the Alertmanager that a chart brings cannot serve this API.

    It finds the documented pair that breaks itself: a newer page of Seldon's has
    Bitnami's chart 9.5.12 with Alertmanager 0.27.0, an older one the URL of API v1.
    """
    row = chart(name, at)
    problem = row and alertmanager_api_problem(row.alertmanager, api)
    return f"chart {name} {at} brings its own: {problem}" if problem else None


def operator_problem(operator: str, what: str, found: str) -> str | None:
    """Return why an operator does not run a product, or not on a Kubernetes."""
    for row in table.OPERATOR_NEEDS:
        if row.what != what or not inside(
            version(operator), row.operator_since, row.operator_until
        ):
            continue
        if not inside(version(found), row.since, row.until):
            taken = _range(row.since, row.until)
            return f"operator {operator} takes {what} {taken}, not {found}"
    return None


def kubernetes_problem(name: str, at: str, kubernetes: str) -> str | None:
    """Return why a chart cannot go into a Kubernetes; None for an unknown chart."""
    row = chart(name, at)
    if row is None:
        return None
    if row.kubernetes and version(kubernetes) < version(row.kubernetes):
        return f"chart {name} {at} needs Kubernetes {row.kubernetes}, not {kubernetes}"
    return operator_problem(row.operator, "Kubernetes", kubernetes)


def spec_version_problem(
    product: str, tag: str | None, spec: str | None, operator: str | None = None
) -> str | None:
    """Return why an operator would start an image as another version than it is.

    The operator chooses flags and configuration by `spec.version` of the object, or by
    a default of its own, never by the image. product: Prometheus or Alertmanager; tag:
    the image's, None for a digest or the operator's own image; operator: its version,
    None where it is not known.
    """
    running = of_tag(tag) if tag else None
    if spec:
        return _named(product, tag, running, spec)
    if tag is None:
        return None
    if running is None:
        return (
            f"{product}'s image tag {tag} says no version and there is no "
            f"spec.version, by which the operator chooses flags; set it"
        )
    return _unnamed(product, running, operator)


def kube_state_metrics_problem(found: str, feature: str) -> str | None:
    """Return why a kube-state-metrics lacks a feature that this program rests on."""
    for row in table.NEEDS:
        asked = (row.product, row.feature) == ("kube-state-metrics", feature)
        if asked and version(found) < row.since:
            since = text(row.since)
            return f"kube-state-metrics {found} has no {feature}; take {since} or newer"
    return None


def prometheus_problem(found: str) -> str | None:
    """Return why a Prometheus does not read our rules."""
    for row in table.NEEDS:
        asked = (row.product, row.feature) == ("Prometheus", "present_over_time")
        if asked and version(found) < row.since:
            since = text(row.since)
            return f"Prometheus {found} has no {row.feature}; take {since} or newer"
    return None


def operator_defaults(operator: str) -> Operator | None:
    """Return an operator's defaults, by its minor version; None where nobody looked."""
    minor = version(operator)[:2]
    rows = (row for row in OPERATORS if version(row.version)[:2] == minor)
    return next(rows, None)


def _named(
    product: str, tag: str | None, running: Version | None, spec: str
) -> str | None:
    named = of_tag(spec)
    if named is None:
        return (
            f"{product}'s spec.version is {spec!r}, which is none; write one like 1.2.3"
        )
    if running is not None and running != named:
        return (
            f"{product}'s spec.version is {spec} but its image's tag is {tag}; the "
            "operator chooses flags by the first: set both to the same"
        )
    return None


def _unnamed(product: str, running: Version, operator: str | None) -> str | None:
    known = operator and operator_defaults(operator)
    if not known or not operator:
        return (
            f"{product} {text(running)} has no spec.version, so the operator takes a "
            f"default of its own; set it to {text(running)}"
        )
    default = known.alertmanager if product == "Alertmanager" else known.prometheus
    for gate in table.OPERATOR_GATES:
        if gate.product == product and _bites(gate, operator, default, running):
            return (
                f"{product} {text(running)} has no spec.version: operator {operator} "
                f"takes it for {default} and {gate.does}; set spec.version, or run "
                f"{product} {text(gate.since)} or newer"
            )
    return None


def _bites(gate: OperatorGate, operator: str, default: str, running: Version) -> bool:
    return (
        version(operator) >= gate.operator_since
        and version(default) >= gate.since > running
    )


def _range(since: Version, until: Version | None) -> str:
    below = f" and below {text(until)}" if until else ""
    return f"{text(since)} or newer{below}"
