"""Credentials by name: one map of the stack file, which the other sections point into.

A section names a credential and never holds one, because one encrypted value would make
its whole section secret, and what is secret no preview shows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

from settings.base import URL, Name, Section


@dataclass(frozen=True)
class NamesCredential:
    """Marks a field whose text is the name of a credential, unless it is a URL.

    always_file: what it names is mounted also where credentials stand inline.
    """

    always_file: bool = False


class HoldsCredentials:
    """Marks a field whose values name credentials as {credential: NAME}."""


def _not_empty(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("it is empty; set it with `pulumi config set --secret --path`")
    return value


_NAME = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"


def _unshown(pattern: str, remedy: str) -> BeforeValidator:
    """Accept what the whole pattern matches; a refusal does not repeat the value.

    It may be the credential itself, written where its name belongs.
    """
    shape = re.compile(pattern)

    def check(value: object) -> object:
        given = isinstance(value, str) and shape.fullmatch(value)
        if value is not None and not given:
            raise PydanticCustomError("credential", "{remedy}", {"remedy": remedy})
        return value

    return BeforeValidator(check)


_REMEDY = "this is no credential's name; put the value under credentials, encrypted, "
_A_NAME = _unshown(
    _NAME, f"{_REMEDY}and write its name here (lower-case letters, digits, dashes)"
)
Credentials = dict[Name, Annotated[SecretStr, AfterValidator(_not_empty)]]
CredentialName = Annotated[str, _A_NAME, NamesCredential()]
OptionalCredential = Annotated[str | None, _A_NAME, NamesCredential()]
# Names of credentials by whatever they are for.
Purpose = TypeVar("Purpose")
CredentialsByName = Annotated[dict[Purpose, Annotated[str, _A_NAME]], NamesCredential()]
# A certificate that is trusted is no secret; it is mounted the same way.
OptionalCa = Annotated[str | None, _A_NAME, NamesCredential(always_file=True)]
UrlOrCredential = Annotated[
    str,
    _unshown(
        rf"{URL}|{_NAME}",
        "neither a URL without a password nor the name of a credential; put a URL that "
        "holds a secret under credentials, encrypted, and write its name here",
    ),
    NamesCredential(),
]


@dataclass(frozen=True)
class Reference:
    """A credential's name, where it stands, and whether it must be a file."""

    path: str
    name: str
    always_file: bool


def is_url(value: str) -> bool:
    """Tell a URL that stands in the clear from the name of a credential."""
    return "://" in value


def references(section: Section, path: str = "") -> Iterator[Reference]:
    """Yield each credential that a section and those below it name."""
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        where = f"{path}.{field.alias or name}".removeprefix(".")
        mark = next((m for m in field.metadata if isinstance(m, NamesCredential)), None)
        if mark and isinstance(value, Mapping):
            for key, named in value.items():
                yield Reference(f"{where}.{key}", named, mark.always_file)
        elif mark and value is not None and not is_url(value):
            yield Reference(where, value, mark.always_file)
        if any(isinstance(m, HoldsCredentials) for m in field.metadata):
            yield from _in_raw(value, where)
        yield from _below(value, where)


def _below(value: object, path: str) -> Iterator[Reference]:
    if isinstance(value, Section):
        yield from references(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _below(item, f"{path}.{index}")


def _in_raw(value: object, path: str) -> Iterator[Reference]:
    """Yield the `{credential: NAME}` of values that are passed on as they are."""
    if isinstance(value, Mapping):
        if set(value) == {"credential"}:
            always = path.endswith("_file")
            yield Reference(path, str(value["credential"]), always)
            return
        for key, item in value.items():
            yield from _in_raw(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_raw(item, f"{path}.{index}")


def unknown(section: Section, credentials: Mapping[str, object]) -> Iterator[str]:
    """Complain about names that no credential has."""
    known = ", ".join(sorted(credentials)) or "none"
    for reference in references(section):
        if reference.name not in credentials:
            # Not the name: it may be the credential itself.
            yield (
                f"{reference.path}: names no credential that there is; known under "
                f"credentials: {known}"
            )
