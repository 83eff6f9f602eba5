"""What a stack runs, compared with what another runs or ran."""

import hashlib

from domain import releases

RELEASE = {
    "distribution": "kube-prometheus-stack",
    "chart": {"name": "kube-prometheus-stack", "version": "88.5.3"},
    "versions": {"alertmanager": "0.26.0"},
    "rules": {"user-alerts": "aa", "model-usage": "bb"},
    "commit": "c1",
}


def changed(**parts):
    return {**RELEASE, **parts}


def digest_of(release):
    return releases.with_history(release, None)["digest"]


def test_the_digest_is_the_sha256_of_the_sorted_content():
    assert releases.digest({"b": 1, "a": {"d": 2, "c": 3}}) == (
        hashlib.sha256(b'{"a":{"c":3,"d":2},"b":1}').hexdigest()
    )


def test_a_commit_alone_does_not_make_another_release():
    assert digest_of(changed(commit="c2")) == digest_of(RELEASE)


def test_a_changed_rule_makes_another_release():
    other = changed(rules={"user-alerts": "zz", "model-usage": "bb"})

    assert digest_of(other) != digest_of(RELEASE)
    assert releases.differences(other, RELEASE) == ("rules.user-alerts",)


def test_differences_name_what_came_and_what_went():
    other = changed(rules={"user-alerts": "aa", "drift-alerts": "cc"}, commit="c9")

    assert releases.differences(other, RELEASE) == (
        "rules.drift-alerts",
        "rules.model-usage",
    )


def test_everything_differs_from_nothing():
    assert releases.differences({"chart": {"version": "1.0.0"}}, None) == (
        "chart.version",
    )


def test_the_first_release_begins_the_history():
    first = releases.with_history(RELEASE, None)

    assert first["history"] == [{"digest": first["digest"], "commit": "c1"}]


def test_a_redeploy_of_the_same_adds_nothing_to_the_history():
    first = releases.with_history(RELEASE, None)
    again = releases.with_history(changed(commit="c2"), first)

    assert again["history"] == first["history"]


def test_a_rollback_is_remembered_as_a_deployment_of_its_own():
    first = releases.with_history(RELEASE, None)
    second = releases.with_history(changed(distribution="other"), first)
    back = releases.with_history(RELEASE, second)

    assert [entry["digest"] for entry in back["history"]] == [
        first["digest"],
        second["digest"],
        first["digest"],
    ]


def test_the_history_holds_the_last_twenty():
    current = releases.with_history({"chart": 0, "commit": 0}, None)
    for number in range(1, 25):
        current = releases.with_history({"chart": number, "commit": number}, current)

    assert [entry["commit"] for entry in current["history"]] == list(range(5, 25))


def test_a_stack_ran_all_of_its_history_and_what_it_runs():
    first = releases.with_history(RELEASE, None)
    second = releases.with_history(changed(distribution="other"), first)

    assert releases.ran(second) == {first["digest"], second["digest"]}


def test_a_stack_without_a_release_ran_nothing():
    assert releases.ran(None) == frozenset()
