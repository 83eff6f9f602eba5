"""A failing model, seen from Seldon: its alert arrives, and goes when it recovers."""

import time
from collections.abc import Callable
from pathlib import Path

from sandbox import progress, seldon
from sandbox.errors import SandboxError

ALERT = "SeldonDeploymentErrorRateHigh"
# Seconds; the sandbox's alert holds off for 10 s and is grouped for 1 s.
DEADLINE = 180


def run(kubeconfig: Path) -> None:
    """Let the sample model fail until Seldon is told, then recover until it is again.

    Raises:
        SandboxError: where the news does not arrive in time.
    """
    seen = len(_statuses(kubeconfig))
    with progress.step(f"The model fails: {ALERT} reaches Seldon's webhook"):
        seldon.model(kubeconfig, "fail")
        _wait(lambda: "firing" in _statuses(kubeconfig)[seen:])
    with progress.step("Seldon lists it as firing"):
        _wait(lambda: ALERT in _listed(kubeconfig))
    with progress.step("The model recovers: the webhook is told that it is resolved"):
        seldon.model(kubeconfig, "recover")
        _wait(lambda: "resolved" in _statuses(kubeconfig)[seen:])
    with progress.step("Seldon lists it no more"):
        _wait(lambda: ALERT not in _listed(kubeconfig))


def _statuses(kubeconfig: Path) -> list[str]:
    return [
        alert["status"]
        for payload in seldon.webhooks(kubeconfig)
        for alert in payload["alerts"]
        if alert["labels"]["alertname"] == ALERT
    ]


def _listed(kubeconfig: Path) -> list[str]:
    return [alert["name"] for alert in seldon.alerts(kubeconfig)]


def _wait(arrived: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not arrived():
        if time.monotonic() > deadline:
            raise SandboxError(
                f"not within {DEADLINE} s; `make verify` says which link is broken"
            )
        time.sleep(1)
