"""Kubernetes objects as a program could declare them, or a chart render them."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import yaml

from tests.policies.judging import RELEASE, Given, Verdict, judge

OPERATORS = "monitoring.coreos.com/v1"
NAMESPACE = "seldon-monitoring"


def given(kind: str, api: str = OPERATORS, name: str = "subject", **body: Any) -> Given:
    """Return an object of the monitoring namespace, declared by itself."""
    metadata = {"name": name, "namespace": NAMESPACE}
    whole = {"apiVersion": api, "kind": kind, "metadata": metadata} | body
    return declared(whole, name)


def thing(kind: str, spec: Any = None, api: str = "v1", **rest: Any) -> dict[str, Any]:
    """Return an object x in namespace shop."""
    metadata = {"name": "x", "namespace": "shop"}
    body = {"apiVersion": api, "kind": kind, "metadata": metadata, **rest}
    return body if spec is None else {**body, "spec": spec}


def declared(body: Mapping[str, Any], name: str = "subject") -> Given:
    """Return an object as the engine hands it over, under the type that it gives it."""
    api = body["apiVersion"]
    version = api if "/" in api else f"core/{api}"
    return Given(f"kubernetes:{version}:{body['kind']}", body, name)


def asked(
    guardrail: Any, subject: Given, config: Mapping[str, Any] | None = None
) -> Verdict:
    """Return what a guardrail says of a declared object."""
    return judge(guardrail, subject.type, subject.properties, config, name=subject.name)


def both_ways(
    guardrail: Any,
    chart: list[str],
    body: Mapping[str, Any],
    config: Mapping[str, Any] | None = None,
) -> list[str]:
    """Return the complaints about an object, declared or rendered, which agree."""
    complaints = asked(guardrail, declared(body), config).complaints
    chart[:] = [json.dumps(body)]
    # One release each: what is rendered once is not rendered again.
    rendered = asked(guardrail, release(values={"this": chart[0]}), config)
    assert rendered == (complaints, None)
    return complaints


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
