"""The cable between the host and a node: a pair of virtual Ethernet devices.

The node's end is in the node's own network namespace, so both end with the node.
"""

import ipaddress
import json
from pathlib import Path

from sandbox import shell
from sandbox.errors import SandboxError
from sandbox.paths import Instance

DEVICES = Path("/sys/class/net")


def check(instance: Instance) -> None:
    """Refuse addresses that this machine already uses for something else.

    Raises:
        SandboxError: a route overlaps with the cable's network.
    """
    wanted = ipaddress.ip_network(f"{instance.host_address}/30", strict=False)
    for route in json.loads(shell.run(["ip", "-json", "-4", "route"]) or "[]"):
        if route["dst"] == "default":
            continue
        if wanted.overlaps(ipaddress.ip_network(route["dst"], strict=False)):
            raise SandboxError(
                f"{wanted} is in use on this machine: route {route['dst']} "
                f"by {route.get('dev', 'an unknown device')}; take another --instance"
            )


def connect(instance: Instance, node: int) -> None:
    """Lay the cable to the namespace of the node's first process."""
    link = instance.link
    peer = ["type", "veth", "peer", "name", "eth0", "netns", str(node)]
    shell.run(["ip", "link", "add", link, *peer])
    shell.run(["ip", "address", "add", f"{instance.host_address}/30", "dev", link])
    shell.run(["ip", "link", "set", link, "up"])


def connected(instance: Instance) -> bool:
    """Tell whether the host's end of the cable is there."""
    return (DEVICES / instance.link).exists()


def disconnect(instance: Instance) -> None:
    """Remove the cable; the kernel may just be doing the same."""
    if not connected(instance):
        return
    try:
        shell.run(["ip", "link", "delete", instance.link])
    except SandboxError:
        if connected(instance):
            raise
