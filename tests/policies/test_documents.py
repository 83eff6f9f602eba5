"""What is written of the guardrails: their page, and each stack's parameters."""

import json
from pathlib import Path

import pytest

from operations import stackfiles
from policies.exceptions import KEY
from policies.guardrails import GUARDRAILS

PAGE = Path("docs/policies.md")
CONFIGS = Path("policies/config")


def test_the_page_explains_each_guardrail_and_no_other():
    text = PAGE.read_text(encoding="utf-8")

    headings = [line[4:] for line in text.splitlines() if line.startswith("### ")]

    assert sorted(headings) == sorted(guardrail.name for guardrail in GUARDRAILS)


def test_the_page_names_each_parameter():
    text = PAGE.read_text(encoding="utf-8")

    for guardrail in GUARDRAILS:
        part = text.partition(f"### {guardrail.name}\n")[2].partition("\n### ")[0]
        assert {key for key in guardrail.parameters if f"`{key}`" not in part} == set()


@pytest.mark.parametrize("stack", stackfiles.names())
def test_a_stack_gives_parameters_that_there_are(stack):
    given = json.loads((CONFIGS / f"{stack}.json").read_text(encoding="utf-8"))

    known = {item.name: {*item.parameters, KEY} for item in GUARDRAILS}
    for name, parameters in given.items():
        assert parameters.keys() <= known[name]


def test_production_is_asked_for_what_it_must_have():
    given = json.loads((CONFIGS / "prod.json").read_text(encoding="utf-8"))

    asked = [item for item in GUARDRAILS if "production" in item.parameters]
    assert len(asked) == 4
    assert all(item.settle(given.get(item.name, {}))["production"] for item in asked)
