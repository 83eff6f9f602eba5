"""A policy pack's output, on its way to the engine."""

import subprocess
from collections.abc import Iterator

from pulumi.runtime.proto import language_pb2

from sandbox.plugins.policy_proxy import PolicyProxy
from sandbox.plugins.relay import Line, output


def relayed(
    child: subprocess.Popen[bytes], proxy: PolicyProxy
) -> Iterator[language_pb2.RunPluginResponse]:
    """What a pack prints, but for its first line, which tells its port."""
    attached = False
    for line in output(child):
        if line.standard and not attached and line.text.strip().isdigit():
            proxy.attach(line.text)
            attached = True
        else:
            yield plugin_line(line)


def plugin_line(line: Line) -> language_pb2.RunPluginResponse:
    """One piece of a plugin's output, on the stream that it came from."""
    if line.standard:
        return language_pb2.RunPluginResponse(stdout=line.text)
    return language_pb2.RunPluginResponse(stderr=line.text)
