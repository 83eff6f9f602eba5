"""Alertmanager's configuration, word for word as the documents print it."""

import pytest
import yaml

from components.alertmanager import AlertmanagerArgs, configuration
from domain import endpoints
from settings.alertmanager import AlertmanagerSettings
from tests.project import DOCUMENTS

URL = endpoints.webhook_url("seldon-deploy", "seldon-system")


def built(url=URL, **figures):
    return configuration(
        AlertmanagerArgs(
            settings=AlertmanagerSettings.model_validate(figures),
            namespace="seldon-monitoring",
            secret_name="any",  # noqa: S106  the name of a Secret
            webhook_url=url,
        )
    )


def test_the_documented_configuration_comes_out():
    secret = yaml.safe_load((DOCUMENTS / "alertmanager.yaml").read_text())

    assert built() == yaml.safe_load(secret["stringData"]["alertmanager.yaml"])


def test_the_keys_stand_in_the_documented_order():
    secret = yaml.safe_load((DOCUMENTS / "alertmanager.yaml").read_text())
    documented = yaml.safe_load(secret["stringData"]["alertmanager.yaml"])

    assert list(built()) == list(documented)
    assert list(built()["route"]) == list(documented["route"])


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("groupWait", "1s", "group_wait"),
        ("groupInterval", "10s", "group_interval"),
        ("repeatInterval", "12h", "repeat_interval"),
        ("groupBy", ["alertname", "namespace"], "group_by"),
    ],
)
def test_a_setting_changes_its_own_figure_only(key, value, field):
    expected = built()
    expected["route"][field] = value

    assert built(**{key: value}) == expected


def test_the_webhook_is_the_one_given():
    (webhook,) = built("http://a.b:80/x")["receivers"][1]["webhook_configs"]

    assert webhook == {"url": "http://a.b:80/x"}
