"""The usage rules over an hour of model pods: what each shape of them costs."""

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import console, exporter, processes, prometheus, series, shapes
from benchmarks.errors import BenchmarkError
from benchmarks.exporter import STEP, STEPS_PER_SCRAPE, Feed
from benchmarks.prometheus import Prometheus
from settings.alert_rules import AlertRulesSettings
from settings.base import seconds

HOUR = 3600
# Pods per scraped path: of many small bodies some are served while others are read.
PODS_PER_PATH = 1000
# Samples per second that two cores take in with room to spare.
INGESTED = 150_000
# Prometheus refuses samples more than ten minutes ahead; the rules are evaluated in
# what was filled ahead, so that nothing is scraped meanwhile.
AHEAD = 540
REPEAT = 5


@dataclass(frozen=True)
class Cost:
    """What one evaluation of a group costs: the median, all runs, memory in bytes."""

    seconds: float
    runs: tuple[float, ...]
    samples: int
    highest_memory: int


@dataclass(frozen=True)
class Size:
    """All that was measured at one number of model pods."""

    pods: int
    head_series: int
    memory: int
    fill_seconds: float
    costs: Mapping[str, Cost]
    raw_seconds: float
    raw_samples: int


def measure(pods: int, settings: AlertRulesSettings, folder: Path) -> Size:
    """Return what the usage rules cost at one number of model pods.

    Raises:
        BenchmarkError: when the series could not be filled in, or a rule fails.
    """
    every = max(
        1, math.ceil(pods * series.SERIES_PER_POD * STEPS_PER_SCRAPE / INGESTED)
    )
    feed = _feed(pods, every)
    with exporter.serving(feed) as address, prometheus.running(folder) as server:
        start = time.monotonic()
        _fill(server, feed, address, every, f"{pods:,} pods: fill in an hour")
        filled = time.monotonic() - start
        _check_filled(server, feed, pods)
        head, memory = server.head_series(), processes.memory(server.pid)[0]
        costs = _costs(server, settings, pods)
        raw = _raw(server, settings, pods)
    return Size(pods, head, memory, filled, costs, *raw)


def _feed(pods: int, every: int) -> Feed:
    """Return an hour, the time that filling it takes, and nine minutes ahead."""
    found = series.pods(pods)
    chunks = range(0, pods, PODS_PER_PATH)
    templates = {
        f"/{job}/{first}": shown(found[first : first + PODS_PER_PATH])
        for job, shown in (
            ("kube-state-metrics", series.kube_state_metrics),
            ("kubelet", series.cadvisor),
        )
        for first in chunks
    }
    start = int(time.time()) // STEP * STEP - HOUR - 5 * STEP
    rounds = (HOUR + AHEAD) / STEP / STEPS_PER_SCRAPE
    ahead = min(AHEAD + rounds * every, AHEAD * 2)
    return Feed(templates, start, steps=int((HOUR + ahead) / STEP))


def _fill(server: Prometheus, feed: Feed, address: str, every: int, title: str) -> None:
    server.configure(scrapes=list(_scrapes(feed, address, every)))
    with console.step(title) as show:
        while feed.progress < 1:
            show(feed.progress)
            time.sleep(0.5)
        # The last bodies are still being read.
        time.sleep(every + 1)
    server.configure()


def _scrapes(feed: Feed, address: str, every: int) -> Iterator[dict[str, Any]]:
    for job in ("kube-state-metrics", "kubelet"):
        paths = [path for path in feed.templates if path.startswith(f"/{job}/")]
        yield {
            "job_name": job,
            "honor_labels": True,
            "honor_timestamps": True,
            "scrape_interval": f"{every}s",
            "scrape_timeout": f"{every}s",
            "static_configs": [
                {"targets": [address], "labels": {"__metrics_path__": path}}
                for path in paths
            ],
        }


def _check_filled(server: Prometheus, feed: Feed, pods: int) -> None:
    """Refuse to measure where a scrape was lost because the machine was too busy."""
    end = feed.start + (feed.steps - 1) * STEP
    for metric, each in (("kube_pod_labels", 1), ("container_memory_usage_bytes", 3)):
        found = server.query(f"sum(count_over_time({metric}[2h]))", end)
        samples = int(float(found.result[0]["value"][1])) if found.result else 0
        if samples != pods * each * feed.steps:
            raise BenchmarkError(
                f"{samples:,} of {pods * each * feed.steps:,} samples of {metric} "
                "arrived; let nothing else run on this machine and try again"
            )


def _costs(
    server: Prometheus, settings: AlertRulesSettings, pods: int
) -> dict[str, Cost]:
    ours = shapes.ours(settings)
    groups = (
        shapes.reading(ours),
        ours,
        shapes.documented(shapes.types(ours), settings.usage.window),
    )
    every = 2 if pods <= PODS_PER_PATH else 5 if pods <= 5 * PODS_PER_PATH else 10
    costs = {}
    for group in groups:
        with console.step(f"{pods:,} pods: {group['name']}"):
            costs[group["name"]] = _cost(server, group, every)
    return costs


def _cost(server: Prometheus, group: Mapping[str, Any], every: int) -> Cost:
    processes.reset_highest(server.pid)
    runs = prometheus.evaluations(server, group, REPEAT, every)
    highest = processes.memory(server.pid)[1]
    now = time.time()
    samples = sum(server.query(rule["expr"], now).samples for rule in group["rules"])
    return Cost(median(runs), tuple(runs), samples, highest)


def _raw(
    server: Prometheus, settings: AlertRulesSettings, pods: int
) -> tuple[float, int]:
    """Return seconds and samples of asking an hour without any record."""
    ours = shapes.ours(settings)
    group = shapes.documented(shapes.types(ours), settings.usage.window)
    step, end = seconds(settings.usage.interval), time.time()
    with console.step(f"{pods:,} pods: the same asked over an hour") as show:
        answers = []
        for number, rule in enumerate(group["rules"]):
            show(number / len(group["rules"]))
            answers.append(server.range(rule["expr"], end - HOUR, end, step))
    return sum(it.seconds for it in answers), sum(it.samples for it in answers)
