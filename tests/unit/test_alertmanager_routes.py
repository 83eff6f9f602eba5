"""Routes, intervals and inhibition in Alertmanager's words, written out by hand.

Fields and shapes are those of Alertmanager's documentation of its configuration.
"""

import pytest

from domain.rules import Alert
from tests.unit.alertmanager import FOLDER, built


def route(**settings):
    """Return the one route that stands before Seldon's."""
    settings = {"name": "x", "kind": "slack", "apiUrl": "url", **settings}
    intervals = [{"name": name} for name in settings.get("timeIntervals", ())]
    found, _ = built(receivers=[settings], timeIntervals=intervals)["route"]["routes"]
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"matchers": ['severity =~ "critical|warning"']}),
        ({"severities": []}, {}),
        (
            {
                "severities": ["critical"],
                "types": ["user", "infra"],
                "matchers": ['namespace = "m"'],
            },
            {
                "matchers": [
                    'severity =~ "critical"',
                    'type =~ "user|infra"',
                    'namespace = "m"',
                ]
            },
        ),
        (
            {"severities": [], "timeIntervals": ["day"], "repeatInterval": "1h"},
            {"repeat_interval": "1h", "active_time_intervals": ["day"]},
        ),
    ],
)
def test_an_integration_s_route_passes_every_alert_on(settings, expected):
    assert route(**settings) == {"receiver": "x", "continue": True, **expected}


def test_seldon_s_route_comes_last_and_stays_as_documented():
    plain = built()["route"]["routes"]
    found = built(
        receivers=[
            {"name": "a", "kind": "slack", "apiUrl": "u"},
            {"name": "b", "kind": "slack", "apiUrl": "u"},
        ],
        deadMansSwitch={"url": "https://hc.example.com/1"},
    )["route"]["routes"]

    assert [child["receiver"] for child in found] == [
        "dead-mans-switch",
        "a",
        "b",
        "deploy-webhook",
    ]
    assert found[-1:] == plain


def test_the_dead_man_s_switch_beats_at_every_interval():
    found = built(deadMansSwitch={"url": "hc", "interval": "5m"})

    assert found["receivers"][2] == {
        "name": "dead-mans-switch",
        "webhook_configs": [{"url_file": f"{FOLDER}hc/value", "send_resolved": False}],
    }
    # A beat is due when the last is older than repeat_interval, looked at every
    # group_interval: 270 s = 0.9 * 300 s, so each look finds one due.
    assert found["route"]["routes"][0] == {
        "receiver": "dead-mans-switch",
        "matchers": ['alertname = "SeldonMonitoringWatchdog"'],
        "group_wait": "0s",
        "group_interval": "5m",
        "repeat_interval": "270s",
    }


def test_entries_of_one_name_make_one_interval():
    found = built(
        timeIntervals=[
            {
                "name": "day",
                "weekdays": ["monday:friday"],
                "times": [{"start": "09:00", "end": "17:00"}],
                "location": "Europe/London",
            },
            {"name": "night", "times": [{"start": "22:00", "end": "24:00"}]},
            {"name": "day", "daysOfMonth": ["1"], "months": ["1:3"], "years": ["2024"]},
        ]
    )["time_intervals"]

    assert found == [
        {
            "name": "day",
            "time_intervals": [
                {
                    "times": [{"start_time": "09:00", "end_time": "17:00"}],
                    "weekdays": ["monday:friday"],
                    "location": "Europe/London",
                },
                {"days_of_month": ["1"], "months": ["1:3"], "years": ["2024"]},
            ],
        },
        {
            "name": "night",
            "time_intervals": [
                {"times": [{"start_time": "22:00", "end_time": "24:00"}]}
            ],
        },
    ]


def alert(name, severity):
    return Alert(name, {"severity": severity}, {}, "0s", "up", "f")


def test_a_critical_alert_silences_the_warning_of_the_same_thing():
    alerts = [
        alert("ErrorRateHigh", "warning"),
        alert("ErrorRateCritical", "critical"),
        alert("LatencyHigh", "warning"),
        alert("BudgetBurnsFast", "critical"),
        alert("BudgetBurnsSlowly", "warning"),
        # Not a pair: neither is critical, or its warning is none.
        alert("DiskCritical", "warning"),
        alert("DiskHigh", "warning"),
        alert("MemoryCritical", "critical"),
        alert("MemoryHigh", "info"),
    ]
    settings = {"warningByCritical": True, "equal": ["namespace"]}

    found = built(alerts=alerts, inhibit=settings)["inhibit_rules"]

    assert found == [
        {
            "source_matchers": ['severity = "critical"'],
            "target_matchers": ['severity = "warning"'],
            "equal": ["alertname", "namespace"],
        },
        {
            "source_matchers": ['alertname = "ErrorRateCritical"'],
            "target_matchers": ['alertname = "ErrorRateHigh"'],
            "equal": ["namespace"],
        },
        {
            "source_matchers": ['alertname = "BudgetBurnsFast"'],
            "target_matchers": ['alertname = "BudgetBurnsSlowly"'],
            "equal": ["namespace"],
        },
    ]
    assert "inhibit_rules" not in built(alerts=alerts)
