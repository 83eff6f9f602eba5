"""The receivers beside Seldon's, a class per kind; credentials by name.

Fields are Alertmanager's own in camelCase; where one is left out Alertmanager's default
holds.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from settings.alertmanager.base import Raw, ReceiverSettings, Text, Texts
from settings.alertmanager.fields import CustomFields, Headers, Smarthost
from settings.base import Section, Url
from settings.credentials import (
    CredentialName,
    OptionalCredential,
    UrlOrCredential,
)


class PagerdutyReceiver(ReceiverSettings):
    """PagerDuty; which of the two keys it is depends on the integration's type."""

    kind: Literal["pagerduty"]
    service_key: OptionalCredential = Field(
        default=None, description="of an integration of type Prometheus"
    )
    routing_key: OptionalCredential = Field(
        default=None, description="of an integration of type Events API v2"
    )
    url: Url | None = None
    client: Text | None = None
    client_url: Text | None = None
    description: Text | None = None
    severity: Text | None = None
    component: Text | None = None
    group: Text | None = None
    details: Texts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.service_key is None) == (self.routing_key is None):
            found = "neither" if self.service_key is None else "both"
            raise ValueError(
                f"{found} of serviceKey and routingKey given; write serviceKey for a "
                "PagerDuty integration of type Prometheus, routingKey for one of type "
                "Events API v2"
            )
        return self


class OpsgenieResponder(Section):
    """Who is told by Opsgenie, by exactly one of name, id and username."""

    type: Literal["team", "user", "escalation", "schedule"] = "team"
    name: Text | None = None
    id: Text | None = None
    username: Text | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        given = [self.name, self.id, self.username]
        if sum(value is not None for value in given) != 1:
            raise ValueError("a responder has exactly one of name, id and username")
        return self


class OpsgenieReceiver(ReceiverSettings):
    """Opsgenie; teams are a short form of responders of type team."""

    kind: Literal["opsgenie"]
    api_key: CredentialName
    api_url: Url | None = None
    teams: tuple[Text, ...] = ()
    responders: tuple[OpsgenieResponder, ...] = ()
    message: Text | None = None
    description: Text | None = None
    source: Text | None = None
    tags: Text | None = None
    note: Text | None = None
    priority: Text | None = None
    entity: Text | None = None
    update_alerts: bool | None = None
    details: Texts = Field(default_factory=dict)


class EmailReceiver(ReceiverSettings):
    """Mail by SMTP."""

    kind: Literal["email"]
    to: Text
    from_: Text = Field(alias="from")
    smarthost: Smarthost = Field(description="host:port")
    auth_username: Text | None = None
    auth_password: OptionalCredential = None
    auth_identity: Text | None = None
    hello: Text | None = None
    require_tls: bool | None = None
    headers: Headers = Field(default_factory=dict)
    html: str | None = None
    text: str | None = None


class SlackReceiver(ReceiverSettings):
    """Slack, by the URL of an incoming webhook, which is the credential."""

    kind: Literal["slack"]
    api_url: CredentialName
    channel: Text | None = None
    username: Text | None = None
    color: Text | None = None
    title: Text | None = None
    title_link: Text | None = None
    pretext: Text | None = None
    text: Text | None = None
    footer: Text | None = None
    icon_emoji: Text | None = None
    icon_url: Text | None = None


class VictoropsReceiver(ReceiverSettings):
    """VictorOps, now Splunk On-Call; its routing key is no secret."""

    kind: Literal["victorops"]
    api_key: CredentialName
    routing_key: Text
    api_url: Url | None = None
    message_type: Text | None = None
    state_message: Text | None = None
    entity_display_name: Text | None = None
    monitoring_tool: Text | None = None
    custom_fields: CustomFields = Field(default_factory=dict)


class WebhookReceiver(ReceiverSettings):
    """Any service that takes Alertmanager's webhook."""

    kind: Literal["webhook"]
    url: UrlOrCredential
    bearer_token: OptionalCredential = None
    max_alerts: int | None = Field(default=None, ge=0)


class RawReceiver(ReceiverSettings):
    """Alertmanager's own receiver, for what has no kind here.

    A credential stands in it as {credential: NAME}.
    """

    kind: Literal["raw"]
    config: Raw = Field(description="as in Alertmanager's file, without the name")

    @field_validator("config")
    @classmethod
    def _integrations(cls, config: dict[str, Any]) -> dict[str, Any]:
        if not config:
            raise ValueError(
                "it is empty, so it tells nobody; write an integration such as "
                "webhook_configs"
            )
        if "name" in config:
            raise ValueError("name is the receiver's own key; take it out of config")
        for kind, entries in config.items():
            if not _is_list_of_maps(entries):
                raise ValueError(
                    f"{kind} is not a list of maps; write each entry after a dash"
                )
        return config


def _is_list_of_maps(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(entry, dict) for entry in value)
    )


Receiver = Annotated[
    PagerdutyReceiver
    | OpsgenieReceiver
    | EmailReceiver
    | SlackReceiver
    | VictoropsReceiver
    | WebhookReceiver
    | RawReceiver,
    Field(discriminator="kind"),
]
