"""A rule file, written and loaded."""

import pytest

from domain import rules


@pytest.fixture
def load(tmp_path):
    """Write a rule file and load it."""

    def write(text, name="custom.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return rules.load(path)

    return write
