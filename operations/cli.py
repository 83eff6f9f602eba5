"""The commands of `python -m operations`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from operations import audit, console, deploy, destroy, heal, render, summary, verify
from operations.errors import OperationError
from operations.preview.command import preview

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What is done with a stack beside `pulumi up`.",
)

app.command("preview")(preview)


def _named(stack: str) -> str:
    # With an empty name the engine would take whatever stack is selected.
    if not stack.strip():
        raise typer.BadParameter("name a stack")
    return stack


Stack = Annotated[
    str,
    typer.Option("--stack", "-s", callback=_named, help="The stack, as Pulumi's."),
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Timeout = Annotated[float, typer.Option(min=0, help="Seconds to wait; 0 looks once.")]


@app.callback()
def root() -> None:
    """What is done with a stack beside `pulumi up`."""


@app.command("verify")
def run_verify(*, stack: Stack, timeout: Timeout = 300, as_json: Json = False) -> None:
    """Wait for every link of the chain; exit 1 where one is broken."""
    if not verify.verify(stack, timeout, as_json=as_json):
        raise typer.Exit(1)


@app.command("audit")
def run_audit(
    *,
    stack: Stack,
    file: Annotated[
        Path | None,
        typer.Option(help="What `pulumi stack export` wrote; default: asks for it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask the policies of what a stack has deployed; exit 1 where one refuses."""
    if not audit.audit(stack, file, as_json=as_json):
        raise typer.Exit(1)


@app.command("render")
def run_render(
    *,
    stack: Stack,
    out: Annotated[
        Path | None, typer.Option(help="Folder; default: build/STACK.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write what a stack declares as files; needs no cluster and no passphrase."""
    render.render(stack, out or Path("build") / stack, as_json=as_json)


@app.command("heal")
def run_heal(*, stack: Stack) -> None:
    """Take away what a killed update left behind; silent where nothing is wrong."""
    heal.heal(stack)


@app.command("deploy")
def run_deploy(*, stack: Stack, timeout: Timeout = 300) -> None:
    """Heal, update under the policies, verify; exit 1 where a link is broken."""
    if not deploy.deploy(stack, timeout):
        raise typer.Exit(1)


@app.command("destroy")
def run_destroy(*, stack: Stack, as_json: Json = False) -> None:
    """Take a stack's resources away and say what stays, and why."""
    destroy.destroy(stack, as_json=as_json)


@app.command("summary")
def run_summary(*, stack: Stack, as_json: Json = False) -> None:
    """Show what runs, where it is, and how to go on."""
    summary.summary(stack, as_json=as_json)


def main() -> None:
    """Run a command; what it refuses is one plain line and exit code 1 or 2."""
    try:
        app()
    except OperationError as error:
        console.refuse(error)
        sys.exit(error.exit_code)
