"""The operator's custom resource definitions, copied into the sandbox's charts."""

import json
import shutil
from pathlib import Path

from sandbox import paths, shell
from sandbox.errors import SandboxError
from sandbox.families import families
from sandbox.tools import BUILD_ENVIRONMENT

CHARTS = (paths.PACKAGE / "chart", paths.PACKAGE / "bitnami")
IN_MODULE = Path("example/prometheus-operator-crd")
MARK = ".version"


def ensure() -> None:
    """Copy the definitions of the pinned operator unless they are there already."""
    for chart in CHARTS:
        if chart.is_dir():
            _ensure(chart / "charts" / "crds" / "crds")


def _ensure(target: Path) -> None:
    operator = families()["prometheus-operator"]
    mark = target / MARK
    if mark.is_file() and mark.read_text() == operator.digest:
        return
    source = module_folder(operator.module, operator.source) / IN_MODULE
    files = sorted(source.glob("*.yaml"))
    if not files:
        raise SandboxError(f"{operator.module} has no definitions in {IN_MODULE}")
    target.mkdir(exist_ok=True, parents=True)
    for file in files:
        shutil.copyfile(file, target / file.name)
    mark.write_text(operator.digest)


def module_folder(module: str, source: Path) -> Path:
    """Return where Go keeps a module that the go.mod in source requires."""
    command = ["go", "mod", "download", "-json", module]
    answer = json.loads(shell.run(command, cwd=source, env=BUILD_ENVIRONMENT))
    return Path(answer["Dir"])
