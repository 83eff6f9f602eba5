"""Seldon's own release under the recorder: what is declared, exported, asked for."""

import pytest
import yaml

from components import foresight
from components.cluster import Expected
from components.stack import Stack
from operations import recorder, render
from settings import load

CHART = {"version": "0.1.0", "path": "sandbox/charts/seldon-deploy"}
TOKEN = "t0ken-of-git"  # noqa: S105  what must be seen nowhere
SECRETS = "/api/v1/namespaces/seldon-system/secrets"
WITNESS = (
    "/api/v1/namespaces/seldon-monitoring/secrets/seldon-monitoring-seldon-release"
)


def seldon(**install):
    return {"mode": "release", "install": {"chart": CHART, **install}}


@pytest.fixture
def managed(run):
    def record(**install):
        return run(
            credentials={"git": TOKEN},
            seldon=seldon(credentials={"gitops.git.token": "git"}, **install),
        )

    return record


def test_the_release_is_seldon_s_with_our_values(managed):
    release = managed(timeout=90).one("v3:Release", "seldon-deploy-release")

    found = release.inputs
    assert (found["name"], found["namespace"]) == ("seldon-deploy", "seldon-system")
    assert (found["chart"], found["version"]) == (CHART["path"], "0.1.0")
    assert found["timeout"] == 90
    # Helm waits for Deployments unless it is told not to.
    assert "skipAwait" not in found
    assert found["values"]["env"]["ALERTMANAGER_URL"].endswith(":9093/api/v1/alerts")


def test_a_credential_is_secret_at_its_leaf_and_in_no_other_place(managed):
    recording = managed()

    release = recording.one("v3:Release", "seldon-deploy-release")
    assert release.inputs["values"]["gitops"]["git"]["token"] == TOKEN
    assert release.secrets == {"values.gitops.git.token"}
    assert TOKEN not in str(recording.one(":SeldonDeploy").inputs)
    assert TOKEN not in str(recording.outputs)
    assert all(TOKEN not in file.text for file in render.files(recording))


def test_it_comes_when_rules_and_alertmanager_are_there(managed):
    recording = managed()

    release = recording.one("v3:Release", "seldon-deploy-release")
    before = {urn.split("::")[-1] for urn in release.dependencies}
    assert {
        "alertmanager-configuration",
        "alert-rules-deploy-user-alerts",
        "monitors-seldon-core",
        "seldon-deploy-witness",
    } <= before
    assert release.provider.split("::")[-2] == "cluster"
    # The values themselves wait for nothing, so that they are judged first.
    assert recording.one(":SeldonDeploy").dependencies == ()


@pytest.mark.parametrize(("delete", "kept"), [(False, True), (True, False)])
def test_seldon_outlives_its_monitoring_unless_it_is_told_otherwise(
    managed, delete, kept
):
    recording = managed(deleteOnDestroy=delete)

    assert recording.one("v3:Release", "seldon-deploy-release").retained is kept
    # The monitoring's own release goes in any case, and so does the witness.
    assert not recording.one("v3:Release", "kube-prometheus-release").retained
    assert not recording.one("v1:Secret", "seldon-deploy-witness").retained
    stays = recording.outputs["staysAfterDestroy"]
    assert ("release seldon-system/seldon-deploy" in stays) is kept


def test_promotion_compares_seldon_s_chart_where_it_is_ours(managed, run):
    ours, theirs = managed().outputs["release"], run().outputs["release"]

    assert ours["seldonDeploy"] == {"name": "seldon-deploy", "version": "0.1.0"}
    assert "seldonDeploy" not in theirs
    assert ours["digest"] != theirs["digest"]


def test_where_it_is_stands_in_the_outputs(managed, run):
    assert managed().outputs["seldonRelease"] == {
        "namespace": "seldon-system",
        "release": "seldon-deploy",
        "deployment": "seldon-deploy",
    }
    assert "seldonRelease" not in run().outputs


def test_a_render_has_the_monitoring_s_values_and_seldon_s_apart(managed):
    texts = {file.name: file.text for file in render.files(managed())}

    assert "fullnameOverride" in yaml.safe_load(texts["helm-values.yaml"])
    shown = yaml.safe_load(texts["seldon-deploy-values.yaml"])
    assert set(shown) == {"prometheus", "env"}


def test_beside_an_operator_that_is_there_only_seldon_s_values_are_a_chart_s():
    named = {
        key: f"{key}-name".lower()
        for key in ("prometheus", "alertmanager", "operator", "kubeStateMetrics")
    }
    existing = {"distribution": "existing", "existing": {"namespace": "ops", **named}}
    config = {
        "kubernetes:strictMode": "true",
        "seldon-monitoring:cluster": {
            "server": "https://dev.example.com:6443",
            "context": "dev",
        },
        "seldon-monitoring:kubePrometheus": existing,
        "seldon-monitoring:seldon": seldon(),
    }

    texts = {file.name for file in render.files(recorder.record("dev", config))}

    assert "seldon-deploy-values.yaml" in texts
    assert "monitors.yaml" in texts
    assert "helm-values.yaml" not in texts


def stack(**sections):
    cluster = {"server": "https://dev.example.com:6443", "context": "dev"}
    return Stack(load({"cluster": cluster, **sections}))


def needed(whole):
    """Return the paths of what must be there of Seldon's."""
    return {it.path for it in foresight.needed(whole) if "seldon-system" in it.path}


def test_a_release_that_is_there_is_ours_by_its_witness():
    asked = list(foresight.expected(stack(seldon=seldon())))

    (release,) = (it for it in asked if it.name == "seldon-deploy" and it.adoption)
    assert release[:4] == (
        "Release",
        "seldon-deploy",
        f"{SECRETS}?labelSelector=owner=helm,name=seldon-deploy",
        (WITNESS,),
    )
    assert Expected("Secret", "seldon-monitoring-seldon-release", WITNESS) in asked


def test_seldon_s_namespace_and_its_token_must_be_there():
    token = {"secret": "jwt-seldon", "key": "token"}

    whole = stack(seldon=seldon(), seldonDeploy={"prometheusToken": token})

    assert needed(whole) == {
        "/api/v1/namespaces/seldon-system",
        f"{SECRETS}/jwt-seldon",
    }


def test_a_namespace_that_this_program_makes_need_not_be_there():
    whole = stack(namespace={"name": "seldon-system"}, seldon=seldon())

    assert needed(whole) == set()


def test_with_values_alone_nothing_of_seldon_s_is_asked_for():
    token = {"secret": "jwt-seldon", "key": "token"}
    whole = stack(seldonDeploy={"prometheusToken": token})

    assert needed(whole) == set()
    assert not any("seldon-system" in it.path for it in foresight.expected(whole))
