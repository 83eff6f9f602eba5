"""What a container's specification says of its image and its flags."""

import pytest

from domain.containers import flag, image


@pytest.mark.parametrize(
    ("reference", "place", "tag", "digest"),
    [
        ("prometheus", "docker.io/library/prometheus", "", ""),
        ("prom/prometheus:v3.5.0", "docker.io/prom/prometheus", "v3.5.0", ""),
        ("localhost/a", "localhost/a", "", ""),
        ("host:5000/a/b@sha256:00", "host:5000/a/b", "", "sha256:00"),
        ("quay.io/a/b:v1@sha256:00", "quay.io/a/b", "v1", "sha256:00"),
    ],
)
def test_a_reference_is_split_as_a_runtime_does(reference, place, tag, digest):
    found = image(reference)

    assert (found.place, found.tag, found.digest) == (place, tag, digest)


@pytest.mark.parametrize(
    "words",
    [
        {"args": ["--namespaces=a,b"]},
        {"args": ["-namespaces=a,b"]},
        {"command": ["run", "--namespaces"], "args": ["a,b"]},
    ],
)
def test_a_flag_is_found_however_it_is_written(words):
    assert flag(words, "namespaces") == "a,b"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ({}, None),
        ({"args": None}, None),
        ({"args": ["namespaces=a", "--deny-namespaces=b"]}, None),
        ({"args": ["--namespaces"]}, ""),
        ({"args": 5}, None),
    ],
)
def test_what_is_no_such_flag_has_no_value(words, value):
    assert flag(words, "namespaces") == value
