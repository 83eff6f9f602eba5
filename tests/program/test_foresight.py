"""What is looked for in the cluster is what will be declared."""

from components import foresight
from components.stack import Stack
from settings import load


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
    assert release.witnesses[0] == secret
    assert {*release.witnesses} == {
        item.path for item in expected if item.kind not in {"Namespace", "Release"}
    }


def test_a_namespace_that_is_there_is_not_in_the_way():
    settings = load(
        {
            "cluster": {"server": "https://a", "context": "b"},
            "namespace": {"create": False},
        }
    )

    kinds = {item.kind for item in foresight.expected(Stack(settings))}

    assert "Namespace" not in kinds
