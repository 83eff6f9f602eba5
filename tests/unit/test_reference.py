"""The installation's own monitors and rules: what is read, what is refused."""

import pulumi
import pytest
import yaml

from components.reference import MONITORS, RULES, read, replacement

MONITOR = {
    "apiVersion": "monitoring.coreos.com/v1",
    "kind": "PodMonitor",
    "metadata": {"name": "seldon-core"},
    "spec": {"selector": {}},
}
RULE = {
    "apiVersion": "monitoring.coreos.com/v1",
    "kind": "PrometheusRule",
    "metadata": {"name": "deploy-user-alerts"},
    "spec": {"groups": [{"name": "g", "rules": [{"record": "a:b", "expr": "1"}]}]},
}
KEY = "seldon.referenceConfiguration"


def written(folder, *documents, name="all.yaml"):
    (folder / name).write_text(yaml.safe_dump_all(documents))
    return str(folder)


def refusal(directory):
    with pytest.raises(pulumi.RunError) as caught:
        read(directory)
    return str(caught.value)


def test_without_a_directory_nothing_is_replaced():
    assert read(None) == {}


def test_objects_are_found_by_name_in_all_files_of_the_directory(tmp_path):
    written(tmp_path, MONITOR, {"kind": "ConfigMap"}, None, name="a.yaml")
    written(tmp_path, RULE, name="b.yml")
    (tmp_path / "notes.txt").write_text("a: [")

    assert read(str(tmp_path)) == {"seldon-core": MONITOR, "deploy-user-alerts": RULE}


def test_a_directory_that_is_not_there_is_refused():
    assert refusal("nowhere/metrics") == (
        f"{KEY}: no directory nowhere/metrics; give the one that holds the "
        "installation's metrics/*.yaml"
    )


def test_a_directory_without_an_object_is_refused(tmp_path):
    directory = written(tmp_path, {"kind": "ConfigMap"})

    assert refusal(directory) == (
        f"{KEY}: no PodMonitor, PrometheusRule, ServiceMonitor in {directory}; give "
        "the directory of the installation's metrics/*.yaml"
    )


@pytest.mark.parametrize("text", ["a: [\n", "\xff"])
def test_what_is_not_yaml_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text, encoding="latin-1")

    found = refusal(str(tmp_path))

    assert found.startswith(f"{KEY}: {tmp_path / 'a.yaml'} is not YAML (")
    assert found.endswith("); take the installation's file as it is")
    assert "\n" not in found


@pytest.mark.parametrize(
    "change",
    [{"metadata": None}, {"metadata": {}}, {"spec": None}, {"spec": "text"}],
)
def test_an_object_without_name_or_spec_is_refused(tmp_path, change):
    directory = written(tmp_path, {**MONITOR, **change})

    assert refusal(directory) == (
        f"{KEY}: a PodMonitor in {tmp_path / 'all.yaml'} has no metadata.name or no "
        "spec; take the installation's file as it is"
    )


def test_an_object_stands_in_for_one_of_its_kind_only():
    reference = {"seldon-core": MONITOR}

    assert replacement(reference, "seldon-core", MONITORS) == MONITOR
    assert replacement(reference, "metrics-server", MONITORS) is None
    with pytest.raises(pulumi.RunError) as caught:
        replacement(reference, "seldon-core", RULES)
    assert str(caught.value) == (
        f"{KEY}: seldon-core is a PodMonitor, not a PrometheusRule; remove it from the "
        "directory"
    )


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({}, "no list of groups found; start the file with groups:"),
        (
            {"groups": [{"name": "g"}]},
            "group 1: no list of rules found; give it name and rules",
        ),
    ],
)
def test_rules_that_prometheus_would_not_read_are_refused(tmp_path, spec, problem):
    directory = written(tmp_path, RULE | {"spec": spec})

    assert refusal(directory) == f"{KEY}: deploy-user-alerts: {problem}"
