"""What of a machine a cluster could leave behind: lists to compare before and after."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Other sandboxes on the machine are others' business: `sandbox-0` is the user's own.
_OTHERS = re.compile(r"(sandbox|slds)-(?!1\b)\d")
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Machine:
    """Processes of the tests' sandbox, mounts, interfaces, rules, cgroups, files."""

    processes: frozenset[str]
    mounts: frozenset[str]
    interfaces: frozenset[str]
    namespaces: frozenset[str]
    rules: frozenset[str]
    cgroups: frozenset[str]
    files: frozenset[str]

    @classmethod
    def now(cls) -> "Machine":
        """Return the lists as they are."""
        state = os.environ.get("XDG_STATE_HOME", "~/.local/state")
        return cls(
            processes=frozenset(_processes()),
            mounts=_lines("cat", "/proc/mounts"),
            interfaces=_names(_lines("ip", "-o", "link"), r"^\d+: ([^:@]+)"),
            namespaces=_lines("ip", "netns", "list"),
            rules=_names(_lines("iptables-save"), r"^(-A .*)"),
            cgroups=frozenset(_cgroups()),
            files=frozenset(
                path.name
                for path in Path(state, "seldon-monitoring").expanduser().glob("*-1*")
            ),
        )


def _processes() -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if re.search(r"sandbox-1\b", text):
            found.append(text)
    return found


def _cgroups() -> list[str]:
    return [
        str(path.relative_to(_CGROUPS))
        for path in _CGROUPS.glob("**/*sandbox-1*")
        if path.is_dir()
    ]


def _lines(*command: str) -> frozenset[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    return frozenset(line for line in lines if not _OTHERS.search(line))


def _names(lines: frozenset[str], pattern: str) -> frozenset[str]:
    return frozenset(match[1] for line in lines if (match := re.match(pattern, line)))
