"""A real Prometheus on loopback with its data in a folder of its own."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks import processes
from benchmarks.errors import BenchmarkError

# The longest raw query takes minutes, and reads more than it may by default.
QUERY_TIMEOUT = 900
MAX_SAMPLES = 500_000_000


@dataclass(frozen=True)
class Answer:
    """What a query gave: its result, what it read, and how long it took."""

    result: list[dict[str, Any]]
    samples: int
    seconds: float


@dataclass
class Prometheus:
    """A running Prometheus."""

    url: str
    pid: int
    folder: Path

    def configure(
        self,
        scrapes: Sequence[Mapping[str, Any]] = (),
        groups: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Let it scrape this and evaluate that, and nothing else.

        Raises:
            BenchmarkError: when it does not take the configuration.
        """
        rules = self.folder / "rules.yaml"
        rules.write_text(yaml.safe_dump({"groups": list(groups)}))
        _write(self.folder, scrapes, [str(rules)])
        answer = httpx.post(f"{self.url}/-/reload", timeout=120)
        if not answer.is_success:
            raise BenchmarkError(f"Prometheus refuses: {answer.text.strip()}")

    def query(self, expression: str, at: float) -> Answer:
        """Return an instant query's answer at a Unix time."""
        return self._query("query", query=expression, time=at)

    def range(self, expression: str, start: float, end: float, step: float) -> Answer:
        """Return a range query's answer; times are Unix times, step is in seconds."""
        return self._query(
            "query_range", query=expression, start=start, end=end, step=step
        )

    def groups(self) -> list[dict[str, Any]]:
        """Return the rule groups with what their last evaluation took."""
        data = self._get("rules", {})
        return list(data["groups"])

    def head_series(self) -> int:
        """Return the number of series in memory."""
        return int(self._get("status/tsdb", {})["headStats"]["numSeries"])

    def _query(self, path: str, **parameters: object) -> Answer:
        data = self._get(path, {**parameters, "stats": "all"})
        stats = data["stats"]
        return Answer(
            result=data["result"],
            samples=int(stats["samples"]["totalQueryableSamples"]),
            seconds=float(stats["timings"]["execTotalTime"]),
        )

    def _get(self, path: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401  whatever JSON holds
        url = f"{self.url}/api/v1/{path}"
        if path.startswith("query"):
            answer = httpx.post(url, data=parameters, timeout=QUERY_TIMEOUT)
        else:
            answer = httpx.get(url, params=parameters, timeout=QUERY_TIMEOUT)
        found = answer.json()
        if found.get("status") != "success":
            raise BenchmarkError(f"Prometheus: {found.get('error')}")
        return found["data"]


@contextmanager
def running(folder: Path) -> Iterator[Prometheus]:
    """Run a Prometheus in an empty folder until the block ends.

    Raises:
        BenchmarkError: when it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = _write(folder, (), ())
    address = f"127.0.0.1:{processes.free_port()}"
    command = [
        processes.program("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        # An hour of the past is accepted beside the present only in a longer block.
        "--storage.tsdb.min-block-duration=6h",
        f"--web.listen-address={address}",
        "--web.enable-lifecycle",
        f"--query.timeout={QUERY_TIMEOUT}s",
        f"--query.max-samples={MAX_SAMPLES}",
        "--log.level=warn",
    ]
    url = f"http://{address}"
    with processes.running(command, f"{url}/-/ready", folder / "log") as pid:
        yield Prometheus(url, pid, folder)


def evaluations(
    prometheus: Prometheus, group: Mapping[str, Any], repeat: int, every: int
) -> list[float]:
    """Return the seconds of each of several evaluations of a group by the rule manager.

    The first is left out: it makes the recorded series.

    Raises:
        BenchmarkError: when a rule fails.
    """
    prometheus.configure(groups=[{**group, "interval": f"{every}s"}])
    taken: dict[str, float] = {}
    while len(taken) <= repeat:
        time.sleep(min(0.25, every / 4))
        for found in prometheus.groups():
            _check(found)
            if found["name"] == group["name"] and _evaluated(found):
                taken[found["lastEvaluation"]] = float(found["evaluationTime"])
    prometheus.configure()
    return list(taken.values())[1:]


def _evaluated(group: Mapping[str, Any]) -> bool:
    never = "0001-"
    return not group["lastEvaluation"].startswith(never) and all(
        not rule["lastEvaluation"].startswith(never) for rule in group["rules"]
    )


def _check(group: Mapping[str, Any]) -> None:
    for rule in group["rules"]:
        if rule.get("lastError"):
            raise BenchmarkError(f"rule {rule['name']} fails: {rule['lastError']}")


def _write(
    folder: Path, scrapes: Sequence[Mapping[str, Any]], rules: Sequence[str]
) -> Path:
    file = folder / "prometheus.yaml"
    document = {"scrape_configs": list(scrapes), "rule_files": list(rules)}
    file.write_text(yaml.safe_dump(document))
    return file
