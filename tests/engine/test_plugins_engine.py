"""The plugin stand-ins under the real engine, on the tests' cluster.

A small program of its own, so that a failure here is the plugins' own.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox.plugins import BIN

NAMESPACE = "plugins-engine"
TIMEOUT = 120

PROJECT = {
    "name": "shop",
    "runtime": {"name": "python", "options": {"virtualenv": sys.prefix}},
}

PROGRAM = """
import os, pulumi
import pulumi_kubernetes as k8s
config = pulumi.Config()
kubeconfig = pulumi.Output.secret(open(os.environ["KUBECONFIG"]).read())
provider = k8s.Provider("p", kubeconfig=kubeconfig, context="sandbox",
    cluster_identifier="tests", enable_secret_mutable=True)
opts = pulumi.ResourceOptions(provider=provider)
place = {"namespace": "plugins-engine"}
"""
HUSHED = """
k8s.core.v1.Secret("s", metadata={"name": "s", **place}, opts=opts,
    string_data={"a": config.require("word"), "b": "fixed"})
"""
CONFIG_MAP = """
k8s.core.v1.ConfigMap("c", metadata={"name": "c", **place}, opts=opts,
    data={"word": config.require("word"), "other": "same"})
"""
RELEASE = """
r = k8s.helm.v3.Release("r", name="r", chart="./chart", timeout=4, opts=opts, **place,
    values={"word": config.require("word"), "slow": config.get_bool("slow") or False,
            "key": pulumi.Output.secret("s3cret")})
pulumi.export("revision", r.status.revision)
"""

CHART = {
    "Chart.yaml": "{apiVersion: v2, name: small, version: 1.2.3}",
    "templates/objects.yaml": """
apiVersion: v1
kind: ConfigMap
metadata: {name: from-chart}
data: {word: {{ .Values.word | quote }}}
{{- if .Values.slow }}
---
apiVersion: v1
kind: Pod
metadata: {name: never}
spec: {nodeSelector: {no: where}, containers: [{name: c, image: none}]}
{{- end }}
""",
}

PACK = """
from pulumi_policy import *
def check(args, report):
    if args.resource_type == "kubernetes:core/v1:ConfigMap":
        report("no maps here")
PolicyPack("pack", policies=[ResourceValidationPolicy(
    "no-maps", "none", check, enforcement_level=EnforcementLevel.MANDATORY)])
"""


class Shop:
    """A project of one test's own."""

    def __init__(self, folder, env):
        self.folder = folder
        self.env = env
        write(folder, {"Pulumi.yaml": json.dumps(PROJECT)})
        write(folder / "chart", CHART)
        self.pulumi("stack", "init", "t")
        self.set("word", "one")

    def declares(self, *parts):
        write(self.folder, {"__main__.py": PROGRAM + "".join(parts)})

    def set(self, key, value):
        self.pulumi("config", "set", key, value)

    def pulumi(self, *arguments, fails=False, **env):
        done = self.run("pulumi", *arguments, "--color=never", **env)
        assert bool(done.returncode) is fails, done.stdout
        return done.stdout

    def up(self, *arguments, **options):
        return self.pulumi("up", "--yes", "--skip-preview", *arguments, **options)

    def preview(self, *arguments, **options):
        return self.pulumi("preview", "--diff", *arguments, **options)

    def kubectl(self, *arguments):
        done = self.run("kubectl", "--namespace", NAMESPACE, *arguments)
        assert not done.returncode, done.stdout
        return done.stdout

    def run(self, *command, **env):
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="module")
def namespace(sandbox_env):
    """A namespace of these tests' own, gone with everything in it at their end."""
    kubectl = [shutil.which("kubectl", path=sandbox_env["PATH"]) or "kubectl"]
    environment = sandbox_env | {"PULUMI_HOME": ""}
    subprocess.run(
        [*kubectl, "create", "namespace", NAMESPACE], env=environment, check=True
    )
    yield NAMESPACE
    subprocess.run(
        [*kubectl, "delete", "namespace", NAMESPACE], env=environment, check=True
    )


