"""Filling in rule files, and what would then not reach a reader."""

import pytest

from domain import rules
from tests.unit.rule_files.good import GOOD, VALUES, refusal

WHERE = "custom.yaml: group models: ModelFails: "


def test_parameters_are_filled_in_and_nothing_else_is_changed(load):
    assert rules.render(load(GOOD), VALUES) == {
        "groups": [
            {
                "name": "models",
                "interval": "30s",
                "rules": [
                    {
                        "record": "model:requests:rate",
                        "expr": "sum by (model) (rate(requests_total[5m]))",
                    },
                    {
                        "alert": "ModelFails",
                        "expr": "model:requests:rate > 0.05",
                        "for": "5m",
                        "labels": {"severity": "warning", "type": "user"},
                        "annotations": {
                            "title": "Model {{ $labels.model }} fails",
                            "summary": "More than 0.05 of 100% fail.",
                            "description": '{{ $value | printf "%.0f" }} within 5m.',
                        },
                    },
                ],
            }
        ]
    }


def test_rendering_leaves_the_file_as_it_was(load):
    file = load(GOOD)

    first = rules.render(file, VALUES, runbook_url="https://runbooks.example")

    assert rules.render(file, VALUES) != first
    assert file == load(GOOD)


@pytest.mark.parametrize(
    "url", ["https://runbooks.example", "https://runbooks.example/"]
)
def test_an_alert_points_to_its_runbook(load, url):
    (alert,) = rules.alerts(rules.render(load(GOOD), VALUES, runbook_url=url)["groups"])

    assert alert.annotations["runbook_url"] == "https://runbooks.example/ModelFails.md"


def test_a_record_is_given_no_annotations(load):
    content = rules.render(load(GOOD), VALUES, runbook_url="https://runbooks.example")

    assert "annotations" not in content["groups"][0]["rules"][0]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "%(threshold)s\n        for",
            "%(treshold)s\n        for",
            (
                "expr: no parameter is called "
                "'treshold'; known: interval, threshold, window"
            ),
        ),
        (
            "100%% fail",
            "100% of",
            (
                "annotations: summary: a stray % in "
                "'More than %(threshold)s of 100% of.'; write a literal one as %%"
            ),
        ),
        (
            "%%.0f",
            "%s",
            (
                "annotations: description: a stray % in "
                "'{{ $value | printf \"%s\" }} within %(window)s.'; write a literal "
                "one as %%"
            ),
        ),
        (
            "severity: warning, ",
            "",
            "severity is None; write one of critical, warning, info",
        ),
        (
            "severity: warning",
            "severity: page",
            "severity is 'page'; write one of critical, warning, info",
        ),
        (
            "type: user",
            "type: none",
            "type is 'none' at severity warning; write user or infra",
        ),
        (
            "severity: warning, type: user",
            "severity: critical",
            "type is None at severity critical; write user or infra",
        ),
        (
            "severity: warning",
            "severity: info",
            (
                "type is 'user' at severity info, "
                "which Seldon's route does not take; write none, or another severity"
            ),
        ),
        (
            "          title: Model {{ $labels.model }} fails\n",
            "",
            "annotation title is missing; Seldon shows it to its users",
        ),
    ],
)
def test_what_would_not_reach_a_reader_is_refused_in_one_line(
    load, old, new, complaint
):
    assert old in GOOD

    message = refusal(rules.render, load(GOOD.replace(old, new)), VALUES)

    assert message == WHERE + complaint


@pytest.mark.parametrize("kind", ["user", "infra"])
@pytest.mark.parametrize("severity", ["warning", "critical"])
def test_labels_that_seldons_route_takes_are_accepted(load, severity, kind):
    labels = f"{{severity: {severity}, type: {kind}}}"

    rules.render(load(GOOD.replace("{severity: warning, type: user}", labels)), VALUES)


def test_an_alert_that_only_informs_carries_no_type_of_seldons(load):
    labels = "severity: info, type: none"

    rules.render(load(GOOD.replace("severity: warning, type: user", labels)), VALUES)


def test_all_problems_of_a_file_are_named_at_once(load):
    text = GOOD.replace("type: user", "type: model").replace("title:", "headline:")

    assert refusal(rules.render, load(text), VALUES).count("\n") == 1
