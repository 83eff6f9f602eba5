"""The guardrails, all mandatory; an exemption would be a list here, with its reason."""

from pulumi_policy import Policy

from policies.guardrails import alertmanager_api, endpoints

POLICIES: tuple[Policy, ...] = (endpoints.POLICY, alertmanager_api.POLICY)
