"""Windows against the scrapes that they hold and the interval of the rules."""

import pytest
from pydantic import ValidationError

from tests.unit.alert_rules import settings

OBJECTIVE = {"availability": {"enabled": True}}


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


def test_the_window_of_objectives_holds_two_scrapes_as_well():
    settings(slo=OBJECTIVE, usage={"window": "10m"}).check_windows("150s")
    with pytest.raises(ValueError, match="objectives") as caught:
        settings(slo=OBJECTIVE).check_windows("151s")

    assert str(caught.value).splitlines()[-1] == (
        "alertRules.slo: the 5m over which objectives count requests hold fewer than "
        "two scrapes at a scrape interval of 151s; scrape every 150s or more often"
    )


def test_the_window_of_objectives_is_of_no_matter_without_any():
    with pytest.raises(ValueError, match="usage") as caught:
        settings().check_windows("150s")

    assert "alertRules.slo" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "key", "complaint"),
    [
        (
            {"interval": "5m"},
            ("interval",),
            "no shorter than the five minutes for which Prometheus remembers a "
            "figure; shorten it",
        ),
        (
            {"interval": "61s", "drift": {"window": "1m"}},
            (),
            "interval 61s is longer than drift.window 1m, and what happens between two "
            "evaluations would not count; shorten the interval",
        ),
        (
            {"interval": "299s", "errorRate": {"window": "4m58s"}},
            (),
            "interval 299s is longer than errorRate.window 4m58s, and what happens "
            "between two evaluations would not count; shorten the interval",
        ),
    ],
)
def test_an_interval_that_misses_something_is_refused(values, key, complaint):
    with pytest.raises(ValidationError) as caught:
        settings(**values)

    (problem,) = caught.value.errors()
    assert (problem["loc"], problem["msg"]) == (key, f"Value error, {complaint}")


def test_an_interval_as_long_as_the_shortest_window_is_taken():
    assert settings(interval="1m", drift={"window": "1m"}).interval == "1m"


def test_the_window_of_usage_is_of_no_matter_to_the_interval_of_the_alerts():
    usage = {"interval": "10s", "window": "30s"}

    assert settings(interval="1m", usage=usage).interval == "1m"
