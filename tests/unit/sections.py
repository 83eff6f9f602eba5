"""A stack file's sections for a test, and what the settings say against them."""

from typing import Any

import pytest

from settings import SettingsError, load

CLUSTER = {"server": "https://dev.example.com:6443", "context": "dev"}


def refusal(**sections: Any) -> str:
    """Return the complaints about sections that must be refused."""
    with pytest.raises(SettingsError) as caught:
        load({"cluster": CLUSTER, **sections})
    return str(caught.value)


def nested(key: str, value: Any) -> dict[str, Any]:
    """Return {"a": {"b": value}} for "a.b"."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return dict(value)
