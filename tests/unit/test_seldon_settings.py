"""Seldon's release and values in a stack file: what is refused, and how it is said."""

import pytest

from settings import load
from tests.unit.sections import CLUSTER, refusal

CHART = {"version": "2.3.1", "path": "charts/seldon-deploy"}
TOKEN = {"secret": "jwt-seldon", "key": "jwt-seldon.txt"}
SELDON, VALUES = "seldon-monitoring:seldon", "seldon-monitoring:seldonDeploy"


def release(**install):
    return {"mode": "release", "install": {"chart": CHART, **install}}


def test_nothing_of_seldon_s_is_installed_unless_it_is_asked_for():
    found = load({"cluster": CLUSTER}).seldon

    assert (found.mode, found.install) == ("values", None)


def test_a_release_waits_ten_minutes_and_outlives_its_monitoring_by_default():
    found = load({"cluster": CLUSTER, "seldon": release()}).seldon.install

    assert found is not None
    assert (found.timeout, found.delete_on_destroy) == (600, False)
    assert found.chart.name == "seldon-deploy"


@pytest.mark.parametrize(
    ("seldon", "said"),
    [
        (
            {"mode": "release"},
            ": mode is release, but install does not say which chart; no public "
            "repository has Seldon's, so give install.chart",
        ),
        (
            {"install": {"chart": CHART}},
            ": install is given, but mode is values, which installs nothing of "
            "Seldon's; set mode to release, or take install out",
        ),
        (
            release(chart={"version": "2.3.1"}),
            ".install.chart: neither repository nor path given; no public repository "
            "has Seldon's chart, so name yours, or the directory that its "
            "installation resources hold (helm-charts/seldon-deploy)",
        ),
        (
            release(chart={"path": "charts/seldon-deploy"}),
            ".install.chart.version: missing; set it in the stack file",
        ),
        (
            release(chart={"version": "2.3.1", "repository": "charts.example.com"}),
            '.install.chart.repository: "charts.example.com" is refused: not a chart '
            "repository; write one like https://charts.example.com or "
            "oci://registry.example.com/charts",
        ),
        (
            release() | {"release": "x" * 54},
            ": release has 54 characters; Helm takes at most 53",
        ),
        (
            release(credentials={"gitops.git.token": "git"}),
            ".install.credentials.gitops.git.token: names no credential that there "
            "is; known under credentials: none",
        ),
        (
            release(credentials={"users[0].token": "git"}),
            '.install.credentials.users[0].token: "users[0].token" is refused: not a '
            "path of chart values; write one like gitops.git.token (not into a list: "
            "a credential there would hide the whole list in every diff)",
        ),
    ],
)
def test_a_release_that_cannot_be_made_is_refused(seldon, said):
    assert refusal(seldon=seldon) == f"{SELDON}{said}"


@pytest.mark.parametrize(
    "install",
    [
        {"chart": {"version": "2.3.1", "repository": "oci://me:hid/xyz@r.example.com"}},
        {"credentials": {"gitops.git.token": "Hid/xyz"}},
    ],
)
def test_a_credential_where_none_belongs_is_not_repeated(install):
    said = refusal(seldon=release(**install))

    assert "refused" in said
    assert "xyz" not in said


def test_a_path_and_a_repository_are_each_enough():
    for source in ({"path": "x"}, {"repository": "oci://registry.example.com/charts"}):
        chart = {"version": "2.3.1", **source}

        assert load({"cluster": CLUSTER, "seldon": release(chart=chart)})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"openshift": True},
            ": openshift is set, but prometheusToken is not; OpenShift's Prometheus "
            "asks for a bearer token, so name the Secret that holds one",
        ),
        (
            {"openshift": True, "prometheusToken": TOKEN},
            ".openshift: true is refused: with distribution kube-prometheus-stack "
            "Seldon has another Prometheus to ask than OpenShift's own; take it out, "
            "or set kubePrometheus.distribution to existing",
        ),
        (
            {"resourceMetricsUrl": "http://usage.monitoring:9090/api/v1"},
            '.resourceMetricsUrl: "http://usage.monitoring:9090/api/v1" is refused: '
            "Seldon writes its queries behind it; end it in /api/v1/, with the slash",
        ),
        (
            {"prometheusToken": {"secret": "jwt-seldon"}},
            ".prometheusToken.key: missing; set it in the stack file",
        ),
    ],
)
def test_values_that_seldon_could_not_use_are_refused(values, said):
    assert refusal(seldonDeploy=values) == f"{VALUES}{said}"


def test_openshift_s_own_prometheus_is_one_that_is_there_already():
    found = load(
        {
            "cluster": CLUSTER,
            "kubePrometheus": {"distribution": "existing"},
            "seldonDeploy": {"openshift": True, "prometheusToken": TOKEN},
        }
    )

    assert found.seldon_deploy.openshift


def test_basic_auth_in_a_url_is_refused_with_what_seldon_can_do():
    url = "http://u:hidden@p.monitoring:9090/api/v1/"

    said = refusal(seldonDeploy={"values": {"prometheus": {"seldon": {"url": url}}}})

    assert "seldonDeploy.prometheusToken" in said
    assert "hidden" not in said
    assert "hidden" not in refusal(seldonDeploy={"resourceMetricsUrl": url})
