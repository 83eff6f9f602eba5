"""The mutants of a rule file: one change each, named, and the rest as it was."""

from typing import Any

import pytest

from tests.mutation.mutants import in_plain, mutants, shifted


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("0s", ("30s",)),
        ("30s", ("60s", "0s")),
        ("5m", ("330s", "270s")),
        ("15m", ("990s", "810s")),
        ("17m", ("1110s", "930s")),
    ],
)
def test_a_hold_off_moves_by_a_tenth_in_whole_evaluations(duration, expected):
    # 15m are 900 s, a tenth is 90 s; 17m are 1020 s, and of 102 s there are 90 left.
    assert shifted(duration) == expected


GROUPS: list[dict[str, Any]] = [
    {"name": "g", "rules": [{"record": "r", "expr": "a == 1"}]},
    {
        "name": "h",
        "rules": [
            {"alert": "A", "expr": "r > 2", "for": "5m", "labels": {"severity": "info"}}
        ],
    },
]


def test_a_mutant_changes_one_rule_and_leaves_the_given_groups_alone():
    found = [mutant for mutant in mutants("f", GROUPS) if mutant.kind == "for"]
    changed = found[0].applied(GROUPS)

    assert [mutant.change for mutant in found] == [
        "for 5m becomes 330s",
        "for 5m becomes 270s",
    ]
    assert changed[0] == GROUPS[0]
    assert changed[1]["rules"] == [GROUPS[1]["rules"][0] | {"for": "330s"}]
    assert GROUPS[1]["rules"][0]["for"] == "5m"


def test_an_alert_that_fires_at_once_is_made_to_wait():
    groups = [{"name": "g", "rules": [{"alert": "A", "expr": "vector(1)"}]}]

    assert [mutant.change for mutant in mutants("f", groups)] == ["for 0s becomes 30s"]


def test_the_same_change_in_two_places_of_a_rule_is_told_apart():
    groups = [{"name": "g", "rules": [{"record": "r", "expr": 'a{x="1"} / a{x="1"}'}]}]

    assert [mutant.change for mutant in mutants("f", groups)] == [
        'a{} without x="1"',
        'a{} x="1" becomes x!="1"',
        'a{} without x="1" (2)',
        'a{} x="1" becomes x!="1" (2)',
    ]


def test_rules_in_the_spelling_of_the_mutants_differ_in_nothing_else():
    (_, group) = in_plain(GROUPS)

    assert group == GROUPS[1]
