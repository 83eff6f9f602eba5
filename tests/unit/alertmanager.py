"""Alertmanager for a test: what it is made from, and its configuration."""

from pydantic import SecretStr

from components.alertmanager import AlertmanagerArgs, configuration
from settings.alertmanager import AlertmanagerSettings

SECRET = "alertmanager-x"  # noqa: S105  a name
FOLDER = "/etc/alertmanager/secrets/x-credential-"
# A configuration as a stack's outputs declare it, with no more than proofs look at.
CONFIGURATION = {
    "receivers": [
        {"name": "default-receiver"},
        {"name": "deploy-webhook", "webhook_configs": [{"url": "http://a.b:80/c"}]},
    ],
    "route": {
        "group_by": ["alertname"],
        "group_wait": "10s",
        "repeat_interval": "120h",
        "receiver": "default-receiver",
        "routes": [
            {"receiver": "deploy-webhook", "matchers": ['type =~ "user|infra"']}
        ],
    },
}


def arguments(alerts=(), **settings):
    """Return what Alertmanager is made from, by settings and alerts."""
    return AlertmanagerArgs(
        settings=AlertmanagerSettings.model_validate(settings),
        namespace="seldon-monitoring",
        secret_name=SECRET,
        webhook_url="http://seldon-deploy.seldon-system:80/seldon-deploy/api/v1alpha1/"
        "webhooks/firing-alert",
        credentials={"oidc": SecretStr("hush")},
        alerts=tuple(alerts),
    )


def built(**settings):
    """Return Alertmanager's configuration, with credentials as files."""
    return configuration(arguments(**settings))
