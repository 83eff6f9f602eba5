"""What Alertmanager's settings refuse of credentials, and never repeat or show."""

import pytest

from settings import load
from tests.unit.alertmanager_settings import AT, PAGER, refusal
from tests.unit.sections import CLUSTER

# What somebody might write where its name belongs.
OAUTH2 = {"clientId": "a", "clientSecret": "pd"}
SECRETS = ["R0utingKey+123", "5f0c9d4e7c0b4b0e9d520a8f6e3c1b7a"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "settings",
    [
        lambda secret: {"receivers": [{**PAGER, "routingKey": secret}]},
        lambda secret: {"receivers": [{"name": "x", "kind": "webhook", "url": secret}]},
        lambda secret: {
            "receivers": [
                {"name": "x", "kind": "webhook", "url": f"https://a:{secret}@b/"}
            ]
        },
        lambda secret: {
            "receivers": [
                {
                    "name": "x",
                    "kind": "raw",
                    "config": {
                        "telegram_configs": [{"bot_token_file": {"credential": secret}}]
                    },
                }
            ]
        },
        lambda secret: {
            "seldon": {
                "oauth2": {
                    "clientId": "a",
                    "clientSecret": secret,
                    "tokenUrl": "https://a",
                }
            }
        },
    ],
)
def test_a_credential_in_the_place_of_its_name_is_refused_and_not_repeated(
    secret, settings
):
    assert secret not in refusal(**settings(secret))


IN_THE_CLEAR = (
    "holds a URL with a password, which would stand in the clear in outputs and state; "
)


@pytest.mark.parametrize("secret", ["u:HUNTER2", "u:HUN/TER2", "HUNTER2"])
@pytest.mark.parametrize(
    "fields",
    [lambda url: {"url": url}, lambda url: {"http_config": {"proxy_url": url}}],
)
def test_a_password_in_a_url_of_a_raw_receiver_is_refused_and_not_repeated(
    secret, fields
):
    entry = fields(f"https://{secret}@x/")
    raw = {"name": "x", "kind": "raw", "config": {"webhook_configs": [entry]}}

    said = refusal(receivers=[raw])

    assert said.startswith(f"{AT}.receivers.0.config: webhook_configs[0].")
    assert said.endswith(
        f"{IN_THE_CLEAR}put the URL under credentials, encrypted, and write "
        "{credential: NAME} in its place"
    )
    assert "HUN" not in said


@pytest.mark.parametrize("secret", ["u:HUNTER2", "u:HUN/TER2", "HUNTER2"])
@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("receivers.0.url", lambda url: {"receivers": [{**PAGER, "url": url}]}),
        (
            "seldon.oauth2.tokenUrl",
            lambda url: {"seldon": {"oauth2": {**OAUTH2, "tokenUrl": url}}},
        ),
        (
            "seldon.oauth2.oidc.host",
            lambda url: {
                "seldon": {"oauth2": {**OAUTH2, "oidc": {"host": url, "realm": "a"}}}
            },
        ),
    ],
)
@pytest.mark.parametrize("url", ["https://{}@x/t", "{}@x"])
def test_a_password_in_a_typed_url_is_refused_and_not_repeated(
    secret, key, settings, url
):
    assert refusal(**settings(url.format(secret))) == (
        f"{AT}.{key}: refused: a URL with a user or a password would stand in the "
        "clear in outputs and state; write it without (an @ of the path as %40)"
    )


@pytest.mark.parametrize(
    ("credentials", "line"),
    [
        ({"pd": 123456}, "pd: refused: not text; put it in quotes"),
        (
            {"pd": " "},
            "pd: refused: it is empty; set it with `pulumi config set --secret --path`",
        ),
        ({"pd": ["hush"]}, "pd: refused: not text; put it in quotes"),
        ({"Pd": "hush"}, "Pd: refused: not a Kubernetes name; "),
    ],
)
def test_a_credential_that_cannot_be_is_refused_and_not_shown(credentials, line):
    found = refusal(credentials)

    assert found.startswith(f"seldon-monitoring:credentials.{line}")
    assert "hush" not in found
    assert "123456" not in found


def test_a_name_without_a_credential_is_refused_with_those_that_there_are():
    pager = {**PAGER, "routingKey": "other"}

    assert refusal({"pd": "hush", "ab": "hush"}, receivers=[pager]) == (
        f"{AT}.receivers.0.routingKey: names no credential that there is; known under "
        "credentials: ab, pd"
    )


def test_credentials_are_not_in_what_the_settings_show_of_themselves():
    found = load({"cluster": CLUSTER, "credentials": {"pd": "hush"}})

    assert "hush" not in repr(found)
    assert "hush" not in str(found.model_dump(mode="json"))
