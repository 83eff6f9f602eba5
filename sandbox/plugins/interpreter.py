"""Which Python runs a program: `runtime.options.virtualenv`, else the one on PATH."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pulumi.runtime.proto import language_pb2


@dataclass(frozen=True)
class Interpreter:
    """An interpreter and, when it has one, its virtual environment."""

    virtualenv: Path | None

    @classmethod
    def of(cls, info: language_pb2.ProgramInfo) -> "Interpreter":
        """The interpreter that the project file asks for."""
        options = info.options.fields
        named = options["virtualenv"].string_value if "virtualenv" in options else ""
        return cls(Path(info.root_directory, named) if named else None)

    @property
    def path(self) -> Path:
        """The interpreter to start."""
        if self.virtualenv is None:
            return Path(os.environ.get("PULUMI_PYTHON_CMD", "python3"))
        return self.virtualenv / "bin" / "python"

    @property
    def environment(self) -> dict[str, str]:
        """Our environment with the virtual one activated."""
        ours = dict(os.environ)
        if self.virtualenv is None:
            return ours
        ours.pop("PYTHONHOME", None)
        path = f"{self.virtualenv / 'bin'}{os.pathsep}{ours.get('PATH', '')}"
        return ours | {"VIRTUAL_ENV": str(self.virtualenv), "PATH": path}

    def problem(self) -> str | None:
        """Why nothing can run with it, in one line, or nothing."""
        if self.virtualenv is None or self.path.exists():
            return None
        return (
            f"runtime.options.virtualenv names {self.virtualenv}, which has no "
            "interpreter: create it, or run `pulumi install`"
        )

    def version(self) -> str:
        """The interpreter's version, such as `3.11.9`."""
        done = subprocess.run(
            [self.path, "--version"], capture_output=True, text=True, check=False
        )
        return done.stdout.removeprefix("Python ").strip()

    def install_command(self, program: str) -> list[str]:
        """What installs the program's requirements, creating the environment first."""
        if self.virtualenv is not None and not self.path.exists():
            subprocess.run(["python3", "-m", "venv", self.virtualenv], check=True)
        requirements = str(Path(program, "requirements.txt"))
        return [str(self.path), "-m", "pip", "install", "-r", requirements]
