"""What is said of mutants that no test notices: reasons, complaints, the score."""

import pytest

from tests.mutation import report, survivors
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.promtool import MutationError
from tests.mutation.runner import Outcome
from tests.rules import rendering


def mutant(change, file="f"):
    return Mutant(file, "A", "comparator", change, (0, 0), {})


def keys():
    """Return what each mutant of our rules is known by."""
    return [
        survivors.key(mutant)
        for name, groups in rendering.rendered().items()
        for mutant in mutants(name, groups)
    ]


def test_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_named():
    known = {
        ("f", "A", "explained"): "because",
        ("f", "A", "noticed"): "because",
        ("f", "A", "gone"): "because",
        ("g", "A", "not tried"): "because",
    }
    survived = [mutant("explained"), mutant("new")]

    found = survivors.complaints(known, survived, [*survived, mutant("noticed")])

    assert list(found) == [
        "no test notices, and no reason is given: f: A: new",
        "survivors.yaml: f: A: gone is no mutant; take the entry out",
        "survivors.yaml: f: A: noticed is noticed; take the entry out",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {file: f, rule: A, change: x}", "entry 1 wants change, file, reason, rule"),
        ("- {file: f, rule: A, change: x, reason: ''}", "entry 1 wants"),
        ("- &a {file: f, rule: A, change: x, reason: y}\n- *a", "entry 2 stands there"),
    ],
)
def test_an_entry_of_the_survivors_is_whole_and_stands_there_once(
    text, complaint, tmp_path
):
    path = tmp_path / "survivors.yaml"
    path.write_text(text)

    with pytest.raises(MutationError, match=complaint):
        survivors.load(path)


def test_every_mutant_of_our_rules_has_a_name_of_its_own():
    found = keys()

    assert found
    assert len(found) == len(set(found))


def test_every_known_survivor_is_a_change_of_todays_rules():
    assert set(survivors.load()) - set(keys()) == set()


def test_the_score_is_the_share_of_what_was_noticed():
    outcomes = [
        Outcome(mutant("a"), ("t: One",)),
        Outcome(mutant("b"), ("t: One", "t: Two")),
        Outcome(mutant("c"), ()),
        Outcome(mutant("d"), ("t: Two",)),
    ]

    found = report.as_json(outcomes, {("f", "A", "c"): "because"}, 1.23)

    assert report.score(outcomes) == 0.75
    assert (found["score"], found["mutants"], found["seconds"]) == (0.75, 4, 1.2)
    assert found["outcomes"][1]["noticedBy"] == ["t: One", "t: Two"]
    assert [(one["change"], one["reason"]) for one in found["survivors"]] == [
        ("c", "because")
    ]
