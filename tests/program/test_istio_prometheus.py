"""The second Prometheus: what is declared for it, and that nothing is without it."""

import pulumi
import pytest

from components import foresight
from components.cluster import Expected
from components.stack import Stack
from settings import load

ON = {"enabled": True}
CLUSTER = {"server": "https://a", "context": "a"}
LABEL = {"seldon-monitoring/prometheus": "istio"}
OWN = ("ServiceMonitor", "PodMonitor", "PrometheusRule", "Prometheus")


@pytest.fixture
def on(run):
    return run(istioPrometheus=ON)


def of(recording, kind, name):
    (found,) = (
        it.inputs
        for it in recording.resources
        if it.type.endswith(f":{kind}") and it.inputs["metadata"]["name"] == name
    )
    return found


def labels(manifest):
    return manifest["metadata"]["labels"]


def test_without_it_nothing_is_declared_and_nothing_left_out(committed):
    recording = committed("dev")

    assert [it.name for it in recording.resources if "istio" in it.name] == []
    assert "istioPrometheus" not in recording.outputs
    assert "istioPrometheus" not in recording.outputs["release"]
    spec = recording.one("Release").inputs["values"]["prometheus"]["prometheusSpec"]
    assert "ruleSelector" not in spec


def test_each_prometheus_takes_what_the_other_leaves(on):
    spec = of(on, "Prometheus", "seldon-monitoring-istio")["spec"]
    main = on.one("Release").inputs["values"]["prometheus"]["prometheusSpec"]
    carrying: set[str] = set()
    others: set[str] = set()
    for it in on.resources:
        if it.type.endswith(OWN[:3]):
            meta = it.inputs["metadata"]
            carries = LABEL.items() <= meta["labels"].items()
            (carrying if carries else others).add(meta["name"])

    for kind in ("serviceMonitor", "podMonitor", "rule"):
        assert spec[f"{kind}Selector"] == {"matchLabels": LABEL}
        assert main[f"{kind}Selector"]["matchExpressions"] == [
            {"key": "seldon-monitoring/prometheus", "operator": "NotIn"}
            | {"values": ["istio"]}
        ]
    assert carrying == {"istiod", "istio-envoy", "seldon-istio-mesh"}
    assert {"istio-federation", "seldon-core", "deploy-user-alerts"} <= others


def test_it_scrapes_what_istio_s_page_names(on):
    control_plane = of(on, "ServiceMonitor", "istiod")["spec"]
    proxies = of(on, "PodMonitor", "istio-envoy")["spec"]

    assert control_plane["namespaceSelector"]["matchNames"] == ["istio-system"]
    assert control_plane["selector"] == {"matchLabels": {"app": "istiod"}}
    assert control_plane["endpoints"][0]["port"] == "http-monitoring"
    assert proxies["namespaceSelector"]["any"] is True
    (endpoint,) = proxies["podMetricsEndpoints"]
    assert endpoint == {"port": "http-envoy-prom", "path": "/stats/prometheus"}


def test_it_may_only_read_where_targets_are(on):
    rules = of(on, "ClusterRole", "seldon-monitoring-istio")["rules"]
    binding = of(on, "ClusterRoleBinding", "seldon-monitoring-istio")

    assert {verb for rule in rules for verb in rule["verbs"]} == {
        "get",
        "list",
        "watch",
    }
    assert {name for rule in rules for name in rule["resources"]} == {
        "services",
        "endpoints",
        "pods",
        "endpointslices",
    }
    assert binding["subjects"] == [
        {
            "kind": "ServiceAccount",
            "name": "seldon-monitoring-istio",
            "namespace": "seldon-monitoring",
        }
    ]


def test_exactly_the_records_are_federated_to_the_other_one(on):
    groups = of(on, "PrometheusRule", "seldon-istio-mesh")["spec"]["groups"]
    recorded = [rule["record"] for group in groups for rule in group["rules"]]
    (endpoint,) = of(on, "ServiceMonitor", "istio-federation")["spec"]["endpoints"]

    assert endpoint["path"] == "/federate"
    assert endpoint["honorLabels"] is True
    assert endpoint["params"] == {
        "match[]": ['{__name__=~"' + "|".join(recorded) + '"}']
    }
    assert "workload:istio_requests:rate" in recorded


def test_its_service_leads_to_its_own_pods_alone(on):
    service = of(on, "Service", "seldon-monitoring-istio")
    pods = of(on, "Prometheus", "seldon-monitoring-istio")["spec"]["podMetadata"]

    assert service["spec"]["selector"] == LABEL
    assert LABEL.items() <= pods["labels"].items()
    assert LABEL.items() <= labels(service).items()


def test_seldon_s_values_do_not_know_of_it(on, committed):
    assert (
        on.outputs["seldonDeployValues"]
        == (committed("dev").outputs["seldonDeployValues"])
    )
    assert on.outputs["endpoints"] == committed("dev").outputs["endpoints"]


