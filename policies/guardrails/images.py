"""images-are-pinned: each image has a fixed version and comes from a known registry."""

import re
from collections.abc import Iterator

from domain.containers import Image, flag, image
from policies.guardrail import Guardrail
from policies.manifests import Manifest
from policies.properties import Properties, at, items, mapping

# Tags that move on: what runs then depends on when a node last pulled.
_MOVING = re.compile(r"latest|main|master|edge|nightly|stable|")
# What kube-prometheus-stack's own images come from.
REGISTRIES = ("docker.io", "ghcr.io", "quay.io", "registry.k8s.io")


def pinned(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about images that move, or come from elsewhere."""
    allowed = [str(item) for item in items(parameters["registries"])]
    for where, reference in _images(manifest):
        found = image(reference)
        if not found.digest and _MOVING.fullmatch(found.tag):
            yield f"{where} is {_shown(found)}, which moves; pin a version or a digest"
        if allowed and not any(_within(found.place, place) for place in allowed):
            yield (
                f"{where} is {_shown(found)}, which is from none of "
                f"{', '.join(allowed)}; mirror it there, or add its registry to the "
                "parameter registries"
            )


def _images(manifest: Manifest) -> Iterator[tuple[str, str]]:
    for container in manifest.containers:
        where = f"the image of container {at(container, 'name')}"
        if container.get("image"):
            yield where, str(container["image"])
        yield from _of_flags(container)
    if manifest.group == "monitoring.coreos.com" and manifest.spec.get("image"):
        # The operator's older fields `tag` and `sha` have a say of their own.
        tag, sha = (manifest.spec.get(key) for key in ("tag", "sha"))
        more = f"@sha256:{sha}" if sha else f":{tag}" if tag else ""
        yield "spec.image", f"{manifest.spec['image']}{more}"
    thanos = mapping(manifest.spec.get("thanos"))
    if manifest.kind == "Prometheus" and thanos.get("image"):
        yield "spec.thanos.image", str(thanos["image"])


def _of_flags(container: Properties) -> Iterator[tuple[str, str]]:
    reloader = flag(container, "prometheus-config-reloader")
    if reloader:
        yield "the operator's --prometheus-config-reloader", reloader


def _shown(found: Image) -> str:
    tag = f":{found.tag}" if found.tag else ""
    return f"{found.place}{tag}"


def _within(place: str, registry: str) -> bool:
    return place == registry or place.startswith(f"{registry.rstrip('/')}/")


GUARDRAIL = Guardrail(
    name="images-are-pinned",
    says="Images have a fixed version and come from allowed registries",
    remedy="give the image a tag other than latest, or a digest, from a registry of "
    "the parameter registries",
    parameters={
        "registries": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": list(REGISTRIES),
            "description": "registries, or paths in them; none allows every one",
        }
    },
    manifests=(pinned,),
)
