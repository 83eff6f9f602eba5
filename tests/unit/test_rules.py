"""Reading, filling in and checking rule files."""

import hashlib
import re

import pytest

from domain import rules

GOOD = """\
groups:
  - name: models
    interval: "%(interval)s"
    rules:
      - record: model:requests:rate
        expr: sum by (model) (rate(requests_total[%(window)s]))
      - alert: ModelFails
        expr: model:requests:rate > %(threshold)s
        for: "%(window)s"
        labels: {severity: warning, type: user}
        annotations:
          title: Model {{ $labels.model }} fails
          summary: More than %(threshold)s of 100%% fail.
          description: '{{ $value | printf "%%.0f" }} within %(window)s.'
"""
WHERE = "custom.yaml: group models: ModelFails: "
VALUES = {"interval": "30s", "window": "5m", "threshold": "0.05"}


@pytest.fixture
def load(tmp_path):
    def write(text, name="custom.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return rules.load(path)

    return write


def refusal(call, *arguments, **options):
    with pytest.raises(rules.RuleError) as caught:
        call(*arguments, **options)
    return str(caught.value)


def test_a_file_is_known_by_its_name_and_the_digest_of_its_bytes(load):
    file = load(GOOD)

    assert file.name == "custom"
    assert file.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


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


def test_alerts_are_listed_with_what_a_route_and_a_reader_need(load):
    groups = rules.render(load(GOOD), VALUES)["groups"]

    assert rules.alerts(groups, "custom") == (
        rules.Alert(
            name="ModelFails",
            labels={"severity": "warning", "type": "user"},
            annotations=groups[0]["rules"][1]["annotations"],
            for_="5m",
            expr="model:requests:rate > 0.05",
            file="custom",
        ),
    )


def test_an_alert_without_a_for_holds_off_no_time(load):
    text = GOOD.replace('        for: "%(window)s"\n', "")

    (alert,) = rules.alerts(rules.render(load(text), VALUES)["groups"])

    assert alert.for_ == "0s"


def test_a_disabled_alert_is_left_out_and_its_neighbours_stay(load):
    content = rules.render(load(GOOD), VALUES, disabled=["ModelFails"])

    assert [list(rule) for rule in content["groups"][0]["rules"]] == [
        ["record", "expr"]
    ]


def test_a_group_whose_alerts_are_all_disabled_is_left_out(load):
    text = re.sub(r"      - record:.*\n.*\n", "", GOOD)

    assert rules.render(load(text), VALUES, disabled=["ModelFails"]) == {"groups": []}


def test_disabling_an_alert_that_does_not_exist_is_refused(load):
    files = (load(GOOD),)
    rules.check_named("alertRules.disabled", ["ModelFails"], files)

    assert refusal(rules.check_named, "alertRules.disabled", ["ModelFials"], files) == (
        "alertRules.disabled: no alert is called ModelFials; known: ModelFails"
    )


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


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "custom.yaml: cannot be read as YAML ("),
        (
            "groups:\n  - name: a\n    interval: %(x)s\n",
            "quote a scalar that starts with %",
        ),
        ("", "custom.yaml: no list of groups found; start the file with groups:"),
        ("groups: []", "no list of groups found"),
        ("groups: [{name: a}]", "custom.yaml: group 1: no list of rules found"),
        (
            "groups: [{rules: []}]",
            "custom.yaml: group 1: name is missing; give it one",
        ),
        (
            GOOD.replace("interval:", "intervall:"),
            "custom.yaml: group models: unknown key intervall; known: interval, ",
        ),
        (
            GOOD.replace("annotations:", "annotation:"),
            "custom.yaml: group models: ModelFails: unknown key annotation; known: ",
        ),
        (
            GOOD.replace("- alert: ModelFails", "- alarm: ModelFails"),
            "group models: a rule with neither or both of alert and record;",
        ),
        (
            GOOD.replace(
                "- alert: ModelFails", "- alert: ModelFails\n        record: a"
            ),
            "group models: a rule with neither or both of alert and record;",
        ),
        (
            GOOD.replace("expr: model:", "# expr: model:"),
            "group models: ModelFails: expr is missing; give it one",
        ),
        (
            GOOD.replace("{severity: warning, type: user}", "warning"),
            "ModelFails: labels is 'warning'; write a map of names to texts",
        ),
    ],
)
def test_a_file_of_another_layout_is_refused(load, text, complaint):
    assert complaint in refusal(load, text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    message = refusal(rules.load, tmp_path / "none.yaml")

    assert message.startswith("none.yaml: cannot be read")


def test_a_folder_without_rules_is_refused(tmp_path):
    assert "no *.yaml found" in refusal(rules.load_all, tmp_path)


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_an_alert_that_is_for_nobody_s_page_cannot_be_raised(load, severity):
    alive = GOOD.replace("severity: warning", "severity: info")
    files = (load(alive.replace("type: user", "type: none")),)
    key = "alertRules.severities"

    assert refusal(rules.check_raised, key, {"ModelFails": severity}, files) == (
        f"alertRules.severities: ModelFails: {severity} is refused: it has type none, "
        "so Seldon never shows it; take it out, and let a receiver with "
        "severities: [info] have it as it is"
    )
    rules.check_raised(key, {"ModelFails": "info"}, files)
    rules.check_raised(key, {"ModelFails": severity}, (load(GOOD),))


@pytest.mark.parametrize(
    ("severity", "kind"), [("critical", "user"), ("warning", "user"), ("info", "none")]
)
def test_a_severity_of_the_settings_takes_the_place_of_ours(load, severity, kind):
    """Seldon's route does not take info, so the type goes with it."""
    rendered = rules.render(
        load(GOOD), VALUES, severities={"ModelFails": severity, "Other": "info"}
    )

    (alert,) = rules.alerts(rendered["groups"])
    assert alert.labels == {"severity": severity, "type": kind}
