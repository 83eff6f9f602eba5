"""From which stack a release must come."""

from pydantic import Field

from settings.base import Section


class PromotionSettings(Section):
    """A stack with a predecessor deploys only what that one runs or ran."""

    from_: str | None = Field(
        default=None,
        alias="from",
        description="stack that goes first, as organization/project/stack or its name",
    )
