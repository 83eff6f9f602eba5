"""What stands in the cluster is looked at before anything is declared.

A plain server on loopback plays the API: objects by path, all else not found.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pulumi
import pytest

from components import cluster, foresight
from components.cluster import Expected, Needed
from components.stack import Stack
from domain.names import OURS
from settings import load
from settings.cluster import ClusterSettings

UID = "11111111-2222-3333-4444-555555555555"
KUBE_SYSTEM = "/api/v1/namespaces/kube-system"
SECRET_PATH = "/api/v1/namespaces/watch/secrets/alertmanager-watch"  # noqa: S105
SECRETS = "/api/v1/namespaces/watch/secrets?labelSelector=owner=helm,name=prometheus"
NAMESPACE = Expected("Namespace", "watch", "/api/v1/namespaces/watch")
SECRET = Expected("Secret", "alertmanager-watch", SECRET_PATH)
RELEASE = Expected("Release", "prometheus", SECRETS, SECRET_PATH)
MONITOR = Expected("PodMonitor", "seldon-core", "/apis/m/v1/podmonitors/seldon-core")
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
        cluster._examine(declared, config, expected, NEEDED)  # noqa: SLF001

    return run


def refusal(examine, **settings):
    with pytest.raises(pulumi.RunError) as caught:
        examine(**settings)
    return str(caught.value)


def test_an_empty_cluster_is_taken(examine, preview, warnings):
    examine()

    assert warnings == []


def test_what_is_ours_is_taken_up_again(examine, api, preview):
    api.objects |= {
        NAMESPACE.path: MADE_BY_US,
        SECRET.path: MADE_BY_US,
        SECRETS: REVISIONS,
        MONITOR.path: MADE_BY_US,
    }

    examine()


@pytest.mark.parametrize("found", [MADE_BY_HAND, WITHOUT_LABELS])
@pytest.mark.parametrize("item", [SECRET, MONITOR])
def test_an_object_made_by_hand_is_refused_with_the_way_to_adopt_it(
    examine, api, preview, item, found
):
    api.objects[item.path] = found

    assert refusal(examine) == (
        f"{item.kind} {item.name} is already there and was not made by this program: "
        "set cluster.adopt: true to adopt it; nothing was changed"
    )


def test_a_namespace_made_by_hand_is_to_be_used_as_it_is(examine, api):
    api.objects[NAMESPACE.path] = MADE_BY_HAND

    assert refusal(examine) == (
        "Namespace watch is already there and was not made by this program: set "
        "namespace.create: false to use it; nothing was changed"
    )


@pytest.mark.parametrize("secret", [404, MADE_BY_HAND])
def test_a_release_made_by_hand_is_known_by_the_secret_that_is_not_ours(
    examine, api, secret
):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: secret}

    assert refusal(examine).splitlines()[-1] == (
        "Release prometheus is already there and was not made by this program: to "
        "adopt it, run `helm uninstall prometheus` (CRDs and volumes stay) and then "
        "this again, or set kubePrometheus.release to another name; nothing was changed"
    )


def test_a_release_without_a_revision_is_none(examine, api):
    api.objects[SECRETS] = {"items": []}

    examine()


def test_each_object_that_is_in_the_way_has_a_line(examine, api):
    api.objects |= {SECRET.path: MADE_BY_HAND, MONITOR.path: MADE_BY_HAND}

    assert [line.split(" is ")[0] for line in refusal(examine).splitlines()] == [
        "Secret alertmanager-watch",
        "PodMonitor seldon-core",
    ]


def test_adopting_takes_objects_over(examine, api):
    api.objects |= {item.path: MADE_BY_HAND for item in EXPECTED}
    api.objects[SECRETS] = {"items": []}

    examine(adopt=True)


SELDONS = RELEASE._replace(adoption="import it and set cluster.adopt")


def test_a_release_that_must_not_go_is_refused_with_its_own_way(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    assert refusal(examine, expected=[SELDONS]) == (
        "Release prometheus is already there and was not made by this program: import "
        "it and set cluster.adopt; nothing was changed"
    )


def test_adopting_reaches_a_release_that_was_imported(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    examine(expected=[SELDONS], adopt=True)


def test_adopting_does_not_reach_a_release(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    assert refusal(examine, adopt=True).startswith(
        "Release prometheus is already there and was not made by this program"
    )


def test_the_declared_uid_is_taken(examine):
    examine(uid=UID)


def test_another_cluster_behind_the_same_address_is_refused(examine, api, preview):
    assert refusal(examine, uid="another") == (
        f"cluster.uid is another but kube-system at {api.url} has {UID}; this is "
        "another cluster, nothing was changed"
    )
    assert api.asked == [KUBE_SYSTEM]


@pytest.mark.parametrize("preview", [False], indirect=True)
def test_an_update_does_not_go_on_blindly(examine, preview):
    url = "http://127.0.0.1:9"

    assert refusal(examine, url=url) == (
        f"cluster.server {url} does not answer (Connection refused); nothing was "
        "changed"
    )


@pytest.mark.parametrize("preview", [True], indirect=True)
def test_a_preview_goes_on_and_says_what_it_did_not_check(examine, preview, warnings):
    url = "http://127.0.0.1:9"
    examine(url=url)

    assert warnings == [
        f"cluster.server {url} does not answer (Connection refused): not checked: "
        "cluster.uid and what is already there"
    ]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (KUBE_SYSTEM, "cluster.uid and what is already there"),
        (
            SECRET_PATH,
            "whether Secret alertmanager-watch is there and whose it is",
        ),
        (GROUP.path, "whether API group m.io is there"),
        (MESH.path, "whether namespace mesh is there"),
    ],
)
def test_a_reader_who_may_not_look_is_told_what_at(  # noqa: PLR0913, PLR0917
    examine, api, preview, warnings, path, what
):
    api.objects[path] = 403
    reason = f"cluster.server {api.url} does not let us read {path} (403 Forbidden)"

    if preview:
        examine()
        assert warnings == [f"{reason}: not checked: {what}"]
    else:
        assert refusal(examine) == f"{reason}; nothing was changed"


@pytest.mark.parametrize("preview", [True], indirect=True)
def test_what_may_not_be_read_does_not_hide_the_rest(examine, api, preview):
    api.objects |= {SECRET_PATH: 403, MONITOR.path: MADE_BY_HAND}

    assert refusal(examine).startswith("PodMonitor seldon-core is already there")


@pytest.mark.parametrize("adopt", [True, False])
def test_what_is_needed_and_missing_is_refused(examine, api, preview, adopt):
    del api.objects[MESH.path]
    assert refusal(examine, adopt=adopt) == f"{MESH.missing}; nothing was changed"

    del api.objects[GROUP.path]
    assert refusal(examine, adopt=adopt).splitlines() == [
        f"{GROUP.missing}; nothing was changed",
        f"{MESH.missing}; nothing was changed",
    ]


def test_what_is_looked_for_is_what_will_be_declared():
    settings = load({"cluster": {"server": "https://a", "context": "b"}})

    expected = list(foresight.expected(Stack(settings)))

    core = "/api/v1/namespaces/seldon-monitoring"
    operator = "/apis/monitoring.coreos.com/v1/namespaces/seldon-monitoring"
    secret = f"{core}/secrets/alertmanager-seldon-monitoring-alertmanager"
    assert {item.path for item in expected} == {
        core,
        secret,
        f"{core}/secrets?labelSelector=owner=helm,name=prometheus",
        f"{operator}/podmonitors/seldon-core",
        f"{operator}/podmonitors/seldon-drift-detector",
        f"{operator}/podmonitors/seldon-deploy",
        f"{operator}/podmonitors/metrics-server",
        f"{operator}/prometheusrules/seldon-deployment-usage-rules",
        f"{operator}/prometheusrules/deploy-infra-alerts",
        f"{operator}/prometheusrules/seldon-core-alerts",
        f"{operator}/prometheusrules/seldon-prometheus-alerts",
        f"{operator}/prometheusrules/seldon-monitoring-alerts",
        f"{operator}/prometheusrules/deploy-user-alerts",
        f"{operator}/prometheusrules/seldon-drift-alerts",
        f"{operator}/prometheusrules/seldon-monitor-alerts",
        f"{operator}/prometheusrules/seldon-user-alerts-quality",
        f"{operator}/prometheusrules/seldon-user-alerts-v2",
    }
    (release,) = [item for item in expected if item.kind == "Release"]
    assert release.witness == secret


def test_a_namespace_that_is_there_is_not_in_the_way():
    settings = load(
        {
            "cluster": {"server": "https://a", "context": "b"},
            "namespace": {"create": False},
        }
    )

    kinds = {item.kind for item in foresight.expected(Stack(settings))}

    assert "Namespace" not in kinds


def test_what_is_there_is_judged(api, examine):
    api.objects[WITNESS.path] = {"metadata": {}}
    examine()

    api.objects[WITNESS.path] = {"metadata": {"problem": "it is too old"}}

    assert refusal(examine) == "it is too old; nothing was changed"


def test_what_cannot_be_judged_is_said(api, examine, warnings, monkeypatch):
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    api.objects[WITNESS.path] = 403

    examine()

    assert [text.rsplit(": ", 1)[-1] for text in warnings] == [WITNESS.what]
