"""The node's images: which there are, and their archives in the cache.

Archives are keyed by what they are made from: a tool of another version, a changed
workload or a changed assembly gives a new archive, and nothing else does.
"""

import hashlib
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sandbox import archive, paths, shell, tools
from sandbox.errors import SandboxError
from sandbox.families import architecture, family_of
from sandbox.progress import step

PAUSE_SOURCE = paths.PACKAGE / "images" / "pause.c"
PAUSE_FLAGS = ["-Os", "-s", "-static"]
WORKLOADS = paths.PACKAGE / "workloads"
GO_SUFFIXES = {".go", ".mod", ".sum"}
WORKLOAD_FLAGS = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"]


@dataclass(frozen=True)
class Image:
    """One image of images.toml."""

    name: str
    binaries: dict[str, str] = field(hash=False)
    user: str = "0"
    folder: str = ""
    workload: bool = False

    @property
    def short_name(self) -> str:
        """Last part of the name, without its tag."""
        return self.name.rpartition("/")[2].partition(":")[0]

    @property
    def tag(self) -> str:
        """The tag that the charts ask for."""
        return self.name.rpartition(":")[2]

    @property
    def release(self) -> str:
        """Version of the program inside; empty for a program of this repository."""
        binary = next(iter(self.binaries))
        return "" if self.workload or binary == "pause" else family_of(binary).release

    @property
    def digest(self) -> str:
        """Digest of everything that the image is made from."""
        summed = hashlib.sha256(repr((self, sorted(self.binaries.items()))).encode())
        summed.update(Path(archive.__file__).read_bytes())
        for binary in self.binaries:
            summed.update(_source_digest(self, binary).encode())
        return summed.hexdigest()[:12]

    @property
    def archive(self) -> Path:
        """Where the image's archive is, or will be."""
        return paths.cache() / "images" / f"{self.short_name}-{self.digest}.tar"


def table() -> list[Image]:
    """Return the images of the node; workloads only where their source is there."""
    rows = tomllib.loads((paths.PACKAGE / "images.toml").read_text())["image"]
    images = [Image(**row) for row in rows]
    return [image for image in images if not image.workload or has_workloads()]


def workloads() -> list[Image]:
    """Return the images that are in no registry."""
    return [image for image in table() if image.workload]


def named(short_name: str) -> Image:
    """Return an image by the last part of its name."""
    for image in table():
        if image.short_name == short_name:
            return image
    raise SandboxError(f"no image is named {short_name}")


def program(name: str) -> Path:
    """Return a workload's program for this machine, built if it is not there."""
    return _workloads() / name


def has_workloads() -> bool:
    """Tell whether the workloads' Go module is there."""
    return (WORKLOADS / "go.mod").is_file()


def ensure(images: list[Image]) -> None:
    """Assemble the archives that are missing."""
    for image in images:
        if image.archive.is_file():
            continue
        image.archive.parent.mkdir(parents=True, exist_ok=True)
        with shell.locked(paths.cache() / "locks" / f"image-{image.short_name}"):
            if not image.archive.is_file():
                _assemble(image)
                _forget_older(image)


def _assemble(image: Image) -> None:
    programs = {place: _binary(image, name) for name, place in image.binaries.items()}
    folders = (image.folder,) if image.folder else ()
    with step(f"Assemble image {image.short_name}"):
        archive.write(
            archive.Contents(image.name, programs, architecture(), image.user, folders),
            image.archive,
        )


def _forget_older(image: Image) -> None:
    """Remove the archives that this one takes the place of."""
    older = re.compile(re.escape(image.short_name) + r"-[0-9a-f]{12}\.tar")
    for file in image.archive.parent.iterdir():
        if file != image.archive and older.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _binary(image: Image, name: str) -> Path:
    if name == "pause":
        return _pause()
    return program(name) if image.workload else tools.built(name)


def _source_digest(image: Image, binary: str) -> str:
    if binary == "pause":
        return _pause_digest()
    return _workloads_digest() if image.workload else family_of(binary).digest


def _pause_digest() -> str:
    summed = hashlib.sha256(PAUSE_SOURCE.read_bytes() + repr(PAUSE_FLAGS).encode())
    return summed.hexdigest()[:12]


@cache
def _workloads_digest() -> str:
    summed = hashlib.sha256(repr(WORKLOAD_FLAGS).encode())
    for file in sorted(WORKLOADS.rglob("*")):
        if file.suffix in GO_SUFFIXES:
            summed.update(str(file.relative_to(WORKLOADS)).encode())
            summed.update(file.read_bytes())
    return summed.hexdigest()[:12]


def _pause() -> Path:
    """Compile the program that holds a pod's namespaces."""
    target = paths.cache() / "tools" / f"pause-{_pause_digest()}" / "bin"
    if not (target / "pause").is_file():
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            raise SandboxError("no C compiler (cc) on PATH; install gcc and libc6-dev")
        _into(target, lambda made: shell.run(
            [compiler, *PAUSE_FLAGS, "-o", made / "pause", PAUSE_SOURCE]
        ))  # fmt: skip
    return target / "pause"


def _workloads() -> Path:
    """Build the programs that play Seldon; return their folder."""
    target = paths.cache() / "tools" / f"workloads-{_workloads_digest()}" / "bin"
    if not target.is_dir():
        with step("Build the workloads that play Seldon"):
            log = tools.fresh_log("build-workloads")
            _into(target, lambda made: tools.go_build(
                WORKLOADS, WORKLOAD_FLAGS, ["./..."], made, log
            ))  # fmt: skip
    return target


def _into(target: Path, make: Callable[[Path], object]) -> None:
    """Let something be made in a scratch folder, then put it in place in one move."""
    target.parent.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=target.parent.parent, prefix=".build-"
    ) as folder:
        made = Path(folder) / "result" / target.name
        made.mkdir(parents=True)
        make(made)
        made.parent.rename(target.parent)
