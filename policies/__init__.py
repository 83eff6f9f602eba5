"""What may not be deployed: the policy pack and its guardrails."""
