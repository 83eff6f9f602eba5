"""The families of tools as families.toml and their go.mod files describe them."""

import hashlib
import platform
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.paths import PACKAGE

MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Family:
    """Binaries that come out of one pinned Go module."""

    name: str
    module: str
    packages: dict[str, str]
    directory: str = ""
    version: str = ""
    stamp: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """Folder of the go.mod that pins the family."""
        return PACKAGE / "tools" / (self.directory or self.name)

    @property
    def module_version(self) -> str:
        """Version of the Go module, as go.mod requires it, without its v."""
        pattern = rf"^\s*{re.escape(self.module)} v(\S+)"
        found = re.search(pattern, (self.source / "go.mod").read_text(), re.MULTILINE)
        if not found:
            raise SandboxError(
                f"{self.source / 'go.mod'} does not require {self.module}"
            )
        return found[1]

    @property
    def release(self) -> str:
        """Version as the project itself counts, without a leading v."""
        return self.version or self.module_version

    @property
    def flags(self) -> list[str]:
        """Return the flags of `go build`."""
        stamps = [
            f"-X {variable}={value.format(version=self.release)}"
            for variable, value in self.stamp.items()
        ]
        linker = " ".join(["-s -w", *stamps])
        return ["-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={linker}"]

    @property
    def digest(self) -> str:
        """Digest of everything that decides what the build yields."""
        summed = hashlib.sha256()
        for name in ("go.mod", "go.sum"):
            summed.update((self.source / name).read_bytes())
        wanted = [*self.flags, *sorted(self.packages.items()), architecture()]
        summed.update(repr(wanted).encode())
        return summed.hexdigest()[:12]

    def import_path(self, binary: str) -> str:
        """Return the Go package that a binary is built from."""
        return f"{self.module}/{self.packages[binary]}".rstrip("/")


def architecture() -> str:
    """Return the machine's architecture in Go's terms."""
    return MACHINES.get(platform.machine(), platform.machine())


@cache
def families() -> dict[str, Family]:
    """Return every family by name."""
    table = tomllib.loads((PACKAGE / "families.toml").read_text())
    return {name: Family(name=name, **entry) for name, entry in table.items()}


def family_of(binary: str) -> Family:
    """Return the family that a binary belongs to."""
    for family in families().values():
        if binary in family.packages:
            return family
    known = sorted(name for family in families().values() for name in family.packages)
    raise SandboxError(f"no tool is named {binary}; known are {', '.join(known)}")
