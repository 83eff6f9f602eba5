"""Prometheus and Alertmanager without operator, as seldon-core-analytics has them."""

from typing import Any

import yaml

from tests.project import PREFIX, Project

STACK = "sandbox"
NAMESPACE = "seldon-system"


def test_a_config_map_of_somebody_else_s_and_a_missing_service_are_refused(
    scratch: Project,
):
    write(scratch, vanilla={"alerts": {"configMap": "kube-root-ca.crt"}})
    scratch.init(STACK)

    said = scratch.preview(STACK, check=False)
    other = {"prometheus": {"service": "nobody"}, "alertmanager": {"service": "none"}}
    write(scratch, vanilla=other)
    missing = scratch.preview(STACK, check=False)

    assert "ConfigMap kube-root-ca.crt is already there and was not made by" in said
    for key, name in (("prometheus", "nobody"), ("alertmanager", "none")):
        assert (
            f"kubePrometheus.vanilla.{key}.service: there is no Service {name} in "
            f"namespace {NAMESPACE}"
        ) in missing


def write(project: Project, *, warning: float = 0.05, **chosen: Any) -> None:
    """Write the stack file: the sandbox's quick figures, nothing to install."""
    project.stack_file(STACK, alertRules={"errorRate": {"warning": warning}})
    file = project.folder / f"Pulumi.{STACK}.yaml"
    document = yaml.safe_load(file.read_text())
    document["config"][f"{PREFIX}kubePrometheus"] = {
        "distribution": "vanilla",
        "prometheus": {
            "scrapeInterval": "5s",
            "externalLabels": {"setup": "analytics"},
        },
        **chosen,
    }
    file.write_text(yaml.safe_dump(document))
