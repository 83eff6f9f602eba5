"""Settings of alert rules for a test, and the figures that rules get of them."""

from typing import Any

from settings.alert_rules import AlertRulesSettings

PLACE: dict[str, Any] = {
    "monitoring_namespace": "watch",
    "seldon_namespace": "platform",
    "seldon_deployment": "seldon-enterprise-seldon-deploy",
}


def settings(**values):
    """Return the settings of alert rules with a part given and the rest by default."""
    return AlertRulesSettings.model_validate(values)


def without_objectives(given):
    """What the objectives give is proved in test_slo_settings.py."""
    return {name: given[name] for name in given if not name.startswith("slo_")}
