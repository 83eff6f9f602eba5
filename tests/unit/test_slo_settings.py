"""Objectives in a stack file: figures for the rules, and what cannot be judged."""

import pytest
from pydantic import ValidationError

from settings.alert_rules.slo import SloSettings, parameters


def test_the_defaults_are_these_figures():
    assert parameters(SloSettings()) == {
        "slo_minimum_requests": "100",
        "slo_availability_budget": "0.01",
        "slo_availability_budgets": "",
        "slo_latency_budget": "0.01",
        "slo_latency_budgets": "",
        "slo_latency_bound": "1",
        "slo_latency_bounds": "",
        "slo_latency_buckets": "1([.]0)?",
        "slo_model_availability_budget": "0.01",
        "slo_model_availability_budgets": "",
    }


def test_who_is_named_is_held_to_something_else():
    given = parameters(
        SloSettings.model_validate(
            {
                "minimumRequests": 7,
                "availability": {
                    "objective": 0.995,
                    "overrides": [
                        {"namespace": "a", "deployment": "x", "objective": 0.9},
                        {"namespace": "b", "deployment": "x", "objective": 0.999},
                    ],
                },
                "latency": {
                    "thresholdSeconds": 0.25,
                    "overrides": [
                        {
                            "namespace": "a",
                            "deployment": "x",
                            "objective": 0.95,
                            "thresholdSeconds": 10,
                        }
                    ],
                },
            }
        )
    )

    def held(figure, namespace):
        return (
            f'label_replace(label_replace(vector({figure}), "namespace", '
            f'"{namespace}", "", ""), "deployment_name", "x", "", "")'
        )

    first = "or on (namespace, deployment_name)"
    assert given["slo_minimum_requests"] == "7"
    assert given["slo_availability_budget"] == "0.005"
    assert given["slo_availability_budgets"] == (
        f"{held(0.1, 'a')} or {held(0.001, 'b')} {first}"
    )
    assert given["slo_latency_budgets"] == f"{held(0.05, 'a')} {first}"
    assert given["slo_latency_bound"] == "0.25"
    assert given["slo_latency_bounds"] == (
        f'label_replace({held(1, "a")}, "bound", "10", "", "") {first}'
    )
    assert given["slo_latency_buckets"] == "0[.]25|10([.]0)?"


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        (
            {"latency": {"thresholdSeconds": 0.3}},
            "no bucket of the executor ends there; write one of 0.005, 0.01, 0.025, "
            "0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10",
        ),
        (
            {"availability": {"objective": 0.89}},
            "Input should be greater than or equal to 0.9",
        ),
        ({"availability": {"objective": 1}}, "Input should be less than 1"),
        (
            {
                "modelAvailability": {
                    "overrides": [
                        {"namespace": "a", "model": "x", "objective": objective}
                        for objective in (0.95, 0.99)
                    ]
                }
            },
            "overrides: a/x stands there twice; leave one",
        ),
        (
            {"availability": {"overrides": [{"namespace": "a", "objective": 0.95}]}},
            "Field required",
        ),
        ({"minimumRequests": 0}, "Input should be greater than or equal to 1"),
    ],
)
def test_an_objective_that_cannot_be_judged_is_refused(values, complaint):
    with pytest.raises(ValidationError) as caught:
        SloSettings.model_validate(values)

    (problem,) = caught.value.errors()
    assert complaint in problem["msg"]
