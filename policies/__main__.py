"""The policy pack; it serves the engine until that ends: nothing else stands here."""

import sys
from pathlib import Path

from pulumi_policy import EnforcementLevel, PolicyPack

# The engine starts the pack in its own folder under `preview`, in the project's under
# `up`; the guardrails and the domain are found from either.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from policies.guardrails import GUARDRAILS
from policies.sdk import policy

PolicyPack(
    name="seldon-monitoring",
    policies=[policy(guardrail) for guardrail in GUARDRAILS],
    enforcement_level=EnforcementLevel.MANDATORY,
)
