"""Our walk of a route tree against Alertmanager's own, by `amtool config routes test`.

Every alert of every committed stack, and trees of chance from a fixed seed.
"""

import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.routes import receivers
from operations import recorder, stackfiles

ROOT = Path(__file__).parents[2]
SEED = 20_240_229
TREES = 300
LABELS = ("a", "b", "c")
VALUES = ("", "x", "y", "xy", "x.y", "Y")
PATTERNS = ("x", "x|y", "x.*", ".*y", ".+", ".*", "", "[xy]", "x.y", "(?i)y", "^x$")


@pytest.fixture(scope="module")
def amtool(tmp_path_factory):
    path = shutil.which("amtool")
    if path is None:
        pytest.fail(
            "amtool is not on PATH; make it available with "
            "`python -m sandbox tools amtool`",
            pytrace=False,
        )
    file = tmp_path_factory.mktemp("amtool") / "alertmanager.yaml"

    def ask(
        configuration: Mapping[str, Any], labels: Mapping[str, str]
    ) -> tuple[str, ...]:
        file.write_text(yaml.safe_dump(configuration), encoding="utf-8")
        given = [f'{name}="{value}"' for name, value in labels.items()]
        command = [path, "config", "routes", "test", f"--config.file={file}", *given]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{configuration}\n{done.stdout}{done.stderr}"
        return tuple(done.stdout.strip().split(","))

    return ask


@pytest.mark.parametrize("stack", stackfiles.names(ROOT))
def test_every_alert_of_a_stack_reaches_whom_the_output_says(
    amtool, stack, monkeypatch
):
    monkeypatch.chdir(ROOT)
    outputs = recorder.record_file(stack).outputs

    for name, route in outputs["routes"].items():
        labels = {
            "alertname": name,
            "severity": route["severity"],
            "type": route["type"],
        }
        reached = amtool(outputs["alertmanagerConfig"], labels)
        assert reached == tuple(route["receivers"]), name
    assert outputs["routes"], "a stack without alerts proves nothing"


def test_trees_of_chance_are_walked_alike(amtool):
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    seen = set()
    for _ in range(TREES):
        names = iter(range(100))
        route = {"receiver": "root", "routes": _children(chance, names, depth=3)}
        labels = {
            name: value for name in LABELS if (value := chance.choice(VALUES)) != ""
        }
        configuration = {
            "route": route,
            "receivers": [{"name": name} for name in sorted({*_named(route)})],
        }

        found = receivers(route, labels)

        assert found == amtool(configuration, labels), (route, labels)
        seen.add(len(found))
    assert seen >= {1, 2, 3}, "the seed gives trees that prove too little"


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
