"""The levels of proof, in order, and what the later ones need: tools and one cluster.

A red level stops the next. Tools are made available, and the one cluster is started in
the background, while the pure levels run; both only where a test asks for them.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import Machine
from tests.project import ROOT, Project, environment, own_backend, sandbox, server_of

LEVELS = (
    "unit",
    "program",
    "policies",
    "rules",
    "routes",
    "rendered",
    "faults",
    "sandbox",
    "engine",
    "cluster",
)
# From here on a level needs tools; the last two need the cluster as well.
NEED_TOOLS = frozenset(LEVELS[3:])
NEED_CLUSTER = frozenset({"engine", "cluster"})
# The tests' own cluster, beside the one of `make up`.
INSTANCE = "1"


def _level(item: pytest.Item) -> int:
    return LEVELS.index(item.path.relative_to(ROOT / "tests").parts[0])


def pytest_configure() -> None:
    # A shell's background job starts with SIGINT ignored, and so would every child.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_level)
    for item in items:
        if LEVELS[_level(item)] in NEED_TOOLS:
            item.fixturenames.insert(0, "tools")  # type: ignore[attr-defined]  # a function's


def pytest_collection_finish(session: pytest.Session) -> None:
    wanted = {LEVELS[_level(item)] for item in session.items}
    if wanted & NEED_CLUSTER and not session.config.option.collectonly:
        session.config.stash[CLAIM] = _claim()
        # What a run that was killed left is not what the machine was like before.
        sandbox("down", "--instance", INSTANCE)
        session.config.stash[BEFORE] = Machine.now()
        log = ROOT / "build" / "tests-sandbox.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "sandbox", "up", "--instance", INSTANCE],
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        session.config.stash[STARTING] = (process, log)


def _claim() -> socket.socket:
    """Hold the tests' cluster as long as this process lives, if nobody else does."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        # In the abstract namespace, so that nothing stays of a run that was killed.
        claim.bind(f"\0seldon-monitoring-tests-{INSTANCE}")
    except OSError:
        pytest.exit("another run of these tests has their cluster; let it end first", 1)
    return claim


CLAIM = pytest.StashKey[socket.socket]()
STARTING = pytest.StashKey[tuple[subprocess.Popen[bytes], Path]]()
BEFORE = pytest.StashKey[Machine]()
_failed_level: list[int] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        _failed_level.append(_level(item))
    return report


def pytest_runtest_protocol(item, nextitem):
    """Stop before the first test of a level above one that failed."""
    if _failed_level and nextitem and _level(nextitem) > min(_failed_level):
        item.session.shouldstop = (
            f"level {LEVELS[min(_failed_level)]} is red; the levels above were not run"
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the tests' cluster, also where its own last test was not reached."""
    started = config.stash.get(STARTING, None)
    if started is not None:
        started[0].wait()
        sandbox("down", "--instance", INSTANCE)


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put every tool on PATH, building what is missing."""
    if not (ROOT / "sandbox").is_dir():
        return
    made = sandbox("tools")
    if made.returncode:
        pytest.exit(f"tools cannot be made available:\n{made.stdout}{made.stderr}", 1)
    with pytest.MonkeyPatch.context() as patch:
        # A shell for a sandbox has folders made for it, and this is for none.
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        path = environment(INSTANCE)["PATH"]
    os.environ["PATH"] = path


@pytest.fixture(scope="session")
def sandbox_env(request: pytest.FixtureRequest, tools: None) -> dict[str, str]:
    """Return the environment of a shell in which the tests' cluster is at hand."""
    process, log = request.config.stash[STARTING]
    if process.wait():
        pytest.exit(f"the cluster did not come up:\n{log.read_text()}", 1)
    return environment(INSTANCE)


@pytest.fixture(scope="session")
def machine_before(request: pytest.FixtureRequest) -> Machine:
    """Return the machine's lists from before the tests' cluster was started."""
    return request.config.stash[BEFORE]


@pytest.fixture(scope="session")
def server(sandbox_env: dict[str, str]) -> str:
    """Return the API server of the tests' cluster."""
    return server_of(sandbox_env)


@pytest.fixture(scope="session")
def project(
    sandbox_env: dict[str, str], server: str, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """Return the copy of the project that the tests of the cluster share."""
    return Project(tmp_path_factory.mktemp("project") / "p", sandbox_env, server)


@pytest.fixture
def scratch(sandbox_env: dict[str, str], server: str, tmp_path: Path) -> Project:
    """Return a copy of the project of one test's own, with a backend of its own."""
    return Project(tmp_path / "p", own_backend(sandbox_env, tmp_path), server)
