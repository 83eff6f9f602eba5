"""The whole program under the recorder: a committed stack file, changes laid over."""

import functools

import pytest

from components import cluster
from components.values import overlaid
from operations import recorder, stackfiles
from tests.project import ROOT


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def committed():
    """Record a committed stack as it is, once for all tests that only look at it."""
    return functools.cache(recorder.record_file)


@pytest.fixture
def recordings(monkeypatch):
    """Every recording of the test, also those that ended in a refusal."""
    made = []

    def make():
        made.append(type_())
        return made[-1]

    type_ = recorder.Recording
    monkeypatch.setattr(recorder, "Recording", make)
    return made


@pytest.fixture
def run():
    """Record a committed stack, dev by default, with sections laid over its own."""

    def record(stack="dev", *, stacks=None, preview=True, **sections):
        config = stackfiles.read(stackfiles.path(stack))
        whole = {f"{stackfiles.PROJECT}:{key}": it for key, it in sections.items()}
        config = overlaid(config, whole)
        return recorder.record(stack, config, stacks=stacks, preview=preview)

    return record


def recorded_without(*without, stack="dev", **sections):
    """Record a committed stack without some sections, others in place of its own."""
    config = stackfiles.read(stackfiles.path(stack))
    for key in without:
        config.pop(f"{stackfiles.PROJECT}:{key}", None)
    given = {f"{stackfiles.PROJECT}:{key}": it for key, it in sections.items()}
    return recorder.record(stack, config | given)


@pytest.fixture
def answering(monkeypatch):
    """A cluster that answers and holds nothing, so that `up` goes all the way."""
    monkeypatch.setattr(cluster, "_examine", lambda *_: None)
