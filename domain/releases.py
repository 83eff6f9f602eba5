"""What a stack runs, in a form that another stack can compare.

A release holds nothing that belongs to an environment: thresholds, sizes and URLs may
differ between stacks, charts, versions and rules may not.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

HISTORY = 20
# Where a release came from, not what it is: a commit that changes only a README is
# the same release.
_PROVENANCE = frozenset({"commit", "history", "digest"})


def digest(release: Mapping[str, Any]) -> str:
    """Return the sha256 of what a release is, whatever commit it came from."""
    content = {key: value for key, value in release.items() if key not in _PROVENANCE}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def with_history(
    release: Mapping[str, Any], previous: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return a release with its digest and the last twenty that ran here."""
    current = {**release, "digest": digest(release)}
    earlier = list((previous or {}).get("history") or ())
    if not earlier or earlier[-1].get("digest") != current["digest"]:
        earlier.append({"digest": current["digest"], "commit": release.get("commit")})
    return {**current, "history": earlier[-HISTORY:]}


def ran(release: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the digests of all that a stack runs or ran."""
    if not release:
        return frozenset()
    history: Iterable[Mapping[str, Any]] = release.get("history") or ()
    digests = {str(entry.get("digest")) for entry in history}
    return frozenset(digests | {str(release.get("digest"))})


def differences(
    release: Mapping[str, Any], other: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """Return what of a release differs from another, as dotted keys."""
    ours, theirs = _flat(release), _flat(other or {})
    return tuple(
        key
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    )


def _flat(release: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in release.items():
        if not prefix and key in _PROVENANCE:
            continue
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
