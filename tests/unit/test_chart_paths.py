"""The table of value paths, held to the chart's own file and to what it says itself.

That file is not ours to commit: it is looked for beside the checkout.
"""

import itertools
import warnings
from pathlib import Path

import pytest
import yaml

from domain import chart_paths

CHART, VERSION = "kube-prometheus-stack", "88.5.3"
TABLE = chart_paths.table(CHART, VERSION)
CHARTS = Path(__file__).parents[2].parent / "shared" / "data" / "charts"
REAL = CHARTS / f"{CHART}-{VERSION}-values.yaml"
# The one sub-chart whose values we set has a file of its own.
SUB_CHART = "kube-state-metrics"
REAL_SUB_CHART = CHARTS / f"{SUB_CHART}-8.4.0-values.yaml"


def at(values, path):
    """Return the value on a dotted path; a KeyError where there is none."""
    for key in path.split("."):
        values = values[key]
    return values


if REAL.is_file():

    def test_the_table_is_what_the_chart_s_own_file_has():
        values = yaml.safe_load(REAL.read_text())
        values[SUB_CHART] |= yaml.safe_load(REAL_SUB_CHART.read_text())
        shapes = {bool: "boolean", int: "integer", str: "string", list: "list"}

        assert {path: shapes.get(type(at(values, path)), "map") for path in TABLE} == (
            TABLE
        )

else:
    # Not green in silence: pytest shows it in its summary of warnings.
    warnings.warn(
        f"the table of value paths is not held against {CHART} {VERSION} here: its "
        f"values file is not at {CHARTS}",
        stacklevel=1,
    )


@pytest.mark.parametrize(
    ("value", "shapes"),
    [
        (True, {"boolean"}),
        (1, {"integer"}),
        ("x", {"string"}),
        ([], {"list"}),
        ({}, {"map"}),
        ({"a": 1}, {"map"}),
        (None, set()),
    ],
)
def test_a_value_has_one_shape(value, shapes):
    found = {
        shape
        for shape in chart_paths.SHAPES
        if not list(chart_paths.problems({"a": shape}, {"a": value}))
    }

    assert found == shapes


def test_a_value_of_another_shape_is_named():
    (problem,) = chart_paths.problems({"a.b": "string"}, {"a": {"b": 3}})

    assert problem == "a.b is 3, not a string"


def test_the_tables_are_in_order_and_say_shapes_that_there_are():
    for chart in chart_paths.known():
        name, version = chart.rsplit("-", 1)
        table = chart_paths.table(name, version)

        assert set(table.values()) <= set(chart_paths.SHAPES)
        assert all(one < two for one, two in itertools.pairwise(table))
