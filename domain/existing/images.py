"""Which version runs, from an image and from what its object says of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.compatibility import (
    Version,
    of_tag,
    operator_defaults,
    spec_version_problem,
    text,
)


class Running(NamedTuple):
    """A version, None where it is not known, and what is wrong with how it is said."""

    version: Version | None
    problem: str | None = None


def name(image: str) -> str:
    """Return the last part of an image's path: what it is, whoever publishes it."""
    return _untagged(image).rsplit("/", 1)[-1]


def tag(image: str) -> str | None:
    """Return an image's tag; None for one that has none, or a digest alone."""
    return image.partition("@")[0].removeprefix(_untagged(image))[1:] or None


def tagged(image: str) -> Version | None:
    """Return the version that an image's tag says; None for a digest or a word."""
    found = tag(image)
    return of_tag(found) if found else None


def running(product: str, spec: Mapping[str, Any], operator: Version | None) -> Running:
    """Return what a Prometheus or an Alertmanager runs, by its object's spec.

    operator is its version, None where it is not known.
    """
    image, said = _image(spec), str(spec.get("version") or "")
    by_operator = text(operator) if operator else None
    if image and tag(image) is None and "@" in image and not said:
        return Running(
            None,
            f"spec.image is {image}, which says no version, and spec.version is not "
            "set; set it to what the image runs",
        )
    known = tag(image)
    problem = spec_version_problem(product, known, said or None, by_operator)
    version = (of_tag(known) if known else None) or (of_tag(said) if said else None)
    if version or problem:
        return Running(version, problem)
    return _by_default(product, by_operator)


def _by_default(product: str, operator: str | None) -> Running:
    default = operator_defaults(operator) if operator else None
    if default is None:
        return Running(
            None,
            "spec.version is not set, and what this operator runs by default is not "
            "known here; set spec.version",
        )
    runs = default.prometheus if product == "Prometheus" else default.alertmanager
    return Running(of_tag(runs))


def _image(spec: Mapping[str, Any]) -> str:
    """Return the image that a spec names, in the operator's old fields, too."""
    if spec.get("image"):
        return str(spec["image"])
    base = str(spec.get("baseImage") or "")
    if spec.get("sha"):
        return f"{base}@sha256:{spec['sha']}"
    return f"{base}:{spec['tag']}" if spec.get("tag") else ""


def _untagged(image: str) -> str:
    # A colon before the last slash is a registry's port.
    head, slash, last = image.partition("@")[0].rpartition("/")
    return head + slash + last.partition(":")[0]
