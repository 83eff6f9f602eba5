"""What a change of distribution keeps, and what it says that it loses."""

from typing import Any

import pulumi
import pytest

from components.switching import lost, warn_of_switch
from settings.kube_prometheus import KubePrometheusSettings

DOCUMENTED = {
    "distribution": "bitnami",
    "chart": {"name": "kube-prometheus", "version": "8.0.9"},
}
NEWEST = {
    "distribution": "kube-prometheus-stack",
    "chart": {"name": "kube-prometheus-stack", "version": "88.5.3"},
}
VOLUME = {"storage": {"size": "5Gi"}}


def settings(**values):
    return KubePrometheusSettings.model_validate(values)


def test_with_volumes_nothing_is_lost():
    kept = settings(prometheus=VOLUME, alertmanager=VOLUME)

    assert lost(kept, DOCUMENTED) == []


@pytest.mark.parametrize(
    ("volumes", "said"),
    [
        ({"prometheus": VOLUME}, "silences go with Alertmanager's pods"),
        ({"alertmanager": VOLUME}, "metrics go with Prometheus' pods"),
    ],
)
def test_what_has_no_volume_is_lost(volumes, said):
    (line,) = lost(settings(**volumes), DOCUMENTED)

    assert line.startswith(said)


def test_an_older_prometheus_may_not_read_what_is_there():
    back = settings(distribution="bitnami", prometheus=VOLUME, alertmanager=VOLUME)

    (line,) = lost(back, NEWEST)

    # Of kube-prometheus-stack 88.5.3 and of Bitnami's 8.0.9.
    assert "goes back from 3.14.0 to 2.36.2" in line


def test_a_chart_that_nobody_knows_is_no_reason_to_warn():
    kept = settings(prometheus=VOLUME, alertmanager=VOLUME)

    assert lost(kept, DOCUMENTED | {"chart": {"name": "x", "version": "1.0.0"}}) == []


@pytest.mark.parametrize(
    ("before", "warned"),
    [
        (DOCUMENTED, True),
        (NEWEST, False),
        # Nothing of ours was installed, so nothing is uninstalled.
        ({"distribution": "existing"}, False),
        ({"distribution": "vanilla"}, False),
        (None, False),
    ],
)
def test_only_a_release_that_goes_is_spoken_of(monkeypatch, before, warned):
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda line, _: said.append(line))
    kept = settings(prometheus=VOLUME, alertmanager=VOLUME)
    component: Any = None

    warn_of_switch(kept, before, component)

    assert [line[:43] for line in said] == (
        ["kubePrometheus.distribution was bitnami and"] if warned else []
    )
