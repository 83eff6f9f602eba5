"""Which Alertmanager reads which credential from a file; each row with its source."""

from typing import NamedTuple

from domain.compatibility.versions import Version


class CredentialFile(NamedTuple):
    """A field by which Alertmanager reads a credential from a file, and since when."""

    block: str
    field: str
    since: Version
    source: str


CREDENTIAL_FILES: tuple[CredentialFile, ...] = (
    CredentialFile(
        "slack_configs",
        "api_url_file",
        (0, 22, 0),
        "Alertmanager's changelog, 0.22; the operator passes it from there",
    ),
    CredentialFile(
        "oauth2",
        "client_secret_file",
        (0, 22, 0),
        "OAuth2 came with Alertmanager 0.22 (#2560); the operator's amcfg.go",
    ),
    CredentialFile(
        "authorization",
        "credentials_file",
        (0, 22, 0),
        "authorization came with Alertmanager 0.22; the operator's amcfg.go",
    ),
    CredentialFile(
        "opsgenie_configs",
        "api_key_file",
        (0, 24, 0),
        "Alertmanager's changelog, 0.24 (#2728)",
    ),
    CredentialFile(
        "victorops_configs",
        "api_key_file",
        (0, 25, 0),
        "in Alertmanager's types since 0.22, read since 0.25 (#3111), which is when "
        "the operator passes it on",
    ),
    CredentialFile(
        "pagerduty_configs",
        "routing_key_file",
        (0, 25, 0),
        "Alertmanager's changelog, 0.25 (#3107)",
    ),
    CredentialFile(
        "pagerduty_configs",
        "service_key_file",
        (0, 25, 0),
        "Alertmanager's changelog, 0.25 (#3107)",
    ),
    CredentialFile(
        "email_configs",
        "auth_password_file",
        (0, 25, 0),
        "Alertmanager's changelog, 0.25 (#3038)",
    ),
    CredentialFile(
        "webhook_configs",
        "url_file",
        (0, 26, 0),
        "Alertmanager's changelog, 0.26 (#3223)",
    ),
)
# The operator drops a time interval's zone before this version (its amcfg.go).
LOCATION_SINCE: Version = (0, 25, 0)
