"""Image archives: the same bytes for the same input, with what the charts expect."""

import hashlib
import json
import tarfile
from dataclasses import replace

import pytest
import yaml

from sandbox import archive, images
from sandbox.paths import REPOSITORY


@pytest.fixture
def contents(tmp_path):
    program = tmp_path / "prometheus"
    program.write_bytes(b"\x7fELF program")
    return archive.Contents(
        name="quay.io/prometheus/prometheus:v1",
        programs={"/bin/prometheus": program},
        architecture="amd64",
        user="65534",
        folders=("/prometheus",),
    )


def member(archived, name):
    content = archived.extractfile(name)
    assert content
    return content


def test_the_same_input_gives_the_same_bytes(contents, tmp_path):
    first, second = tmp_path / "first.tar", tmp_path / "second.tar"
    archive.write(contents, first)
    contents.programs["/bin/prometheus"].touch()
    archive.write(contents, second)
    assert first.read_bytes() == second.read_bytes()


def test_an_archive_is_what_docker_would_save(contents, tmp_path):
    target = tmp_path / "image.tar"
    archive.write(contents, target)
    with tarfile.open(target) as whole:
        (manifest,) = json.load(member(whole, "manifest.json"))
        layer = member(whole, manifest["Layers"][0]).read()
        configuration = member(whole, manifest["Config"]).read()
    assert manifest["RepoTags"] == ["quay.io/prometheus/prometheus:v1"]
    name = hashlib.sha256(configuration).hexdigest()
    assert manifest["Config"] == f"{name}.json"
    image = json.loads(configuration)
    digest = hashlib.sha256(layer).hexdigest()
    assert image["rootfs"]["diff_ids"] == [f"sha256:{digest}"]
    assert image["config"]["Entrypoint"] == ["/bin/prometheus"]
    assert image["config"]["User"] == "65534"


def test_a_layer_has_users_a_place_to_write_and_no_trace_of_its_making(
    contents, tmp_path
):
    target = tmp_path / "image.tar"
    archive.write(contents, target)
    with tarfile.open(target) as whole:
        (manifest,) = json.load(member(whole, "manifest.json"))
        with tarfile.open(fileobj=member(whole, manifest["Layers"][0])) as layer:
            entries = {entry.name: entry for entry in layer}
            users = member(layer, "etc/passwd").read().decode()
    assert "nobody:x:65534:" in users
    assert entries["tmp"].mode == entries["prometheus"].mode == 0o1777
    assert entries["bin/prometheus"].mode == 0o755
    assert {(entry.mtime, entry.uid) for entry in entries.values()} == {(0, 0)}


def test_nothing_half_written_is_left_behind(contents, tmp_path):
    missing = replace(contents, programs={"/bin/none": tmp_path / "none"})
    folder = tmp_path / "images"
    folder.mkdir()
    with pytest.raises(FileNotFoundError):
        archive.write(missing, folder / "image.tar")
    assert list(folder.iterdir()) == []


def test_names_are_those_that_the_chart_asks_for():
    values = (REPOSITORY / "sandbox" / "chart" / "values.yaml").read_text()
    chart = yaml.safe_load(values)
    prometheus = chart["prometheus"]["prometheusSpec"]["image"]
    names = {image.name for image in images.table()}
    assert (
        f"{prometheus['registry']}/{prometheus['repository']}:{prometheus['tag']}"
        in names
    )


def test_an_images_digest_follows_its_entry():
    image = images.named("prometheus")
    assert replace(image, user="0").digest != image.digest
    assert images.named("prometheus").digest == image.digest


def test_short_names_and_tags():
    image = images.named("kube-state-metrics")
    assert (image.short_name, image.tag) == ("kube-state-metrics", "v2.20.0")
    assert image.release == "2.18.0"
