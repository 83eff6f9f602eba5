"""What is asked of a Prometheus and of an Alertmanager alike."""

from collections.abc import Iterator, Mapping
from typing import Any

Spec = Mapping[str, Any]

_ROOT = frozenset({None, "", "/"})


def unreachable(spec: Spec) -> Iterator[str]:
    """Yield why the operator would leave it as it is, or Seldon would not reach it."""
    if spec.get("paused"):
        yield "spec.paused is true, so the operator changes nothing; set it to false"
    if spec.get("listenLocal"):
        yield "spec.listenLocal is true, so no Service reaches it; set it to false"
    if spec.get("routePrefix") not in _ROOT:
        yield (
            f"spec.routePrefix is {spec['routePrefix']}, and the URLs that Seldon gets "
            "begin at /; set it to /"
        )
