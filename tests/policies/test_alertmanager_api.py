import pytest

from policies.guardrails.alertmanager_api import GUARDRAIL
from tests.policies.judging import SELDON_DEPLOY, UNKNOWN, judge, secret

HOST = "http://seldon-monitoring-alertmanager.seldon-monitoring:9093"
KEY = "seldonDeploy.values.env.ALERTMANAGER_URL"


def judged(version, url):
    properties = {
        "alertmanagerVersion": version,
        "values": {"env": {"ALERTMANAGER_URL": url}},
    }
    return judge(GUARDRAIL, SELDON_DEPLOY, properties)


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("0.24.0", "/api/v1/alerts"),
        ("0.26.0", "/api/v1/alerts"),
        ("0.26.0", "/api/v2/alerts"),
        ("0.28.1", "/prefix/api/v2/alerts/"),
    ],
)
def test_a_pair_that_works_passes(version, path):
    assert judged(version, HOST + path) == ([], None)


def test_the_removed_api_is_refused_with_both_ways_out():
    (said,) = judged("0.27.0", f"{HOST}/api/v1/alerts").complaints

    assert said == (
        f"{KEY}: Alertmanager 0.27.0 does not serve API v1, removed in 0.27.0; "
        "pin Alertmanager below that or use API v2"
    )


@pytest.mark.parametrize(
    ("version", "path", "said"),
    [
        ("0.23.0", "/api/v2/alerts", "too old"),
        ("0.26.0", "/api/v3/alerts", "has no API v3"),
        ("0.26.0", "", "names no API"),
        ("0.26.0", "/api/v1/", "names no API"),
        ("latest", "/api/v2/alerts", "version 'latest' is none"),
    ],
)
def test_a_pair_that_cannot_work_is_refused(version, path, said):
    complaints = judged(version, HOST + path).complaints

    assert len(complaints) == 1
    assert said in complaints[0]


@pytest.mark.parametrize(
    ("version", "url"),
    [(UNKNOWN, f"{HOST}/api/v1/alerts"), ("0.27.0", UNKNOWN)],
)
def test_an_unknown_value_is_left_to_the_update(version, url):
    verdict = judged(version, url)

    assert verdict.complaints == []
    assert verdict.unknown is not None


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"alertmanagerVersion": "0.27.0"},
        {"alertmanagerVersion": "0.27.0", "values": {"env": {}}},
        {"values": {"env": {"ALERTMANAGER_URL": f"{HOST}/api/v1/alerts"}}},
    ],
)
def test_what_is_not_declared_passes(properties):
    assert judge(GUARDRAIL, SELDON_DEPLOY, properties) == ([], None)


def test_no_credential_of_a_secret_url_is_said():
    url = "http://alice:swordfish@am.example.com/api/v1/alerts"

    complaints = judged("0.27.0", secret(url)).complaints

    assert len(complaints) == 1
    assert "swordfish" not in complaints[0]
