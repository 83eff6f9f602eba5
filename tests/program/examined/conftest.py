"""The server, and the program's look at it, under preview and under up."""

import threading

import pulumi
import pytest

from components import cluster
from settings.cluster import ClusterSettings
from tests.program.examined.api import EXPECTED, NEEDED, Api


@pytest.fixture
def api():
    server = Api()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def warnings(monkeypatch):
    said = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: said.append(text))
    return said


@pytest.fixture(params=[True, False], ids=["preview", "up"])
def preview(request, monkeypatch):
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: request.param)
    return request.param


@pytest.fixture
def examine(api):
    def run(url=api.url, expected=EXPECTED, **settings):
        # Not validated: the server of a test speaks no TLS.
        declared = ClusterSettings.model_construct(
            server=url, context="c", **{"uid": None, "adopt": False, **settings}
        )
        user, context = {"token": "t"}, {"cluster": "c", "user": "u"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": {"server": url}}],
            "users": [{"name": "u", "user": user}],
            "contexts": [{"name": "c", "context": context}],
            "current-context": "c",
        }
        cluster._examine(declared, config, expected, NEEDED)  # noqa: SLF001  the look itself, at a server without TLS

    return run
