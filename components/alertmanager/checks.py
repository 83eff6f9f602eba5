"""What is refused of Alertmanager's configuration before anything is declared."""

from collections.abc import Iterator
from pathlib import Path

import pulumi

from components.alertmanager.configuration import AlertmanagerArgs, configuration
from domain import alertmanager_fields, route_checks
from domain.names import SELDON_RECEIVER, WATCHDOG
from settings.alertmanager import AlertmanagerSettings
from settings.base import seconds

# Alertmanager's --cluster.peer-timeout, which the operator leaves as it is: by so many
# seconds each replica waits longer than the one before it.
PEER_TIMEOUT = 15


def check(args: AlertmanagerArgs, alertmanager: str) -> None:
    """Refuse what this Alertmanager would not get, and routes that hide an alert.

    Raises:
        pulumi.RunError: with a line per problem.
    """
    built = configuration(args)
    wrong = [
        *_templates(args),
        *alertmanager_fields.problems(built, alertmanager),
        *route_checks.problems(built, args.alerts, SELDON_RECEIVER),
        *_without_watchdog(args),
    ]
    if wrong:
        lines = (f"alertmanager: {problem}" for problem in wrong)
        raise pulumi.RunError("\n".join(lines) + "\nnothing was changed")
    oauth2 = args.settings.seldon.oauth2
    if oauth2 and oauth2.insecure_skip_verify:
        pulumi.log.warn(
            "alertmanager.seldon.oauth2.insecureSkipVerify: whoever stands between "
            "Alertmanager and the provider gets the client's secret; better name its ca"
        )
    for name in route_checks.unreached(built, args.alerts):
        if name != SELDON_RECEIVER:
            pulumi.log.warn(
                f"alertmanager.receivers: no alert of this stack reaches {name}; see "
                "its severities, types and matchers"
            )


def warn_of_waiting(settings: AlertmanagerSettings, replicas: int) -> None:
    """Say where the last replica still waits for the others when a group is told again.

    It then tells of what it saw before it waited: of alerts as firing that have ended.
    """
    waits = (replicas - 1) * PEER_TIMEOUT
    if replicas > 1 and seconds(settings.group_interval) <= waits:
        pulumi.log.warn(
            f"alertmanager.groupInterval: {settings.group_interval} is no longer than "
            f"the {waits}s that the last of {replicas} Alertmanagers waits for the "
            "others, so receivers are told again that alerts fire which have ended; "
            f"set it to more than {waits}s"
        )


def template_files(args: AlertmanagerArgs) -> dict[str, str]:
    """Return the texts of the template files by file name."""
    return {
        Path(path).name: Path(path).read_text(encoding="utf-8")
        for path in args.settings.templates
    }


def _templates(args: AlertmanagerArgs) -> Iterator[str]:
    names = [Path(path).name for path in args.settings.templates]
    for path in args.settings.templates:
        if not Path(path).is_file():
            yield f"templates: no file {path}; give it relative to the project"
        elif names.count(Path(path).name) > 1 or Path(path).name == "alertmanager.yaml":
            yield f"templates: two files would be called {Path(path).name}; rename one"
        elif not _is_text(Path(path)):
            yield f"templates: {path} is not text in UTF-8; save it as that"


def _is_text(file: Path) -> bool:
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_watchdog(args: AlertmanagerArgs) -> Iterator[str]:
    alerts = {alert.name for alert in args.alerts}
    if args.settings.dead_mans_switch and WATCHDOG not in alerts:
        yield (
            f"deadMansSwitch waits for the alert {WATCHDOG}, which this stack does not "
            "have; take it out of alertRules.disabled"
        )
