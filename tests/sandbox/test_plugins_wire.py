"""Secrets and unknowns survive the way from the engine and back."""

import pytest
from google.protobuf.struct_pb2 import Struct

from sandbox.plugins.wire import (
    UNKNOWN,
    Secret,
    Unknown,
    decode,
    encode,
    has_secret,
    has_unknown,
    hide,
    plain,
)

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (a type's name)
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def message(fields):
    struct = Struct()
    struct.update(fields)
    return struct


def test_plain_values_are_what_they_were():
    values = {"a": 1, "b": 1.5, "c": [True, None, "x"], "d": {"e": {}}}
    assert decode(encode(values)) == values


def test_whole_numbers_come_back_as_integers():
    assert repr(decode(message({"port": 8000.0}))["port"]) == "8000"


def test_a_secret_keeps_its_wrapper_in_both_directions():
    wrapped = {"pw": {SIGNATURE: SECRET, "value": {"deep": ["x"]}}}
    decoded = decode(message(wrapped))
    assert decoded == {"pw": Secret({"deep": ["x"]})}
    assert decode(encode(decoded)) == decoded
    assert encode(decoded) == message(wrapped)


@pytest.mark.parametrize("sentinel", [STRING, "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"])
def test_an_unknown_of_any_type_is_unknown(sentinel):
    decoded = decode(message({"a": {"b": [sentinel]}}))
    assert isinstance(decoded["a"]["b"][0], Unknown)
    assert has_unknown(decoded)
    assert encode(decoded) == message({"a": {"b": [STRING]}})


def test_an_output_value_is_its_value_or_unknown():
    decoded = decode(
        message(
            {
                "known": {SIGNATURE: OUTPUT, "value": "v", "secret": True},
                "open": {SIGNATURE: OUTPUT},
            }
        )
    )
    assert decoded["known"] == Secret("v")
    assert isinstance(decoded["open"], Unknown)


def test_plain_opens_secrets_at_any_depth():
    assert plain({"a": [Secret({"b": Secret(1)})]}) == {"a": [{"b": 1}]}


def test_a_secret_never_prints_its_value():
    assert "hush" not in repr({"a": Secret("hush")})


def test_an_unknown_equals_nothing():
    assert UNKNOWN != UNKNOWN  # noqa: PLR0124  unlike itself, as NaN


def test_only_the_leaf_of_a_map_is_hidden():
    like = {"spec": {"token": Secret("t"), "name": "n"}}
    out = {"spec": {"token": "t", "name": "n", "extra": 1}}
    assert hide(out, like) == {"spec": {"token": Secret("t"), "name": "n", "extra": 1}}


def test_a_list_with_a_secret_is_hidden_as_a_whole():
    hidden = hide({"args": ["a", "b"]}, {"args": ["a", Secret("b")]})
    assert hidden == {"args": Secret(["a", "b"])}


def test_a_secrets_body_is_hidden_whatever_the_inputs_say():
    out = {"kind": "Secret", "data": {"a": "eA=="}, "metadata": {"name": "n"}}
    hidden = hide(out, {"kind": "Secret", "data": {"a": "eA=="}})
    assert hidden["data"] == Secret({"a": "eA=="})
    assert not has_secret(hidden["metadata"])


def test_a_hidden_unknown_stays_unknown():
    hidden = hide({"a": UNKNOWN}, {"a": Secret(UNKNOWN)})
    assert isinstance(hidden["a"], Secret)
    assert has_unknown(hidden)
