"""One alert of each family, from its fault to who should hear of it, and its end.

One story, told in order, on the stack that the story of its life left running. Seldon's
webhook asks for a token all the while, and a pager stands beside it.
"""

import json
import re
from typing import Any

from operations.policypack import flags
from tests.cluster import seldon
from tests.project import PREFIX, Project, eventually

STACK = "sandbox"
NAMESPACES = "/api/v1/namespaces"
# Where those who hear of alerts keep what they were sent.
SELDON = "seldon-system/services/seldon-deploy:http/proxy/sandbox/webhooks"
ON_CALL = "on-call/services/pager:http/proxy/sandbox/pages"
PAGER = "http://pager.on-call/sandbox/pager"
CREDENTIAL = f"{PREFIX}credentials.seldon-client"
# What the fault of each family raises.
FAULTS = {
    "--fail": "SeldonDeploymentErrorRateHigh",
    "--drift": "SeldonDeploymentDriftDetected",
    "--down": "SeldonTargetDown",
    "--mute": "SeldonMonitorGivesNothing",
}
# Its shortest window is 5m, so its end takes longer than the other alerts' together.
BUDGET = "SeldonErrorBudgetBurnsFast"
FAILING = "AlertmanagerNotificationsFailing"
HEARTBEAT = "SeldonMonitoringWatchdog"


def test_the_stack_is_given_a_client_an_authority_and_a_pager(project: Project):
    seldon.deploy(project, STACK, "first secret")
    authority = seldon.tell(project, "ca")
    project.stack_file(
        STACK,
        alertRules={
            "notificationsFailing": {"window": "30s"},
            # So strict that seconds of failure burn its budget.
            "slo": {
                "minimumRequests": 10,
                "availability": {"enabled": True, "objective": 0.9999},
            },
        },
        alertmanager={
            "seldon": {
                "oauth2": {
                    "clientId": "sd-api",
                    "clientSecret": "seldon-client",
                    "oidc": {
                        "host": "https://keycloak.seldon-system",
                        "realm": "deploy-realm",
                    },
                    "ca": "seldon-authority",
                }
            },
            "receivers": [{"name": "pager", "kind": "webhook", "url": PAGER}],
            "deadMansSwitch": {"url": PAGER},
        },
    )
    encrypt(project, CREDENTIAL, "first secret")
    encrypt(project, f"{PREFIX}credentials.seldon-authority", authority)

    said = project.up(STACK, *flags(STACK))

    assert "first secret" not in said


def test_each_fault_reaches_seldons_webhook_with_a_token(project: Project):
    seldon.tell(project, "model", *FAULTS)

    eventually(
        lambda: heard(project, SELDON, "firing"),
        150,
        "alerts at Seldon",
        lambda found: {*FAULTS.values(), BUDGET} <= found,
    )
    assert tokens(project)["granted"] > 0
    # The sign of life goes to the dead man's switch alone.
    eventually(
        lambda: seldon.tell(project, "pages"),
        90,
        "sign of life at the dead man's switch",
        lambda pages: HEARTBEAT in pages,
    )
    assert HEARTBEAT not in heard(project, SELDON, "firing")


def test_a_wrong_secret_raises_an_alert_at_the_other_receiver(project: Project):
    seldon.deploy(project, STACK, "second secret")
    seldon.tell(project, "model", "--recover")

    eventually(
        lambda: heard(project, ON_CALL, "firing"),
        120,
        "alert on failing notifications at the pager",
        lambda found: FAILING in found,
    )
    assert FAILING not in heard(project, SELDON, "firing")
    assert tokens(project)["refused"] > 0


def test_a_rotated_credential_is_taken_up_without_a_restart(project: Project):
    before = life_of_alertmanager(project)
    encrypt(project, CREDENTIAL, "second secret")

    preview = project.preview(STACK)
    said = project.up(STACK)

    assert re.findall(r"~ (kubernetes:[\w./]+:\w+)", preview) == [
        "kubernetes:core/v1:Secret"
    ]
    assert "second secret" not in preview + said
    eventually(
        lambda: heard(project, SELDON, "resolved"),
        120,
        "the end of each alert at Seldon",
        lambda found: set(FAULTS.values()) <= found,
    )
    eventually(
        lambda: heard(project, ON_CALL, "resolved"),
        120,
        "the end of the alert on failing notifications at the pager",
        lambda found: FAILING in found,
    )
    assert before
    assert life_of_alertmanager(project) == before


def test_without_a_client_neither_side_speaks_of_tokens_again(project: Project):
    project.stack_file(STACK)

    project.up(STACK)
    seldon.deploy(project, STACK)

    assert "oauth2" not in json.dumps(project.outputs(STACK)["alertmanagerConfig"])


def encrypt(project: Project, key: str, value: str) -> None:
    """Write a credential into the stack's file, encrypted."""
    flags = ("--secret", "--path", "--stack", STACK)
    project.run("pulumi", "config", "set", *flags, "--", key, value)


def heard(project: Project, where: str, status: str) -> set[str]:
    """Return the alerts that a receiver was told to fire or to have ended."""
    return {
        alert["labels"]["alertname"]
        for payload in project.get(f"{NAMESPACES}/{where}")
        for alert in payload["alerts"]
        if alert["status"] == status
    }


def tokens(project: Project) -> dict[str, int]:
    """Return how many requests for a token were granted and refused."""
    path = SELDON.replace("webhooks", "tokens")
    return dict(project.get(f"{NAMESPACES}/{path}"))


def life_of_alertmanager(project: Project) -> list[tuple[Any, ...]]:
    """Return what would change if Alertmanager's pod or a container were started."""
    pods = f"{NAMESPACES}/seldon-monitoring/pods"
    label = "labelSelector=app.kubernetes.io/name=alertmanager"
    return [
        (
            pod["metadata"]["uid"],
            container["name"],
            container["restartCount"],
            container["state"]["running"]["startedAt"],
        )
        for pod in project.get(f"{pods}?{label}")["items"]
        for container in pod["status"]["containerStatuses"]
    ]
