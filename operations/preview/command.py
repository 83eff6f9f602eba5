"""The command `preview`: a committed stack file against a cluster, told and judged."""

import os
from pathlib import Path
from typing import Annotated

import typer

from domain.kubeconfig import locate
from domain.passwords import redacted
from operations import console
from operations.errors import OperationError
from operations.preview import overrides, run, summary
from operations.preview.comment import comment
from operations.preview.events import Message, Previewed
from operations.preview.overrides import Derived

Stack = Annotated[str, typer.Option("--stack", help="Which committed stack file.")]
CommentFile = Annotated[
    Path | None, typer.Option("--comment", help="Write a Markdown comment there.")
]
Server = Annotated[
    str | None,
    typer.Option("--cluster-server", envvar="PREVIEW_CLUSTER_SERVER"),
]
Context = Annotated[str | None, typer.Option("--context", envvar="PREVIEW_CONTEXT")]
Kubeconfig = Annotated[
    str | None, typer.Option("--kubeconfig", envvar="PREVIEW_KUBECONFIG")
]
ChartPath = Annotated[
    str | None,
    typer.Option("--chart-path", envvar="PREVIEW_CHART_PATH", help="A local chart."),
]
ThisCluster = Annotated[
    bool,
    typer.Option(
        "--this-cluster", help="Where the kubeconfig's current context points."
    ),
]


def preview(  # noqa: PLR0913  an option each
    stack: Stack,
    *,
    to: CommentFile = None,
    cluster_server: Server = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    chart_path: ChartPath = None,
    this_cluster: ThisCluster = False,
) -> None:
    """Show what a stack file would change, with policy verdicts; exit 1 if refused."""
    chosen: dict[str, str | bool] = _here(kubeconfig) if this_cluster else {}
    given = {
        overrides.SERVER: cluster_server,
        overrides.CONTEXT: context,
        overrides.KUBECONFIG: kubeconfig,
        overrides.CHART: chart_path,
    }
    chosen |= {key: value for key, value in given.items() if value}
    if not told(stack, chosen, to):
        raise typer.Exit(1)


def told(stack: str, chosen: dict[str, str | bool], to: Path | None) -> bool:
    """Preview, print and write the comment; tell whether it may be deployed.

    The comment is written whatever the outcome.

    Raises:
        OperationError: where there is no such stack file.
    """
    derived = overrides.derive(stack, chosen)
    subject, found = _asked(stack, derived)
    for line in summary.lines(subject, found):
        console.answers.print(line, markup=False, soft_wrap=True)
    if to is not None:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(comment(subject, found), encoding="utf-8")
        console.say(f"the comment is in {to}")
    return not found.failed and not found.refused


def _asked(stack: str, derived: Derived) -> tuple[summary.Subject, Previewed]:
    try:
        with run.known(stack, derived) as deployed:
            found = run.preview(stack, derived)
    except OperationError as error:
        said = Message("error", redacted(str(error)))
        return summary.Subject(stack, derived.overridden), Previewed(messages=[said])
    return summary.Subject(stack, derived.overridden, deployed), found


def _here(kubeconfig: str | None) -> dict[str, str | bool]:
    try:
        return overrides.current_cluster(locate(kubeconfig, os.environ))
    except OperationError as error:
        raise OperationError(f"--this-cluster: {error}") from None
