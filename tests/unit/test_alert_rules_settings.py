"""Thresholds, windows and hold-offs: defaults, bounds, and what rules get of them."""

import pytest
from pydantic import ValidationError

from settings.alert_rules import AlertRulesSettings, parameters
from settings.base import seconds

PLACE = {
    "monitoring_namespace": "watch",
    "seldon_namespace": "platform",
    "seldon_deployment": "seldon-enterprise-seldon-deploy",
}


def settings(**values):
    return AlertRulesSettings.model_validate(values)


def refusal(**values):
    with pytest.raises(ValidationError) as caught:
        settings(**values)
    (problem,) = caught.value.errors()
    return ".".join(map(str, problem["loc"])), problem["msg"]


def test_the_defaults_are_these_figures():
    assert parameters(settings(), **PLACE) == {
        "monitoring_namespace": "watch",
        "seldon_namespace": "platform",
        "seldon_deployment": "seldon-enterprise-seldon-deploy",
        "seldon_core_job": "watch/seldon-core",
        "other_seldon_jobs": (
            "watch/(seldon-deploy|seldon-drift-detector|metrics-server)"
        ),
        "interval": "30s",
        "usage_interval": "2m",
        "usage_window": "2m",
        "error_rate_warning": "0.05",
        "error_rate_critical": "0.2",
        "error_rate_window": "5m",
        "error_rate_for": "5m",
        "latency_p99_seconds": "1",
        "latency_window": "5m",
        "latency_for": "5m",
        "pod_not_ready_for": "10m",
        "seldon_deploy_down_for": "5m",
        "target_down_for": "10m",
        "usage_labels_missing_for": "15m",
        "notifications_failing_window": "10m",
        "notifications_failing_for": "1m",
        "drift_window": "10m",
        "drift_memory": "1h",
        "drift_for": "0s",
    }


def test_every_figure_can_be_set():
    chosen = settings(
        interval="5s",
        usage={"interval": "10s", "window": "30s"},
        errorRate={"warning": 0.01, "critical": 0.02, "window": "31s", "for": "1s"},
        latency={"p99Seconds": 0.25, "window": "32s", "for": "2s"},
        podNotReady={"for": "3s"},
        seldonDeployDown={"for": "4s"},
        targetDown={"for": "5s"},
        usageLabelsMissing={"for": "6s"},
        notificationsFailing={"window": "33s", "for": "7s"},
        drift={"window": "34s", "memory": "35s", "for": "8s"},
    )

    given = parameters(chosen, **PLACE)

    assert {name: given[name] for name in given if name not in PLACE} == {
        "seldon_core_job": "watch/seldon-core",
        "other_seldon_jobs": (
            "watch/(seldon-deploy|seldon-drift-detector|metrics-server)"
        ),
        "interval": "5s",
        "usage_interval": "10s",
        "usage_window": "30s",
        "error_rate_warning": "0.01",
        "error_rate_critical": "0.02",
        "error_rate_window": "31s",
        "error_rate_for": "1s",
        "latency_p99_seconds": "0.25",
        "latency_window": "32s",
        "latency_for": "2s",
        "pod_not_ready_for": "3s",
        "seldon_deploy_down_for": "4s",
        "target_down_for": "5s",
        "usage_labels_missing_for": "6s",
        "notifications_failing_window": "33s",
        "notifications_failing_for": "7s",
        "drift_window": "34s",
        "drift_memory": "35s",
        "drift_for": "8s",
    }


@pytest.mark.parametrize(
    ("values", "key", "complaint"),
    [
        (
            {"errorRate": {"warning": 0}},
            "errorRate.warning",
            "Input should be greater than 0",
        ),
        (
            {"errorRate": {"critical": 20}},
            "errorRate.critical",
            "Input should be less than 1",
        ),
        (
            {"errorRate": {"warning": 0.3}},
            "errorRate",
            "Value error, warning 0.3 is not below critical 0.2; lower it",
        ),
        (
            {"latency": {"p99Seconds": 10}},
            "latency.p99Seconds",
            "Input should be less than 10",
        ),
        (
            {"latency": {"p99Seconds": 0}},
            "latency.p99Seconds",
            "Input should be greater than 0",
        ),
        (
            {"latency": {"window": "9s"}},
            "latency.window",
            "Value error, a window of at least 10s is needed",
        ),
        (
            {"latency": {"window": "five minutes"}},
            "latency.window",
            'Value error, not a duration; write one like "30s", "5m" or "1h30m"',
        ),
        (
            {"interval": "0s"},
            "interval",
            "Value error, an interval of at least 1s is needed",
        ),
        (
            {"usage": {"window": "1m"}},
            "usage",
            (
                "Value error, window 1m is shorter than interval 2m, and usage between "
                "them would not count; lengthen the window"
            ),
        ),
        (
            {"drift": {"windows": "10m"}},
            "drift.windows",
            "Extra inputs are not permitted",
        ),
        (
            {"runbookUrl": "runbooks/"},
            "runbookUrl",
            'Value error, not a URL; write one like "https://example.com/path"',
        ),
    ],
)
def test_a_figure_out_of_bounds_is_refused_by_its_key(values, key, complaint):
    assert refusal(**values) == (key, complaint)


def test_windows_that_hold_two_scrapes_are_enough():
    settings().check_windows("1m")


def test_windows_that_hold_fewer_than_two_scrapes_are_named():
    with pytest.raises(ValueError, match="fewer than two scrapes") as caught:
        settings(drift={"window": "1m"}).check_windows("61s")

    remedy = (
        "holds fewer than two scrapes at a scrape interval of 61s; make it 122s or "
        "longer"
    )
    assert str(caught.value).splitlines() == [
        f"alertRules.drift.window: 1m {remedy}",
        f"alertRules.usage.window: 2m {remedy}",
    ]


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("0", 0),
        ("30s", 30),
        ("1h30m", 5400),
        ("500ms", 0.5),
        ("1m500ms", 60.5),
        ("1y1w1d", 32_227_200),
    ],
)
def test_a_duration_has_so_many_seconds(duration, expected):
    assert seconds(duration) == pytest.approx(expected)
