"""Kubernetes objects for the guardrails' tests: declared, or rendered from a chart."""

import json
from collections.abc import Mapping
from typing import Any

from policies.guardrail import Guardrail
from tests.policies.judging import RELEASE, Verdict, judge


def thing(kind: str, spec: Any = None, api: str = "v1", **rest: Any) -> dict[str, Any]:
    """Return an object x in namespace shop."""
    metadata = {"name": "x", "namespace": "shop"}
    body = {"apiVersion": api, "kind": kind, "metadata": metadata, **rest}
    return body if spec is None else {**body, "spec": spec}


def both_ways(
    guardrail: Guardrail,
    chart: list[str],
    body: Mapping[str, Any],
    config: Mapping[str, Any] | None = None,
) -> list[str]:
    """Return the complaints about an object, declared or rendered, which agree."""
    declared = declared_only(guardrail, body, config).complaints
    chart[:] = [json.dumps(body)]
    # One release each: what is rendered once is not rendered again.
    release = {"chart": "c", "version": "1", "values": {"this": chart[0]}}
    rendered = judge(guardrail, RELEASE, release, config)
    assert rendered == (declared, None)
    return declared


def declared_only(
    guardrail: Guardrail, body: Mapping[str, Any], config: Any = None
) -> Verdict:
    api = body["apiVersion"]
    version = api if "/" in api else f"core/{api}"
    return judge(guardrail, f"kubernetes:{version}:{body['kind']}", body, config)
