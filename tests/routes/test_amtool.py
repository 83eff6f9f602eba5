"""Our walk of a route tree against Alertmanager's own, by `amtool config routes test`.

Every alert of every committed stack, and trees of chance from a fixed seed.
"""

import itertools
import json
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.route_sets import never_matched
from domain.routes import may_reach, receivers
from operations import recorder, stackfiles
from tests import tools

ROOT = Path(__file__).parents[2]
SEED = 20_240_229
TREES = 2_000
BATCH, SETS = 25, 4
LABELS = ("a", "b", "c")
VALUES = ("", "x", "y", "xy", "x.y", "Y", "é")
PATTERNS = (
    *("x", "x|y", "x.*", ".*y", ".+", ".*", "", "[xy]", "x.y", "(?i)y", "^x$"),
    r"\w+",
)


@pytest.fixture(scope="module")
def amtool(tmp_path_factory):
    folder = tmp_path_factory.mktemp("amtool")
    numbers = itertools.count()

    def ask(
        configuration: Mapping[str, Any], several: Sequence[Mapping[str, str]]
    ) -> list[tuple[str, ...]]:
        """Return whom each of several sets of labels reaches, in one file's tree."""
        file = folder / f"{next(numbers)}.yaml"
        file.write_text(yaml.safe_dump(configuration), encoding="utf-8")
        return [_reached(file, labels) for labels in several]

    return ask


def _reached(file: Path, labels: Mapping[str, str]) -> tuple[str, ...]:
    given = [f'{name}="{value}"' for name, value in labels.items()]
    command = ["config", "routes", "test", f"--config.file={file}"]
    return tuple(tools.output("amtool", *command, *given).strip().split(","))


