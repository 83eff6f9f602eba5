"""The tests themselves: what pytest would not collect proves nothing."""

import re
from pathlib import Path

from tests import conftest

TESTS = Path(__file__).parents[1]
DEFINED = re.compile(r"^ *(async )?def test_", re.MULTILINE)


def test_each_file_that_holds_a_test_is_collected():
    holding = [
        file for file in TESTS.rglob("*.py") if DEFINED.search(file.read_text("utf-8"))
    ]

    assert [file for file in holding if not file.name.startswith("test_")] == []
    assert Path(__file__) in holding


def test_each_test_belongs_to_a_level():
    folders = {file.relative_to(TESTS).parts[0] for file in TESTS.rglob("test_*.py")}

    assert folders <= set(conftest.LEVELS)
