"""A stack file that somebody spoilt: one line says where, and shows nothing of it."""

import pytest

from operations import render, stackfiles
from operations.cluster import connect
from operations.errors import OperationError
from operations.preview import overrides

TAB = "config:\n\tseldon-monitoring:cluster: swordfish\n"
SPOILT = {
    TAB: r"Pulumi\.dev\.yaml is no YAML: line 2: found character '\\t'",
    "config: {a: [b\n": r"is no YAML: line 2: expected ',' or ']'",
    "config: !vault swordfish\n": "is no YAML: line 1: could not determine a constr",
    "- a\n- b\n": "has no `config` that maps keys to values",
    "config: [swordfish]\n": "has no `config` that maps keys to values",
}
ASKED = {
    "render": lambda folder: render.render("dev", folder / "out"),
    "preview": lambda folder: overrides.derive("dev", {}, folder / "out"),
    "verify": lambda _: connect("dev"),
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.delenv(stackfiles.CONFIG_FILE, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("text", SPOILT)
@pytest.mark.parametrize("command", ASKED)
def test_a_spoilt_stack_file_is_refused_in_one_line(tmp_path, text, command):
    (tmp_path / "Pulumi.dev.yaml").write_text(text)

    with pytest.raises(OperationError, match=SPOILT[text]) as caught:
        ASKED[command](tmp_path)

    assert caught.value.exit_code == 2
    assert "swordfish" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused_too(tmp_path):
    (tmp_path / "Pulumi.dev.yaml").write_bytes(b"config: \xff\n")

    with pytest.raises(OperationError, match=r"dev\.yaml is no YAML: invalid start"):
        connect("dev")


def test_a_cluster_that_is_a_mere_text_is_not_set(tmp_path):
    text = "config: {'seldon-monitoring:cluster': dev}\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(text)

    with pytest.raises(OperationError, match="server and context are not set for dev"):
        connect("dev")
