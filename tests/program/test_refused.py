"""What the program refuses: each in plain lines, with nothing declared."""

import pulumi
import pytest
import yaml

from domain import chart_paths
from operations import recorder, stackfiles

SERVER = "https://kubernetes.dev.example.com:6443"


@pytest.fixture
def refusal(run, recordings):
    def refused(**sections):
        with pytest.raises(pulumi.RunError) as caught:
            run(**sections)
        declared = [item.type for item in recordings[-1].resources]
        assert declared == ["pulumi:pulumi:Stack"], "something was declared before"
        return str(caught.value)

    return refused


def kubeconfig(folder, server=SERVER, context="dev"):
    config = {
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {}}],
        "contexts": [{"name": context, "context": {"cluster": "c", "user": "u"}}],
    }
    file = folder / "config"
    file.write_text(yaml.safe_dump(config))
    return file


def test_an_unknown_key(refusal):
    assert refusal(alertmanger={"groupWait": "1s"}) == (
        "seldon-monitoring:alertmanger: unknown key; did you mean alertmanager?; "
        "nothing was changed"
    )


def test_a_duration_that_is_none(refusal):
    assert refusal(alertmanager={"groupWait": "soon"}) == (
        'seldon-monitoring:alertmanager.groupWait: "soon" is refused: not a duration; '
        'write one like "30s", "5m" or "1h30m"; nothing was changed'
    )


def test_a_fullname_that_the_chart_would_cut(refusal):
    assert refusal(kubePrometheus={"fullname": "seldon-monitoring-stack-no1"}) == (
        'seldon-monitoring:kubePrometheus.fullname: "seldon-monitoring-stack-no1" is '
        "refused: it has 27 characters and the chart cuts every object's name at 26; "
        "choose a shorter one; nothing was changed"
    )


def test_an_alertmanager_without_the_api_of_the_url(refusal):
    assert refusal(kubePrometheus={"alertmanager": {"version": "0.27.0"}}) == (
        "seldon-monitoring:alertmanager.api: Alertmanager 0.27.0 does not serve API "
        "v1, removed in 0.27.0; pin Alertmanager below that or use API v2 "
        "(kubePrometheus.alertmanager.version, alertmanager.api); nothing was changed"
    )


def test_an_alertmanager_that_the_charts_operator_does_not_take(refusal):
    said = refusal(
        kubePrometheus={"alertmanager": {"version": "1.0.0"}},
        alertmanager={"api": "v2"},
    )

    assert said == (
        "seldon-monitoring:kubePrometheus.alertmanager.version: operator 0.93.1 takes "
        "Alertmanager 0.15.0 or newer and below 1.0.0, not 1.0.0; that operator comes "
        "with kube-prometheus-stack 88.5.3; nothing was changed"
    )


def test_the_newer_api_goes_with_the_newer_alertmanager(run):
    recording = run(
        kubePrometheus={"alertmanager": {"version": "0.27.0"}},
        alertmanager={"api": "v2"},
    )

    assert recording.outputs["seldonDeployValues"]["env"]["ALERTMANAGER_URL"].endswith(
        "/api/v2/alerts"
    )


def test_a_chart_path_that_does_not_exist(refusal):
    assert refusal(kubePrometheus={"chart": {"path": "charts/nowhere"}}) == (
        "kubePrometheus.chart.path: no chart at charts/nowhere (it has no Chart.yaml); "
        "give the directory of an unpacked chart, relative to the project"
    )


def test_a_chart_whose_paths_nobody_has_checked(refusal):
    assert refusal(kubePrometheus={"chart": {"version": "89.0.0"}}) == (
        "kubePrometheus.chart.version: no table of value paths for "
        f"kube-prometheus-stack-89.0.0; known: {', '.join(chart_paths.known())}; pin "
        "one of them; nothing was changed"
    )


def test_a_chart_value_that_has_a_setting(refusal):
    assert refusal(kubePrometheus={"values": {"fullnameOverride": "x"}}) == (
        "kubePrometheus.values.fullnameOverride is set by this program; use the "
        "setting that stands for it instead"
    )


