"""Objects by the plugin stand-ins under the real engine: made, changed, taken over."""

import json

from tests.engine.shop import CONFIG_MAP, NAMESPACE

HUSHED = """
k8s.core.v1.Secret("s", metadata={"name": "s", **place}, opts=opts,
    string_data={"a": config.require("word"), "b": "fixed"})
"""


def test_a_map_is_made_left_alone_changed_and_removed(shop):
    shop.declares(CONFIG_MAP)
    preview = shop.preview()
    assert "STAND-IN PROVIDER" in preview
    assert 'word : "one"' in preview
    shop.up()
    assert "unchanged" in shop.up()
    shop.set("word", "two")
    preview = shop.preview()
    assert '~ word: "one" => "two"' in preview
    assert "other" not in preview
    shop.up()
    assert shop.kubectl("get", "configmap", "c", "-o=jsonpath={.data.word}") == "two"
    shop.declares("")
    shop.up()
    assert (
        "NotFound"
        in shop.run("kubectl", "--namespace", NAMESPACE, "get", "configmap", "c").stdout
    )


def test_a_secret_changes_in_place_and_never_shows(shop):
    shop.declares(HUSHED)
    shop.set("word", "hush-hush")
    shop.up()
    uid = shop.kubectl("get", "secret", "s", "-o=jsonpath={.metadata.uid}")
    shop.set("word", "tell-tale")
    preview = shop.preview()
    assert "~ a: [secret] => [secret]" in preview
    assert "to replace" not in preview
    shown = preview + shop.up() + shop.pulumi("stack", "export")
    for word in ("hush-hush", "tell-tale", "dGVsbC10YWxl"):
        assert word not in shown
    assert shop.kubectl("get", "secret", "s", "-o=jsonpath={.metadata.uid}") == uid
    assert shop.kubectl("get", "secret", "s", "-o=jsonpath={.data.a}") == "dGVsbC10YWxl"


def test_what_is_no_longer_declared_is_removed_from_the_object(shop):
    shop.declares(HUSHED)
    shop.up()
    shop.declares(HUSHED.replace(', "b": "fixed"', ""))
    shop.up()
    assert "b" not in json.loads(
        shop.kubectl("get", "secret", "s", "-o=jsonpath={.data}")
    )


def test_drift_shows_after_a_refresh_and_is_put_right(shop):
    shop.declares(CONFIG_MAP)
    shop.up()
    patch = '{"data":{"other":"drifted","foreign":"stays out of it"}}'
    shop.kubectl("patch", "configmap", "c", "--type=merge", f"--patch={patch}")
    shop.pulumi("refresh", "--yes", "--skip-preview")
    preview = shop.preview()
    assert '~ other: "drifted" => "same"' in preview
    assert "foreign" not in preview


def test_what_somebody_else_made_is_refused_with_a_way_out(shop):
    shop.kubectl("create", "configmap", "c")
    shop.declares(CONFIG_MAP)
    try:
        said = shop.up(fails=True)
    finally:
        shop.kubectl("delete", "configmap", "c")
    assert 'configmaps "c" already exists' in said
    assert f"`pulumi import` (id {NAMESPACE}/c)" in said
    assert "Traceback" not in said


def test_an_object_can_be_imported(shop):
    shop.declares(CONFIG_MAP)
    shop.up()
    urn = "urn:pulumi:t::shop::kubernetes:core/v1:ConfigMap::c"
    provider = "urn:pulumi:t::shop::pulumi:providers:kubernetes::p"
    shop.pulumi("state", "delete", "--yes", urn)
    kind = "kubernetes:core/v1:ConfigMap"
    flags = ("--yes", "--generate-code=false", "--protect=false")
    shop.pulumi(
        "import", kind, "c", f"{NAMESPACE}/c", "--provider", f"p={provider}", *flags
    )
    assert "to create" not in shop.preview()
