"""What each operator takes for an object that does not say its own version."""

from typing import NamedTuple


class Operator(NamedTuple):
    """What an operator takes for the version of an object that does not say its own."""

    version: str
    prometheus: str
    alertmanager: str
    source: str


_SOURCE = "the operator's defaults.go"
# Operator, Prometheus, Alertmanager: a row for each minor version of the operator, in
# which no patch has changed either.
_ROWS = """
0.93.1  3.13.1  0.33.1
0.92.0  3.12.0  0.33.0
0.91.0  3.11.3  0.32.1
0.90.0  3.10.0  0.31.1
0.89.0  3.9.1  0.31.0
0.88.0  3.9.1  0.30.0
0.87.0  3.7.3  0.29.0
0.86.0  3.6.0  0.28.1
0.85.0  3.5.0  0.28.1
0.84.0  3.4.2  0.28.1
0.83.0  3.4.0  0.28.1
0.82.0  3.2.1  0.28.1
0.81.0  3.2.1  0.28.0
0.80.0  3.1.0  0.28.0
0.79.0  3.0.1  0.27.0
0.78.0  2.55.0  0.27.0
0.77.0  2.54.1  0.27.0
0.76.0  2.54.0  0.27.0
0.75.0  2.53.0  0.27.0
0.74.0  2.52.0  0.27.0
0.73.0  2.51.1  0.27.0
0.72.0  2.50.0  0.26.0
0.71.2  2.48.1  0.26.0
0.70.0  2.48.0  0.26.0
0.69.0  2.47.2  0.26.0
0.68.0  2.47.0  0.26.0
0.67.0  2.45.0  0.25.0
0.66.0  2.44.0  0.25.0
0.65.0  2.43.0  0.25.0
0.64.0  2.43.0  0.25.0
0.63.0  2.42.0  0.25.0
0.62.0  2.41.0  0.25.0
0.61.0  2.40.1  0.24.0
0.60.0  2.39.0  0.24.0
0.59.0  2.38.0  0.24.0
0.58.0  2.37.0  0.24.0
0.57.0  2.36.0  0.24.0
"""
OPERATORS: tuple[Operator, ...] = tuple(
    Operator(operator, prometheus, alertmanager, _SOURCE)
    for operator, prometheus, alertmanager in map(str.split, _ROWS.strip().splitlines())
)
