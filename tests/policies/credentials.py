"""A credential for a test, and what a policy says of it."""

SWORDFISH = "swordfish"


def refused(verdict, where):
    """Hold a verdict to one line that says where, and never what."""
    (said,) = verdict.complaints
    assert where in said
    assert SWORDFISH not in said
    return said
