"""Durations as Prometheus and Alertmanager write them."""

import pytest

from domain import durations


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
