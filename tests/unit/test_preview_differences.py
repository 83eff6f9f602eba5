import pytest

from domain.passwords import redacted
from operations.preview.differences import Difference, differences, excerpts

SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "ciphertext": "[secret]",
}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def test_a_changed_value_has_its_path_and_both_values():
    old, new = (
        {"route": {"repeat_interval": "3h"}},
        {"route": {"repeat_interval": "4h"}},
    )

    assert differences(old, new) == (Difference("route.repeat_interval", "3h", "4h"),)


def test_what_comes_and_goes_has_one_value():
    assert set(differences({"a": 1}, {"b": True})) == {
        Difference("a", "1", None),
        Difference("b", None, "true"),
    }


def test_a_key_that_is_no_word_is_quoted():
    (found,) = differences({"data": {"a.yaml": "1"}}, {"data": {"a.yaml": "2"}})

    assert found.path == 'data["a.yaml"]'


def test_an_alert_put_before_another_is_one_alert_more():
    first, second = {"alert": "First", "for": "1m"}, {"alert": "Second", "for": "2m"}

    found = differences({"rules": [second]}, {"rules": [first, second]})

    assert {item.path for item in found} == {"rules[First].alert", "rules[First].for"}


def test_alerts_and_records_of_one_group_have_their_names():
    old = {"rules": [{"record": "r", "expr": "1"}, {"alert": "A", "expr": "1"}]}
    new = {"rules": [{"record": "r", "expr": "1"}, {"alert": "A", "expr": "2"}]}

    assert differences(old, new) == (Difference("rules[A].expr", "1", "2"),)


def test_items_of_one_name_are_told_apart_by_place():
    old = {"rules": [{"alert": "A", "for": "1m"}, {"alert": "A", "for": "2m"}]}
    new = {"rules": [{"alert": "A", "for": "1m"}, {"alert": "A", "for": "3m"}]}

    assert differences(old, new) == (Difference("rules[1].for", "2m", "3m"),)


def test_a_list_of_plain_values_is_one_value():
    (found,) = differences({"by": ["a"]}, {"by": ["a", "b"]})

    assert found == Difference("by", '["a"]', '["a", "b"]')


def test_a_secret_that_changed_shows_where_and_never_what():
    path = 'data["alertmanager.yaml"]'

    assert differences({"data": SECRET}, {"data": SECRET}, [path]) == (
        Difference(path, "[secret]", "[secret]"),
    )


def test_what_the_provider_tells_of_plain_values_is_not_said_twice():
    found = differences({"spec": {"a": 1}}, {"spec": {"a": 2}}, ["spec.a"])

    assert len(found) == 1


def test_an_unknown_value_is_said_to_be_one():
    (found,) = differences({"uid": "1"}, {"uid": UNKNOWN})

    assert found.new == "known after the update"


@pytest.mark.parametrize(
    "url",
    [
        "https://alice:swordfish@host.example.com/api",
        "https://swordfish@host.example.com/api",
        "https://alice:sword/swordfish@host.example.com/api",
    ],
)
def test_a_url_loses_its_credentials(url):
    assert redacted(f"url {url}") == "url https://***@host.example.com/api"
    assert "swordfish" not in str(differences({"url": ""}, {"url": url}))
    assert "swordfish" not in str(differences({"urls": []}, {"urls": [url]}))


def test_a_plain_url_stays():
    url = "http://seldon-monitoring-prometheus.seldon-monitoring:9090/api/v1/"

    assert redacted(url) == url


def test_short_values_are_whole():
    assert excerpts("10s", "20s", 10) == ("10s", "20s")
    assert excerpts(None, "20s", 10) == ("", "20s")


def test_long_values_are_cut_around_the_place_where_they_part():
    old, new = "a" * 90 + "10s" + "b" * 90, "a" * 90 + "20s" + "b" * 90

    assert excerpts(old, new, 10) == ("…aaaaa10sbb…", "…aaaaa20sbb…")
