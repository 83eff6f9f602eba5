"""A model for Seldon Core 1's Python wrapper that takes rewards."""


class Names:
    """Answers with what it was asked."""

    def predict(self, X, names=None, meta=None):  # noqa: N803  the wrapper's own names
        """Return the input."""
        return X

    def send_feedback(self, features, feature_names, reward, truth, routing=None):
        """Take a reward; the wrapper counts it."""
        return []
