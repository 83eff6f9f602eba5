"""The pure parts of the benchmark: what it feeds, what it compares, what it says."""

import math

import pytest

from benchmarks import cli, labels, ratios, report, series, shapes
from benchmarks.errors import BenchmarkError
from benchmarks.exporter import Feed
from benchmarks.labels import Comparison, Exposed
from benchmarks.usage import Cost, Size
from settings.alert_rules import AlertRulesSettings


def group(*expressions):
    return {
        "name": "a",
        "rules": [
            {"record": f"made:{number}", "expr": text}
            for number, text in enumerate(expressions)
        ],
    }


@pytest.mark.parametrize(
    ("expressions", "read"),
    [
        (["rate(a[2m]) + rate(a[2m])"], ["a[2m]"]),
        # The narrower selectors are parts of the wider one.
        (['sum_over_time(a{b="c"}[2m]) / sum_over_time(a[2m])'], ["a[2m]"]),
        (['a{b="c"} + a'], ["a"]),
        (['a{b="c"} + rate(a{b="c"}[2m])'], ['a{b="c"}[2m]']),
        (
            ['rate(a{b="c"}[2m]) + rate(a{b="d"}[2m])'],
            ['a{b="c"}[2m]', 'a{b="d"}[2m]'],
        ),
        # A group's own records are no input of it.
        (["rate(a[2m])", "made:0 * 2"], ["a[2m]"]),
    ],
)
def test_reading_reads_each_input_once(expressions, read):
    assert shapes.widest(group(*expressions)) == read


def test_reading_counts_samples_of_a_range_and_series_of_an_instant():
    rules = shapes.reading(group("rate(a[2m])", "b"))["rules"]

    assert [rule["expr"] for rule in rules] == [
        "count(count_over_time(a[2m]))",
        "count(b)",
    ]


def test_both_shapes_record_the_same_for_the_same_types():
    ours = shapes.ours(AlertRulesSettings())
    documented = shapes.documented(shapes.types(ours), "2m")

    names = {rule["record"] for rule in ours["rules"]}
    assert shapes.types(ours) == ["SeldonDeployment", "InferenceService"]
    assert {rule["record"] for rule in documented["rules"]} == {
        name for name in names if name.startswith("model_")
    }
    assert len(documented["rules"]) == 7 * 2


def test_a_pod_has_as_many_series_as_are_counted_on():
    pods = series.pods(3)
    text = series.kube_state_metrics(pods) + series.cadvisor(pods)

    assert text.count(b"\n") == 3 * series.SERIES_PER_POD


def test_every_fifth_model_is_kserve_s():
    kinds = [
        "serving.kserve.io/inferenceservice" in pod.labels for pod in series.pods(100)
    ]

    # Ten pods to a model: the fifth and the tenth ten.
    assert kinds == ([False] * 40 + [True] * 10) * 2


def test_a_feed_moves_on_with_each_scrape_until_its_last_step():
    feed = Feed({"/a": b"a @COUNTER@ @TIME@\n", "/b": b"b @GAUGE@ @TIME@\n"}, 60, 6)

    # 0.25 cores are 7.5 CPU seconds a step.
    assert feed.next("/a") == (
        b"a 1000.0 60000\na 1007.5 90000\na 1015.0 120000\na 1022.5 150000\n"
    )
    assert feed.next("/a") == b"a 1030.0 180000\na 1037.5 210000\n"
    assert feed.next("/a") == b""
    assert feed.progress == 0
    assert feed.next("/b").startswith(b"b 500000000 60000\nb 501000000 90000\n")
    assert feed.progress == pytest.approx(4 / 6)


def test_growth_is_what_a_pod_costs_more_after_the_worst_step():
    # 0.09 s a pod, then 0.002, then 0.003.
    assert ratios.growth({100: 9.0, 1000: 2.0, 5000: 15.0}) == pytest.approx(1.5)
    # 0.001 s a pod, then 0.0015, then 0.001.
    assert ratios.growth({1000: 1.0, 5000: 7.5, 20000: 20.0}) == pytest.approx(1.5)
    assert ratios.growth({1000: 2.0}) == 1


