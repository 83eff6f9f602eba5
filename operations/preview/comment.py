"""A preview as a comment on a pull request: Markdown that GitHub shows folded.

Sections stand in the order of their weight; what would not fit any more is left out,
and that is said.
"""

import difflib
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from domain.passwords import redacted
from operations.preview.differences import Difference, differences, excerpts
from operations.preview.events import MANDATORY, Change, Previewed
from operations.preview.summary import Subject, headline

# GitHub takes 65,536 characters.
LIMIT = 64_000
# Characters of one value, and rows of one table.
VALUE = 400
ROWS = 200
SIGNS = {
    "create": "🟢 create",
    "update": "🟡 update",
    "replace": "🟠 replace",
    "delete": "🔴 delete",
}


def marker(stack: str) -> str:
    """Return the hidden line by which a stack's earlier comment is found."""
    return f"<!-- seldon-monitoring preview: {stack} -->"


def comment(subject: Subject, found: Previewed) -> str:
    """Return the comment, at most `LIMIT` characters long."""
    return _fitted(
        [
            marker(subject.stack),
            f"## `{subject.stack}`: {headline(found)}",
            *_notes(subject),
            *_messages("Refused", found.said("error"), "⛔"),
            *_messages("Warnings", found.said("warning"), "⚠️"),
            _policies(found),
            *(_told(found) if found.changes or not found.failed else ()),
            *_messages("Notes", found.said("info"), "💬"),
        ]
    )


def _told(found: Previewed) -> Iterator[str]:
    """Yield what would change; a program that ended early has told nothing of it."""
    yield _resources(found.changes)
    for change in found.changes:
        if change.properties:
            yield _properties(change)
    yield _outputs(found)
    yield _configuration(found)
    yield _routes(found.before.get("routes"), found.after.get("routes"))


def _fitted(sections: Iterable[str]) -> str:
    said = "\n\n_Left out, because GitHub takes no more: see the workflow's log._\n"
    text = ""
    for section in filter(None, sections):
        if len(text) + len(section) + len(said) > LIMIT:
            return text + said
        text += f"{section}\n\n"
    return text


def _notes(subject: Subject) -> Iterator[str]:
    for note in subject.notes():
        yield f"> {html.escape(note, quote=False)}"


def _messages(title: str, messages: Sequence[str], sign: str) -> Iterator[str]:
    if messages:
        lines = "\n".join(f"- {sign} {_inline(text)}" for text in messages)
        yield f"### {title}\n\n{lines}"


def _policies(found: Previewed) -> str:
    if not found.policies:
        return (
            "### Policies\n\nNot asked: the program ended before it declared anything."
        )
    return "### Policies\n\n" + _table(("policy", "verdict"), _verdicts(found))


def _verdicts(found: Previewed) -> Iterator[tuple[str, str]]:
    for policy in sorted(found.policies):
        said = [verdict for verdict in found.verdicts if verdict.policy == policy]
        if not said:
            yield f"`{policy}`", "✅ passes"
        for verdict in said:
            sign = "⛔ refuses" if verdict.level == MANDATORY else "⚠️ advises"
            where, why = _inline(verdict.resource), _inline(verdict.message)
            yield f"`{policy}`", f"{sign} {where}: {why}"


def _resources(changes: Sequence[Change]) -> str:
    rows = [
        (
            SIGNS[change.operation],
            f"`{change.name}`",
            f"`{change.type}`",
            ", ".join(_code(item.path) for item in change.properties[:8]),
        )
        for change in changes
    ]
    columns = ("", "resource", "type", "changed properties")
    return "### Resources\n\n" + (_table(columns, rows) if rows else "No change.")


def _properties(change: Change) -> str:
    title = f"{SIGNS[change.operation]} <code>{change.name}</code>"
    return _folded(title, _differences(change.properties))


def _outputs(found: Previewed) -> str:
    # Routes have a table of their own; the release changes with each commit, and its
    # history speaks of the past.
    left_out = {"routes", "release"}
    old = {key: found.before[key] for key in found.before.keys() - left_out}
    new = {key: found.after[key] for key in found.after.keys() - left_out}
    changed = differences(old, new) if old else ()
    if not changed:
        return ""
    return f"### Outputs\n\n{_differences(sorted(changed))}"


def _configuration(found: Previewed) -> str:
    """Return Alertmanager's configuration as a diff; all of it where it is new."""
    old, new = (
        yaml.safe_dump(outputs.get("alertmanagerConfig") or {}, sort_keys=False)
        for outputs in (found.before, found.after)
    )
    diff = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=99)
    lines = [line for line in diff if not line.startswith(("---", "+++", "@@", "-{}"))]
    if not lines or not found.after:
        return ""
    text = redacted("\n".join(lines)).replace("```", "")
    return _folded("Alertmanager's configuration", f"```diff\n{text}\n```")


def _routes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if not isinstance(new, Mapping) or not new:
        return ""
    rows = list(_alerts(old if isinstance(old, Mapping) else {}, new))
    table = _table(("alert", "severity", "type", "receivers", "may reach"), rows)
    return _folded(f"Where each of {len(new)} alerts goes", table)


def _alerts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for alert, route in new.items():
        receivers = ", ".join(route["receivers"])
        was = ", ".join((old.get(alert) or {}).get("receivers") or ())
        moved = f" (was {_inline(was)})" if was and was != receivers else ""
        cells = route["severity"], route["type"], _inline(receivers) + moved
        yield f"`{alert}`", *cells, _inline(", ".join(route.get("mayReach") or ()))
    for alert in old.keys() - new.keys():
        yield f"~~`{alert}`~~", "", "", "goes away", ""


def _differences(found: Sequence[Difference]) -> str:
    rows = ((path, *excerpts(old, new, VALUE)) for path, old, new in found)
    cells = ([_code(text) for text in row] for row in rows)
    return _table(("property", "old", "new"), cells)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    shown = list(rows)
    lines = [f"| {' | '.join(row)} |" for row in (columns, *shown[:ROWS])]
    lines.insert(1, "|" + " --- |" * len(columns))
    if len(shown) > ROWS:
        lines.append(f"\n_and {len(shown) - ROWS} more_")
    return "\n".join(lines)


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _code(text: str) -> str:
    return f"<code>{_inline(text)}</code>" if text else ""


def _inline(text: str) -> str:
    """Return text that no Markdown or HTML in it can leave its cell with."""
    escaped = html.escape(text, quote=False).replace("|", "&#124;")
    return escaped.strip().replace("\n", "<br>")
