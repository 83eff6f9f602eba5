"""What the lint complains of, one rule at a time."""

import pytest

from domain.lint import Known, lint

USER = {"severity": "warning", "type": "user"}
EXECUTOR = "seldon_api_executor_server_requests_seconds"


def complaints(*rules, beside=()):
    """Return what and remedy of each complaint about the rules of one group."""
    groups = [{"name": "g", "rules": list(rules)}]
    known = Known([*groups, {"name": "other", "rules": list(beside)}])
    return [str(found) for found in lint({"f.yaml": groups}, known)]


def alert(expr, **annotations):
    return {"alert": "A", "expr": expr, "labels": USER, "annotations": annotations}


def only(expr, **annotations):
    (found,) = complaints(alert(expr, **annotations))
    return found.removeprefix("f.yaml: group g: A: ")


@pytest.mark.parametrize(
    "expr",
    [
        f'sum by (namespace) (rate({EXECUTOR}_count{{code!~"2.."}}[5m])) > 1',
        f"histogram_quantile(0.9, sum by (le) (rate({EXECUTOR}_bucket[5m]))) > 1",
        "up == 0",
        'kube_pod_labels{label_anything_at_all="x"} == 1',
        "sum(kube_pod_container_status_restarts_total) > 0",
        "delta(kube_deployment_spec_replicas[5m]) > 1",
        "sum without (image, nothing) (container_memory_usage_bytes) > 1",
        '{__name__=~"seldon_metric_(true|false)_positive_total", class="A"} > 0',
        '{job="x"} == 0',
    ],
)
def test_nothing_is_said_of_a_sound_rule(expr):
    assert complaints(alert(expr)) == []


@pytest.mark.parametrize(
    ("expr", "complaint"),
    [
        (
            "rate(seldon_api_executor_server_request_seconds_count[5m]) > 1",
            "metric seldon_api_executor_server_request_seconds_count is not known; "
            f"did you mean {EXECUTOR}_count?",
        ),
        (
            '{__name__=~"seldon_metric_nothing_.*"} > 1',
            'no known metric matches {__name__=~"seldon_metric_nothing_.*"}; '
            "correct the pattern of __name__",
        ),
        (
            "rate(kube_deployment_status_replicas[5m]) > 1",
            "rate() of a gauge: each fall is taken for a restart and added; take "
            "delta(), deriv() or avg_over_time()",
        ),
        (
            "increase(sum(kube_deployment_status_replicas)[5m:]) > 1",
            "increase() of a gauge: each fall is taken for a restart and added; take "
            "delta(), deriv() or avg_over_time()",
        ),
        (
            "delta(kube_pod_container_status_restarts_total[5m]) > 1",
            "delta() of a counter: a restart is taken for a fall; take rate() or "
            "increase()",
        ),
        (
            "sum by (pod) (kube_pod_container_status_restarts_total) > 5",
            "a counter is compared with 5 as it is, and it only grows until its "
            "process restarts; compare its rate() or increase()",
        ),
        (
            "rate(up[5m]",
            "expr cannot be read (unclosed left parenthesis); correct the PromQL",
        ),
    ],
)
def test_a_name_or_a_type_that_is_wrong(expr, complaint):
    assert only(expr).startswith(complaint)


@pytest.mark.parametrize(
    ("expr", "complaint"),
    [
        # The dashboards' trap: the executor's label is code.
        (
            f'sum(rate({EXECUTOR}_count{{status="500"}}[5m])) > 0',
            f"{EXECUTOR}_count has no label status; match one of code, container, ",
        ),
        (
            f"sum by (model_name) (rate({EXECUTOR}_count[5m])) > 0",
            "sum by (model_name) is of series without label model_name; group by one "
            "of ",
        ),
        (
            "kube_pod_info * on (namespace, deployment) group_left () "
            "kube_deployment_spec_replicas",
            "the left side of * on (…) has no label deployment; match on one of ",
        ),
        (
            "up * on (pod) group_left (nodes) kube_pod_info",
            "group_left takes, from a side that has it not, label nodes; take one of ",
        ),
        (
            'label_replace(up, "a", "$1", "deployment_name", "(.+)") == 0',
            "label_replace reads, of series without it, label deployment_name; read "
            "one of ",
        ),
        (
            "sum by (pod) (sum by (namespace) (up)) == 0",
            "sum by (pod) is of series without label pod; group by one of namespace",
        ),
        (
            "sum by (pod) (sum(up)) == 0",
            "sum by (pod) is of series without label pod; group by none, for there are "
            "no labels",
        ),
    ],
)
def test_a_label_that_is_not_there(expr, complaint):
    assert only(expr).startswith(complaint)


