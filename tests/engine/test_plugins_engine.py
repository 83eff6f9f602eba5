"""What else the engine asks of the plugin stand-ins: no cluster, lacks, a pack."""

import json
from pathlib import Path

from tests.engine.shop import CONFIG_MAP, PROJECT, RELEASE, write

PACK = """
from pulumi_policy import *
def check(args, report):
    if args.resource_type == "kubernetes:core/v1:ConfigMap":
        report("no maps here")
PolicyPack("pack", policies=[ResourceValidationPolicy(
    "no-maps", "none", check, enforcement_level=EnforcementLevel.MANDATORY)])
"""


def test_an_unreachable_cluster_previews_but_does_not_deploy(shop):
    reachable = shop.env["KUBECONFIG"]
    closed = Path(reachable).read_text().replace(":6443", ":6444")
    write(shop.folder, {"closed": closed})
    shop.declares(RELEASE)
    environment = {"KUBECONFIG": str(shop.folder / "closed")}
    assert 'word: "one"' in shop.preview(**environment)
    said = shop.up(fails=True, **environment)
    assert "configured Kubernetes cluster is unreachable" in said


def test_what_the_stand_in_lacks_is_refused_by_name(shop):
    patch = 'k8s.core.v1.NamespacePatch("n", metadata={"name": "default"}, opts=opts)'
    shop.declares(patch)
    assert "stand-in provider has no kubernetes:core/v1:NamespacePatch" in shop.preview(
        fails=True
    )
    shop.declares('k8s.Provider("q", delete_unreachable=True)')
    assert "stand-in provider has no deleteUnreachable" in shop.preview(fails=True)
    shop.declares("")


def test_a_policy_pack_refuses(shop):
    runtime = json.dumps({"runtime": PROJECT["runtime"]})
    write(shop.folder / "pack", {"PulumiPolicy.yaml": runtime, "__main__.py": PACK})
    shop.declares(CONFIG_MAP)
    said = shop.up("--policy-pack", "pack", fails=True)
    assert "no maps here" in said
    assert "1 created" not in said
