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
from domain.containers import image


class Running(NamedTuple):
    """A version, None where it is not known, and what is wrong with how it is said."""

    version: Version | None
    problem: str | None = None


def tagged(reference: str) -> Version | None:
    """Return the version that an image's tag says; None for a digest or a word."""
    return of_tag(image(reference).tag)


def running(product: str, spec: Mapping[str, Any], operator: Version | None) -> Running:
    """Return what a Prometheus or an Alertmanager runs, by its object's spec.

    operator is its version, None where it is not known.
    """
    reference, said = _image(spec), str(spec.get("version") or "")
    found = image(reference)
    by_operator = text(operator) if operator else None
    if found.digest and not found.tag and not said:
        return Running(
            None,
            f"spec.image is {reference}, which says no version, and spec.version is "
            "not set; set it to what the image runs",
        )
    problem = spec_version_problem(
        product, found.tag or None, said or None, by_operator
    )
    version = of_tag(found.tag) or of_tag(said)
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
