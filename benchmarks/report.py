"""A run as tables: Markdown for docs/performance.md, and plain values for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import ratios
from benchmarks.errors import BenchmarkError
from benchmarks.labels import Comparison, Exposed
from benchmarks.ratios import Aim, ratio
from benchmarks.usage import Size

# What stands above this line of the page is written by people.
MARK = "<!-- From here on `make bench-rules` writes. -->"
MIB = 1 << 20


@dataclass(frozen=True)
class Run:
    """All that one run measured; interval is that of the usage rules, in seconds."""

    machine: Mapping[str, str]
    interval: float
    sizes: Sequence[Size]
    labels: Comparison | None

    @property
    def aims(self) -> list[Aim]:
        """The aims with what was found."""
        costs = {
            size.pods: {shape: cost.seconds for shape, cost in size.costs.items()}
            for size in self.sizes
        }
        return [*ratios.rules_aims(costs, self.interval), *_labels_aims(self.labels)]


def as_json(run: Run) -> dict[str, Any]:
    """Return a run for programs."""
    aims = [{**asdict(aim), "reached": aim.reached} for aim in run.aims]
    return {**asdict(run), "aims": aims}


def write(run: Run, page: Path) -> None:
    """Put a run's tables into a page, below the mark.

    Raises:
        BenchmarkError: when the page has no mark.
    """
    text = page.read_text(encoding="utf-8")
    if MARK not in text:
        raise BenchmarkError(f"{page} has no line {MARK}; add it where tables belong")
    head = text[: text.index(MARK) + len(MARK)]
    page.write_text(f"{head}\n\n{markdown(run)}", encoding="utf-8")


def markdown(run: Run) -> str:
    """Return a run's tables."""
    parts = [
        "## Aims\n",
        *_table(("aim", "found", "at most", "reached"), _aims(run.aims)),
        "\n## The usage rules\n",
        *_table(_SHAPES, map(_shapes, run.sizes, [run.interval] * len(run.sizes))),
        "\nWhat the same run took, and what it read:\n",
        *_table(_ABSOLUTE, map(_absolute, run.sizes)),
        *(_labels(run.labels) if run.labels else ()),
        "\n## The machine\n",
        *_table(("", ""), run.machine.items()),
    ]
    return "\n".join(parts) + "\n"


_SHAPES = (
    "pods",
    "ours / documented",
    "ours / reading",
    "ours / interval",
    "samples, ours / documented",
    "an hour of raw queries / ours",
)
_ABSOLUTE = (
    "pods",
    "series in memory",
    "ours",
    "documented",
    "reading",
    "raw hour",
    "samples of ours",
    "Prometheus' memory",
    "highest with ours",
    "highest with documented",
)


def _shapes(size: Size, interval: float) -> tuple[str, ...]:
    ours, documented = size.costs["ours"], size.costs["documented"]
    reading = size.costs["reading"]
    return (
        f"{size.pods:,}",
        f"{ratio(ours.seconds, documented.seconds):.2f}",
        f"{ratio(ours.seconds, reading.seconds):.2f}",
        f"{ratio(ours.seconds, interval):.4f}",
        f"{ratio(ours.samples, documented.samples):.2f}",
        f"{ratio(size.raw_seconds, ours.seconds):.1f}",
    )


def _absolute(size: Size) -> tuple[str, ...]:
    ours, documented = size.costs["ours"], size.costs["documented"]
    return (
        f"{size.pods:,}",
        f"{size.head_series:,}",
        f"{ours.seconds:.3f} s",
        f"{documented.seconds:.3f} s",
        f"{size.costs['reading'].seconds:.3f} s",
        f"{size.raw_seconds:.1f} s",
        f"{ours.samples:,}",
        *(
            f"{found / MIB:,.0f} MiB"
            for found in (size.memory, ours.highest_memory, documented.highest_memory)
        ),
    )


def _labels(found: Comparison) -> Iterator[str]:
    everything, computed = found.everything, found.computed
    yield f"\n## Pod labels, at {found.pods:,} pods\n"
    columns = ("", "pods=[*]", "computed", "computed / pods=[*]")
    rows: tuple[tuple[str, int, int], ...] = (
        ("bytes of /metrics", everything.bytes, computed.bytes),
        ("of these kube_pod_labels", everything.family_bytes, computed.family_bytes),
        ("series", everything.series, computed.series),
        ("milliseconds of a scrape", _ms(everything), _ms(computed)),
        (
            "MiB of kube-state-metrics' memory",
            everything.memory // MIB,
            computed.memory // MIB,
        ),
    )
    yield from _table(
        columns,
        (
            (what, f"{one:,}", f"{other:,}", f"{ratio(other, one):.2f}")
            for what, one, other in rows
        ),
    )
    equal = "are equal" if found.equal else "DIFFER"
    yield f"\nThe {found.records:,} records that the usage rules made of both {equal}."
    yield f"Computed are `{'`, `'.join(computed.labels)}`."


def _ms(exposed: Exposed) -> int:
    return round(exposed.scrape_seconds * 1000)


def _labels_aims(found: Comparison | None) -> Iterator[Aim]:
    if found:
        one, other = found.everything, found.computed
        of = ratios.OF_BYTES
        yield Aim("computed labels, bytes", ratio(other.bytes, one.bytes), of)
        yield Aim(
            "computed labels, bytes of kube_pod_labels",
            ratio(other.family_bytes, one.family_bytes),
            of,
        )


def _aims(aims: Iterable[Aim]) -> Iterator[tuple[str, ...]]:
    for aim in aims:
        reached = "yes" if aim.reached else "**no**"
        yield aim.what, f"{aim.found:.3g}", f"{aim.at_most:g}", reached


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
