"""One adapter per chart: the only places that know a chart's value paths."""
