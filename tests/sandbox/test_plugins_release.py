"""Releases: Helm's arguments, its words, and what a preview shows."""

import pytest
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import chart
from sandbox.plugins.helm import reason
from sandbox.plugins.release import Releases, resource_names
from sandbox.plugins.session import Session
from sandbox.plugins.wire import UNKNOWN, Secret, Unknown, decode, encode

URN = "urn:pulumi:dev::shop::kubernetes:helm.sh/v3:Release::prometheus"
INPUTS = {"name": "r", "namespace": "n", "chart": "./c", "version": "1.0.0"}


def diff(old, new):
    state = {**old, "__inputs": Secret(old)}
    request = pb.DiffRequest(urn=URN, olds=encode(state), news=encode(new))
    return Releases(Session()).diff(request)


def test_install_waits_and_takes_values_from_standard_input():
    assert chart.install(INPUTS | {"timeout": 60}) == [
        *("install", "r", "./c", "--version", "1.0.0", "--namespace", "n"),
        *("--values", "-", "--timeout", "60s", "--wait"),
    ]


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ({"createNamespace": True}, "--create-namespace"),
        ({"skipCrds": True}, "--skip-crds"),
        ({"atomic": True}, "--atomic"),
        ({"waitForJobs": True}, "--wait-for-jobs"),
        ({"disableWebhooks": True}, "--no-hooks"),
        ({"description": "why"}, "--description"),
    ],
)
def test_each_option_is_a_flag_of_install(given, flag):
    assert flag in chart.install(INPUTS | given)
    assert flag not in chart.install(INPUTS)


def test_nothing_is_waited_for_when_told_so():
    skipping = INPUTS | {"skipAwait": True, "waitForJobs": True}
    for arguments in (chart.install(skipping), chart.upgrade(skipping)):
        assert "--wait" not in arguments
        assert "--wait-for-jobs" not in arguments
    assert "--wait" not in chart.uninstall(skipping)


def test_upgrade_keeps_every_revision_unless_told_otherwise():
    assert chart.upgrade(INPUTS)[-2:] == ["--history-max", "0"]
    assert "--cleanup-on-fail" in chart.upgrade(INPUTS | {"cleanupOnFail": True})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"chart": "c", "repositoryOpts": {"repo": "https://x"}},
            ["c", "--repo", "https://x"],
        ),
        ({"chart": "c", "repositoryOpts": {"repo": "stable"}}, ["stable/c"]),
        (
            {"chart": "oci://x/c", "repositoryOpts": {"repo": "https://x"}},
            ["oci://x/c"],
        ),
        ({"chart": "c", "version": " 1.2 "}, ["c", "--version", "1.2"]),
        ({"chart": "c", "devel": True}, ["c", "--devel"]),
        ({"chart": "c", "repositoryOpts": {"caFile": "f"}}, ["c", "--ca-file", "f"]),
    ],
)
def test_where_a_chart_comes_from(given, expected):
    assert chart.source(given) == expected


def test_defaults_are_those_of_the_official_provider():
    complete = chart.complete({"name": "r", "chart": "c", "atomic": False}, "ns")
    assert complete == {"name": "r", "chart": "c", "namespace": "ns", "timeout": 300}


def test_files_are_merged_under_values():
    asset = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17"}
    given = {
        "chart": "c",
        "valueYamlFiles": [asset | {"text": "a: 1\nb: {c: 1, d: 2}\n"}],
        "values": {"b": {"c": Secret(9)}},
    }
    complete = chart.complete(given, "ns")
    assert complete["values"] == {"a": 1, "b": {"c": Secret(9), "d": 2}}
    assert "valueYamlFiles" not in complete


def test_a_secret_in_a_list_hides_the_list_and_in_a_map_its_leaf():
    values = {"l": ["a", Secret("b")], "m": {"x": Secret("y"), "z": 1}}
    hidden = {"l": Secret(["a", "b"]), "m": {"x": Secret("y"), "z": 1}}
    assert chart.whole_lists(values) == hidden


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"chart": "c", "lint": True}, "lint"),
        ({"chart": "c", "postrender": "x"}, "postrender"),
        (
            {"chart": "c", "repositoryOpts": {"password": "p"}},
            "repositoryOpts.password",
        ),
        ({}, "chart"),
    ],
)
def test_inputs_that_nothing_would_honour_are_refused(given, named):
    (failure,) = chart.failures(given)
    assert failure.property == named
    assert "p" not in failure.reason.split()


def test_a_changed_value_is_named_to_its_leaf():
    old = INPUTS | {"values": {"a": {"b": 1}, "c": 2}}
    answer = diff(old, INPUTS | {"values": {"a": {"b": 3}, "c": 2}})
    assert list(answer.detailedDiff) == ["values.a.b"]
    assert list(answer.diffs) == ["values"]
    assert not answer.replaces


def test_another_name_or_namespace_replaces():
    answer = diff(INPUTS, INPUTS | {"name": "s", "namespace": "m"})
    assert sorted(answer.replaces) == ["name", "namespace"]


def test_an_unchanged_release_has_no_diff():
    assert diff(INPUTS, INPUTS).changes == pb.DiffResponse.DIFF_NONE


def test_an_unknown_value_is_a_change():
    old = INPUTS | {"values": {"a": "x"}}
    assert list(diff(old, INPUTS | {"values": {"a": UNKNOWN}}).detailedDiff) == [
        "values.a"
    ]


def test_a_preview_knows_inputs_and_not_outputs():
    news = INPUTS | {"values": {"pw": Secret("p")}}
    request = pb.CreateRequest(urn=URN, properties=encode(news), preview=True)
    answer = Releases(Session()).create(request)
    shown = decode(answer.properties)
    assert answer.id == ""
    assert shown["values"] == {"pw": Secret("p")}
    assert isinstance(shown["status"], Unknown)
    assert isinstance(shown["__inputs"], Secret)


def test_rendered_objects_are_grouped_by_kind():
    manifest = """
---
# Source: c/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: n}
---
apiVersion: v1
kind: Service
metadata: {name: s}
---
"""
    assert resource_names(manifest) == {
        "Deployment.apps/apps/v1": ["n/d"],
        "Service/v1": ["s"],
    }


@pytest.mark.parametrize(
    ("stderr", "words"),
    [
        ("Error: INSTALLATION FAILED: cannot re-use a name", "cannot re-use a name"),
        ("W1 noise\nError: UPGRADE FAILED: a\n- b\n", "a\n- b"),
        ("", "helm failed without a word"),
    ],
)
def test_a_failure_is_in_helms_own_words(stderr, words):
    assert reason(stderr) == words
