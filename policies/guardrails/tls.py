"""tls-is-verified: in production nobody talks to whoever answers.

Where a certificate is not verified, what stands between gets the credentials and the
data. The exporters of the control plane are the exception that most clusters need.
"""

import re
from collections.abc import Iterator, Mapping

from domain import istio
from policies import listed
from policies.guardrail import PRODUCTION, Guardrail
from policies.listed import is_listed
from policies.manifests import Manifest
from policies.properties import Properties, at, items
from policies.resources import Resource
from policies.walking import Value, values

_SKIPS = re.compile(r"(tls_?)?insecure_?skip_?(tls_?)?verify", re.IGNORECASE)
# In a configuration that an object holds as text, in all of YAML's words.
_IN_TEXT = re.compile(
    r"\binsecure_skip_verify[\"']?\s*:\s*(true|yes|on|y)\b", re.IGNORECASE
)
_SELF_SIGNED = (
    "its serving certificate is self-signed where the cluster does not sign it "
    "(Kubernetes: certificates of kubeadm clusters)"
)
_CLASSES = ("spec", "scrapeClasses")
SELF_SIGNED_MONITORS = tuple(
    {"resource": f"ServiceMonitor/*-{part}", "reason": _SELF_SIGNED}
    for part in ("kubelet", "kube-controller-manager", "kube-scheduler")
)


def verifies(resource: Resource, parameters: Properties) -> Iterator[str]:
    """Complain about a component's input by which a certificate is not verified."""
    if parameters["production"]:
        yield from _skipped(resource.properties)


def manifest_verifies(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about an object by which a certificate is not verified."""
    if parameters["production"] and not is_listed(manifest.title, parameters):
        of_mesh = tuple(_of_mesh(manifest))
        yield from (it for it in _skipped(manifest.body) if not it.startswith(of_mesh))


def _of_mesh(manifest: Manifest) -> Iterator[str]:
    """Yield where Prometheus asks pods of an Istio mesh by Istio's own certificates.

    Theirs name an identity of the mesh and no address, so there is no name to check
    (Istio's page on Prometheus); they answer nobody without a certificate of the mesh.
    """
    if manifest.kind == "Prometheus":
        for index, scrapes in enumerate(items(at(manifest.body, *_CLASSES))):
            tls = at(scrapes, "tlsConfig")
            if isinstance(tls, Mapping) and dict(tls) == istio.tls_config():
                yield f"{'.'.join(_CLASSES)}[{index}].tlsConfig."


def _skipped(whole: object) -> Iterator[str]:
    for value in values(whole):
        if _skips(value):
            yield (
                f"{value.path} leaves a certificate unverified; take it out and name "
                "the certificate authority instead (ca, caFile)"
            )


def _skips(value: Value) -> bool:
    if _SKIPS.fullmatch(value.key.replace("-", "_")):
        return str(value.value).lower() == "true"
    return isinstance(value.value, str) and bool(_IN_TEXT.search(value.value))


GUARDRAIL = Guardrail(
    name="tls-is-verified",
    says="In production every certificate is verified",
    remedy="name the certificate authority (alertmanager.seldon.oauth2.ca, or caFile) "
    "in place of insecureSkipVerify",
    parameters={
        **PRODUCTION,
        **listed.schema(
            SELF_SIGNED_MONITORS, "objects that need not verify certificates"
        ),
    },
    resources={"seldon-monitoring:index:*": (verifies,)},
    manifests=(manifest_verifies,),
)
