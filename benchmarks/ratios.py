"""The figures that matter, as ratios of one run, and whether each aim is reached.

Ratios travel from machine to machine; seconds and bytes do not.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Aim:
    """One aim: what was found at most (or at worst), and what it should be."""

    what: str
    found: float
    at_most: float

    @property
    def reached(self) -> bool:
        """Tell whether the aim is reached."""
        return self.found <= self.at_most


# Two sizes of one run differ by this much when nothing grows faster than its input.
NOISE = 1.1
OF_DOCUMENTED = 0.25
OF_READING = 2.0
OF_INTERVAL = 0.1
OF_BYTES = 0.25


def ratio(one: float, other: float) -> float:
    """Return one figure by another one; without bound where that is nothing."""
    return one / other if other else math.inf


def growth(seconds: Mapping[int, float]) -> float:
    """Return how many times more a pod costs after the worst step to the next size.

    seconds are by number of pods; 1 is linear. One size alone grows by nothing.
    """
    each = [seconds[pods] / pods for pods in sorted(seconds)]
    return max((ratio(more, less) for less, more in pairwise(each)), default=1.0)


def rules_aims(
    costs: Mapping[int, Mapping[str, float]], interval: float
) -> Iterator[Aim]:
    """Yield the aims of the usage rules, at the largest size.

    costs are seconds by number of pods and shape (ours, documented, reading); interval
    is that of our group, in seconds.
    """
    largest = costs[max(costs)]
    ours = largest["ours"]
    yield Aim(
        "our rules by the documented shape",
        ratio(ours, largest["documented"]),
        OF_DOCUMENTED,
    )
    yield Aim(
        "our rules by reading their input once",
        ratio(ours, largest["reading"]),
        OF_READING,
    )
    yield Aim("our rules by their interval", ratio(ours, interval), OF_INTERVAL)
    yield Aim(
        "cost per pod, worst step to the next size",
        growth({pods: cost["ours"] for pods, cost in costs.items()}),
        NOISE,
    )
