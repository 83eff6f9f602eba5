"""What plays Seldon in the tests' cluster: its values, its model, what it was told."""

import json

from tests.project import Project

# The tests' own cluster; see tests/conftest.py.
INSTANCE = "1"


def tell(project: Project, *arguments: str) -> str:
    """Have it do something, by the sandbox's own command; return what that said."""
    command = (".venv/bin/python", "-m", "sandbox", "seldon", *arguments)
    return project.run(*command, "--instance", INSTANCE).stdout


def deploy(project: Project, stack: str, secret: str = "") -> None:
    """Deploy it with a stack's derived values, and a client if that has a secret."""
    build = project.folder / "build"
    build.mkdir(exist_ok=True)
    values, file = build / "values.json", build / "client-secret"
    values.write_text(json.dumps(project.outputs(stack)["seldonDeployValues"]))
    file.write_text(secret)
    known = ("--client", "sd-api", "--client-secret", str(file))
    tell(project, "up", "--values", str(values), *(known if secret else ()))
