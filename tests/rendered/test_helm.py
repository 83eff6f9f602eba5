"""Where a chart may come from, asked of the real Helm."""

import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from policies import rendering
from policies.helm import RenderError
from tests.policies.judging import handed

FILES = {
    "Chart.yaml": "{apiVersion: v2, name: small, version: 1.2.3}",
    "values.yaml": "word: none\ngone: here\n",
    "templates/map.yaml": """
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-map}
data:
  word: {{ .Values.word | quote }}
  gone: {{ .Values.gone | default "not there" | quote }}
  namespace: {{ .Release.Namespace }}
  operator: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}
""",
    "templates/hook.yaml": """
apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
""",
    "templates/fails.yaml": """
{{ if eq .Values.word "swordfish" }}{{ fail (print "no " .Values.word) }}{{ end }}
""",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name, text in FILES.items():
        file = tmp_path / "charts/small" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(rendering, "PROJECT", tmp_path)
    for home in ("XDG_CACHE_HOME", "HELM_CACHE_HOME", "HELM_CONFIG_HOME"):
        monkeypatch.setenv(home, str(tmp_path / home))
    return tmp_path


@pytest.fixture
def repository(folder):
    """The URL of a repository that holds the chart."""
    served = folder / "served"
    for command in (
        ["package", "charts/small", "-d", served],
        ["repo", "index", served],
    ):
        subprocess.run(["helm", *command], cwd=folder, check=True, capture_output=True)
    handler = partial(_Quiet, directory=str(served))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def rendered(**properties):
    given = {"namespace": "shop", "name": "r", "version": "1.2.3", **properties}
    objects = rendering.rendered(handed(given), "subject")
    return {item["kind"]: item for item in objects}


def test_a_chart_of_the_project_with_values_and_hooks():
    found = rendered(chart="charts/small", values={"word": "two", "gone": None})

    assert found["ConfigMap"] == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "r-map"},
        "data": {
            "word": "two",
            "gone": "not there",
            "namespace": "shop",
            "operator": "true",
        },
    }
    assert found["Job"]["metadata"]["name"] == "before"


def test_a_chart_of_a_repository(repository):
    found = rendered(chart="small", repositoryOpts={"repo": repository})

    assert found["ConfigMap"]["data"]["word"] == "none"


def test_a_packed_chart(repository):
    found = rendered(chart="served/small-1.2.3.tgz")

    assert found["ConfigMap"]["data"]["word"] == "none"


def test_another_version_than_the_repository_has(repository):
    with pytest.raises(RenderError, match=r'small 9\.9\.9: .*"small" .*not found'):
        rendered(chart="small", version="9.9.9", repositoryOpts={"repo": repository})


def test_no_chart_at_all():
    with pytest.raises(RenderError, match=r"charts/none 1\.2\.3: .*not found"):
        rendered(chart="charts/none")


def test_a_charts_own_words_tell_no_value():
    with pytest.raises(RenderError, match=r"no \[a value\]") as refusal:
        rendered(chart="charts/small", values={"word": "swordfish"})

    assert "swordfish" not in str(refusal.value)
