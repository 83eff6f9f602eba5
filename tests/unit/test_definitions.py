"""The operator's definitions: read, judged against the cluster's, applied and kept."""

import pulumi
import pytest
import yaml

from components import definitions
from domain.definitions import ANNOTATION, WITNESS, without_descriptions
from settings.kube_prometheus import KubePrometheusSettings


def definition(name=WITNESS, operator: str | None = "0.93.1"):
    annotations = {ANNOTATION: operator} if operator else {"other": "1"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": name, "annotations": annotations},
        "spec": {"group": "monitoring.coreos.com"},
    }


def written(folder, *documents):
    text = yaml.safe_dump_all(documents)
    (folder / "crds.yaml").write_text(text, encoding="utf-8")
    return folder


def settings(**values):
    return KubePrometheusSettings.model_validate(values)


def given(folder, **values):
    """Return settings with a path of a test's, which is absolute."""
    crds = settings().crds.model_copy(update={"path": str(folder)})
    return settings(**values).model_copy(update={"crds": crds})


def refusal(folder):
    with pytest.raises(pulumi.RunError) as caught:
        definitions.read(folder)
    return str(caught.value)


def test_files_of_one_or_many_are_read_by_name(tmp_path):
    rules = definition("prometheusrules.monitoring.coreos.com")
    written(tmp_path, rules, definition())
    probes = definition("probes.monitoring.coreos.com")
    (tmp_path / "probes.yml").write_text(yaml.safe_dump(probes), encoding="utf-8")

    assert definitions.read(tmp_path) == (probes, definition(), rules)


def test_the_equals_sign_of_a_matcher_is_text(tmp_path):
    # YAML 1.1 gives it a meaning of its own, at which its reader gives up.
    (tmp_path / "crds.yaml").write_text(
        yaml.safe_dump(definition()) + "matchType: {enum: ['!=', =, '=~']}\n"
    )

    (found,) = definitions.read(tmp_path)

    assert found["matchType"] == {"enum": ["!=", "=", "=~"]}


def test_a_folder_without_the_operator_s_is_refused(tmp_path):
    assert refusal(tmp_path) == (
        f"kubePrometheus.crds.path: {tmp_path} does not define {WITNESS}; put into it "
        "what `helm show crds` prints for the chart; nothing was changed"
    )


def test_what_is_no_definition_is_refused(tmp_path):
    written(tmp_path, definition(), {"kind": "Secret", "metadata": {"name": "x"}})

    assert refusal(tmp_path) == (
        f"kubePrometheus.crds.path: {tmp_path}/crds.yaml holds Secret that is no "
        "CustomResourceDefinition; take it out; nothing was changed"
    )


@pytest.mark.parametrize("metadata", [None, {}, "none", [], {"name": None}])
def test_a_definition_without_a_name_is_refused(tmp_path, metadata):
    written(tmp_path, definition(), definition() | {"metadata": metadata})

    assert refusal(tmp_path) == (
        f"kubePrometheus.crds.path: {tmp_path}/crds.yaml holds a "
        "CustomResourceDefinition without metadata.name; correct it; nothing was "
        "changed"
    )


def test_what_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "crds.yaml").write_text("a: [", encoding="utf-8")

    assert refusal(tmp_path) == (
        f"kubePrometheus.crds.path: {tmp_path}/crds.yaml is not YAML; nothing was "
        "changed"
    )


def judged(settings, there):
    (needed,) = definitions.needed(settings)
    assert needed.missing is None, "a cluster may be without them"
    assert needed.path.endswith(f"/customresourcedefinitions/{WITNESS}")
    assert needed.problem
    return needed.problem(there)


OLD = (
    "kubePrometheus.crds: the cluster has the definitions of operator {there} and this "
    "chart brings operator 0.93.1, whose own Helm will not apply; set crds.path to a "
    "directory with what `helm show crds` prints for the chart, or crds.upgradeJob to "
    "true where the chart has it"
)


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("0.93.1", None),
        ("0.94.0", None),
        ("0.71.2", OLD.format(there="0.71.2")),
        (None, OLD.format(there="before 0.71")),
    ],
)
def test_definitions_older_than_the_chart_s_operator_are_refused(there, said):
    assert judged(settings(), definition(operator=there)) == said


@pytest.mark.parametrize(
    ("there", "shown"),
    [
        *((odd, odd) for odd in ("latest", "0.93", "v1.2.3.4", "0.93.x", " ")),
        ("0.93.x\n", r"0.93.x\n"),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_version_that_nobody_can_read_is_told(tmp_path, there, shown, own):
    written(tmp_path, definition())
    asking = given(tmp_path) if own else settings()

    assert judged(asking, definition(operator=there)) == (
        f'kubePrometheus.crds: {WITNESS} of the cluster says {ANNOTATION}: "{shown}", '
        "which is no version; correct that annotation to the operator's that it is of, "
        'such as "0.93.1"'
    )


def test_the_older_chart_does_not_mind_newer_definitions():
    older = settings(chart={"version": "56.17.0"})

    assert judged(older, definition()) is None


@pytest.mark.parametrize("there", ["0.71.2", "0.93.1", None])
def test_definitions_of_ours_go_over_older_ones(tmp_path, there):
    written(tmp_path, definition())

    assert judged(given(tmp_path), definition(operator=there)) is None


def test_definitions_of_ours_do_not_go_over_newer_ones(tmp_path):
    written(tmp_path, definition(operator="0.71.2"))

    assert judged(given(tmp_path), definition()) == (
        f"kubePrometheus.crds.path: {tmp_path} holds the definitions of operator "
        "0.71.2 and the cluster has those of 0.93.1, which another operator may need; "
        "take newer ones, or leave the key out"
    )


def test_a_chart_in_a_directory_says_itself_of_which_operator_it_is(tmp_path):
    folder = tmp_path / "charts" / "crds" / "crds"
    folder.mkdir(parents=True)
    written(folder, definition(operator="0.85.0"))
    chart = settings().chart.model_copy(update={"path": str(tmp_path)})
    local = settings().model_copy(update={"chart": chart})

    assert judged(local, definition(operator="0.85.0")) is None
    assert "0.71.2 and this chart brings operator 0.85.0" in (
        judged(local, definition(operator="0.71.2")) or ""
    )


def test_the_chart_s_own_job_brings_them():
    assert list(definitions.needed(settings(crds={"upgradeJob": True}))) == []


def test_a_schema_loses_its_prose_and_no_field():
    schema = {
        "description": "prose",
        "properties": {"description": {"type": "string", "description": "prose"}},
        "items": [{"description": "prose", "type": "object"}],
    }

    assert without_descriptions(schema) == {
        "properties": {"description": {"type": "string"}},
        "items": [{"type": "object"}],
    }
