"""Kubernetes' quantities (its API documents), Prometheus' sizes (its Storage page)."""

import pytest

from domain.quantities import bytes_of, bytes_of_size, shown


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5Gi", 5 * 1024**3),
        ("5G", 5_000_000_000),
        ("1.5Ki", 1536),
        ("100", 100),
        ("1e3", 1000),
        (2048.0, 2048),
        ("10k", 10_000),
        ("1Ei", 1024**6),
        ("50GB", None),
        ("many", None),
        ("", None),
        (None, None),
    ],
)
def test_a_quantity_is_bytes(written, expected):
    assert bytes_of(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("512MB", 512 * 1024**2),
        ("45GB", 45 * 1024**3),
        ("45GiB", 45 * 1024**3),
        ("1B", 1),
        ("45Gi", None),
        ("45", None),
    ],
)
def test_a_size_of_prometheus_is_in_powers_of_two(written, expected):
    assert bytes_of_size(written) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0"), (1023, "1023"), (1024, "1.0Ki"), (48.28 * 1024**3, "48.3Gi")],
)
def test_bytes_are_shown_in_the_largest_unit(count, expected):
    assert shown(count) == expected
