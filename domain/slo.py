"""Service level objectives, expanded into the records and alerts of a rule group.

The method is that of several windows and several burn rates: Site Reliability Workbook,
chapter 5. A burn rate of 1 spends the error budget in exactly its period.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from domain.durations import seconds

FILE = "slo"
GROUP = "seldon-slo"
# The records of requests and misses are per minute, so their sum is a number only when
# they are a minute apart.
INTERVAL = "1m"
# The only window over samples themselves, and the shortest of the table.
READ = "5m"

REQUESTS = "slo:seldon_requests"
MISSES = "slo:seldon_misses"
BUDGET = "slo:seldon_budget:ratio"

KEYS = {"period", "windows", "objectives", "minimum_requests", "alerts"}
WINDOW_KEYS = {"severity", "budget", "long", "short"}

Rule = dict[str, Any]


class Pair(NamedTuple):
    """Two windows, and the share of the budget that the long one may not spend."""

    severity: str
    budget: float
    long: str
    short: str


def burn_rate(pair: Pair, period: str) -> float:
    """Return how many times too fast that share of a period's budget is spent."""
    return round(pair.budget * _seconds(period) / _seconds(pair.long), 6)


def problems(document: object) -> Iterator[str]:
    """Complain about what no rules can be made of."""
    if not isinstance(document, dict) or set(document) != KEYS:
        yield f"the keys are to be {', '.join(sorted(KEYS))}"
        return
    for number, window in enumerate(document["windows"], start=1):
        if set(window) != WINDOW_KEYS:
            keys = ", ".join(sorted(WINDOW_KEYS))
            yield f"window {number}: the keys are to be {keys}"
        elif window["severity"] not in document["alerts"]:
            yield f"window {number}: no alert for {window['severity']}; write one"


def groups(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the group of rules that the objectives and windows make together."""
    pairs = [Pair(**window) for window in document["windows"]]
    spans = sorted({span for it in pairs for span in (it.long, it.short)}, key=_seconds)
    rules = [
        *_of_objectives(document["objectives"]),
        *_of_windows(spans),
        *(
            _alert(severity, alert, pairs, document)
            for severity, alert in document["alerts"].items()
        ),
    ]
    return [{"name": GROUP, "interval": INTERVAL, "rules": rules}]


def only(
    groups: Iterable[Mapping[str, Any]], objectives: Collection[str]
) -> tuple[dict[str, Any], ...]:
    """Return the groups without the records of other objectives; none for none."""
    if not objectives:
        return ()
    return tuple(
        {
            **group,
            "rules": [
                rule
                for rule in group["rules"]
                if rule.get("labels", {}).get("slo") in {None, *objectives}
            ],
        }
        for group in groups
    )


def labelled(figure: float, labels: Mapping[str, str]) -> str:
    """Return PromQL for one series of a figure with these labels."""
    text = f"vector({figure:.10g})"
    for name, value in labels.items():
        text = f'label_replace({text}, "{name}", "{value}", "", "")'
    return text


def first_of(series: Mapping[str, Collection[str]]) -> str:
    """Return PromQL that puts series, each with its labels, before what follows it."""
    if not series:
        return ""
    labels = next(iter(series.values()))
    return f"{' or '.join(series)} or on ({', '.join(labels)})"


def _of_objectives(objectives: Mapping[str, Iterable[Rule]]) -> Iterator[Rule]:
    for name, records in objectives.items():
        for record in records:
            yield {**record, "labels": {"slo": name}}


def _of_windows(spans: Sequence[str]) -> Iterator[Rule]:
    """Yield the sum and the ratio over each window, once for all objectives.

    Over the shortest one the records are means already.
    """
    shortest, *longer = spans
    requests, misses = f"{REQUESTS}:per_minute", f"{MISSES}:per_minute"
    yield _record(f"{MISSES}:ratio{shortest}", f"{misses} / ({requests} > 0)")
    for span in longer:
        total = f"{REQUESTS}:sum{span}"
        missed = f"sum_over_time({misses}[{span}])"
        yield _record(total, f"sum_over_time({requests}[{span}])")
        yield _record(f"{MISSES}:ratio{span}", f"{missed} / ({total} > 0)")


def _record(name: str, expr: str) -> Rule:
    return {"record": name, "expr": expr}


def _alert(
    severity: str, alert: Rule, every: Iterable[Pair], document: Mapping[str, Any]
) -> Rule:
    """Return an alert that fires when one of the severity's pairs burns."""
    pairs = [pair for pair in every if pair.severity == severity]
    burning = [
        _burning(pair, document["period"], document["minimum_requests"])
        for pair in pairs
    ]
    # Doubled, since what stands in % is filled in afterwards.
    spent = " or ".join(f"{pair.budget:.0%}% within {pair.long}" for pair in pairs)
    return {
        **alert,
        "expr": "\nor\n".join(burning),
        "labels": {"severity": severity, "type": "user"},
        "annotations": {
            name: text.replace("$spent", spent)
            for name, text in alert["annotations"].items()
        },
    }


def _burning(pair: Pair, period: str, minimum: str) -> str:
    rate = burn_rate(pair, period)
    return (
        f"{MISSES}:ratio{pair.long} / {BUDGET} > {rate:g}\n"
        f"and {MISSES}:ratio{pair.short} / {BUDGET} > {rate:g}\n"
        f"and {REQUESTS}:sum{pair.long} >= {minimum}"
    )


def _seconds(duration: str) -> float:
    return seconds(duration) or 0
