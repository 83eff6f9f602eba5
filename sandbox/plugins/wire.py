"""What crosses the wire: protobuf structs as plain Python, secrets and unknowns kept.

The signatures are the protocol's own (the SDK has them in `pulumi.runtime.rpc`).
"""

from dataclasses import dataclass
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (a type's name)
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
_UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string, and what the SDKs send
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


@dataclass(frozen=True)
class Secret:
    """A value that the engine keeps encrypted and never shows."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(...)"


class Unknown:
    """What a preview does not know yet; equal to nothing, itself included."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


def decode(struct: Struct) -> dict[str, Any]:
    """A message's properties: dicts, lists, scalars, `Secret` and `UNKNOWN`."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: Value) -> object:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _decode_struct(decode(value.struct_value))
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "string_value" and value.string_value in _UNKNOWNS:
        return UNKNOWN
    return None if kind in {None, "null_value"} else getattr(value, str(kind))


def _decode_struct(fields: dict[str, Any]) -> object:
    signature = fields.get(_SIGNATURE)
    if signature == _SECRET:
        return Secret(fields.get("value"))
    if signature == _OUTPUT:
        value = fields.get("value", UNKNOWN)
        return Secret(value) if fields.get("secret") else value
    return fields


def encode(properties: dict[str, Any]) -> Struct:
    """The message for `properties`, the inverse of `decode`."""
    struct = Struct()
    struct.update({key: _encode(value) for key, value in properties.items()})
    return struct


def _encode(value: object) -> Any:  # noqa: ANN401  whatever a property holds
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": _encode(value.value)}
    if isinstance(value, Unknown):
        return "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    return [_encode(item) for item in value] if isinstance(value, list) else value


def plain(value: object) -> Any:  # noqa: ANN401  whatever a property holds
    """The value with its secrets in the clear; unknowns stay."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def asset(value: object) -> dict[str, Any] | None:
    """The asset's fields (`text`, `path` or `uri`) when the value is one."""
    if isinstance(value, dict) and value.get(_SIGNATURE) == ASSET:
        return value
    return None


def has_unknown(value: object) -> bool:
    """Whether anything inside is not known yet."""
    return any(isinstance(leaf, Unknown) for leaf in _walk(value))


def has_secret(value: object) -> bool:
    """Whether anything inside is secret."""
    return any(isinstance(leaf, Secret) for leaf in _walk(value))


def _walk(value: object) -> list[object]:
    found = [value]
    if isinstance(value, Secret):
        found += _walk(value.value)
    elif isinstance(value, dict):
        found += [leaf for item in value.values() for leaf in _walk(item)]
    elif isinstance(value, list):
        found += [leaf for item in value for leaf in _walk(item)]
    return found


def hide(out: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """`out`, secret wherever `like` is, and in a Kubernetes Secret's body always.

    Inside maps only the leaf is hidden; a list with one secret in it as a whole, for
    what stands at an index may move.
    """
    if out.get("kind") == "Secret":
        body = {"data", "stringData"}
        return {key: _secret(v) if key in body else v for key, v in out.items()}
    return {
        key: _hide(value, like[key]) if key in like else value
        for key, value in out.items()
    }


def _hide(out: object, like: object) -> object:
    if isinstance(out, dict) and isinstance(like, dict):
        return hide(out, like)
    return _secret(out) if has_secret(like) else out


def _secret(value: object) -> Secret:
    return value if isinstance(value, Secret) else Secret(plain(value))
