"""Alertmanager for a test: what it is made from, and its configuration."""

from pydantic import SecretStr

from components.alertmanager import AlertmanagerArgs, configuration
from settings.alertmanager import AlertmanagerSettings

SECRET = "alertmanager-x"  # noqa: S105  a name
FOLDER = "/etc/alertmanager/secrets/x-credential-"


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