def test_a_text_that_uses_a_dropped_label():
    assert only(
        "sum by (namespace) (up) == 0", summary="Pod {{ $labels.pod }} is down"
    ) == (
        "annotation summary uses $labels.pod, which the expression drops; keep it in "
        "the expression; it gives namespace"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{{ index $labels "pod" }}',
        "{{ .Labels.pod }}",
        "{{- if $labels.namespace }}{{ $labels.pod }}{{ end -}}",
        "{{ $value | humanize }} of {{ $labels.pod | toUpper }}",
        "{{ if $labels.pod }}{{ $labels.pod }}{{ end }}",
    ],
)
def test_each_way_to_use_a_label_is_seen(text):
    assert "uses $labels.pod" in only("sum by (namespace) (up) == 0", summary=text)


def test_a_label_of_one_value_is_made_of_none():
    expr = 'label_replace(up, "monitor", "own", "", "") == 0'

    assert complaints(alert(expr, summary="{{ $labels.monitor }}")) == []


def test_a_label_may_be_dropped_where_no_text_uses_it():
    text = "{{ $labels.namespace }} {{ $value }} $labels.pod {{ $externalLabels.x }}"

    assert complaints(alert("sum by (namespace) (up) == 0", summary=text)) == []


def test_what_a_query_inside_a_text_gives_is_its_own():
    text = '{{ range query "up" }}{{ .Labels.pod }}{{ end }}'

    assert complaints(alert("sum(up) == 0", summary=text)) == []


def test_a_label_that_one_branch_drops_is_named():
    expr = 'sum by (pod) (up) == 0 or absent(up{job="x"})'

    assert only(expr, summary="{{ $labels.pod }}") == (
        "annotation summary uses $labels.pod, which one branch of `or` drops; give "
        "both branches the label, or write {{ if $labels.pod }} around it"
    )
    guarded = "{{ if $labels.pod }}{{ $labels.pod }}{{ end }}"
    assert complaints(alert(expr, summary=guarded)) == []


def test_labels_of_an_alert_are_texts_too():
    rule = alert("sum(up) == 0") | {"labels": {"team": "{{ $labels.namespace }}"}}

    assert "label team uses $labels.namespace" in complaints(rule)[0]


RECORD = {
    "record": "namespace:up:sum",
    "expr": "sum by (namespace) (up)",
    "labels": {"kind": "pods"},
}


def test_a_record_is_known_with_the_labels_of_its_expression():
    text = "{{ $labels.namespace }} {{ $labels.kind }}"

    assert complaints(alert("namespace:up:sum == 0", s=text), beside=[RECORD]) == []
    assert complaints(alert('namespace:up:sum{pod="x"} == 0'), beside=[RECORD]) == [
        "f.yaml: group g: A: namespace:up:sum has no label pod; match one of kind, "
        "namespace"
    ]


def test_the_rate_of_a_recorded_rate_is_of_a_gauge():
    record = {
        "record": "r:rate",
        "expr": "sum(rate(kube_pod_container_status_restarts_total[5m]))",
    }

    assert (
        "rate() of a gauge"
        in complaints(alert("rate(r:rate[5m]) > 0"), beside=[record])[0]
    )


def test_a_record_of_a_record_of_itself_does_not_go_on_for_ever():
    record = {"record": "a:b", "expr": "a:b + 1"}

    assert complaints(record, alert("rate(a:b[5m]) > 0 and a:b > 1")) == []


def test_a_rule_that_is_there_twice_names_the_first():
    assert complaints(alert("up == 0"), alert("up == 1")) == [
        "f.yaml: group g: A: the same alert with the same labels is in f.yaml, group "
        "g; remove one, or tell them apart by a label"
    ]
    critical = alert("up == 1") | {"labels": USER | {"severity": "critical"}}
    assert complaints(alert("up == 0"), critical) == []


def test_a_complaint_is_told_once():
    twice = "sum by (nome) (up) / sum by (nome) (up)"

    assert len(complaints(alert(twice))) == 1
