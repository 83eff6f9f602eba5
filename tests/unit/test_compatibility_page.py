"""docs/compatibility.md shows the table of domain/compatibility, row by row."""

from collections.abc import Iterator
from pathlib import Path

from domain import compatibility as known
from domain.compatibility import text

PAGE = Path("docs/compatibility.md")


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def span(since, until) -> str:
    below = f", below {text(until)}" if until else ""
    return f"{text(since)} or newer{below}"


def operators(since, until) -> str:
    if since == (0, 0, 0):
        return f"below {text(until)}" if until else "every"
    return span(since, until)


def expected() -> Iterator[str]:
    for api in known.ALERTMANAGER_APIS:
        yield row(api.name, span(api.since, api.until), api.source)
    for chart in known.CHARTS:
        yield row(*("?" if cell is None else cell for cell in chart))
    for operator in known.OPERATORS:
        yield row(*("?" if cell is None else cell for cell in operator))
    for need in known.OPERATOR_NEEDS:
        versions = operators(need.operator_since, need.operator_until)
        yield row(versions, need.what, span(need.since, need.until), need.source)
    for gate in known.OPERATOR_GATES:
        since = text(gate.operator_since)
        yield row(since, gate.product, text(gate.since), gate.does, gate.source)
    for feature in known.NEEDS:
        yield row(feature.product, feature.feature, text(feature.since), feature.source)
    for file in known.CREDENTIAL_FILES:
        yield row(file.block, file.field, text(file.since), file.source)


def shown() -> Iterator[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        heads = lines[number + 1 : number + 2]
        rule = line.startswith("|-")
        if line.startswith("| ") and not rule and not any("|--" in it for it in heads):
            yield line


def test_the_page_shows_each_row_of_the_table_and_no_other():
    assert list(shown()) == list(expected())
