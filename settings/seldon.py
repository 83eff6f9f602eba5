"""What the program must know of Seldon's own installation."""

from pydantic import Field

from settings.base import Name, Section, Values


class SeldonSettings(Section):
    """Seldon Deploy's Helm release, from which its Service and URLs follow."""

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


class SeldonDeploySettings(Section):
    """Seldon Deploy's Helm values: derived, then overlaid."""

    values: Values = Field(
        default={}, description="values of yours, merged over the derived ones"
    )
