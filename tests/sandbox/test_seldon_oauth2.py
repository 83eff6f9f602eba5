"""What plays Seldon's token endpoint, with the real Alertmanager, both on loopback.

The configuration is written by hand, as Seldon's page on alerting has it.
"""

import contextlib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
import yaml

from sandbox import certificates, images, tools
from tests.project import eventually

API = "/seldon-deploy/api/v1alpha1/webhooks/firing-alert"
ENDPOINT = "/auth/realms/deploy-realm/protocol/openid-connect/token"
GRANT = {"grant_type": "client_credentials", "scope": "openid"}
CLIENT = {"client_id": "sd-api", "client_secret": "first"}


@dataclass(frozen=True)
class Stage:
    """Where everything listens, and the folders of the provider and Alertmanager."""

    seldon: str
    tokens: str
    pager: str
    alertmanager: str
    oidc: Path
    secret: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.oidc / "ca.crt"))

    def kept(self, url: str) -> list[str]:
        """Return the names of the alerts that a receiver was sent."""
        return [
            alert["labels"]["alertname"]
            for payload in httpx.get(url).json()
            for alert in payload["alerts"]
        ]

    def at_seldon(self) -> list[str]:
        return self.kept(f"{self.seldon}/sandbox/webhooks")

    def at_pager(self) -> list[str]:
        return self.kept(f"{self.pager}/sandbox/pages")

    def fire(self, name: str) -> None:
        labels = {"alertname": name, "severity": "warning", "type": "user"}
        url = f"{self.alertmanager}/api/v2/alerts"
        httpx.post(url, json=[{"labels": labels}]).raise_for_status()

    def failed(self) -> float:
        """Return how many requests of notifications failed, by the webhooks."""
        name = 'alertmanager_notification_requests_failed_total{integration="webhook"'
        text = httpx.get(f"{self.alertmanager}/metrics").text
        lines = [line for line in text.splitlines() if line.startswith(name)]
        return sum(float(line.rpartition(" ")[2]) for line in lines)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("oauth2")
    oidc, secret = folder / "oidc", folder / "secret"
    oidc.mkdir()
    certificates.serve(oidc, ["127.0.0.1"], ["localhost"])
    for name, text in CLIENT.items():
        (oidc / name).write_text(text)
    secret.write_text("first\n")
    api, metrics, tokens, pager, alertmanager = (f"127.0.0.1:{n}" for n in ports(5))
    made = Stage(
        f"http://{api}",
        f"https://{tokens}",
        f"http://{pager}",
        f"http://{alertmanager}",
        oidc,
        secret,
    )
    file = folder / "alertmanager.yaml"
    file.write_text(yaml.safe_dump(configuration(made)))
    # Ten seconds at most, and Go's client asks for a token each time.
    flags = f"-api={api} -metrics={metrics} -tokens={tokens} -oidc={oidc} -lifetime=10s"
    alerting = (
        f"--config.file={file} --storage.path={folder / 'data'} "
        f"--cluster.listen-address= --web.listen-address={alertmanager}"
    )
    with contextlib.ExitStack() as stack:
        for program, arguments, ready in (
            (images.program("seldon-deploy"), flags, f"{made.seldon}/ready"),
            (images.program("pager"), f"-address={pager}", f"{made.pager}/ready"),
            (tools.built("alertmanager"), alerting, f"{made.alertmanager}/-/ready"),
        ):
            stack.enter_context(running(program, arguments.split(), folder / "log"))
            eventually(partial(answers, ready), 20, ready)
        yield made


def configuration(stage: Stage) -> dict[str, object]:
    oauth2 = {
        "client_id": "sd-api",
        "client_secret_file": str(stage.secret),
        "scopes": ["openid"],
        "token_url": stage.tokens + ENDPOINT,
        "tls_config": {"ca_file": str(stage.oidc / "ca.crt")},
    }
    seldon = {"url": stage.seldon + API, "http_config": {"oauth2": oauth2}}
    pager = {"url": f"{stage.pager}/sandbox/pager"}
    return {
        "receivers": [
            {"name": "pager", "webhook_configs": [pager]},
            {"name": "deploy-webhook", "webhook_configs": [seldon]},
        ],
        "route": {
            "receiver": "pager",
            "group_by": ["alertname"],
            "group_wait": "0s",
            "group_interval": "1s",
            "routes": [
                {"receiver": "pager", "continue": True},
                {"receiver": "deploy-webhook"},
            ],
        },
    }


@contextlib.contextmanager
def running(program: Path, arguments: list[str], log: Path) -> Iterator[None]:
    command = [str(program), *arguments]
    with log.open("a") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.HTTPError:
        return False


def ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def test_the_webhook_asks_for_a_token_that_the_endpoint_gives(stage: Stage):
    payload = {"status": "firing", "groupLabels": {}, "alerts": []}
    without = httpx.post(stage.seldon + API, json=payload)
    asked = httpx.post(
        stage.tokens + ENDPOINT, data={**GRANT, **CLIENT}, verify=stage.trust
    )
    bearer = {"Authorization": f"Bearer {asked.json()['access_token']}"}

    with_token = httpx.post(stage.seldon + API, json=payload, headers=bearer)

    assert without.status_code == 401
    assert without.headers["WWW-Authenticate"] == "Bearer"
    assert with_token.status_code == 200


def test_only_who_has_the_authority_trusts_the_token_endpoint(stage: Stage):
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.post(stage.tokens + ENDPOINT, data={**GRANT, **CLIENT})


def test_alertmanager_comes_with_a_token(stage: Stage):
    stage.fire("WithToken")

    eventually(stage.at_seldon, 20, "at Seldon", lambda names: "WithToken" in names)
    assert stage.failed() == 0


def test_a_wrong_secret_fails_and_the_rotated_one_is_taken_up(stage: Stage):
    (stage.oidc / "client_secret").write_text("second")
    stage.fire("AfterRotation")
    eventually(stage.failed, 20, "notifications fail", lambda count: count > 0)
    eventually(stage.at_pager, 20, "at pager", lambda names: "AfterRotation" in names)
    assert "AfterRotation" not in stage.at_seldon()

    stage.secret.write_text("second\n")

    eventually(stage.at_seldon, 30, "at Seldon", lambda names: "AfterRotation" in names)
