"""A shop in a namespace that is there for the tests of one file."""

import os
import shutil
import subprocess

import pytest

from sandbox.plugins import BIN
from tests.engine.shop import NAMESPACE, Shop
from tests.project import own_backend


@pytest.fixture(scope="module")
def namespace(sandbox_env):
    """A namespace of these tests' own, gone with everything in it at their end."""
    kubectl = [shutil.which("kubectl", path=sandbox_env["PATH"]) or "kubectl"]
    environment = sandbox_env | {"PULUMI_HOME": ""}
    subprocess.run(
        [*kubectl, "create", "namespace", NAMESPACE], env=environment, check=True
    )
    yield NAMESPACE
    subprocess.run(
        [*kubectl, "delete", "namespace", NAMESPACE], env=environment, check=True
    )


@pytest.fixture
def shop(sandbox_env, namespace, tmp_path):
    """A project, with the stand-ins first on PATH and a backend of its own."""
    env = own_backend(sandbox_env, tmp_path) | {
        "PATH": f"{BIN}{os.pathsep}{sandbox_env['PATH']}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    shop = Shop(tmp_path / "shop", env)
    yield shop
    shop.run("pulumi", "cancel", "--yes")
    shop.pulumi("destroy", "--yes", "--skip-preview")
