"""A rule file in which all is well, values for it, and what is refused of another."""

import pytest

from domain import rules

GOOD = """\
groups:
  - name: models
    interval: "%(interval)s"
    rules:
      - record: model:requests:rate
        expr: sum by (model) (rate(requests_total[%(window)s]))
      - alert: ModelFails
        expr: model:requests:rate > %(threshold)s
        for: "%(window)s"
        labels: {severity: warning, type: user}
        annotations:
          title: Model {{ $labels.model }} fails
          summary: More than %(threshold)s of 100%% fail.
          description: '{{ $value | printf "%%.0f" }} within %(window)s.'
"""
VALUES = {"interval": "30s", "window": "5m", "threshold": "0.05"}


def refusal(call, *arguments, **options):
    """Return what a call that must be refused says."""
    with pytest.raises(rules.RuleError) as caught:
        call(*arguments, **options)
    return str(caught.value)
