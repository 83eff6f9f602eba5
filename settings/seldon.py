"""What the program must know of Seldon's own installation."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from settings.base import Name, Section, Url, Values
from settings.kube_prometheus.web import SecretKey, SecretName
from settings.seldon_install import InstallSettings

# Helm refuses a longer name of a release.
_RELEASE_LENGTH = 53


class SeldonSettings(Section):
    """Seldon Deploy's Helm release, from which its Service and URLs follow."""

    mode: Literal["values", "release"] = Field(
        default="values",
        description="give Seldon's Helm values, or manage Seldon's release as well",
    )
    release: Name = Field(
        default="seldon-deploy",
        description="Helm release of Seldon Deploy; newer documents call it "
        "seldon-enterprise, which makes the Service seldon-enterprise-seldon-deploy",
    )
    namespace: Name = "seldon-system"
    service_name: Name | None = Field(
        default=None, description="Service of Seldon Deploy, where it was renamed"
    )
    deployment_name: Name | None = Field(
        default=None,
        description="Deployment of Seldon Deploy, where it is not called like its "
        "Service",
    )
    installed: bool = Field(
        default=True,
        description="false for a first installation before Seldon's: nobody then looks "
        "whether Seldon is in the cluster",
    )
    reference_configuration: str | None = Field(
        default=None,
        description="directory of the installation's own monitors and rules, which "
        "replace ours by object name",
    )
    install: InstallSettings | None = Field(
        default=None, description="Seldon's release, where this program manages it"
    )

    @model_validator(mode="after")
    def _install_in_mode_release(self) -> Self:
        if self.mode == "release" and self.install is None:
            raise ValueError(
                "mode is release, but install does not say which chart; no public "
                "repository has Seldon's, so give install.chart"
            )
        if self.mode == "values" and self.install is not None:
            raise ValueError(
                "install is given, but mode is values, which installs nothing of "
                "Seldon's; set mode to release, or take install out"
            )
        if self.mode == "release" and len(self.release) > _RELEASE_LENGTH:
            raise ValueError(
                f"release has {len(self.release)} characters; Helm takes at most "
                f"{_RELEASE_LENGTH}"
            )
        return self


def _query_base(value: str) -> str:
    if not value.endswith("/api/v1/"):
        raise ValueError(
            "Seldon writes its queries behind it; end it in /api/v1/, with the slash"
        )
    return value


class PrometheusTokenSettings(Section):
    """A Secret of Seldon's namespace with the bearer token that Prometheus wants."""

    secret: SecretName
    key: SecretKey


class SeldonDeploySettings(Section):
    """Seldon Deploy's Helm values: derived, then overlaid."""

    openshift: bool = Field(
        default=False,
        description="ask OpenShift's own Prometheus, as Seldon's chart does there",
    )
    resource_metrics_url: Annotated[Url, AfterValidator(_query_base)] | None = Field(
        default=None,
        description="the Prometheus with usage records, where that is another one",
    )
    prometheus_token: PrometheusTokenSettings | None = None
    skip_verify_http_calls: bool | None = Field(
        default=None,
        description="let Seldon call https without looking at certificates",
    )
    values: Values = Field(
        default={}, description="values of yours, merged over the derived ones"
    )

    @model_validator(mode="after")
    def _openshift_asks_for_a_token(self) -> Self:
        if self.openshift and self.prometheus_token is None:
            raise ValueError(
                "openshift is set, but prometheusToken is not; OpenShift's Prometheus "
                "asks for a bearer token, so name the Secret that holds one"
            )
        return self
