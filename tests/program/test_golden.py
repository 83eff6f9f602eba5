"""What each stack declares as rules and receivers is what was last looked at."""

import pytest

from operations import stackfiles
from tests.program import golden


@pytest.mark.parametrize("stack", stackfiles.names())
def test_rules_and_receivers_are_those_that_were_reviewed(stack):
    """After a change that is meant: `make golden`, and read its diff."""
    assert golden.rendered(stack) == golden.kept(stack)
