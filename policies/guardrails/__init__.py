"""The guardrails of the pack."""

from policies.guardrail import Guardrail
from policies.guardrails import alertmanager_api, endpoints, exposure, local, renders

GUARDRAILS: tuple[Guardrail, ...] = (
    renders.GUARDRAIL,
    endpoints.GUARDRAIL,
    exposure.GUARDRAIL,
    local.GUARDRAIL,
    alertmanager_api.GUARDRAIL,
)
