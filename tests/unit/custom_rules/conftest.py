"""Files of a customer's rules, written, read, and refused."""

import textwrap

import pytest

from domain import custom_rules
from domain.rules import RuleError


@pytest.fixture
def given(tmp_path):
    """Write files and read them as customer's rules."""

    def read(*texts, names=("rules.yaml", "more.yaml")):
        for name, text in zip(names, texts, strict=False):
            (tmp_path / name).write_text(textwrap.dedent(text))
        return custom_rules.read(names[: len(texts)], tmp_path)

    return read


@pytest.fixture
def refusal(given):
    """Write files that must be refused, and return the complaints."""

    def refused(*texts, **options):
        with pytest.raises(RuleError) as caught:
            given(*texts, **options)
        return str(caught.value)

    return refused