def _at_once(ask, cases):
    """Return amtool's answers for cases of (configuration, labels), in their order."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda case: ask(*case), cases))


def test_every_alert_of_a_stack_reaches_whom_the_output_says(amtool, monkeypatch):
    monkeypatch.chdir(ROOT)
    asked: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
    for stack in stackfiles.names(ROOT):
        outputs = recorder.record_file(stack).outputs
        # Stacks differ in URLs; amtool is asked once of a tree that several have.
        tree = json.dumps(_without_urls(outputs["alertmanagerConfig"]))
        found = asked.setdefault(tree, {})
        for name, route in outputs["routes"].items():
            # An alert of which there are several has more than its name in the table.
            alert = (name.split(" (")[0], route["severity"], route["type"])
            reached = tuple(route["receivers"])
            assert found.setdefault(alert, reached) == reached, (stack, name)

    for tree, found in asked.items():
        names = ("alertname", "severity", "type")
        labels = [dict(zip(names, alert, strict=True)) for alert in found]
        quarters = [(json.loads(tree), labels[start::4]) for start in range(4)]
        expected = list(found.values())
        assert _at_once(amtool, quarters) == [expected[start::4] for start in range(4)]
        assert {*itertools.chain(*expected)} == {"deploy-webhook", "default-receiver"}


def _without_urls(configuration):
    """Return the route tree with receivers that are names alone."""
    every = [{"name": receiver["name"]} for receiver in configuration["receivers"]]
    return {"route": configuration["route"], "receivers": every}


def test_trees_of_chance_are_walked_alike(amtool):
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    cases = [_case(chance) for _ in range(TREES)]
    batches = [cases[start : start + BATCH] for start in range(0, TREES, BATCH)]
    # Each tree of a batch meets the labels of several.
    labels = [[given for _, given in batch[:SETS]] for batch in batches]

    answers = _at_once(
        amtool,
        [
            (_joined([tree for tree, _ in batch]), several)
            for batch, several in zip(batches, labels, strict=True)
        ],
    )

    lengths = set()
    for batch, several, answered in zip(batches, labels, answers, strict=True):
        for given, theirs in zip(several, answered, strict=True):
            ours = [
                f"{number}-{name}"
                for number, (tree, _) in enumerate(batch)
                for name in receivers(tree["route"], given)
            ]
            assert tuple(ours) == theirs, (batch, given)
            lengths |= {len(receivers(tree["route"], given)) for tree, _ in batch}
    # The seed gives trees that prove something.
    assert lengths >= {1, 2, 3}


def test_trees_of_chance_are_walked_alike_by_themselves(amtool):
    chance = random.Random(SEED + 1)  # noqa: S311  chance that a seed repeats
    cases = [_case(chance) for _ in range(100)]

    answers = _at_once(amtool, [(tree, [labels]) for tree, labels in cases])

    for (tree, labels), (theirs,) in zip(cases, answers, strict=True):
        assert receivers(tree["route"], labels) == theirs, (tree, labels)


def _joined(trees):
    """Return one tree below whose root each of several stands and passes alerts on.

    A start of amtool takes longer than all these walks.
    """
    routes = [
        {**_prefixed(tree["route"], number), "continue": True}
        for number, tree in enumerate(trees)
    ]
    names = {name for route in routes for name in _named(route)} | {"none"}
    return {
        "route": {"receiver": "none", "routes": routes},
        "receivers": [{"name": name} for name in sorted(names)],
    }


def _prefixed(route, number):
    """Return a tree whose receivers say which one it is."""
    routes = [_prefixed(child, number) for child in route["routes"]]
    if "receiver" not in route:
        return {**route, "routes": routes}
    return {**route, "receiver": f"{number}-{route['receiver']}", "routes": routes}


def test_no_labels_of_chance_reach_what_is_said_never_to_match():
    chance = random.Random(SEED)  # noqa: S311  chance that a seed repeats
    called_dead = 0
    for _ in range(500):
        tree, _ = _case(chance)
        route = _named_apart(tree["route"], itertools.count())
        dead = {line.split(" ")[3] for line in never_matched(route)}
        called_dead += len(dead)
        reached = {
            name
            for values in itertools.product(VALUES, repeat=len(LABELS) if dead else 0)
            for name in receivers(route, dict(zip(LABELS, values, strict=False)))
        }
        assert not dead & reached, route
    assert called_dead > 50, "the seed gives trees that prove too little"


def test_no_labels_of_chance_reach_more_than_is_said_to_be_possible():
    chance = random.Random(SEED)  # noqa: S311  chance that a seed repeats
    uncertain = 0
    for _ in range(500):
        tree, labels = _case(chance)
        known = {name: value for name, value in labels.items() if name == "a"}
        unknown = [name for name in LABELS if name not in known]
        said = {*receivers(tree["route"], known), *may_reach(tree["route"], known)}
        reached = {
            name
            for values in itertools.product(VALUES, repeat=len(unknown))
            for name in receivers(
                tree["route"], known | dict(zip(unknown, values, strict=True))
            )
        }
        assert reached <= said, (tree, known)
        uncertain += len(reached) > len(receivers(tree["route"], known))
    assert uncertain > 50, "the seed gives trees that prove too little"


def _named_apart(route, numbers):
    """Return a tree with a receiver of its own for each route."""
    routes = [_named_apart(child, numbers) for child in route["routes"]]
    return {**route, "receiver": f"n{next(numbers)}", "routes": routes}


def _case(chance):
    """Return a configuration and labels of chance."""
    names = iter(range(100))
    route = {"receiver": "root", "routes": _children(chance, names, depth=3)}
    labels = {name: value for name in LABELS if (value := chance.choice(VALUES)) != ""}
    every = [{"name": name} for name in sorted({*_named(route)})]
    return {"route": route, "receivers": every}, labels


def _children(chance, names, depth):
    if depth == 0:
        return []
    return [_child(chance, names, depth) for _ in range(chance.randint(0, 3))]


def _child(chance, names, depth):
    child = {
        "matchers": [_matcher(chance) for _ in range(chance.randint(0, 2))],
        "continue": chance.random() < 0.5,
        "routes": _children(chance, names, depth - 1),
    }
    if chance.random() < 0.7:
        child["receiver"] = f"r{next(names)}"
    if chance.random() < 0.2:
        child["match"] = {chance.choice(LABELS): chance.choice(VALUES)}
    if chance.random() < 0.2:
        child["match_re"] = {chance.choice(LABELS): chance.choice(PATTERNS)}
    return child


def _matcher(chance):
    operator = chance.choice(("=", "!=", "=~", "!~"))
    value = chance.choice(PATTERNS if operator.endswith("~") else VALUES)
    bare = value and chance.random() < 0.3
    return f"{chance.choice(LABELS)} {operator} " + (value if bare else f'"{value}"')


def _named(route):
    if "receiver" in route:
        yield route["receiver"]
    for child in route["routes"]:
        yield from _named(child)
