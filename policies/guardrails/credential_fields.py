"""Tells by name and shape which values are credentials; says where, never what."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import yaml

from domain import yamlfiles
from domain.alertmanager_fields import HIDDEN, SECRETS
from policies.properties import at, items
from policies.walking import Value, values

# Credentials wherever they stand: fields of Alertmanager and Prometheus, of the charts'
# values and of Thanos' object storage, as words.
_ANYWHERE = frozenset(
    {
        *("password", "admin_password", "auth_password", "smtp_auth_password"),
        *("auth_secret", "smtp_auth_secret", "client_secret", "api_secret"),
        *("wechat_api_secret", "api_key", "opsgenie_api_key", "victorops_api_key"),
        *("slack_api_url", "slack_app_token", "bearer_token", "access_token"),
        *("bot_token", "telegram_bot_token", "sas_token", "token_id", "user_key"),
        *(
            "token",
            "service_key",
            "secret_key",
            "private_key",
            "account_key",
            "passphrase",
        ),
    }
)
# Blocks of which every value may be one.
_WHOLE = frozenset({"proxy_connect_header", "endpoint_params"})
# A key's name in a Secret, in charts and in the operator's objects.
_KEYS_OF_SECRETS = frozenset({"secretKey", "accessKey", "privateKey"})
_HEADERS = frozenset({"authorization", "proxy_authorization", "x_api_key", "cookie"})
# A value that is filled in elsewhere, or was taken out.
_REFERENCE = re.compile(rf"\$\([\w.-]+\)|\$\{{[\w.-]+\}}|{re.escape(HIDDEN)}|")
_SHAPES = {
    "a password in a URL": re.compile(
        r"://([^\s/?#@]+@|[^\s/:@]+:(?!\d+(/|$))[^\s@]+@)"
    ),
    "a token in a URL": re.compile(
        r"://\S+[?&](access_token|token|api_?key|password|secret|sig)=[^&\s]",
        re.IGNORECASE,
    ),
    "an incoming webhook's URL": re.compile(
        r"://(hooks\.slack\.com/(services|workflows|triggers)/\w"
        r"|discord(app)?\.com/api/webhooks/\w|[\w.-]+\.webhook\.office\.com/\w)"
    ),
    "an Authorization header": re.compile(r"^\s*(Bearer|Basic)\s+[\w+/=.~-]{4,}\s*$"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
_FLAG = r"--?(?P<flag>[\w.-]*(password|token|secret|api[-_.]?key))"
_ARGUMENT = re.compile(rf"{_FLAG}=(?P<value>.*)", re.DOTALL)
_ENVIRONMENT = re.compile(r".*(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|CREDENTIALS?)")
# Worth parsing: text in which such a name stands before a colon.
_NAMES = "|".join(
    sorted(
        {
            *_ANYWHERE,
            *_WHOLE,
            *_HEADERS,
            *(it for them in SECRETS.values() for it in them),
        }
    )
)
_CONFIGURATION = re.compile(rf"\b({_NAMES})\W*:", re.IGNORECASE)


def credentials(whole: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield where a credential stands in the clear, and what it is.

    Raises:
        UnknownValueError: after the rest, where a preview did not know a value.
    """
    for value in values(whole):
        place = f"{path}{value.path}"
        what = _what(value)
        if what:
            yield place, what
        elif isinstance(value.value, str) and _CONFIGURATION.search(value.value):
            yield from credentials(_parsed(value.value), f"{place}: ")


def of_environment(containers: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Yield the variables of containers that hold a credential in the clear."""
    for container in containers:
        for variable in items(at(container, "env")):
            name, value = str(at(variable, "name")), at(variable, "value")
            if _ENVIRONMENT.fullmatch(name.upper()) and _told(value):
                where = f"container {at(container, 'name')}, variable {name}"
                yield where, "a credential"


def of_arguments(containers: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Yield the flags of containers whose next word is a credential in the clear."""
    for container in containers:
        for key in ("command", "args"):
            for flag, value in pairwise(map(str, items(at(container, key)))):
                told = _told(value) and not value.startswith("-")
                if told and re.fullmatch(_FLAG, flag):
                    where = f"container {at(container, 'name')}, argument {flag}"
                    yield where, "a credential"


def _what(value: Value) -> str | None:
    if not _told(value.value):
        return None
    if _named(value):
        return "a credential"
    text = str(value.value)
    argument = _ARGUMENT.fullmatch(text)
    if argument and _told(argument["value"]):
        return f"a credential (--{argument['flag']})"
    return next((what for what, shape in _SHAPES.items() if shape.search(text)), None)


def _named(value: Value) -> bool:
    """Tell whether its name, or the block that it stands in, makes it a credential."""
    key, above = _words(value.key), [_words(name) for name in value.keys[:-1]]
    if value.key in _KEYS_OF_SECRETS:
        return False
    if key in _ANYWHERE or key in _HEADERS:
        return True
    if _WHOLE.intersection(above):
        return True
    header = bool(above) and above[-1] in _HEADERS
    if header and key in {"values", "secrets", "credentials"}:
        return True
    return any(key in SECRETS.get(block, ()) for block in above)


def _words(name: str) -> str:
    """Return a name in snake case: adminPassword, admin-password, admin_password."""
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return snake.replace("-", "_").lower()


def _told(value: object) -> bool:
    """Tell whether a value is one itself: text or number, and no reference to one."""
    if isinstance(value, bool) or value is None:
        return False
    return not _REFERENCE.fullmatch(str(value).strip())


def _parsed(text: str) -> object:
    """Return what a text holds as JSON or YAML; nothing where it is neither."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        found = yamlfiles.read(text)
    except yaml.YAMLError:
        return None
    return found if isinstance(found, dict | list) else None
