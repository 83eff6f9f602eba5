"""What must be in the cluster, and what must not, before Seldon's release is made."""

from collections.abc import Iterator

from components.cluster import Expected, Needed
from components.seldon_deploy.installed import KEY
from components.seldon_deploy.values import SeldonDeployArgs

_ADOPTION = (
    "to adopt it, import it and set cluster.adopt: true for one `up` "
    "(docs/settings.md, seldon), or set seldon.mode to values"
)


def expected(args: SeldonDeployArgs) -> Iterator[Expected]:
    """Yield what is about to be made for Seldon, so that nobody else's is taken."""
    seldon, names = args.seldon, args.names
    if seldon.install is None:
        return
    witness = f"/api/v1/namespaces/{names.namespace}/secrets/{names.seldon_witness}"
    yield Expected("Secret", names.seldon_witness, witness)
    secrets = f"/api/v1/namespaces/{seldon.namespace}/secrets"
    revisions = f"{secrets}?labelSelector=owner=helm,name={seldon.release}"
    yield Expected("Release", seldon.release, revisions, (witness,), _ADOPTION)


def needed(args: SeldonDeployArgs, *, own_namespace: bool) -> Iterator[Needed]:
    """Yield what Seldon's release stands on.

    own_namespace tells whether this program makes the monitoring's namespace.
    """
    seldon, token = args.seldon, args.settings.prometheus_token
    if seldon.install is None:
        return
    namespace = f"/api/v1/namespaces/{seldon.namespace}"
    if not own_namespace or seldon.namespace != args.names.namespace:
        yield Needed(
            f"namespace {seldon.namespace}",
            namespace,
            f"seldon.namespace: there is no namespace {seldon.namespace} in the "
            f"cluster; make it with what Seldon needs in it, or take {KEY} out",
        )
    if token:
        yield Needed(
            f"Secret {token.secret}",
            f"{namespace}/secrets/{token.secret}",
            f"seldonDeploy.prometheusToken: there is no Secret {token.secret} in "
            f"{seldon.namespace}, and Seldon's pod would not start; make it there",
        )
