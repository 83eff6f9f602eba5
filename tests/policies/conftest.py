"""No tools here: what helm would render is what a test says."""

import pytest

from policies import helm, rendering
from tests.policies.booted import PACK, booted


@pytest.fixture(autouse=True)
def chart(monkeypatch, tmp_path):
    """The text that helm renders, whatever the release; empty until a test fills it."""
    texts: list[str] = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(helm, "template", lambda *_: "\n---\n".join(texts))
    rendering.once.cache_clear()
    yield texts
    rendering.once.cache_clear()


# The engine starts a pack in its own folder under preview, in the project's under up.
@pytest.fixture(scope="session", params=[PACK, PACK.parent], ids=["preview", "up"])
def pack(request):
    with booted(request.param) as asked:
        yield asked
