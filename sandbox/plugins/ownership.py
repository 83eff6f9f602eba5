"""Whose fields an object's are: from its creator's manager to the applying one.

An object is created by a plain request, so that one that exists already is an error.
Its fields then belong to that request's manager; before the first apply they are given
to the applying manager, or removing one would leave it standing.
"""

from typing import Any

from sandbox.plugins.cluster import Object

CREATOR = "pulumi-kubernetes"
"""The field manager of what the provider creates."""

_GIVES_UP = {
    (CREATOR, "Update"),
    ("kubectl", "Update"),
    ("kubectl", "Apply"),
    ("before-first-apply", "Update"),
}


def created_here(live: Object) -> bool:
    """Whether fields of the object still belong to the manager of its creation."""
    return any(
        entry["manager"] == CREATOR and entry["operation"] == "Update"
        for entry in _managed(live)
    )


def handed_over(live: Object, manager: str) -> list[Object] | None:
    """The managers once `manager` owns its creators' fields; nothing if it does."""
    given = [entry for entry in _managed(live) if _gives_up(entry)]
    if not given:
        return None
    own = [e for e in _managed(live) if e["manager"] == manager and _applied(e)]
    others = [e for e in _managed(live) if e not in given and e not in own]
    fields: Object = {}
    for entry in own + given:
        fields = _union(fields, entry.get("fieldsV1", {}))
    mine = {**given[0], "manager": manager, "operation": "Apply", "fieldsV1": fields}
    return [*others, mine]


def _managed(live: Object) -> list[Object]:
    found: list[Object] = live.get("metadata", {}).get("managedFields") or []
    return found


def _gives_up(entry: Object) -> bool:
    named = (entry["manager"], entry["operation"])
    return named in _GIVES_UP and not entry.get("subresource")


def _applied(entry: Object) -> bool:
    return bool(entry["operation"] == "Apply" and not entry.get("subresource"))


def _union(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for key, value in other.items():
        merged[key] = _union(merged.get(key, {}), value)
    return merged
