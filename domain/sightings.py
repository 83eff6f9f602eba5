"""What the program saw in the cluster before it declared anything, for policies.

A mapping from an object to what was seen of it, among the inputs of SeldonDeploy.
"""

PRESENT = "present"
MISSING = "missing"
# Nobody was to look, or a preview could not.
NOT_LOOKED = "not looked"


def called(kind: str, name: str, namespace: str = "") -> str:
    """Return what an object is called in messages and among what was seen."""
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"
