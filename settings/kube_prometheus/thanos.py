"""The Thanos sidecar, which copies Prometheus' blocks to an object store."""

from settings.base import Section
from settings.kube_prometheus.web import SecretKey, SecretName


class ObjectStorageSettings(Section):
    """The Secret of the namespace that holds Thanos' own configuration of the store."""

    secret: SecretName
    key: SecretKey = "objstore.yml"


class ThanosSettings(Section):
    """A sidecar beside each Prometheus; a Service by which a Thanos Query asks it."""

    object_storage: ObjectStorageSettings
