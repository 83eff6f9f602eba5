"""The tables of value paths, held to the charts' own files and to what they say.

Those files are not ours to commit: they are looked for beside the checkout.
"""

import itertools
import warnings
from pathlib import Path

import pytest
import yaml

from domain import chart_paths

CHARTS = Path(__file__).parents[2].parent / "shared" / "data" / "charts"
# The chart's own file, and those of the sub-charts whose values we set. Bitnami's
# 11.3.11 was never published and has the values of 11.3.10, byte for byte.
_BITNAMI_11 = (
    "bitnami-kube-prometheus-11.3.11",
    {
        "kube-state-metrics": "bitnami-kube-state-metrics-5.1.0",
        "node-exporter": "bitnami-node-exporter-4.5.19",
    },
)
FILES = {
    "kube-prometheus-stack-88.5.3": (
        "kube-prometheus-stack-88.5.3",
        {"kube-state-metrics": "kube-state-metrics-8.4.0"},
    ),
    "kube-prometheus-stack-56.17.0": (
        "kube-prometheus-stack-56.17.0",
        {"kube-state-metrics": "kube-state-metrics-5.16.4"},
    ),
    "kube-prometheus-8.0.9": (
        "bitnami-kube-prometheus-8.0.9",
        {
            "kube-state-metrics": "bitnami-kube-state-metrics-3.1.0",
            "node-exporter": "bitnami-node-exporter-3.0.3",
        },
    ),
    "kube-prometheus-11.3.10": _BITNAMI_11,
    "kube-prometheus-11.3.11": _BITNAMI_11,
}
SHAPES = {bool: "boolean", int: "integer", str: "string", list: "list"}


def table(chart):
    return chart_paths.table(*chart.rsplit("-", 1))


def of_file(name):
    """Return the values of a chart's own file, or None where it is not at hand."""
    file = CHARTS / f"{name}-values.yaml"
    return yaml.safe_load(file.read_text()) if file.is_file() else None


def at(values, path):
    """Return the value on a dotted path; a KeyError where there is none."""
    for key in path.split("."):
        values = values[key]
    return values


def held(chart):
    """Return the paths whose file is at hand, and the values that they stand in."""
    main, below = FILES[chart]
    values, found = of_file(main), dict(table(chart))
    if values is None:
        return {}, {}
    for sub_chart, name in below.items():
        if (own := of_file(name)) is None:
            lost = f"{sub_chart}."
            found = {
                path: it for path, it in found.items() if not path.startswith(lost)
            }
        else:
            values[sub_chart] = own | values.get(sub_chart, {})
    return found, values


@pytest.mark.parametrize("chart", chart_paths.known())
def test_a_table_is_what_the_chart_s_own_file_has(chart):
    found, values = held(chart)

    # A default of nothing has no shape; that the path is there is what counts.
    shapes = {
        path: found[path]
        if (value := at(values, path)) is None
        else SHAPES.get(type(value), "map")
        for path in found
    }
    assert shapes == found


for one in chart_paths.known():
    if missing := set(table(one)) - set(held(one)[0]):
        # Not green in silence: pytest shows it in its summary of warnings.
        warnings.warn(
            f"{len(missing)} value paths of {one} are not held against the chart here: "
            f"its values file, or its sub-chart's, is not at {CHARTS}",
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
        own = table(chart)

        assert set(own.values()) <= set(chart_paths.SHAPES)
        assert all(one < two for one, two in itertools.pairwise(own))
