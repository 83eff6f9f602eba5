"""Releases by the plugin stand-ins under the real engine, up to an end by force."""

import signal
import subprocess
import time
from pathlib import Path

from tests.engine.shop import NAMESPACE, RELEASE


def test_a_release_is_installed_upgraded_and_shows_its_values(shop):
    shop.declares(RELEASE)
    preview = shop.preview()
    assert "key : [secret]" in preview
    assert 'version  : "1.2.3"' in preview
    assert "revision: [unknown]" in preview
    shop.up()
    shop.set("word", "two")
    preview = shop.preview()
    assert '~ word: "one" => "two"' in preview
    shop.up()
    assert shop.pulumi("stack", "output", "revision") == "2\n"
    assert "s3cret" not in shop.pulumi("stack", "export")
    assert (
        shop.kubectl("get", "configmap", "from-chart", "-o=jsonpath={.data.word}")
        == "two"
    )


def test_a_release_that_times_out_is_kept_and_heals(shop):
    shop.declares(RELEASE)
    shop.set("slow", "true")
    said = shop.up(fails=True)
    assert f"Helm release {NAMESPACE}/r was created but failed:" in said
    assert "context deadline exceeded" in said
    shop.set("slow", "false")
    assert "1 updated" in shop.up()


def test_a_release_by_another_hand_is_refused_in_helms_words(shop):
    values = ("--set", "word=x", "--namespace", NAMESPACE)
    shop.run("helm", "install", "r", "./chart", *values)
    shop.declares(RELEASE)
    try:
        said = shop.up(fails=True)
    finally:
        shop.run("helm", "uninstall", "r", "--namespace", NAMESPACE)
    assert (
        f"Helm release {NAMESPACE}/r: cannot re-use a name that is still in use" in said
    )


def test_a_chart_that_is_not_there_is_one_line_in_a_preview(shop):
    shop.declares(RELEASE.replace("./chart", "./no-chart"))
    said = shop.preview(fails=True)
    errors = [line for line in said.splitlines() if "error:" in line]
    assert all('path "./no-chart" not found' in line for line in errors)


def test_a_cancelled_release_ends_helm_and_is_kept(shop):
    shop.declares(RELEASE.replace("timeout=4", "timeout=40"))
    shop.set("slow", "true")
    engine = started(shop)
    engine.send_signal(signal.SIGINT)
    said, _ = engine.communicate(timeout=60)
    assert "was created but failed: context canceled" in said
    shop.set("slow", "false")
    assert "1 updated" in shop.up()


def test_nothing_runs_on_when_the_engine_is_killed(shop):
    shop.declares(RELEASE.replace("timeout=4", "timeout=40"))
    shop.set("slow", "true")
    engine = started(shop)
    engine.kill()
    engine.communicate()
    until = time.monotonic() + 15
    while left := processes_of(shop):
        assert time.monotonic() < until, left
        time.sleep(0.2)
    shop.run("helm", "uninstall", "r", "--namespace", NAMESPACE)


def started(shop):
    """An `up` that has come to the point where Helm waits."""
    engine = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--color=never"],
        cwd=shop.folder,
        env=shop.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    get = ("kubectl", "--namespace", NAMESPACE, "get", "pod", "never")
    while shop.run(*get).returncode:
        assert time.monotonic() < until, "Helm made no pod within 30 s"
        time.sleep(0.2)
    return engine


def processes_of(shop):
    """What runs with this project's own PULUMI_HOME in its environment."""
    found = []
    mark = f"PULUMI_HOME={shop.env['PULUMI_HOME']}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" "))
        except OSError:
            continue
    return found
