"""What pydantic found wrong, in a user's words: the key, the value, the remedy."""

import difflib
import json
import typing
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

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
    "greater_than": "too small; write more than {gt:g}",
    "greater_than_equal": "too small; write {ge:g} or more",
    "less_than": "too large; write less than {lt:g}",
    "less_than_equal": "too large; write {le:g} or less",
    "literal_error": "unknown here; write {expected}",
    "tuple_type": "not a list; write one entry per line, each after a dash",
    "dict_type": "not a section; write its keys below it, indented",
    "model_type": "not a section; write its keys below it, indented",
    "too_short": "an empty list; write one entry at least, or leave the key out",
}


def complaints(settings: type[Section], error: ValidationError) -> Iterator[str]:
    """Yield one line for each problem, each starting with its key."""
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        complaint = _complaint(settings, problem)
        # A check of the whole names the keys itself, one per line.
        yield from [f"{key}: {complaint}"] if key else complaint.splitlines()


def aliases(section: type[Section]) -> dict[str, type[Section] | None]:
    """Map each key of a section, as written, to the section below it, if any."""
    return {
        field.alias or name: _section(field.annotation)
        for name, field in section.model_fields.items()
    }


def _complaint(settings: type[Section], problem: ErrorDetails) -> str:
    kind, value = problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"unknown key; {_nearest(settings, problem['loc'])}"
    if kind == "missing":
        return "missing; set it in the stack file"
    message = problem["msg"].removeprefix("Value error, ")
    if kind in _REMEDIES:
        message = _REMEDIES[kind].format(**problem.get("ctx", {}))
    elif isinstance(value, dict):
        # A check of a whole section names what it compared.
        return message
    return f"{_shown(value)} is refused: {message}"


def _shown(value: object) -> str:
    """Return a value on one line, as a stack file may write it."""
    if value is None:
        return "nothing"
    return json.dumps(value, ensure_ascii=False, default=str)


def _nearest(settings: type[Section], location: tuple[int | str, ...]) -> str:
    section: type[Section] | None = settings
    for part in location[:-1]:
        section = aliases(section).get(str(part)) if section else None
    known = list(aliases(section)) if section else []
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(known)}"


def _section(annotation: object) -> type[Section] | None:
    """Return the section that a field holds, also where it may hold none."""
    for kind in (annotation, *typing.get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, Section):
            return kind
    return None
