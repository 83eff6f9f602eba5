"""Making tools available: from PATH when new enough, else built from Go modules."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from sandbox import paths, shell
from sandbox.errors import SandboxError
from sandbox.families import Family, families, family_of
from sandbox.progress import step

# Tools of the user's own that are taken when they are at least this new and of the same
# major version. What the node and its images are made of is always built.
ACCEPTED = {
    "pulumi": ("3.231.0", ["version"]),
    "helm": ("3.14.0", ["version", "--short"]),
    "kubectl": ("1.30.0", ["version", "--client"]),
    "promtool": ("3.0.0", ["--version"]),
    "amtool": ("0.26.0", ["--version"]),
    "kind": ("0.24.0", ["version"]),
}
FOR_THE_USER = ("pulumi", "helm", "kubectl", "promtool", "amtool")
NODE_FAMILIES = ("kubernetes", "kubectl", "etcd")
BUILD_ENVIRONMENT = {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}


def ensure(names: list[str]) -> dict[str, Path]:
    """Return the path of each tool, after building those that are missing."""
    return {name: on_path(name) or built(name) for name in names}


def build_node() -> None:
    """Build what the node itself is made of."""
    for name in NODE_FAMILIES:
        build(families()[name])


def on_path(name: str) -> Path | None:
    """Return the user's own tool, if there is one that is new enough."""
    found = shutil.which(name, path=_search_path()) if name in ACCEPTED else None
    if not found:
        return None
    least, arguments = ACCEPTED[name]
    return Path(found) if new_enough(_version(found, arguments), least) else None


def built(name: str) -> Path:
    """Return a tool of the cache, built first if it is not there, linked into bin."""
    binary = build(family_of(name)) / name
    if name in ACCEPTED:
        _link(binary)
    return binary


def build(family: Family) -> Path:
    """Build a family into the cache unless it is there; return its folder."""
    target = paths.cache() / "tools" / f"{family.name}-{family.digest}"
    if target.is_dir():
        return target / "bin"
    with shell.locked(paths.cache() / "locks" / family.name):
        if not target.is_dir():
            with step(f"Build {family.name} {family.release}"):
                _build(family, target)
    return target / "bin"


def _build(family: Family, target: Path) -> None:
    """Compile into a folder beside the target, then put it there in one move."""
    target.parent.mkdir(parents=True, exist_ok=True)
    log = fresh_log(f"build-{family.name}")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".build-") as folder:
        result = Path(folder) / "result"
        go_build(family.source, family.flags, _imports(family), result / "bin", log)
        for binary in family.packages:
            made = result / "bin" / output_name(family.import_path(binary))
            made.rename(result / "bin" / binary)
        result.rename(target)


def go_build(
    source: Path, flags: list[str], packages: list[str], target: Path, log: Path
) -> None:
    """Build Go packages of the module in source into the folder target."""
    if not shutil.which("go"):
        raise SandboxError("go is not on PATH; install Go 1.25 or newer")
    target.mkdir(parents=True, exist_ok=True)
    command = ["go", "build", *flags, "-o", f"{target}/", *packages]
    shell.run(command, cwd=source, env=BUILD_ENVIRONMENT, log=log)


def output_name(import_path: str) -> str:
    """Return the name that `go build` gives to a package's binary."""
    *parents, last = import_path.split("/")
    return parents[-1] if re.fullmatch(r"v\d+", last) else last


def new_enough(version: str, least: str) -> bool:
    """Tell whether a version is at least another one, and of the same major."""
    have, want = _numbers(version), _numbers(least)
    return bool(have) and have[0] == want[0] and have >= want


def _imports(family: Family) -> list[str]:
    return [family.import_path(binary) for binary in family.packages]


def fresh_log(name: str) -> Path:
    """Return the path of an emptied log in the cache."""
    log = paths.cache() / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    return log


def _link(binary: Path) -> None:
    """Point the cache's bin folder, which goes on PATH, to a tool."""
    folder = paths.cache() / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / binary.name
    if link.is_symlink() and link.readlink() == binary:
        return
    with tempfile.TemporaryDirectory(dir=folder, prefix=".link-") as scratch:
        fresh = Path(scratch) / binary.name
        fresh.symlink_to(binary)
        fresh.replace(link)


def _search_path() -> str:
    """Return PATH without the cache's own folder, which `env` puts there."""
    own = str(paths.cache() / "bin")
    entries = os.environ.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if entry != own)


def _version(program: str, arguments: list[str]) -> str:
    try:
        return shell.run([program, *arguments], timeout=20)
    except SandboxError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return tuple(int(part) for part in found.groups()) if found else ()
