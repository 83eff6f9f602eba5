"""Versions as numbers, and what an image's tag says of one."""

import re

Version = tuple[int, int, int]

# v3.14.0-distroless, 0.26.0-debian-12-r26, v0.26.0@sha256:...
_TAG = re.compile(r"v?(\d+\.\d+\.\d+)([-+@.].*)?")


def version(written: str) -> Version:
    """Return `1.2.3`, with or without a leading v, as three numbers."""
    major, minor, patch = written.removeprefix("v").split("-")[0].split(".")
    return int(major), int(minor), int(patch)


def text(found: Version) -> str:
    """Return three numbers as `1.2.3`."""
    return ".".join(str(part) for part in found)


def of_tag(tag: str) -> Version | None:
    """Return the version that an image's tag says, None where it says none."""
    match = _TAG.fullmatch(tag)
    return version(match[1]) if match else None


def inside(found: Version, since: Version | None, until: Version | None) -> bool:
    """Tell whether a version is in a range; the lower bound is in, the upper is not."""
    return (since is None or found >= since) and (until is None or found < until)