@pytest.fixture
def shop(sandbox_env, namespace, tmp_path):
    """A project, with the stand-ins first on PATH and a backend of its own."""
    (tmp_path / "state").mkdir()
    env = sandbox_env | {
        "PATH": f"{BIN}{os.pathsep}{sandbox_env['PATH']}",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    shop = Shop(tmp_path / "shop", env)
    yield shop
    shop.run("pulumi", "cancel", "--yes")
    shop.pulumi("destroy", "--yes", "--skip-preview")


def test_a_map_is_made_left_alone_changed_and_removed(shop):
    shop.declares(CONFIG_MAP)
    preview = shop.preview()
    assert "STAND-IN PROVIDER" in preview
    assert 'word : "one"' in preview
    shop.up()
    assert "unchanged" in shop.up()
    shop.set("word", "two")
    preview = shop.preview()
    assert '~ word: "one" => "two"' in preview
    assert "other" not in preview
    shop.up()
    assert shop.kubectl("get", "configmap", "c", "-o=jsonpath={.data.word}") == "two"
    shop.declares("")
    shop.up()
    assert (
        "NotFound"
        in shop.run("kubectl", "--namespace", NAMESPACE, "get", "configmap", "c").stdout
    )


def test_a_secret_changes_in_place_and_never_shows(shop):
    shop.declares(HUSHED)
    shop.set("word", "hush-hush")
    shop.up()
    uid = shop.kubectl("get", "secret", "s", "-o=jsonpath={.metadata.uid}")
    shop.set("word", "tell-tale")
    preview = shop.preview()
    assert "~ a: [secret] => [secret]" in preview
    assert "to replace" not in preview
    shown = preview + shop.up() + shop.pulumi("stack", "export")
    for word in ("hush-hush", "tell-tale", "dGVsbC10YWxl"):
        assert word not in shown
    assert shop.kubectl("get", "secret", "s", "-o=jsonpath={.metadata.uid}") == uid
    assert shop.kubectl("get", "secret", "s", "-o=jsonpath={.data.a}") == "dGVsbC10YWxl"


def test_what_is_no_longer_declared_is_removed_from_the_object(shop):
    shop.declares(HUSHED)
    shop.up()
    shop.declares(HUSHED.replace(', "b": "fixed"', ""))
    shop.up()
    assert "b" not in json.loads(
        shop.kubectl("get", "secret", "s", "-o=jsonpath={.data}")
    )


def test_drift_shows_after_a_refresh_and_is_put_right(shop):
    shop.declares(CONFIG_MAP)
    shop.up()
    patch = '{"data":{"other":"drifted","foreign":"stays out of it"}}'
    shop.kubectl("patch", "configmap", "c", "--type=merge", f"--patch={patch}")
    shop.pulumi("refresh", "--yes", "--skip-preview")
    preview = shop.preview()
    assert '~ other: "drifted" => "same"' in preview
    assert "foreign" not in preview


def test_what_somebody_else_made_is_refused_with_a_way_out(shop):
    shop.kubectl("create", "configmap", "c")
    shop.declares(CONFIG_MAP)
    try:
        said = shop.up(fails=True)
    finally:
        shop.kubectl("delete", "configmap", "c")
    assert 'configmaps "c" already exists' in said
    assert f"`pulumi import` (id {NAMESPACE}/c)" in said
    assert "Traceback" not in said


def test_an_object_can_be_imported(shop):
    shop.declares(CONFIG_MAP)
    shop.up()
    urn = "urn:pulumi:t::shop::kubernetes:core/v1:ConfigMap::c"
    provider = "urn:pulumi:t::shop::pulumi:providers:kubernetes::p"
    shop.pulumi("state", "delete", "--yes", urn)
    kind = "kubernetes:core/v1:ConfigMap"
    flags = ("--yes", "--generate-code=false", "--protect=false")
    shop.pulumi(
        "import", kind, "c", f"{NAMESPACE}/c", "--provider", f"p={provider}", *flags
    )
    assert "to create" not in shop.preview()


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


def test_an_unreachable_cluster_previews_but_does_not_deploy(shop):
    reachable = shop.env["KUBECONFIG"]
    closed = Path(reachable).read_text().replace(":6443", ":6444")
    write(shop.folder, {"closed": closed})
    shop.declares(RELEASE)
    environment = {"KUBECONFIG": str(shop.folder / "closed")}
    assert 'word: "one"' in shop.preview(**environment)
    said = shop.up(fails=True, **environment)
    assert "configured Kubernetes cluster is unreachable" in said


def test_what_the_stand_in_lacks_is_refused_by_name(shop):
    patch = 'k8s.core.v1.NamespacePatch("n", metadata={"name": "default"}, opts=opts)'
    shop.declares(patch)
    assert "stand-in provider has no kubernetes:core/v1:NamespacePatch" in shop.preview(
        fails=True
    )
    shop.declares('k8s.Provider("q", delete_unreachable=True)')
    assert "stand-in provider has no deleteUnreachable" in shop.preview(fails=True)
    shop.declares("")


def test_a_policy_pack_refuses(shop):
    runtime = json.dumps({"runtime": PROJECT["runtime"]})
    write(shop.folder / "pack", {"PulumiPolicy.yaml": runtime, "__main__.py": PACK})
    shop.declares(CONFIG_MAP)
    said = shop.up("--policy-pack", "pack", fails=True)
    assert "no maps here" in said
    assert "1 created" not in said


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
