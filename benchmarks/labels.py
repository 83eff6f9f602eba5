"""kube-state-metrics with all pod labels against those that the rules rest on."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from benchmarks import cluster, console, exporter, processes, prometheus, series, shapes
from benchmarks.errors import BenchmarkError
from benchmarks.exporter import STEP, Feed
from benchmarks.prometheus import Prometheus
from benchmarks.series import Pod
from domain import pod_labels, rules
from settings.alert_rules import AlertRulesSettings

DIRECTORY = Path("rules")
ALL = ("*",)
FAMILY = pod_labels.METRIC.encode()
SCRAPES = 6
# Seconds between scrapes, and within which pods are made.
EVERY = 10
MAKING = 240
Results = dict[frozenset[tuple[str, str]], float]


@dataclass(frozen=True)
class Exposed:
    """What kube-state-metrics serves with one list of labels, in bytes and seconds.

    The family is kube_pod_labels alone.
    """

    labels: tuple[str, ...]
    bytes: int
    series: int
    family_bytes: int
    scrape_seconds: float
    memory: int


@dataclass(frozen=True)
class Comparison:
    """Both lists over the same pods; equal tells whether the records agree."""

    pods: int
    everything: Exposed
    computed: Exposed
    records: int
    equal: bool


def compare(pods: int, settings: AlertRulesSettings, folder: Path) -> Comparison:
    """Return what both lists of labels cost at that many pods, or as many as are made.

    Raises:
        BenchmarkError: when the cluster cannot be used, or a program does not run.
    """
    chosen = pod_labels.computed(_rules(settings))
    with cluster.pods(pods, MAKING) as made:
        everything, expected = _exposed(made, ALL, settings, folder / "all")
        computed, found = _exposed(made, chosen, settings, folder / "computed")
    return Comparison(
        len(made), everything, computed, len(found), same(expected, found)
    )


def same(one: Results, other: Results) -> bool:
    """Tell whether the same series have the same values, but for rounding."""
    return one.keys() == other.keys() and all(
        math.isclose(value, other[labels], rel_tol=1e-9)
        for labels, value in one.items()
    )


def _rules(settings: AlertRulesSettings) -> Iterator[rules.Rule]:
    values = shapes.values(settings)
    for file in rules.load_all(DIRECTORY):
        for group in rules.render(file, values)["groups"]:
            yield from group["rules"]


def _exposed(
    made: Sequence[Pod],
    labels: Sequence[str],
    settings: AlertRulesSettings,
    folder: Path,
) -> tuple[Exposed, Results]:
    folder.mkdir(parents=True)
    shown = "all labels" if labels == ALL else f"{len(labels)} labels"
    title = f"{len(made):,} pods: kube-state-metrics with {shown}"
    with (
        console.step(title) as show,
        _kube_state_metrics(labels, folder / "log") as (address, pid),
    ):
        text = _settled(address, len(made))
        scrapes, records = _scraped(made, address, settings, folder, show)
        memory = processes.memory(pid)[0]
    samples = [line for line in text.splitlines() if not line.startswith(b"#")]
    family = [line for line in samples if line.startswith(FAMILY + b"{")]
    exposed = Exposed(
        tuple(labels),
        bytes=len(text),
        series=len(samples),
        family_bytes=sum(len(line) + 1 for line in family),
        scrape_seconds=median(scrapes),
        memory=memory,
    )
    return exposed, records


@contextmanager
def _kube_state_metrics(labels: Sequence[str], log: Path) -> Iterator[tuple[str, int]]:
    """Run a kube-state-metrics for the pods; yields its address and process id."""
    port = processes.free_port()
    command = [
        processes.program("kube-state-metrics"),
        f"--kubeconfig={os.environ['KUBECONFIG']}",
        "--host=127.0.0.1",
        f"--port={port}",
        "--telemetry-host=127.0.0.1",
        f"--telemetry-port={processes.free_port()}",
        "--resources=pods",
        f"--namespaces={cluster.NAMESPACE}",
        f"--metric-labels-allowlist=pods=[{','.join(labels)}]",
    ]
    address = f"127.0.0.1:{port}"
    with processes.running(command, f"http://{address}/healthz", log) as pid:
        yield address, pid


def _settled(address: str, pods: int) -> bytes:
    """Return what is served once every pod is in it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        body = httpx.get(f"http://{address}/metrics", timeout=60).content
        if body.count(b"\nkube_pod_labels{") == pods:
            return body
        time.sleep(1)
    raise BenchmarkError(f"kube-state-metrics does not show all {pods:,} pods")


def _scraped(
    made: Sequence[Pod],
    address: str,
    settings: AlertRulesSettings,
    folder: Path,
    show: Callable[[float], None],
) -> tuple[list[float], Results]:
    """Return the seconds of each scrape by a Prometheus, and the records from them."""
    feed = _containers(made)
    with exporter.serving(feed) as containers, prometheus.running(folder) as server:
        server.configure(
            scrapes=[_job("kube-state-metrics", address), _job("kubelet", containers)],
            groups=[{**shapes.ours(settings), "interval": f"{EVERY}s"}],
        )
        for second in range(SCRAPES * EVERY):
            show(second / SCRAPES / EVERY)
            time.sleep(1)
        return _scrape_seconds(server), _records(server)


def _containers(made: Sequence[Pod]) -> Feed:
    """Return what the kubelet would show: four minutes back and eight ahead.

    A scrape moves on by two minutes, so that the third one is ahead of the clock.
    """
    start = int(time.time()) // STEP * STEP - 8 * STEP
    return Feed({"/metrics": series.cadvisor(made)}, start, steps=24, values=1)


def _job(name: str, address: str) -> dict[str, Any]:
    return {
        "job_name": name,
        "honor_labels": True,
        "scrape_interval": f"{EVERY}s",
        "scrape_timeout": f"{EVERY}s",
        "static_configs": [{"targets": [address]}],
    }


def _scrape_seconds(server: Prometheus) -> list[float]:
    asked = 'scrape_duration_seconds{job="kube-state-metrics"}[10m]'
    (found,) = server.query(asked, time.time()).result
    return [float(value) for _, value in found["values"]]


def _records(server: Prometheus) -> Results:
    """Return what the usage rules recorded last."""
    asked = '{__name__=~"model_.+|namespace_pod:.+"}'
    return {
        frozenset(found["metric"].items()): float(found["value"][1])
        for found in server.query(asked, time.time()).result
    }
