"""Bringing an instance up and taking it away, under a lock of its own."""

from pathlib import Path

from sandbox import (
    chart_crds,
    cleanup,
    cluster,
    environment,
    images,
    node,
    packages,
    paths,
    shell,
    tools,
)
from sandbox.paths import Instance
from sandbox.progress import say, step


def up(instance: Instance) -> None:
    """Bring an instance up: leave a healthy one, take what is left of another away."""
    with shell.locked(paths.cache() / "locks" / instance.name):
        prepare()
        if healthy(instance):
            cluster.load_images(instance)
        else:
            _start_anew(instance)
    if not environment.official_plugins():
        say("! Pulumi's official plugins are not installed: stand-ins take their place")
    say(f"{instance.name} is up: a node in namespaces of this machine")


def down(instance: Instance) -> None:
    """Take an instance away, whatever state it is in."""
    with shell.locked(paths.cache() / "locks" / instance.name):
        if not cleanup.anything(instance):
            say(f"{instance.name} is not up")
            return
        with step(f"Remove {instance.name}"):
            cleanup.remove(instance)
    say(f"Tools and images stay in {paths.cache()}")


def prepare() -> None:
    """Make available what a node is made of."""
    packages.ensure()
    tools.ensure(list(tools.ACCEPTED))
    tools.build_node()
    images.ensure(images.table())
    chart_crds.ensure()


def healthy(instance: Instance) -> bool:
    """Tell whether an instance was completed and still answers."""
    return (
        _mark(instance).exists() and node.running(instance) and cluster.ready(instance)
    )


def _start_anew(instance: Instance) -> None:
    if cleanup.anything(instance):
        with step(f"Remove what is left of {instance.name}"):
            cleanup.remove(instance)
    with step("Start the node"):
        instance.state.mkdir(parents=True, mode=0o700)
        node.start(instance)
    cluster.complete(instance)
    _mark(instance).touch()


def _mark(instance: Instance) -> Path:
    """File that is there once the node was seen complete."""
    return instance.state / "complete"
