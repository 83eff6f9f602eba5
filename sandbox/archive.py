"""Writing container images as Docker-style archives: same input, same bytes."""

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

USERS = (
    "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n"
)
GROUPS = "root:x:0:\nnobody:x:65534:\n"
STICKY = 0o1777


@dataclass(frozen=True)
class Contents:
    """What an image is made of: programs by their place; the first one is started."""

    name: str
    programs: Mapping[str, Path]
    architecture: str
    user: str = "0"
    folders: Sequence[str] = field(default_factory=tuple)

    def configuration(self, layer: str) -> bytes:
        """Return the image's configuration for a layer of that digest."""
        process = {
            "Entrypoint": [next(iter(self.programs))],
            "Env": ["PATH=/bin:/usr/bin"],
            "User": self.user,
            "WorkingDir": self.folders[0] if self.folders else "/",
        }
        image = {
            "architecture": self.architecture,
            "os": "linux",
            "config": process,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer}"]},
        }
        return json.dumps(image, sort_keys=True).encode()


def write(contents: Contents, target: Path) -> None:
    """Write the archive; it appears under its name only when it is complete."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".image-") as folder:
        layer = Path(folder) / "layer.tar"
        _write_layer(contents, layer)
        whole = Path(folder) / "image.tar"
        _write_image(contents, layer, whole)
        whole.rename(target)


def _write_layer(contents: Contents, target: Path) -> None:
    folders = {"etc", "tmp", *(folder.strip("/") for folder in contents.folders)}
    folders |= {place.strip("/").rpartition("/")[0] for place in contents.programs}
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as layer:
        for name in sorted(folders - {""}):
            _add_folder(layer, name, shared=name not in {"etc", "bin"})
        _add(layer, "etc/group", GROUPS.encode())
        _add(layer, "etc/passwd", USERS.encode())
        for place, program in sorted(contents.programs.items()):
            with program.open("rb") as content:
                _add_file(
                    layer, place.strip("/"), content, program.stat().st_size, 0o755
                )


def _write_image(contents: Contents, layer: Path, target: Path) -> None:
    with layer.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    configuration = contents.configuration(digest)
    name = hashlib.sha256(configuration).hexdigest()
    manifest = [
        {
            "Config": f"{name}.json",
            "RepoTags": [contents.name],
            "Layers": [f"{digest}/layer.tar"],
        }
    ]
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as image:
        _add(image, f"{name}.json", configuration)
        with layer.open("rb") as content:
            size = layer.stat().st_size
            _add_file(image, f"{digest}/layer.tar", content, size, 0o644)
        _add(image, "manifest.json", json.dumps(manifest, sort_keys=True).encode())


def _add_folder(archive: tarfile.TarFile, name: str, *, shared: bool) -> None:
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.DIRTYPE
    entry.mode = STICKY if shared else 0o755
    archive.addfile(entry)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_file(archive, name, io.BytesIO(content), len(content), 0o644)


def _add_file(
    archive: tarfile.TarFile, name: str, content: BinaryIO, size: int, mode: int
) -> None:
    """Add a file of root's at the beginning of time."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, mode
    archive.addfile(entry, content)
