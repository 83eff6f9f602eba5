"""The command of `python -m benchmarks`."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import console, labels, machine, report, usage
from benchmarks.errors import BenchmarkError
from settings.alert_rules import AlertRulesSettings
from settings.base import seconds

SIZES = "100,1000,5000,20000"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    *,
    pods: Annotated[
        str, typer.Option(help="Numbers of model pods, with commas between.")
    ] = SIZES,
    labels_pods: Annotated[
        int,
        typer.Option(
            min=0, help="Pods to make in the cluster of KUBECONFIG; 0: none, no part."
        ),
    ] = 5_000,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Page to write the tables into.")
    ] = None,
) -> None:
    """Measure what the usage rules cost, and pod labels in kube-state-metrics."""
    found = _measured(sizes(pods), labels_pods)
    if out:
        report.write(found, out)
    if as_json:
        print(json.dumps(report.as_json(found), indent=2))  # noqa: T201  an answer
    elif not out:
        print(report.markdown(found))  # noqa: T201  an answer


def _measured(counts: list[int], labels_pods: int) -> report.Run:
    settings = AlertRulesSettings()
    facts = machine.facts(cluster=bool(labels_pods))
    with tempfile.TemporaryDirectory(prefix="bench-rules-") as folder:
        found = [
            usage.measure(count, settings, Path(folder) / str(count))
            for count in counts
        ]
        compared = (
            labels.compare(labels_pods, settings, Path(folder) / "labels")
            if labels_pods
            else None
        )
    return report.Run(facts, seconds(settings.usage.interval), found, compared)


def sizes(text: str) -> list[int]:
    """Return numbers of pods from a text such as 100,1000, in order.

    Raises:
        BenchmarkError: when it is none.
    """
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError:
        found = []
    if not found or found[0] < 1:
        raise BenchmarkError(
            f"--pods is {text!r}; give whole numbers above 0 with commas between, "
            f"such as {SIZES}"
        )
    return found


def main() -> None:
    """Run the command; what it refuses is one plain line and exit code 1."""
    try:
        app()
    except BenchmarkError as error:
        console.progress.print(f"error: {error}", markup=False, style="bold red")
        sys.exit(1)
