"""What the rules cost in a real Prometheus, and pod labels in kube-state-metrics.

Nothing of the program imports it; `make bench-rules` runs it.
"""
