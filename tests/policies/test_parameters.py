"""A parameter with a typo: said once for a stack, where the default would hold."""

import pytest
from pulumi_policy import ResourceValidationPolicy

from policies.guardrails import GUARDRAILS
from policies.sdk import policy
from tests.policies.judging import Given, judge, judge_stack

STACK = "pulumi:pulumi:Stack"


def said(guardrail, config, kind=STACK):
    if isinstance(policy(guardrail), ResourceValidationPolicy):
        return judge(guardrail, kind, {}, config).complaints
    return judge_stack(guardrail, [Given(STACK, {})], config).complaints


@pytest.mark.parametrize("guardrail", GUARDRAILS, ids=lambda it: it.name)
def test_every_guardrail_refuses_a_parameter_that_it_has_not(guardrail):
    assert (
        "parameter exception in policies/config is unknown here; did you mean "
        "exceptions?"
    ) in said(guardrail, {"exception": []})


def test_what_is_like_no_parameter_is_told_those_that_there_are():
    (images,) = (it for it in GUARDRAILS if it.name == "images-are-pinned")

    assert said(images, {"xyz": []}) == [
        "parameter xyz in policies/config is unknown here; write registries or "
        "exceptions"
    ]
    assert said(images, {"xyz": []}, kind="kubernetes:core/v1:Pod") == []


def test_parameters_that_there_are_pass():
    (images,) = (it for it in GUARDRAILS if it.name == "images-are-pinned")

    assert said(images, {"registries": [], "exceptions": []}) == []
