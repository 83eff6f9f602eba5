"""Which versions can work together; each row with its source."""

from typing import NamedTuple

Version = tuple[int, int, int]


class AlertmanagerApi(NamedTuple):
    """An API of Alertmanager and the versions that serve it, lower bound included."""

    name: str
    since: Version
    until: Version | None
    source: str


ALERTMANAGER_APIS: tuple[AlertmanagerApi, ...] = (
    AlertmanagerApi(
        "v1",
        (0, 24, 0),
        (0, 27, 0),
        "Seldon's documents ask for 0.24; Alertmanager 0.27 removed /api/v1 (410)",
    ),
    AlertmanagerApi(
        "v2",
        (0, 24, 0),
        None,
        "Seldon's documents ask for 0.24; v2 is Alertmanager's own since 0.16",
    ),
)


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


def version(written: str) -> Version:
    """Return `1.2.3`, with or without a leading v, as three numbers."""
    major, minor, patch = written.removeprefix("v").split("-")[0].split(".")
    return int(major), int(minor), int(patch)


def alertmanager_api_problem(alertmanager: str, api: str) -> str | None:
    """Return why this Alertmanager cannot serve this API, with both ways out."""
    found = version(alertmanager)
    row = next((row for row in ALERTMANAGER_APIS if row.name == api), None)
    if row is None:
        return f"Alertmanager has no API {api}; use v1 or v2"
    if found < row.since:
        return (
            f"Alertmanager {alertmanager} is too old; Seldon needs "
            f"{text(row.since)} or newer"
        )
    if row.until is not None and found >= row.until:
        return (
            f"Alertmanager {alertmanager} does not serve API {api}, removed in "
            f"{text(row.until)}; pin Alertmanager below that or use API v2"
        )
    return None


def text(found: Version) -> str:
    """Return three numbers as `1.2.3`."""
    return ".".join(str(part) for part in found)
