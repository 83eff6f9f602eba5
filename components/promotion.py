"""What a stack may deploy: what its predecessor ran, or what it ran itself.

Asked before any resource is declared, so that a refusal leaves nothing touched.
"""

import time
from collections.abc import Mapping
from typing import Any

import pulumi

from domain import releases
from settings.promotion import PromotionSettings


def stack_outputs(stack: str) -> Mapping[str, Any] | None:
    """Return a stack's last outputs, or None where it was never deployed.

    A StackReference would do the same, but ends the program with the engine's error
    where the stack does not exist, and cannot be asked before resources are declared.
    """
    try:
        result = _read(stack)
    except Exception as error:  # noqa: BLE001  the SDK raises no narrower type
        if "unknown stack" not in str(error) and "no stack named" not in str(error):
            raise pulumi.RunError(
                f"promotion: cannot read stack {stack}: {error}"
            ) from None
        return None
    outputs = (result.value or {}).get("outputs")
    return outputs or None


def _read(stack: str) -> Any:  # noqa: ANN401  the SDK says no more
    """Read a stack's state, twice where the engine was just writing it."""
    arguments = ("pulumi:pulumi:readStackOutputs", {"name": stack})
    try:
        return pulumi.runtime.invoke(*arguments)
    except Exception as error:
        if "failed to load checkpoint" not in str(error):
            raise
        time.sleep(1)
        return pulumi.runtime.invoke(*arguments)


class Promoted:
    """A release that may be deployed, what must be applied before it runs.

    before is what this stack ran last, if anything.
    """

    def __init__(
        self, release: dict[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        self._release = release
        self.before = before
        self._declared: list[pulumi.Resource] = []
        pulumi.runtime.register_stack_transformation(self._note)

    def _note(self, args: pulumi.ResourceTransformationArgs) -> None:
        self._declared.append(args.resource)

    def once_applied(self) -> pulumi.Input[dict[str, Any]]:
        """Return the release, on `up` once every resource declared so far is applied.

        The engine keeps the outputs of an update that failed, too: the next stack
        would take what never ran here for what ran.
        """
        if pulumi.runtime.is_dry_run():
            return self._release
        applied = pulumi.Output.all(*(resource.urn for resource in self._declared))
        return applied.apply(lambda _: self._release)


def promote(settings: PromotionSettings, release: Mapping[str, Any]) -> Promoted:
    """Return the release with this stack's history, where it may be deployed.

    Raises:
        pulumi.RunError: on `up`, where the predecessor has not run it; a preview warns.
    """
    own = _release(_qualified(pulumi.get_stack()))
    problem = _problem(settings.from_, release, own)
    if problem and pulumi.runtime.is_dry_run():
        pulumi.log.warn(problem)
    elif problem:
        raise pulumi.RunError(f"{problem}; nothing was changed")
    return Promoted(releases.with_history(release, own), own)


def _problem(
    predecessor: str | None,
    release: Mapping[str, Any],
    own: Mapping[str, Any] | None,
) -> str | None:
    wanted = releases.digest(release)
    if predecessor is None or wanted in releases.ran(own):
        return None
    stack = _qualified(predecessor)
    theirs = _release(stack)
    if theirs is None:
        return f"waits for {predecessor}: it was never deployed; deploy it there first"
    if wanted in releases.ran(theirs):
        return None
    changed = ", ".join(releases.differences(release, theirs))
    return (
        f"waits for {predecessor}: it does not run this {changed}; "
        "deploy it there first"
    )


def _release(stack: str) -> Mapping[str, Any] | None:
    return (stack_outputs(stack) or {}).get("release")


def _qualified(stack: str) -> str:
    if "/" in stack:
        return stack
    # "organization" with a backend of one's own, a real one with Pulumi Cloud.
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{stack}"
