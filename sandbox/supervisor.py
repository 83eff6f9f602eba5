"""The first process inside the node's namespaces: starts and ends the components.

It runs as a plain script with nothing but the standard library. The kernel kills every
process of a PID namespace when its first one ends; so one kill ends the whole node, and
the first component that ends takes the rest with it, after its name was written down.
"""

import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, NoReturn

STATE = Path("/run/sandbox")
CABLE_SECONDS = 30
POLL_SECONDS = 0.2
PROBE_SECONDS = 2


def main(manifest_file: Path) -> NoReturn:
    """Prepare the namespaces, run the processes of the manifest, end with the first."""
    manifest = json.loads(manifest_file.read_text())
    signal.signal(signal.SIGTERM, lambda *_: finish("told to end"))
    for group in manifest["cgroups"]:
        (Path(group) / "cgroup.procs").write_text("0")
    hide_the_host(manifest["state"], manifest["cache"])
    try:
        connect(manifest)
        run(manifest["processes"])
    except (OSError, subprocess.SubprocessError) as error:
        finish(f"supervisor: {error}")


def hide_the_host(state: str, cache: str) -> None:
    """Give the node folders of its own where its programs know no others."""
    mount("-t", "tmpfs", "-o", "mode=755", "sandbox", "/run")
    for source, name in ((state, "sandbox"), (cache, "cache")):
        Path("/run", name).mkdir()
        mount("--bind", source, f"/run/{name}")
    mount("-o", "remount,bind,ro", "/run/cache")
    for folder in ("/var/lib", "/var/log"):
        mount("-t", "tmpfs", "-o", "mode=755", "sandbox", folder)
    Path("/var/log/pods").mkdir()
    mount("--bind", str(STATE / "logs" / "pods"), "/var/log/pods")


def mount(*arguments: str) -> None:
    """Mount something in this namespace only."""
    subprocess.run(["mount", "--no-mtab", *arguments], check=True)


def connect(manifest: dict[str, Any]) -> None:
    """Wait for the cable from the host, then give it its address and route."""
    end = time.monotonic() + CABLE_SECONDS
    while subprocess.run(
        ["ip", "link", "show", "eth0"], capture_output=True, check=False
    ).returncode:
        if time.monotonic() > end:
            finish("supervisor: the host did not connect the network")
        time.sleep(POLL_SECONDS)
    ip("address", "add", f"{manifest['node_address']}/30", "dev", "eth0")
    ip("link", "set", "eth0", "up")
    ip("link", "set", "lo", "up")
    ip("route", "add", "default", "via", manifest["host_address"])


def ip(*arguments: str) -> None:
    """Change the node's own network."""
    subprocess.run(["ip", *arguments], check=True)


def run(processes: list[dict[str, Any]]) -> NoReturn:
    """Start the processes one after the other and wait for the first that ends."""
    waiting, running = list(processes), dict[int, str]()
    while True:
        while waiting and answers(waiting[0]["needs"]):
            process = waiting.pop(0)
            running[start(process)] = process["name"]
        reap(running)
        time.sleep(POLL_SECONDS)


def start(process: dict[str, Any]) -> int:
    """Start one process with its output in its log; return its number."""
    with (STATE / "logs" / f"{process['name']}.log").open("ab") as log:
        started = subprocess.Popen(
            process["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=STATE,
            start_new_session=True,
        )
    return started.pid


def answers(url: str) -> bool:
    """Tell whether a URL answers as a healthy process does; true without a URL."""
    if not url:
        return True
    trust = ssl.create_default_context(cafile=str(STATE / "pki" / "ca.crt"))
    direct = urllib.request.ProxyHandler({})
    opener = urllib.request.build_opener(
        direct, urllib.request.HTTPSHandler(context=trust)
    )
    try:
        with opener.open(url, timeout=PROBE_SECONDS):
            return True
    except (urllib.error.URLError, http.client.HTTPException, OSError):
        return False


def reap(running: dict[int, str]) -> None:
    """Collect what ended: orphans quietly, a component with the end of everything."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        if pid in running:
            code = os.waitstatus_to_exitcode(status)
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            finish(f"{running[pid]}: ended with {how}")


def finish(reason: str) -> NoReturn:
    """Write down why, and end; the kernel ends the rest."""
    (STATE / "ended").write_text(reason + "\n")
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
