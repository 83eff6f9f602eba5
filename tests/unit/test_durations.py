"""Durations as Prometheus and Alertmanager write them."""

import pytest

from domain import durations
from settings import base


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("0s", 0),
        ("15ms", 0.015),
        ("1m30s", 90),
        ("120h", 432000),
        ("5d", 432000),
        ("soon", None),
    ],
)
def test_durations_are_read_as_prometheus_reads_them(text, seconds):
    assert durations.seconds(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.015, "15ms"),
        (90, "1m30s"),
        (4200, "1h10m"),
        (86400, "1d"),
        (2592000, "30d"),
    ],
)
def test_seconds_are_written_as_a_duration(seconds, text):
    assert durations.text(seconds) == text


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
    assert base.seconds(duration) == pytest.approx(expected)
