"""What is kept of a render, and what is said where there is none; helm stands in."""

import shutil
import stat
import subprocess
from types import SimpleNamespace

import pytest

from policies import helm, rendering
from policies.guardrails.renders import GUARDRAIL
from tests.policies.judging import RELEASE, UNKNOWN, handed, judge, secret

CHART = {"name": "r", "namespace": "shop", "chart": "c", "version": "1.0.0"}
REAL_TEMPLATE = helm.template


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """A helm that says what the test wants, and the runs that it was asked for."""
    made: list[SimpleNamespace] = []
    answer = SimpleNamespace(returncode=0, stdout="", stderr="")

    def run(command, **options):
        made.append(SimpleNamespace(command=command, **options))
        return answer

    (tmp_path / "helm").touch()
    monkeypatch.setattr(helm, "template", REAL_TEMPLATE)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "helm"))
    return SimpleNamespace(made=made, answer=answer)


def rendered(**more):
    return rendering.rendered(handed({**CHART, **more}), "subject")


def refused(**more):
    return judge(GUARDRAIL, RELEASE, {**CHART, **more})


def test_values_go_over_standard_input_with_whole_numbers(runs):
    rendered(values={"replicas": 2, "share": 0.5, "password": secret("swordfish")})

    (run,) = runs.made
    assert run.input == '{"password": "swordfish", "replicas": 2, "share": 0.5}'
    assert "swordfish" not in " ".join(run.command)


def test_a_chart_of_a_repository_is_asked_by_name_version_and_repository(runs):
    rendered(repositoryOpts={"repo": "https://charts.example.com"}, values={})

    command = " ".join(runs.made[0].command)
    assert command.startswith("helm template r c --namespace shop ")
    assert "--version 1.0.0 --repo https://charts.example.com --values -" in command


def test_a_relative_chart_is_below_the_project(runs):
    rendered(chart="sandbox/chart")

    assert runs.made[0].cwd == rendering.PROJECT


def test_one_release_is_renderedonce_and_then_read(runs):
    runs.answer.stdout = "{kind: Service, metadata: {name: x}}"

    first = rendered()
    assert rendered() is first
    rendering.once.cache_clear()
    assert rendered() == first
    assert len(runs.made) == 1
    rendered(values={"other": True})
    assert len(runs.made) == 2


def test_a_newest_version_is_rendered_each_time(runs):
    rendered(version=None)
    rendering.once.cache_clear()
    rendered(version=None)

    assert len(runs.made) == 2


def test_a_changed_chart_is_rendered_again(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "PROJECT", tmp_path)
    file = tmp_path / "c/templates/a.yaml"
    file.parent.mkdir(parents=True)
    for text in ("a: 1", "a: 2"):
        file.write_text(text)
        rendered()
        rendering.once.cache_clear()

    assert len(runs.made) == 2


def test_a_chart_outside_the_project_is_rendered(runs, tmp_path):
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart/Chart.yaml").write_text("name: c")

    assert rendered(chart=str(tmp_path / "chart")) == ()


def test_what_is_kept_holds_no_secret_and_is_its_owners(runs):
    runs.answer.stdout = (
        "{kind: Secret, metadata: {name: s}, data: {k: c3dvcmRmaXNo}, "
        "stringData: {l: swordfish}}"
    )

    (found,) = rendered()

    assert found == {
        "kind": "Secret",
        "metadata": {"name": "s"},
        "data": {"k": ""},
        "stringData": {"l": ""},
    }
    (file,) = rendering.folder().iterdir()
    assert "swordfish" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_cache_is_not_in_the_tree(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")

    assert not rendering.folder().is_relative_to(rendering.PROJECT)


def test_only_the_newest_renders_are_kept(runs, monkeypatch):
    monkeypatch.setattr(rendering, "KEPT", 2)
    for number in range(4):
        rendered(values={"n": number})

    assert len([*rendering.folder().iterdir()]) == 2


def test_a_cache_that_cannot_be_written_is_done_without(runs, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    runs.answer.stdout = "{kind: Service, metadata: {name: x}}"

    assert len(rendered()) == 1


def test_dates_and_equal_signs_are_text(runs):
    runs.answer.stdout = "{kind: A, day: 2026-01-01, sign: =}"

    assert rendered()[0]["day"] == "2026-01-01"
    assert rendered()[0]["sign"] == "="


def test_a_release_that_cannot_be_rendered_is_refused_in_helms_last_words(runs):
    runs.answer.returncode = 1
    runs.answer.stderr = "walk.go:74: found symbolic link\nError: chart not found\n"

    assert refused().complaints == [
        "Release subject cannot be rendered, so not be judged: c 1.0.0: chart not found"
    ]


@pytest.mark.parametrize("value", ["swordfish", "two\nswordfish lines"])
def test_helms_words_tell_no_value(runs, value):
    runs.answer.returncode = 1
    encoded = "c3dvcmRmaXNo"
    runs.answer.stderr = f"Error: cannot use {value.splitlines()[-1]} nor {encoded}"

    (said,) = refused(values={"a": [{"b": secret(value)}], "c": "swordfish"}).complaints

    assert "swordfish" not in said
    assert encoded not in said
    assert said.endswith("cannot use [a value] nor [a value]")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"postrender": "sed"}, "postrender changes the objects"),
        ({"valueYamlFiles": ["swordfish.yaml"]}, "valueYamlFiles and reuseValues"),
        ({"reuseValues": True}, "valueYamlFiles and reuseValues"),
        ({"repositoryOpts": {"password": "swordfish"}}, "a repository with a password"),
        (
            {"repositoryOpts": {"repo": "https://u:swordfish@charts.example.com"}},
            "a repository with a password",
        ),
        (
            {"chart": "https://u:swordfish@charts.example.com/c-1.0.0.tgz"},
            "a repository with a password",
        ),
    ],
)
def test_what_helm_would_not_show_is_refused(runs, more, said):
    (found,) = refused(**more).complaints

    assert said in found
    assert "swordfish" not in found
    assert runs.made == []


def test_no_helm_on_path_is_said(runs, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)

    (said,) = refused().complaints

    assert said.endswith("there is no helm on PATH; install Helm 3")


def test_a_helm_that_does_not_end_is_said(runs, monkeypatch):
    def hang(*_, **__):
        raise subprocess.TimeoutExpired("helm", 180)

    monkeypatch.setattr(subprocess, "run", hang)

    assert "helm took longer than 180 s for c 1.0.0" in refused().complaints[0]


def test_what_is_rendered_and_no_yaml_is_refused(runs):
    runs.answer.stdout = "{unclosed: "

    assert "what helm rendered is not YAML" in refused().complaints[0]


def test_unknown_values_are_left_to_the_update(runs):
    assert refused(values={"a": {"b": UNKNOWN}}) == ([], "values.a.b")
    assert runs.made == []


def test_another_resource_is_not_rendered(runs):
    assert judge(GUARDRAIL, "kubernetes:core/v1:Service", {}) == ([], None)
