"""`make names`: what is read of a /metrics page, and what counts as agreement."""

from types import MappingProxyType

import pytest

from domain.metrics import Exporter, Family, exporters
from tests.names.__main__ import chosen
from tests.names.comparison import compare
from tests.names.exposition import Served, parse
from tests.names.processes import NamesError

PAGE = """\
# HELP a_total A counter.
# TYPE a_total counter
a_total{x="1",y="with \\"quotes\\", a=\\"comma\\" and }"} 1
a_total{x="2",z=""} 3.5e+06 1395066363000
# TYPE h histogram
h_bucket{x="1",le="+Inf"} 3
h_sum{x="1"} 3
h_count{x="1"} 3
# TYPE s summary
s{quantile="0.5",x="1"} 3
s_sum{x="1"} 3
# TYPE empty gauge
# TYPE bare gauge
bare 1
untyped_one 1
"""


def test_a_page_gives_types_and_labels_of_each_family():
    assert parse(PAGE) == {
        "a_total": Served("counter", 2, {"x", "y", "z"}),
        "h": Served("histogram", 3, {"x"}),
        "s": Served("summary", 2, {"x"}),
        "empty": Served("gauge"),
        "bare": Served("gauge", 1),
    }


def test_what_is_served_only_somewhere_is_not_missed_elsewhere():
    family = Family("m", "gauge", frozenset(), "1.0", "x", {}, "it renews itself")
    table = Exporter("e", "E", MappingProxyType({"m": family}), frozenset(), False, "")
    ((_, _, verdict, detail),) = compare(table, {})

    assert (verdict, detail) == ("no sample", "served only where it renews itself")


def verdict(family_type, labels, served):
    family = Family("m", family_type, frozenset(labels), "1.0", "x", {})
    table = Exporter("e", "E", MappingProxyType({"m": family}), frozenset(), False, "")
    ((_, _, verdict, detail),) = compare(table, served)
    return verdict, detail


@pytest.mark.parametrize(
    ("labels", "served", "expected"),
    [
        ("xy", {"m": Served("gauge", 1, {"x", "y"})}, ("agrees", "")),
        ((), {"m": Served("gauge", 1)}, ("agrees", "")),
        (
            ["x", "label_*"],
            {"m": Served("gauge", 1, {"x", "label_app", "label_b"})},
            ("agrees", ""),
        ),
        ("x", {}, ("missing", "in the table, not served")),
        (
            "x",
            {"m": Served("counter", 1, {"x"})},
            ("differs", "served as counter, in the table as gauge"),
        ),
        (
            "xy",
            {"m": Served("gauge", 1, {"x", "z", "a"})},
            ("differs", "extra labels: a, z; missing labels: y"),
        ),
        (
            ["label_*"],
            {"m": Served("gauge", 1)},
            ("differs", "missing labels: label_*"),
        ),
        ("x", {"m": Served("gauge")}, ("no sample", "its labels were not compared")),
    ],
)
def test_a_table_is_compared_with_what_is_served(labels, served, expected):
    assert verdict("gauge", labels, served) == expected


def test_a_table_that_there_is_not_is_refused():
    with pytest.raises(NamesError, match="no table is called kubelets; known: alert"):
        chosen(["kubelet", "kubelets"])

    assert [table.name for table in chosen(["kubelet"])] == ["kubelet"]
    assert chosen([]) == exporters()
