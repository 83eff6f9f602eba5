"""What a program is started with, and what the engine is told of its end."""

import json

from pulumi.runtime.proto import language_pb2

SHOWN_ALREADY = 32
"""The executor's exit code after it reported the error itself."""


def arguments(request: language_pb2.RunRequest, engine: str) -> list[str]:
    """The executor's arguments: where the engine is, which stack, which program."""
    named = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": str(request.dryRun).lower(),
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    options = [w for key, value in named.items() if value for w in (f"--{key}", value)]
    return [*options, request.info.entry_point, *request.args]


def configuration(request: language_pb2.RunRequest) -> dict[str, str]:
    """The stack's configuration in the variables that the SDK reads."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def ended(code: int) -> language_pb2.RunResponse:
    """What the engine is told about a program's exit code."""
    if code == SHOWN_ALREADY:
        return language_pb2.RunResponse(bail=True)
    if code == 0:
        return language_pb2.RunResponse()
    return language_pb2.RunResponse(
        error=f"program exited with non-zero exit code: {code}"
    )
