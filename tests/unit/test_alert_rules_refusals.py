"""Thresholds, windows and hold-offs out of bounds, refused by their keys."""

import pytest
from pydantic import ValidationError

from tests.unit.alert_rules import settings


def refusal(**values):
    with pytest.raises(ValidationError) as caught:
        settings(**values)
    (problem,) = caught.value.errors()
    return ".".join(map(str, problem["loc"])), problem["msg"]


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
            {"noTraffic": {"requests": float("inf")}},
            "noTraffic.requests",
            "Input should be a finite number",
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
            {"volumeFillingUp": {"free": 0.03}},
            "volumeFillingUp",
            "Value error, free 0.03 is not above freeCritical 0.03; raise it",
        ),
        (
            {"tsdbFailing": {"window": "9m"}},
            "tsdbFailing",
            (
                "Value error, window 9m does not reach back to before a restart of "
                "Prometheus; make it 10m or longer"
            ),
        ),
        (
            {"coreDown": {"namespaces": ["Models"]}},
            "coreDown.namespaces.0",
            (
                "Value error, not a Kubernetes name; use at most 63 lower-case "
                "letters, digits and dashes, with a letter or digit at both ends"
            ),
        ),
        (
            {"usage": {"interval": "5m", "window": "5m"}},
            "usage.interval",
            (
                "Value error, no shorter than the five minutes for which Prometheus "
                "remembers a figure; shorten it"
            ),
        ),
        (
            {"pipelineLatency": {"p99Seconds": 10}},
            "pipelineLatency.p99Seconds",
            "Input should be less than 10",
        ),
        (
            {"minimumRequests": 0},
            "minimumRequests",
            "Input should be greater than or equal to 1",
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
