"""Each fault is caught, by whom and in the words that are told of it."""

from pathlib import Path

import pytest

from operations import stackfiles
from tests.faults.catching import Fault, caught, faults

FAULTS = {fault.fault: fault for fault in faults()}


@pytest.fixture(autouse=True)
def folder():
    files = {Path(name) for fault in FAULTS.values() for name in fault.files}
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
    yield
    for file in files:
        file.unlink(missing_ok=True)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_and_named(name: str):
    fault = FAULTS[name]

    found = caught(fault)

    assert fault.says in found.get(fault.caught, ""), found
    assert "swordfish" not in str(found)


@pytest.mark.parametrize("stack", stackfiles.names())
def test_without_a_fault_nothing_is_caught(stack: str):
    nothing = Fault(fault="none", stack=stack, caught="", says="")

    assert caught(nothing) == {}
