"""Which Alertmanager serves which API (Alertmanager's changelog, Seldon's pages)."""

import pytest

from domain.compatibility import alertmanager_api_problem, version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.26.0", (0, 26, 0)),
        ("v0.27.1", (0, 27, 1)),
        ("1.0.0-rc.1", (1, 0, 0)),
    ],
)
def test_a_version_is_three_numbers(text, expected):
    assert version(text) == expected


@pytest.mark.parametrize(
    ("alertmanager", "api"),
    [
        ("0.24.0", "v1"),
        ("0.26.0", "v1"),
        ("0.26.99", "v1"),
        ("0.24.0", "v2"),
        ("0.27.0", "v2"),
        ("1.0.0", "v2"),
    ],
)
def test_a_pair_that_works_is_left_alone(alertmanager, api):
    assert alertmanager_api_problem(alertmanager, api) is None


@pytest.mark.parametrize(
    ("alertmanager", "api", "problem"),
    [
        (
            "0.27.0",
            "v1",
            (
                "Alertmanager 0.27.0 does not serve API v1, removed in 0.27.0; pin "
                "Alertmanager below that or use API v2"
            ),
        ),
        (
            "v1.2.3",
            "v1",
            (
                "Alertmanager v1.2.3 does not serve API v1, removed in 0.27.0; pin "
                "Alertmanager below that or use API v2"
            ),
        ),
        (
            "0.23.9",
            "v1",
            "Alertmanager 0.23.9 is too old; Seldon needs 0.24.0 or newer",
        ),
        (
            "0.9.0",
            "v2",
            "Alertmanager 0.9.0 is too old; Seldon needs 0.24.0 or newer",
        ),
        ("0.26.0", "v3", "Alertmanager has no API v3; use v1 or v2"),
    ],
)
def test_a_pair_that_cannot_work_is_told_with_both_ways_out(alertmanager, api, problem):
    assert alertmanager_api_problem(alertmanager, api) == problem
