"""The shapes of names, versions, sizes and lists of the installation's settings."""

import json
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from domain.routes import DECIDED
from settings.base import Duration, Name, shaped

# Both charts cut a longer name without a word, and with it every object's name.
FULLNAME_LENGTH = 26
# The sub-chart cuts RELEASE-kube-state-metrics at the 63 of a Service's name.
RELEASE_LENGTH = 44
# A label's key as Kubernetes takes it, or all of them.
_KEY = re.compile(
    r"\*|([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?"
)
# Prometheus 3 and Alertmanager 0.27 take other names, too. An older Prometheus does not
# start with one, an older Alertmanager refuses each alert that has it. __ is their own.
_LABEL = re.compile(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*")
# In place of a list of labels: those that the rules of the stack rest on.
COMPUTED: Literal["computed"] = "computed"


def _at_most(length: int, cut: str) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > length:
            raise ValueError(
                f"it has {len(value)} characters and the chart cuts {cut} {length}; "
                "choose a shorter one"
            )
        return value

    return AfterValidator(check)


def _is_key(key: object) -> bool:
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def _listed(value: object) -> object:
    keys = value if isinstance(value, list | tuple) else ()
    if value == COMPUTED or (keys and all(map(_is_key, keys))):
        return value
    raise ValueError(f'write {COMPUTED}, or a list of label keys such as ["*"]')


def _whole(value: int) -> int:
    if value != 1:
        raise ValueError(
            "each shard would evaluate every rule on its own part of the targets, so "
            "sums and joins over models would be wrong and alerts on missing targets "
            "would fire; use replicas against failures, and remoteWrite or thanos for "
            "more data than one Prometheus holds"
        )
    return value


def _taken_by_all(value: dict[str, str]) -> dict[str, str]:
    for label in value:
        if not _LABEL.fullmatch(label):
            raise ValueError(
                f"{json.dumps(label, ensure_ascii=False)} is no name of a label that "
                "every Prometheus and Alertmanager takes; write letters, digits and _, "
                "no digit and no __ first"
            )
    return value


def _of_no_route(value: dict[str, str]) -> dict[str, str]:
    decided = [label for label in value if label in DECIDED]
    if decided:
        raise ValueError(
            f"Prometheus would give {', '.join(decided)} to each alert that lacks it, "
            "and routes tell alerts apart by it; rename it"
        )
    return value


Fullname = Annotated[Name, _at_most(FULLNAME_LENGTH, "every object's name at")]
ReleaseName = Annotated[Name, _at_most(RELEASE_LENGTH, "the names of its parts beyond")]
ChartVersion = Annotated[
    str,
    shaped(
        r"\d+\.\d+\.\d+([-+][-+.0-9A-Za-z]+)?",
        'not one version; pin one like "88.5.3"',
    ),
]
Version = Annotated[
    str, shaped(r"\d+\.\d+\.\d+", 'not one version; pin one like "0.26.0"')
]
Size = Annotated[
    str, shaped(r"\d+(\.\d+)?([kMGTP]|[KMGTP]i)", 'not a size; write one like "50Gi"')
]
# Prometheus' own units, which are powers of 1024 with and without the i.
ByteSize = Annotated[
    str,
    shaped(r"\d+(\.\d+)?[KMGTPE]i?B", 'not a size in bytes; write one like "45GB"'),
]
Shards = Annotated[int, AfterValidator(_whole)]
# The operator takes no unit above the hour here.
Hours = Annotated[
    Duration,
    shaped(
        r"0|(?=\d)(\d+h)?(\d+m)?(\d+s)?(\d+ms)?",
        'not a duration in hours or less; write one like "120h"',
    ),
]
ExternalLabels = Annotated[
    dict[str, str], AfterValidator(_taken_by_all), AfterValidator(_of_no_route)
]
PodLabels = Annotated[tuple[str, ...] | Literal["computed"], BeforeValidator(_listed)]
