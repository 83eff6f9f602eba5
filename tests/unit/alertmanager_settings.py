"""Alertmanager's settings for a test, and what is refused of them."""

from tests.unit import sections

AT = "seldon-monitoring:alertmanager"
CREDENTIALS = {"pd": "hush"}
PAGER = {"name": "x", "kind": "pagerduty", "routingKey": "pd"}


def refusal(credentials=None, **alertmanager):
    """Return the complaints about Alertmanager's settings, with a credential `pd`."""
    found = CREDENTIALS if credentials is None else credentials
    return sections.refusal(credentials=found, alertmanager=alertmanager)
