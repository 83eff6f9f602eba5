"""Stand-ins for the two Pulumi plugins that no registry has.

Owns where their executables are and what they need beside them. Both speak the
published gRPC protocol; the official plugins, where installed, are the better ones.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

BIN = Path(__file__).parent / "bin"
"""The directory to put on PATH: one executable for each plugin."""

EXECUTOR = "pulumi-language-python-exec"
"""The SDK's own script that runs a Python program under the engine."""

_SDK = "github.com/pulumi/pulumi/sdk/v3"
_TOOLS = Path(__file__).parents[1] / "tools" / "pulumi"


def install(cache_bin: Path) -> Path:
    """Put the SDK's executor script into `cache_bin`, from the pinned Go module.

    Raises RuntimeError with Go's own words when the module is not to be had.
    """
    target = cache_bin / EXECUTOR
    source = _sdk_directory() / "python" / "cmd" / EXECUTOR
    if target.is_file() and target.read_bytes() == source.read_bytes():
        return target
    cache_bin.mkdir(parents=True, exist_ok=True)
    # Two hosts may start at once: neither must meet half a file.
    whole = target.with_name(f"{EXECUTOR}.{os.getpid()}")
    shutil.copyfile(source, whole)
    whole.chmod(0o755)
    return whole.replace(target)


def _sdk_directory() -> Path:
    command = ["go", "mod", "download", "-json", _SDK]
    done = subprocess.run(
        command, cwd=_TOOLS, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)}: {(done.stderr or done.stdout)[-500:]}"
        )
    return Path(json.loads(done.stdout)["Dir"])
