"""What pydantic found wrong, in a user's words: the key, the value, the remedy."""

import difflib
import json
import typing
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.passwords import redacted
from settings.base import Section

# By pydantic's type of error; {} are filled with the bound that it names.
_REMEDIES = {
    "string_type": "not text; put it in quotes",
    "bool_type": "neither true nor false; write one of the two",
    "bool_parsing": "neither true nor false; write one of the two",
    "int_type": "not a whole number; write one like 3",
    "int_parsing": "not a whole number; write one like 3",
    "int_from_float": "not a whole number; write one like 3",
    "float_type": "not a number; write one like 0.5",
    "float_parsing": "not a number; write one like 0.5",
    "finite_number": "not a finite number; write one like 0.5",
    "greater_than": "too small; write more than {gt:g}",
    "greater_than_equal": "too small; write {ge:g} or more",
    "less_than": "too large; write less than {lt:g}",
    "less_than_equal": "too large; write {le:g} or less",
    "literal_error": "unknown here; write {expected}",
    "tuple_type": "not a list; write one entry per line, each after a dash",
    "dict_type": "not a section; write its keys below it, indented",
    "model_type": "not a section; write its keys below it, indented",
    "model_attributes_type": "not a section; write its keys below it, indented",
    "too_short": "an empty list; write one entry at least, or leave the key out",
    "string_too_short": "empty; write something, or leave the key out",
}
# A section of a list comes in kinds, and says which by a key.
_KINDS = {
    "union_tag_not_found": "missing; say by {discriminator} which one this is",
    "union_tag_invalid": '"{tag}" is refused: unknown here; write one of '
    "{expected_tags}",
}
# The section whose values nobody is shown.
_HIDDEN = "credentials"
# How pydantic says that it speaks of a map's key, not of what stands below it.
_OF_A_MAP = "[key]"


def complaints(settings: type[Section], error: ValidationError) -> Iterator[str]:
    """Yield one line for each problem, each starting with its key."""
    for problem in error.errors():
        key, sections = _key(settings, problem["loc"])
        complaint = _complaint(sections, problem)
        if problem["type"] in _KINDS:
            key += f".{problem['ctx']['discriminator'].strip(chr(39))}"
        # A check of the whole names the keys itself, one per line.
        yield from [f"{key}: {complaint}"] if key else complaint.splitlines()


def aliases(section: type[Section]) -> dict[str, type[Section] | None]:
    """Map each key of a section, as written, to the section below it, if any."""
    return {key: kinds[0] if kinds else None for key, kinds in below(section).items()}


def below(section: type[Section]) -> dict[str, tuple[type[Section], ...]]:
    """Map each key of a section to the sections that may stand below it."""
    return {
        field.alias or name: tuple(_sections(field.annotation))
        for name, field in section.model_fields.items()
    }


def _key(
    settings: type[Section], location: tuple[int | str, ...]
) -> tuple[str, tuple[type[Section], ...]]:
    """Return a problem's key as written, and the sections that it stands in."""
    key = ""
    within: tuple[type[Section], ...] = (settings,)
    found = within
    for part in location:
        if isinstance(part, int):
            key += f".{part}"
        if isinstance(part, int) or part == _OF_A_MAP:
            continue
        chosen = [kind for kind in found if len(found) > 1 and _is_kind(kind, part)]
        if chosen:
            # pydantic names the kind on the way; a stack file does not.
            found = tuple(chosen)
            continue
        key += f".{part}"
        within = found
        found = below(found[0]).get(part, ()) if found else ()
    return key.removeprefix("."), within


def _complaint(sections: tuple[type[Section], ...], problem: ErrorDetails) -> str:
    kind, value = problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"unknown key; {_nearest(sections, str(problem['loc'][-1]))}"
    if kind == "missing":
        return "missing; set it in the stack file"
    if kind in _KINDS:
        return _KINDS[kind].format(**problem["ctx"])
    message = problem["msg"].removeprefix("Value error, ")
    if kind in _REMEDIES:
        message = _REMEDIES[kind].format(**problem.get("ctx", {}))
    elif isinstance(value, dict):
        # A check of a whole section names what it compared.
        return message
    if problem["loc"][0] == _HIDDEN or kind == "credential":
        return f"refused: {message}"
    return f"{_shown(value)} is refused: {message}"


def _shown(value: object) -> str:
    """Return a value on one line, as a stack file may write it, without passwords."""
    if value is None:
        return "nothing"
    return redacted(json.dumps(value, ensure_ascii=False, default=str))


def _nearest(sections: tuple[type[Section], ...], key: str) -> str:
    known = list(below(sections[0])) if sections else []
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(known)}"


def _sections(annotation: object) -> Iterator[type[Section]]:
    """Yield the sections of an annotation: one, none, a list of them, of kinds."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _sections(part)


def _is_kind(section: type[Section], tag: str) -> bool:
    field = section.model_fields.get("kind")
    return field is not None and tag in typing.get_args(field.annotation)