def test_aims_are_those_of_the_largest_size():
    costs = {
        1000: {"ours": 1.0, "documented": 1.0, "reading": 1.0},
        5000: {"ours": 6.0, "documented": 24.0, "reading": 2.0},
    }

    found = list(ratios.rules_aims(costs, 120))

    assert [(aim.found, aim.at_most, aim.reached) for aim in found] == [
        (0.25, 0.25, True),
        (3, 2, False),
        (0.05, 0.1, True),
        (pytest.approx(1.2), 1.1, False),
    ]


def test_a_ratio_to_nothing_is_without_bound():
    assert ratios.ratio(1, 0) == math.inf


A, B = frozenset({("a", "1")}), frozenset({("b", "1")})


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({A: 0.1 + 0.2, B: 1.0}, True),
        ({A: 0.31, B: 1.0}, False),
        ({A: 0.3}, False),
        ({A: 0.3, B: 1.0, frozenset(): 1.0}, False),
    ],
)
def test_records_are_the_same_but_for_rounding(other, same):
    assert labels.same({A: 0.3, B: 1.0}, other) is same


@pytest.mark.parametrize("text", ["", "a", "0", "100,-1", "1.5"])
def test_sizes_that_are_no_numbers_of_pods_are_refused(text):
    with pytest.raises(BenchmarkError, match=r"^--pods is '.*'; give whole numbers"):
        cli.sizes(text)


def test_sizes_are_taken_in_order():
    assert cli.sizes("5000, 100,100") == [100, 5000]


def cost(seconds, samples):
    return Cost(seconds, (seconds,), samples, highest_memory=3 << 20)


def run(compared=None):
    costs = {
        "ours": cost(0.5, 100),
        "documented": cost(2.0, 400),
        "reading": cost(0.25, 80),
    }
    size = Size(1000, 17_000, 2 << 20, 40.0, costs, raw_seconds=5.0, raw_samples=9)
    return report.Run({"cores": "2"}, 120.0, [size], compared)


def test_the_tables_hold_ratios():
    text = report.markdown(run())

    # 0.5 / 2, 0.5 / 0.25, 0.5 / 120, 100 / 400, 5 / 0.5
    assert "| 1,000 | 0.25 | 2.00 | 0.0042 | 0.25 | 10.0 |" in text
    assert "| our rules by the documented shape | 0.25 | 0.25 | yes |" in text
    assert "| cores | 2 |" in text
    assert "kube_pod_labels" not in text


def test_the_tables_compare_labels_and_say_what_is_not_reached():
    everything = Exposed(("*",), 1000, 50, 400, 0.02, 8 << 20)
    computed = Exposed(("a", "b"), 700, 50, 100, 0.01, 4 << 20)

    text = report.markdown(run(Comparison(9, everything, computed, 7, equal=False)))

    assert "| bytes of /metrics | 1,000 | 700 | 0.70 |" in text
    assert "| milliseconds of a scrape | 20 | 10 | 0.50 |" in text
    assert "| computed labels, bytes | 0.7 | 0.25 | **no** |" in text
    assert "| computed labels, bytes of kube_pod_labels | 0.25 | 0.25 | yes |" in text
    assert "The 7 records that the usage rules made of both DIFFER." in text
    assert "Computed are `a`, `b`." in text


def test_what_people_wrote_stays_above_the_mark(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Title\n\n{report.MARK}\n\nold tables\n")

    report.write(run(), page)

    text = page.read_text()
    assert text.startswith(f"# Title\n\n{report.MARK}\n\n## Aims\n")
    assert "old tables" not in text


def test_a_page_without_the_mark_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n")

    with pytest.raises(BenchmarkError, match="has no line"):
        report.write(run(), page)

    assert page.read_text() == "# Title\n"
