"""Each fault is caught, by whom and in the words that are told of it."""

from pathlib import Path

import pytest

from operations import stackfiles
from tests.faults import table
from tests.faults.catching import Fault, caught, faults, refused

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


def test_at_least_forty_faults_are_seeded_and_most_are_caught_early():
    by = [caught for _, caught, _ in table.rows()]

    assert len(by) >= 40
    assert sum(one != "verify" for one in by) >= 32


def test_the_tests_that_make_the_others_are_there():
    for own in refused():
        file, name = own.test.split("::")

        assert f"def {name}(" in Path(file).read_text(encoding="utf-8")


def test_the_page_is_up_to_date():
    assert table.PAGE.read_text(encoding="utf-8") == table.page()
