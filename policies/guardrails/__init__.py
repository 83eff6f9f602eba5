"""The guardrails of the pack."""

from policies.guardrail import Guardrail
from policies.guardrails import alertmanager_api, endpoints, renders

GUARDRAILS: tuple[Guardrail, ...] = (
    renders.GUARDRAIL,
    endpoints.GUARDRAIL,
    alertmanager_api.GUARDRAIL,
)
