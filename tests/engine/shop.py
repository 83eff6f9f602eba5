"""A small program of its own for the plugin stand-ins under the real engine.

So a failure is the plugins' own, and none of this project's program.
"""

import json
import sys

from tests.project import finished

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
        return finished(command, self.folder, self.env | env, TIMEOUT)


def write(folder, files):
    """Write texts to files of a folder, by name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
