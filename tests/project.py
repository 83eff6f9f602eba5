"""A copy of the project that a test may change, and the engine run in it."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml

ROOT = Path(__file__).parents[1]
# Texts of Seldon's public pages, for tests to compare with.
DOCUMENTS = ROOT / "tests" / "golden" / "documents"
PREFIX = "seldon-monitoring:"
# Seconds for one run of the engine; it takes under ten when all is well.
TIMEOUT = 400
# The engine's whole summary where there was nothing to do; else changes come first.
NOTHING_CHANGED = r"^ +\d+ unchanged$"
# The kinds of what this program may change, once the operator's are defined.
TOUCHED = "namespaces,secrets,podmonitors,prometheusrules,deployments,services"
T = TypeVar("T")


class Project:
    """A checkout of the committed files with a stack file for the tests' cluster."""

    def __init__(self, folder: Path, env: Mapping[str, str], server: str) -> None:
        self.folder = folder
        self.env = dict(env)
        self.server = server
        _copy(folder)
        self.stack_file("sandbox")

    def stack_file(self, stack: str, source: str = "sandbox", **sections: Any) -> None:
        """Write a stack's file: the committed one, this cluster, some sections over."""
        file = ROOT / f"Pulumi.{source}.yaml"
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        config = document["config"]
        config[f"{PREFIX}cluster"] = {"server": self.server, "context": "sandbox"}
        for key, value in sections.items():
            section = config.setdefault(f"{PREFIX}{key}", {})
            config[f"{PREFIX}{key}"] = merged(section, value)
        target = self.folder / f"Pulumi.{stack}.yaml"
        target.write_text(yaml.safe_dump(document), encoding="utf-8")

    def run(
        self, *command: str, check: bool = True, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the copy; the output of both streams is in `stdout`."""
        done = finished(command, self.folder, {**self.env, **(env or {})})
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)}:\n{done.stdout}")
        return done

    def pulumi(self, *arguments: str, **options: Any) -> str:
        """Run the engine and return what it printed."""
        return self.run("pulumi", *arguments, "--color=never", **options).stdout

    def operations(self, *arguments: str, **options: Any) -> str:
        """Run one of the project's own commands and return what it printed."""
        command = (".venv/bin/python", "-m", "operations", *arguments)
        return self.run(*command, **options).stdout

    def init(self, stack: str) -> None:
        """Make the stack known to the backend."""
        self.pulumi("stack", "select", "--create", stack)

    def up(self, stack: str, *arguments: str, **options: Any) -> str:
        """Deploy a stack, without a preview of its own."""
        flags = ("--yes", "--skip-preview", "--stack", stack)
        return self.pulumi("up", *flags, *arguments, **options)

    def preview(self, stack: str, *arguments: str, **options: Any) -> str:
        """Preview a stack with property diffs."""
        return self.pulumi("preview", "--diff", "--stack", stack, *arguments, **options)

    def outputs(self, stack: str) -> dict[str, Any]:
        """Return a stack's outputs."""
        text = self.pulumi("stack", "output", "--json", "--stack", stack)
        return dict(json.loads(text))

    def get(self, path: str) -> Any:
        """Return what the cluster's API answers at a path."""
        return json.loads(self.run("kubectl", "get", "--raw", path).stdout)

    def fingerprint(self, kinds: str = TOUCHED) -> str:
        """Return versions of all that this program may touch in the cluster."""
        return self.run(
            "kubectl",
            "get",
            kinds,
            "--all-namespaces",
            "--ignore-not-found",
            "-o=jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/"
            "{.metadata.name} {.metadata.generation} {.metadata.uid}{'\\n'}{end}",
        ).stdout


def finished(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    timeout: float = TIMEOUT,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; the output of both streams is in `stdout`."""
    return subprocess.run(
        command,
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=timeout,
        check=False,
    )


def sandbox(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the sandbox in the checkout itself."""
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def environment(instance: str) -> dict[str, str]:
    """Return os.environ with the lines of `python -m sandbox env` over it."""
    script = f'eval "$({sys.executable} -m sandbox env --instance {instance})"; '
    dump = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    done = subprocess.run(
        ["bash", "-c", script + dump],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    # The tests write stack files of their own.
    found.pop("PULUMI_OPTION_CONFIG_FILE", None)
    return dict(found)


def own_backend(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return an environment with the engine's home and backend in a folder."""
    backend = folder / "state"
    backend.mkdir()
    return {
        **env,
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{backend}",
    }


def server_of(env: Mapping[str, str]) -> str:
    """Return the API server that an environment's kubeconfig leads to."""
    config = yaml.safe_load(Path(env["KUBECONFIG"]).read_text(encoding="utf-8"))
    return str(config["clusters"][0]["cluster"]["server"])


def eventually(
    ask: Callable[[], T], within: float, why: str, good: Callable[[T], bool] = bool
) -> T:
    """Return the first good answer; fail with the last one after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        found = ask()
        if good(found):
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{why}: not within {within:g} s; last: {found}")
        time.sleep(1)


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another over it, at every depth."""
    result = dict(base)
    for key, value in over.items():
        nested = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if nested else value
    return result


def _copy(folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    # Definitions that the sandbox has put beside its charts, which git ignores.
    for charts in ("sandbox/chart/charts", "sandbox/bitnami/charts"):
        shutil.copytree(ROOT / charts, folder / charts, dirs_exist_ok=True)
