"""The values of Seldon's own release: the user's file, what is derived, credentials."""

import pulumi
import pytest
import yaml

from components.seldon_deploy import (
    SeldonDeployArgs,
    check,
    release_values,
    seldon_deploy_values,
    shown_values,
)
from components.seldon_deploy.installed import warn_of_contradictions
from domain.names import StackNames
from settings import load

CHART = {"version": "0.1.0", "path": "charts/seldon-deploy"}
URL = "http://seldon-monitoring-prometheus.watch:9090/api/v1/"
FILE = "seldon.install.valuesFile"


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "charts/seldon-deploy").mkdir(parents=True)
    (tmp_path / "charts/seldon-deploy/Chart.yaml").write_text("version: 0.1.0\n")


@pytest.fixture
def warnings(monkeypatch):
    said = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: said.append(text))
    return said


@pytest.fixture
def made(tmp_path):
    def make(file=None, credentials=None, scheme="http", **seldon_deploy):
        install = {"chart": CHART, "credentials": credentials or {}}
        if file is not None:
            text = file if isinstance(file, str) else yaml.safe_dump(file)
            (tmp_path / "deploy-values.yaml").write_text(text)
            install["valuesFile"] = "deploy-values.yaml"
        settings = load(
            {
                "cluster": {"server": "https://a:6443", "context": "a"},
                "credentials": {"git": " t0ken\n", "other": "0ther"},
                "seldon": {"mode": "release", "install": install},
                "seldonDeploy": seldon_deploy,
            }
        )
        names = StackNames(
            namespace="watch",
            fullname="seldon-monitoring",
            release="prometheus",
            prometheus_scheme=scheme,
        )
        return SeldonDeployArgs(
            settings=settings.seldon_deploy,
            seldon=settings.seldon,
            names=names,
            alertmanager_api="v1",
            alertmanager_version="0.26.0",
            credentials=settings.credentials,
        )

    return make


def refusal(args):
    with pytest.raises(pulumi.RunError) as caught:
        check(args)
    return str(caught.value).removesuffix("; nothing was changed")


def released(args):
    return release_values(args, args.seldon.install)


def test_ours_stand_over_the_file_and_the_rest_of_it_beside_them(made):
    args = made(
        {
            "replicaCount": 2,
            "prometheus": {"seldon": {"url": "http://old:9090/api/v1/", "jwt": "x"}},
            "env": {"USERID_CLAIM_KEY": "name"},
        }
    )

    expected = seldon_deploy_values(args)
    assert expected["prometheus"]["seldon"]["url"] == URL
    expected["replicaCount"] = 2
    expected["prometheus"]["seldon"]["jwt"] = "x"
    expected["env"]["USERID_CLAIM_KEY"] = "name"
    assert shown_values(args) == expected


def test_without_a_file_the_values_are_ours(made):
    args = made()

    assert shown_values(args) == seldon_deploy_values(args)


def test_what_the_file_contradicts_is_named_and_no_value_of_it(made, warnings):
    args = made(
        {
            "prometheus": {
                "seldon": {"url": "http://old:9090/", "serviceMetricName": "service"}
            },
            "env": {"ALERTMANAGER_URL": "http://alerts:9093/"},
        }
    )

    warn_of_contradictions(args)

    assert warnings == [
        f"{FILE}: this program sets env.ALERTMANAGER_URL, prometheus.seldon.url "
        "otherwise than deploy-values.yaml, and its value is taken; take it out of the "
        "file, or set it under seldonDeploy.values"
    ]


def test_a_place_that_the_file_leaves_empty_contradicts_nothing(made, warnings):
    args = made({"prometheus": {"seldon": {"url": "", "serviceMetricName": None}}})

    check(args)
    warn_of_contradictions(args)

    assert warnings == []
    assert shown_values(args)["prometheus"]["seldon"]["url"] == URL


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("a: [", "deploy-values.yaml is not YAML (line 1)"),
        ("- a", "deploy-values.yaml holds no map; write the chart's values"),
        (
            {"env": [{"name": "A", "value": "b"}]},
            "env of deploy-values.yaml is to be a map for what this program sets "
            "there; correct it",
        ),
        (
            {"prometheus": {"seldon": {"url": {"of": "x"}}}},
            "prometheus.seldon.url of deploy-values.yaml is to be no map for what "
            "this program sets there; correct it",
        ),
        (
            {"elasticsearch": {"url": "https://me:hidden@es:9200"}},
            "elasticsearch.url of deploy-values.yaml holds a URL with a password, "
            "which would stand in the clear; name a Secret there, or put it under "
            "credentials and its name under seldon.install.credentials",
        ),
    ],
)
def test_a_file_that_cannot_be_laid_below_ours_is_refused(made, file, said):
    assert refusal(made(file)) == f"{FILE}: {said}"


def test_a_file_that_is_not_there_is_refused(made, tmp_path):
    args = made({})
    (tmp_path / "deploy-values.yaml").unlink()

    assert refusal(args) == (
        f"{FILE}: deploy-values.yaml cannot be read: No such file or directory"
    )


def test_a_chart_of_another_version_is_refused(made, tmp_path):
    (tmp_path / "charts/seldon-deploy/Chart.yaml").write_text("version: 0.2.0\n")

    assert refusal(made()) == (
        "seldon.install.chart.path: the chart at charts/seldon-deploy is 0.2.0 but "
        "seldon.install.chart.version is 0.1.0; set it to what is there"
    )


def test_what_is_shown_has_no_credential(made):
    args = made(
        {"gitops": {"git": {"user": "me", "token": ""}}}, {"gitops.git.token": "git"}
    )

    assert shown_values(args)["gitops"] == {"git": {"user": "me", "token": ""}}
    assert released(args)["gitops"]["git"]["user"] == "me"
    assert isinstance(released(args)["gitops"]["git"]["token"], pulumi.Output)


KEY = "seldon.install.credentials"
TAKEN = (
    "the values have something there already, from the file or from this program; a "
    "credential can only stand where nothing else is"
)


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ({"gitops": {"git": {"token": "plain"}}}, "gitops.git.token"),
        ({"gitops": {"git": ["a"]}}, "gitops.git.token"),
        ({"gitops": "x"}, "gitops.git.token"),
        ({}, "prometheus.seldon.url"),
        ({}, "prometheus.seldon"),
        ({}, "prometheus.seldon.url.password"),
    ],
)
def test_a_credential_stands_only_where_nothing_else_is(made, file, path):
    assert refusal(made(file, {path: "git"})) == f"{KEY}.{path}: {TAKEN}"


def test_a_credential_below_another_is_refused(made):
    args = made({}, {"gitops.git": "git", "gitops.git.token": "other"})

    assert refusal(args) == (
        f"{KEY}.gitops.git: another credential stands below it; name one of the two"
    )


def test_the_pod_sees_when_a_value_of_ours_changes(made):
    other = "http://usage.watch:9090/api/v1/"

    seen = [
        released(args)["env"]["SELDON_MONITORING_VALUES"]
        for args in (
            made(),
            made({"replicaCount": 2}),
            made(resourceMetricsUrl=other),
        )
    ]

    assert seen[0] == seen[1] != seen[2]


@pytest.mark.parametrize(
    ("scheme", "skip", "warned"),
    [("http", None, 0), ("https", None, 1), ("https", False, 1), ("https", True, 0)],
)
def test_https_asks_for_trust(made, warnings, scheme, skip, warned):
    check(made(scheme=scheme, skipVerifyHttpCalls=skip))

    assert len(warnings) == warned
    assert all(f"https{URL.removeprefix('http')}" in said for said in warnings)
