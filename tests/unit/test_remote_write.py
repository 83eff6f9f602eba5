"""Remote write: what the Prometheus object says, and what stands in the Secrets."""

import pytest
from pydantic import SecretStr

from components import remote_write
from settings.kube_prometheus import PrometheusSettings
from tests.unit.chart_values import at, built
from tests.unit.sections import refusal

URL = "https://mimir.example.com/api/v1/push"
CREDENTIALS = {
    "mimir": SecretStr(" tellnobody\n"),
    "client": SecretStr("keepthis"),
    "authority": SecretStr("-----BEGIN CERTIFICATE-----"),
}
BASIC = {"username": "metrics", "password": "mimir"}
OAUTH2 = {
    "clientId": "seldon",
    "clientSecret": "client",
    "tokenUrl": "https://login.example.com/token",
    "scopes": ["write"],
}


def entry(**store):
    stores = [{"name": "mimir", "url": URL, **store}]
    spec = at(built(prometheus={"remoteWrite": stores}), "prometheus.prometheusSpec")
    return spec["remoteWrite"][0]


def held(**store):
    stores = [{"name": "mimir", "url": URL, **store}]
    given = PrometheusSettings.model_validate({"remoteWrite": stores})
    return remote_write.secrets(given, CREDENTIALS)


def key(name):
    return {"name": "seldon-monitoring-remote-write-mimir", "key": name}


@pytest.mark.parametrize(
    ("store", "field", "value"),
    [
        ({"headers": {"X-Scope-OrgID": "ml"}}, "headers", {"X-Scope-OrgID": "ml"}),
        (
            {"basicAuth": BASIC},
            "basicAuth",
            {"username": key("username"), "password": key("password")},
        ),
        (
            {"bearerToken": "mimir"},
            "authorization",
            {"type": "Bearer", "credentials": key("token")},
        ),
        (
            {"oauth2": OAUTH2},
            "oauth2",
            {
                "clientId": {"secret": key("client-id")},
                "clientSecret": key("client-secret"),
                "tokenUrl": "https://login.example.com/token",
                "scopes": ["write"],
            },
        ),
        ({"ca": "authority"}, "tlsConfig", {"ca": {"secret": key("ca")}}),
        (
            {"metrics": "seldon_.*"},
            "writeRelabelConfigs",
            [
                {
                    "sourceLabels": ["__name__"],
                    "regex": "seldon_.*",
                    "action": "keep",
                }
            ],
        ),
    ],
)
def test_a_store_is_written_to_as_the_operator_takes_it(store, field, value):
    assert entry(**store) == {"name": "mimir", "url": URL, field: value}


@pytest.mark.parametrize(
    ("store", "keys"),
    [
        ({"basicAuth": BASIC}, {"username": "metrics", "password": "tellnobody"}),
        ({"bearerToken": "mimir"}, {"token": "tellnobody"}),
        (
            {"oauth2": OAUTH2, "ca": "authority"},
            {
                "client-id": "seldon",
                "client-secret": "keepthis",
                "ca": "-----BEGIN CERTIFICATE-----",
            },
        ),
    ],
)
def test_each_key_that_is_referred_to_is_in_the_secret(store, keys):
    assert held(**store) == {"mimir": keys}


def test_a_store_that_asks_for_nothing_has_no_secret():
    assert held() == {}


@pytest.mark.parametrize(
    ("store", "line"),
    [
        (
            {"basicAuth": BASIC, "bearerToken": "mimir"},
            ": basicAuth and bearerToken are set but Prometheus takes one; take out "
            "the others",
        ),
        (
            {"headers": {"authorization": "Bearer x"}},
            ": headers: authorization is Prometheus' own; for a credential use "
            "basicAuth, bearerToken or oauth2",
        ),
        (
            {"url": "https://metrics:tellnobody@mimir.example.com/push"},
            ".url: refused: a URL with a user or a password would stand in the clear "
            "in outputs and state; write it without (an @ of the path as %40)",
        ),
    ],
)
def test_what_prometheus_would_not_take_is_refused(store, line):
    stores = [{"name": "mimir", "url": URL, **store}]

    assert (
        refusal(
            credentials={"mimir": "x"},
            kubePrometheus={"prometheus": {"remoteWrite": stores}},
        )
        == f"seldon-monitoring:kubePrometheus.prometheus.remoteWrite.0{line}"
    )


def test_two_stores_of_one_name_are_refused():
    stores = [{"name": "mimir", "url": URL}, {"name": "mimir", "url": f"{URL}/2"}]

    assert refusal(kubePrometheus={"prometheus": {"remoteWrite": stores}}) == (
        "seldon-monitoring:kubePrometheus.prometheus: remoteWrite: the name mimir is "
        "given twice; each store needs one of its own"
    )


def test_a_credential_that_there_is_not_is_refused():
    stores = [{"name": "mimir", "url": URL, "bearerToken": "mimir"}]

    assert (
        "kubePrometheus.prometheus.remoteWrite.0.bearerToken: names no credential"
        in (refusal(kubePrometheus={"prometheus": {"remoteWrite": stores}}))
    )
