"""Kubernetes objects as a program could declare them, or a chart render them."""

import copy
from collections.abc import Mapping
from typing import Any

import yaml

from tests.policies.judging import RELEASE, Given, Verdict, judge

OPERATORS = "monitoring.coreos.com/v1"
NAMESPACE = "seldon-monitoring"


def given(kind: str, api: str = OPERATORS, name: str = "subject", **body: Any) -> Given:
    """Return an object as the engine hands it over, declared by itself."""
    metadata = {"name": name, "namespace": NAMESPACE}
    whole = {"apiVersion": api, "kind": kind, "metadata": metadata} | body
    return Given(f"kubernetes:{api}:{kind}", whole, name)


def asked(
    guardrail: Any, subject: Given, config: Mapping[str, Any] | None = None
) -> Verdict:
    """Return what a guardrail says of a declared object."""
    return judge(guardrail, subject.type, subject.properties, config, name=subject.name)


def release(**inputs: Any) -> Given:
    """Return a Helm release; what it renders to is the fixture's `chart`."""
    chart = {"chart": "some-chart", "version": "1.0.0", "namespace": NAMESPACE}
    return Given(RELEASE, {**chart, **inputs}, "release")


def text(*subjects: Given) -> str:
    """Return objects as a chart renders them."""
    return yaml.safe_dump_all(copy.deepcopy([dict(it.properties) for it in subjects]))


def workload(
    image: str, *args: str, kind: str = "Deployment", **container: Any
) -> Given:
    """Return a workload of one container."""
    pod = {
        "containers": [{"name": "main", "image": image, "args": [*args], **container}]
    }
    return given(kind, "apps/v1", name="workload", spec={"template": {"spec": pod}})