def test_what_verify_and_promotion_ask_for_is_an_output(on):
    found = on.outputs["istioPrometheus"]

    assert found["url"] == "http://seldon-monitoring-istio.seldon-monitoring:9090"
    assert [it["name"] for it in found["monitors"]] == ["istiod", "istio-envoy"]
    assert on.outputs["monitors"][-1]["job"] == "seldon-monitoring/istio-federation"
    # The version of the chart's own Prometheus, in kube-prometheus-stack 88.5.3.
    assert on.outputs["release"]["istioPrometheus"] == {"version": "3.14.0"}


def test_the_alerts_on_monitors_miss_it(on):
    groups = of(on, "PrometheusRule", "seldon-monitor-alerts")["spec"]["groups"]

    assert all("|istio-federation)" in rule["expr"] for rule in groups[0]["rules"])


def test_it_is_as_the_settings_say(run):
    recording = run(
        istioPrometheus={
            "enabled": True,
            "namespace": "mesh",
            "version": "3.5.0",
            "image": "registry.example.com/prometheus:v3.5.0",
            "retention": "2h",
            "scrapeInterval": "20s",
            "window": "2m",
            "storage": {"size": "20Gi"},
            "resources": {"requests": {"memory": "2Gi"}},
            "envoy": {"selector": {"mesh": "yes"}, "namespaces": ["seldon"]},
        },
        kubePrometheus={"images": {"pullSecrets": ["registry"]}},
    )

    spec = of(recording, "Prometheus", "seldon-monitoring-istio")["spec"]
    assert (spec["version"], spec["image"]) == (
        "v3.5.0",
        "registry.example.com/prometheus:v3.5.0",
    )
    assert spec["imagePullSecrets"] == [{"name": "registry"}]
    assert (spec["retention"], spec["scrapeInterval"]) == ("2h", "20s")
    claim = spec["storage"]["volumeClaimTemplate"]["spec"]
    assert claim["resources"] == {"requests": {"storage": "20Gi"}}
    assert spec["resources"] == {"requests": {"memory": "2Gi"}}
    istiod = of(recording, "ServiceMonitor", "istiod")["spec"]
    assert istiod["namespaceSelector"]["matchNames"] == ["mesh"]
    envoy = of(recording, "PodMonitor", "istio-envoy")["spec"]
    assert envoy["selector"] == {"matchLabels": {"mesh": "yes"}}
    (group,) = of(recording, "PrometheusRule", "seldon-istio-mesh")["spec"]["groups"]
    assert group["interval"] == "20s"
    assert "[2m]" in group["rules"][0]["expr"]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (
            {"image": "quay.io/prometheus/prometheus:v2.55.0"},
            "spec.version is 3.14.0 but its image's tag is v2.55.0",
        ),
        (
            {"image": f"quay.io/prometheus/prometheus:v2.55.0@sha256:{'0' * 64}"},
            "spec.version is 3.14.0 but its image's tag is v2.55.0",
        ),
        ({"image": "quay.io/prometheus/prometheus:latest"}, "not an image that stays"),
    ],
)
def test_an_image_of_another_version_is_refused(run, image, said):
    with pytest.raises(pulumi.RunError, match=r"istioPrometheus\.image") as refused:
        run(istioPrometheus=ON | image)

    assert said in str(refused.value)


def test_a_version_that_the_operator_does_not_run_is_refused(run):
    # Operator 0.93 takes Prometheus 2 and 3 (docs/compatibility.md).
    with pytest.raises(pulumi.RunError, match=r"istioPrometheus\.version: operator"):
        run(istioPrometheus=ON | {"version": "4.0.0"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"window": "20s"}, "window: 20s holds fewer than two scrapes"),
        (
            {"window": "1m", "envoy": {"interval": "1m"}},
            "holds fewer than two scrapes at a scrape interval of 1m",
        ),
        ({"retention": "1m"}, "retention: 1m is shorter than the window 5m"),
    ],
)
def test_a_window_that_cannot_be_filled_is_refused(run, given, said):
    with pytest.raises(pulumi.RunError) as refused:
        run(istioPrometheus=ON | given)

    assert said in str(refused.value)


def test_nobody_else_s_objects_are_taken_and_the_mesh_must_be_there():
    stack = Stack(load({"cluster": CLUSTER, "istioPrometheus": ON}))
    found = {
        (it.kind, it.name)
        for it in foresight.expected(stack)
        if isinstance(it, Expected)
    }

    own = "seldon-monitoring-istio"
    assert found >= {
        ("ServiceAccount", own),
        ("Service", own),
        ("ClusterRole", own),
        ("ClusterRoleBinding", own),
        ("Prometheus", own),
        ("ServiceMonitor", "istiod"),
        ("ServiceMonitor", "istio-federation"),
        ("PodMonitor", "istio-envoy"),
        ("PrometheusRule", "seldon-istio-mesh"),
    }
    needed = {it.path: it for it in foresight.needed(stack)}[
        "/api/v1/namespaces/istio-system"
    ]
    assert (needed.missing or "").startswith(
        "istioPrometheus.namespace: there is no namespace istio-system"
    )