@pytest.mark.parametrize(
    ("retention", "rules", "span", "rule"),
    [
        # The first of those that look back for a day.
        (
            "23h",
            {},
            "1d",
            "namespace_workload:seldon_core_replicas_available:remembered",
        ),
        # The memory ends where the window of ten minutes begins.
        (
            "2d",
            {"drift": {"memory": "2d"}},
            "2d10m",
            "seldon_deployment_index:drifts:increase",
        ),
        (
            "71h",
            {"slo": {"availability": {"enabled": True}}},
            "3d",
            "slo:seldon_requests:sum3d",
        ),
    ],
)
def test_a_retention_that_a_rule_looks_back_beyond(
    refusal, retention, rules, span, rule
):
    prometheus = {"retention": retention}

    assert refusal(kubePrometheus={"prometheus": prometheus}, alertRules=rules) == (
        f"kubePrometheus.prometheus.retention: {retention} is shorter than the {span} "
        f"that rule {rule} looks back; make it {span} or longer, or shorten what the "
        "rule asks for (window, span, memory); nothing was changed"
    )


def test_a_retention_as_long_as_every_rule_looks_back_is_enough(run):
    slo = {"availability": {"enabled": True}}

    run(
        kubePrometheus={"prometheus": {"retention": "3d"}},
        alertRules={"slo": slo},
    )


def test_an_alert_that_nobody_has(refusal):
    assert refusal(alertRules={"disabled": ["SeldonTargtDown"]}).startswith(
        "alertRules.disabled: no alert is called SeldonTargtDown; known: Alertmanager"
    )


def test_the_sign_of_life_as_a_critical_alert(refusal):
    severities = {"SeldonMonitoringWatchdog": "critical"}

    assert refusal(alertRules={"severities": severities}) == (
        "alertRules.severities: SeldonMonitoringWatchdog: critical is refused: it has "
        "type none, so Seldon never shows it; take it out, and let a receiver with "
        "severities: [info] have it as it is"
    )


def test_no_kubeconfig(refusal, tmp_path):
    file = tmp_path / "none"

    assert refusal(cluster={"kubeconfig": str(file)}) == (
        f"cluster: no kubeconfig at {file} (No such file or directory); set "
        "cluster.kubeconfig or KUBECONFIG to the file that leads there; nothing was "
        "changed"
    )


def test_another_cluster_s_kubeconfig(refusal, tmp_path):
    file = kubeconfig(tmp_path, server="https://prod.example.com")

    assert refusal(cluster={"kubeconfig": str(file)}) == (
        f"cluster: cluster.server is {SERVER} but context 'dev' of {file} points at "
        "https://prod.example.com; choose the context of this stack's cluster; nothing "
        "was changed"
    )


def test_a_kubeconfig_without_the_context(refusal, tmp_path):
    file = kubeconfig(tmp_path, context="prod")

    assert refusal(cluster={"kubeconfig": str(file)}) == (
        f"cluster: {file} has no context 'dev', only prod; set cluster.context; "
        "nothing was changed"
    )


def test_an_update_of_a_cluster_that_does_not_answer(run, recordings):
    with pytest.raises(pulumi.RunError) as caught:
        run(preview=False)

    assert str(caught.value) == (
        f"cluster.server {SERVER} does not answer (Connection refused); nothing was "
        "changed"
    )
    assert [item.type for item in recordings[-1].resources] == ["pulumi:pulumi:Stack"]


def test_a_stack_without_a_cluster():
    config = stackfiles.read(stackfiles.path("dev"))
    del config["seldon-monitoring:cluster"]

    with pytest.raises(pulumi.RunError) as caught:
        recorder.record("dev", config)

    assert str(caught.value) == (
        "seldon-monitoring:cluster: missing; set it in the stack file; nothing was "
        "changed"
    )


def test_a_cluster_that_is_a_mere_text():
    config = stackfiles.read(stackfiles.path("dev"))
    config["seldon-monitoring:cluster"] = "dev"

    with pytest.raises(pulumi.RunError, match=r"^seldon-monitoring:cluster: "):
        recorder.record("dev", config)


def test_an_encrypted_value_in_a_section(refusal):
    """It would be shown: a section that holds one arrives in the clear."""
    token = {"env": {"TOKEN": stackfiles.PLACEHOLDER}}

    assert refusal(seldonDeploy={"values": token}) == (
        "seldon-monitoring:seldonDeploy: holds an encrypted value, which would stand "
        "in the clear in outputs and state; put it under seldon-monitoring:credentials "
        "and write its name here, where a credential's name is taken; nothing was "
        "changed"
    )


def test_a_prometheus_that_the_chart_s_operator_cannot_run(refusal):
    older = {"chart": {"version": "56.17.0"}, "prometheus": {"version": "3.0.1"}}

    said = refusal(kubePrometheus=older)

    assert said.startswith("seldon-monitoring:kubePrometheus.prometheus.version: ")
    assert said.endswith(
        "that operator comes with kube-prometheus-stack 56.17.0; nothing was changed"
    )
