"""What is refused of an Alertmanager that is there, each with what to change."""

import pytest

from domain.existing import unseen
from tests.unit import there
from tests.unit.there import installation, said, with_alertmanager


@pytest.mark.parametrize(
    ("spec", "changes", "line"),
    [
        (
            {"image": "a/alertmanager:v0.28.1", "version": "0.28.1"},
            {},
            (
                "Alertmanager 0.28.1 does not serve API v1, removed in 0.27.0; pin "
                "Alertmanager below that or use API v2 (its spec.version, "
                "alertmanager.api)"
            ),
        ),
        ({"version": "0.27.0"}, {}, "spec.version is 0.27.0 but its image's tag is"),
        (
            {},
            {"expected_alertmanager": "0.25.0"},
            "it runs 0.26.0, and kubePrometheus.alertmanager.version says 0.25.0",
        ),
        ({"paused": True}, {}, "spec.paused is true"),
        ({"listenLocal": True}, {}, "spec.listenLocal is true"),
        ({"routePrefix": "/am"}, {}, "spec.routePrefix is /am"),
        (
            {"alertmanagerConfiguration": {"name": "global"}},
            {},
            "spec.alertmanagerConfiguration is global",
        ),
        (
            {"secrets": ["main-credential-oidc"]},
            {"secrets": ("main-credential-oidc", "main-credential-pager")},
            "spec.secrets lacks what our routes read; add [main-credential-pager]",
        ),
    ],
)
def test_an_alertmanager_is_refused_with_the_field_to_change(spec, changes, line):
    (complaint,) = said(with_alertmanager(**spec), **changes)

    assert complaint.startswith("Alertmanager watch/main: ")
    assert line in complaint


def test_an_alertmanager_of_another_namespace_is_not_watched():
    main = there.alertmanager(namespace="other")
    services = (
        there.seen().services[0],
        there.service("alertmanager-main", "alertmanager/main", namespace="other"),
    )
    services[1]["metadata"]["namespace"] = "other"
    led = [{"name": "alertmanager-main", "namespace": "other"}]
    found = installation(
        alertmanagers=(main,),
        services=services,
        prometheuses=(there.prometheus(alerting={"alertmanagers": led}),),
    )

    assert said(found) == []
    assert "look into the namespace of Prometheus watch/k8s alone" in "".join(
        unseen(found)
    )


URL_FILE = {"receivers": [{"name": "r", "webhook_configs": [{"url_file": "f"}]}]}


@pytest.mark.parametrize(
    ("selector", "version", "taken"),
    [({}, "v0.68.0", False), ({}, "v0.69.0", True), (None, "v0.68.0", True)],
)
def test_an_operator_that_reads_the_file_knows_its_fields(selector, version, taken):
    # url_file came to the operator with 0.69 (#5876).
    found = installation(
        deployments=(there.operator(version), there.kube_state_metrics()),
        alertmanagers=(there.alertmanager(alertmanagerConfigSelector=selector),),
        prometheuses=(there.prometheus(image=None, version="2.47.0"),),
        definitions={
            plural: there.definition(fields, of=version)
            for plural, fields in there.FIELDS.items()
        },
    )

    lines = said(found, configuration=URL_FILE)

    assert (lines == []) is taken
    assert (
        taken
        or "webhook_configs.url_file, which the operator reads from 0.69.0"
        in (lines[0])
    )
