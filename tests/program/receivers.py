"""Receivers and credentials for a test of the whole program, and its Secrets."""

import base64

import pulumi
import pytest

OAUTH2 = {
    "clientId": "sd-api",
    "clientSecret": "oidc",
    "tokenUrl": "https://login.example.com/token",
    "ca": "oidc-ca",
}
PAGER = {"name": "pager", "kind": "pagerduty", "routingKey": "pd"}
CREDENTIALS = {"oidc": "hush-1\n", "oidc-ca": "-----BEGIN", "pd": "hush-2"}
ALERTMANAGER = {"seldon": {"oauth2": OAUTH2}, "receivers": [PAGER]}
OWN = "seldon-monitoring"
NAME = "alertmanager-seldon-monitoring-alertmanager"


def decoded(resource):
    """Return what a Secret holds."""
    return {
        key: base64.b64decode(text).decode()
        for key, text in resource.inputs["data"].items()
    }


def secrets(recording):
    """Return the Secrets of a recording by name."""
    return {
        resource.inputs["metadata"]["name"]: resource
        for resource in recording.every("v1:Secret")
    }


def refused(run, **sections):
    """Return the complaints about sections that must be refused."""
    with pytest.raises(pulumi.RunError) as caught:
        run(**sections)
    return str(caught.value)
