"""What a measurement refuses or could not do, in one plain line."""


class BenchmarkError(Exception):
    """A measurement that has no result; the message says why and what to do."""
