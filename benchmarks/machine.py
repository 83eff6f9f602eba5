"""The machine that a run was made on: facts without which its seconds say nothing."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import processes


def facts(*, cluster: bool) -> dict[str, str]:
    """Return facts by name; with a cluster also what runs on it."""
    kibibytes = int(_first(r"^MemTotal: +(\d+)", "/proc/meminfo"))
    found = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _first(r"^model name\s*: (.+)$", "/proc/cpuinfo"),
        "cores": str(os.cpu_count()),
        "memory": f"{kibibytes / 2**20:.0f} GiB",
        "load before": f"{os.getloadavg()[0]:.2f}",
        "Prometheus": processes.version("prometheus", "--version"),
    }
    if cluster:
        found["kube-state-metrics"] = processes.version("kube-state-metrics", "version")
    return found


def _first(pattern: str, file: str) -> str:
    found = re.search(pattern, Path(file).read_text(), re.MULTILINE)
    return found[1] if found else "0"
