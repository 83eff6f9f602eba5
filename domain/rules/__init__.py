"""Rule files: reading them, filling in their parameters, listing their alerts.

A file has Prometheus' own layout. Parameters are written %(name)s inside scalars, so a
file is parsed first and filled in afterwards; a literal percent sign is written %%.
"""

from domain.rules.alerts import Alert, alerts, check_named, check_raised
from domain.rules.files import (
    PRODUCES,
    Group,
    HasGroups,
    Rule,
    RuleError,
    RuleFile,
    load,
    load_all,
    plain,
)
from domain.rules.filled import render, with_severity

__all__ = [
    "PRODUCES",
    "Alert",
    "Group",
    "HasGroups",
    "Rule",
    "RuleError",
    "RuleFile",
    "alerts",
    "check_named",
    "check_raised",
    "load",
    "load_all",
    "plain",
    "render",
    "with_severity",
]
