"""A plain server on loopback that plays the API, and what is looked for there.

Objects are given by path; all else is not found.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pulumi
import pytest

from components.cluster import Expected, Needed
from domain.names import OURS

UID = "11111111-2222-3333-4444-555555555555"
KUBE_SYSTEM = "/api/v1/namespaces/kube-system"
SECRET_PATH = "/api/v1/namespaces/watch/secrets/alertmanager-watch"  # noqa: S105  the path of a Secret
SECRETS = "/api/v1/namespaces/watch/secrets?labelSelector=owner=helm,name=prometheus"
NAMESPACE = Expected("Namespace", "watch", "/api/v1/namespaces/watch")
SECRET = Expected("Secret", "alertmanager-watch", SECRET_PATH)
MONITOR = Expected("PodMonitor", "seldon-core", "/apis/m/v1/podmonitors/seldon-core")
RELEASE = Expected("Release", "prometheus", SECRETS, (SECRET_PATH, MONITOR.path))
EXPECTED = (NAMESPACE, SECRET, RELEASE, MONITOR)
GROUP = Needed("API group m.io", "/apis/m.io", "monitors.agent: not installed")
MESH = Needed("namespace mesh", "/api/v1/namespaces/mesh", "monitors.agent: no mesh")
# May be missing; where it is there it is looked at.
WITNESS = Needed(
    "of which operator the definitions are",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/it",
    missing=None,
    problem=lambda found: found["metadata"].get("problem"),
)
NEEDED = (GROUP, MESH, WITNESS)

MADE_BY_US = {"metadata": {"labels": dict(OURS)}}
MADE_BY_HAND = {"metadata": {"labels": {"app": "x"}}}
WITHOUT_LABELS: dict[str, dict[str, str]] = {"metadata": {}}
REVISIONS = {"items": [{"metadata": {"name": "sh.helm.release.v1.prometheus.v1"}}]}


class Api(ThreadingHTTPServer):
    """Answers with what is in `objects`; an answer may be a status alone."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects = {
            KUBE_SYSTEM: {"metadata": {"uid": UID}},
            GROUP.path: {"kind": "APIGroup"},
            MESH.path: {"kind": "Namespace"},
        }
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self):
        self.server.asked.append(self.path)
        answer = self.server.objects.get(self.path, 404)
        status = answer if isinstance(answer, int) else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps({} if status != 200 else answer).encode())

    def log_message(self, *_):
        """Say nothing."""


def refusal(examine, **settings):
    """Return the complaints about a cluster that must be refused."""
    with pytest.raises(pulumi.RunError) as caught:
        examine(**settings)
    return str(caught.value)
