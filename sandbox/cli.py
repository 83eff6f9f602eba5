"""The commands of `python -m sandbox`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from sandbox import chart_crds, demo, environment, lifecycle, seldon, status, tools
from sandbox.errors import SandboxError
from sandbox.paths import Instance
from sandbox.seldon_oidc import Client

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="A throw-away real Kubernetes on this machine, and what plays Seldon in it.",
)
seldon_app = typer.Typer(no_args_is_help=True, help="The workloads that play Seldon.")
app.add_typer(seldon_app, name="seldon")

Number = Annotated[int, typer.Option("--instance", help="Which sandbox; 0 is yours.")]


@app.command()
def up(instance: Number = 0) -> None:
    """Bring the sandbox up; a healthy one is left as it is."""
    lifecycle.up(Instance(instance))


@app.command()
def down(instance: Number = 0) -> None:
    """Take the sandbox away; tools and images stay in the cache."""
    lifecycle.down(Instance(instance))


@app.command("status")
def show_status(
    *,
    instance: Number = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show components, versions and whether they are ready; exit 1 if it is not up."""
    report = status.of(Instance(instance))
    if as_json:
        typer.echo(json.dumps(report.as_dict(), indent=2))
    else:
        status.show(report)
    if not report.up:
        raise typer.Exit(1)


@app.command()
def env(instance: Number = 0) -> None:
    """Print `export` lines, for: eval "$(python -m sandbox env)"."""
    for line in environment.lines(Instance(instance)):
        typer.echo(line)


@app.command()
def kubeconfig(instance: Number = 0) -> None:
    """Print the path of the kubeconfig."""
    typer.echo(Instance(instance).kubeconfig)


@app.command("tools")
def make_tools(
    names: Annotated[list[str] | None, typer.Argument(help="Default: all.")] = None,
) -> None:
    """Make tools available, building what is missing, and print their paths."""
    for path in tools.ensure(names or list(tools.FOR_THE_USER)).values():
        typer.echo(path)
    if not names:
        chart_crds.ensure()


@seldon_app.command("up")
def seldon_up(
    values: Annotated[
        str, typer.Option(help="File of Seldon's Helm values; - for stdin.")
    ],
    client: Annotated[
        str, typer.Option(help="Client whose token the webhook asks for; none: open.")
    ] = "",
    client_secret: Annotated[
        Path | None, typer.Option(help="File of that client's secret.")
    ] = None,
    instance: Number = 0,
) -> None:
    """Deploy what plays Seldon; Helm values tell it where monitoring is."""
    known = read_client(client, client_secret)
    seldon.apply(_running(instance).kubeconfig, read_values(values), known)


@seldon_app.command("ca")
def seldon_ca(instance: Number = 0) -> None:
    """Print the certificate of the authority behind Seldon's token endpoint."""
    typer.echo(seldon.authority(_running(instance).kubeconfig), nl=False)


@seldon_app.command("down")
def seldon_down(instance: Number = 0) -> None:
    """Take these workloads away."""
    seldon.remove(_running(instance).kubeconfig)


@seldon_app.command("webhooks")
def seldon_webhooks(instance: Number = 0) -> None:
    """Print what Alertmanager sent to Seldon, as JSON."""
    received = seldon.webhooks(_running(instance).kubeconfig)
    typer.echo(json.dumps(received, indent=2))


@seldon_app.command("pages")
def seldon_pages(instance: Number = 0) -> None:
    """Print what Alertmanager sent to who is on call, as JSON."""
    received = seldon.pages(_running(instance).kubeconfig)
    typer.echo(json.dumps(received, indent=2))


@seldon_app.command("alerts")
def seldon_alerts(instance: Number = 0) -> None:
    """Print the firing alerts that Seldon lists, as JSON."""
    listed = seldon.alerts(_running(instance).kubeconfig)
    typer.echo(json.dumps(listed, indent=2))


@seldon_app.command("demo")
def seldon_demo(instance: Number = 0) -> None:
    """Let the sample model fail, see its alert arrive, and let it recover."""
    demo.run(_running(instance).kubeconfig)


@seldon_app.command("model")
def seldon_model(  # noqa: PLR0913 - one flag for each mode
    *,
    fail: Annotated[bool, typer.Option("--fail", help="Answer with errors.")] = False,
    slow: Annotated[bool, typer.Option("--slow", help="Answer slowly.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Answer with 400.")] = False,
    idle: Annotated[bool, typer.Option("--idle", help="Get no requests.")] = False,
    drift: Annotated[bool, typer.Option("--drift", help="Let data drift.")] = False,
    misjudge: Annotated[
        bool, typer.Option("--misjudge", help="Be wrong nine times in ten.")
    ] = False,
    down: Annotated[
        bool, typer.Option("--down", help="Metrics server: scrapes fail.")
    ] = False,
    mute: Annotated[
        bool, typer.Option("--mute", help="Seldon Deploy: scrapes find nothing.")
    ] = False,
    recover: Annotated[bool, typer.Option("--recover", help="Be well again.")] = False,
    instance: Number = 0,
) -> None:
    """Tell the sample model and what is around it how to behave."""
    flags = {
        "fail": fail,
        "slow": slow,
        "reject": reject,
        "idle": idle,
        "drift": drift,
        "misjudge": misjudge,
        "down": down,
        "mute": mute,
        "recover": recover,
    }
    chosen = [mode for mode, wanted in flags.items() if wanted]
    if not chosen:
        raise SandboxError(f"give one of --{', --'.join(flags)}")
    seldon.model(_running(instance).kubeconfig, *chosen)


def read_values(source: str) -> dict[str, Any]:
    """Return Helm values from a YAML or JSON file, or from standard input for "-"."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text()
        values = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SandboxError(f"--values {source}: {reason}") from error
    if not isinstance(values, dict):
        raise SandboxError(f"--values {source} holds no mapping of Helm values")
    return values


def read_client(name: str, secret: Path | None) -> Client | None:
    """Return a client and the secret in its file, or none where neither is given."""
    if not name and secret is None:
        return None
    if not name or secret is None:
        raise SandboxError("give both --client and --client-secret, or neither")
    try:
        return Client(name, secret.read_text().strip())
    except OSError as error:
        raise SandboxError(f"--client-secret {secret}: {error.strerror}") from error


def _running(number: int) -> Instance:
    instance = Instance(number)
    if not instance.kubeconfig.is_file():
        raise SandboxError(
            f"{instance.name} is not up; run: python -m sandbox up --instance {number}"
        )
    return instance
