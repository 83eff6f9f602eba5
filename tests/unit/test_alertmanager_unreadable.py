"""What Alertmanager would not read, refused in one line: key, value, remedy.

That Alertmanager refuses it, and takes what is taken here, is shown with the routes.
"""

import pytest

from settings import load
from tests.unit.alertmanager_settings import AT, CREDENTIALS, PAGER, refusal
from tests.unit.sections import CLUSTER

MAIL = {
    "name": "x",
    "kind": "email",
    "to": "a@example.com",
    "from": "b@example.com",
    "smarthost": "smtp.example.com:587",
}
VICTOROPS = {"name": "x", "kind": "victorops", "apiKey": "pd", "routingKey": "r"}
WEBHOOK = {"name": "x", "kind": "webhook", "url": "https://example.com"}
NO_LABEL = "not the name of a label; write letters, digits and _, no digit first"


def given(**alertmanager):
    sections = {"credentials": CREDENTIALS, "alertmanager": alertmanager}
    return load({"cluster": CLUSTER, **sections}).alertmanager


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        (
            "weekdays",
            "saturday:sunday",
            "saturday is not before sunday in a week that starts on sunday",
        ),
        ("daysOfMonth", "15:1", "15 is not before 1 in every month"),
        ("daysOfMonth", "-1:-5", "-1 is not before -5 in every month"),
        ("daysOfMonth", "-1:5", "-1 is not before 5 in every month"),
        # In a February of 28 days the last one is the 28th.
        ("daysOfMonth", "28:-1", "28 is not before -1 in every month"),
        ("months", "11:2", "11 is not before 2"),
        ("years", "2030:2024", "2030 is not before 2024"),
    ],
)
def test_a_range_that_runs_backwards_is_refused(key, value, problem):
    assert refusal(timeIntervals=[{"name": "n", key: [value]}]) == (
        f'{AT}.timeIntervals.0.{key}.0: "{value}" is refused: {problem}; write two '
        "entries"
    )


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "europe/london", "+01:00", ""])
def test_a_place_that_is_no_time_zone_is_refused(zone):
    assert refusal(timeIntervals=[{"name": "n", "location": zone}]) == (
        f'{AT}.timeIntervals.0.location: "{zone}" is refused: not a time zone; write '
        'one like "Europe/London"'
    )


@pytest.mark.parametrize(
    ("receiver", "line"),
    [
        (
            {**MAIL, "smarthost": "smtp.example.com"},
            'smarthost: "smtp.example.com" is refused: not a host with its port; write '
            'both, like "smtp.example.com:587"',
        ),
        (
            {**MAIL, "headers": {"Subject": "a", "subject": "b"}},
            "headers: Subject and subject are one header; keep one of them",
        ),
        (
            {**VICTOROPS, "customFields": {"entity_id": "a"}},
            "customFields: entity_id is Alertmanager's own; take another name",
        ),
        (
            {**PAGER, "repeatInterval": "0s"},
            'repeatInterval: "0s" is refused: an interval of at least 1s is needed',
        ),
    ],
)
def test_a_field_that_alertmanager_would_not_read_is_refused(receiver, line):
    assert refusal(receivers=[receiver]) == f"{AT}.receivers.0.{line}"


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            {"groupBy": ["alertname", "alertname"]},
            'groupBy: ["alertname", "alertname"] is refused: alertname stands in it 2 '
            "times; write it once",
        ),
        (
            {"groupBy": ["...", "alertname"]},
            'groupBy: ["...", "alertname"] is refused: ... groups by every label; '
            "write it alone",
        ),
        ({"groupBy": ["a-b"]}, f'groupBy.0: "a-b" is refused: {NO_LABEL}'),
        (
            {"inhibit": {"equal": ["pod", "1a"]}},
            f'inhibit.equal.1: "1a" is refused: {NO_LABEL}',
        ),
    ],
)
def test_labels_that_cannot_be_are_refused(settings, line):
    assert refusal(**settings) == f"{AT}.{line}"


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///p",
        "http://?a=b",
        "http://:80",
        "http://a:b/",
        "http://a/%zz",
        "http://[::1",
    ],
)
def test_a_url_that_alertmanager_would_not_read_is_refused(url):
    assert refusal(receivers=[{**PAGER, "url": url}]) == (
        f'{AT}.receivers.0.url: "{url}" is refused: not a URL; write one like '
        '"https://example.com/path"'
    )
    # One that may hold a secret is not repeated.
    neither = "refused: neither a URL without a password nor the name of a credential; "
    webhook = refusal(receivers=[{**WEBHOOK, "url": url}])
    assert webhook.startswith(f"{AT}.receivers.0.url: {neither}")
    switch = refusal(deadMansSwitch={"url": url})
    assert switch.startswith(f"{AT}.deadMansSwitch.url: {neither}")


def test_what_alertmanager_reads_is_taken():
    found = given(
        groupBy=["..."],
        inhibit={"equal": []},
        timeIntervals=[
            {
                "name": "n",
                "weekdays": ["sunday:saturday", "monday:monday"],
                "daysOfMonth": ["5:-1", "27:-1", "-5:-1", "-31"],
                "months": ["12", "1:1"],
                "years": ["2024:2024"],
                "location": "Local",
            }
        ],
        receivers=[
            {**MAIL, "smarthost": "[2001:db8::1]:smtp", "headers": {"X": "a", "Y": ""}},
            {**VICTOROPS, "name": "y", "customFields": {"cluster": "dev"}},
            {**WEBHOOK, "name": "z", "url": "http://[::1]:80/a%20b?c=%2F#d"},
        ],
    )

    assert found.time_intervals[0].days_of_month == ("5:-1", "27:-1", "-5:-1", "-31")
