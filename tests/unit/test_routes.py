"""Where alerts go: trees small enough to be walked by hand."""

import pytest

from domain.routes import Matcher, matcher, may_reach, receivers


def node(receiver=None, *matchers, routes=(), **more):
    route = {"matchers": list(matchers), "routes": list(routes), **more}
    return route if receiver is None else {"receiver": receiver, **route}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"severity": "critical", "type": "infra"}, ("deploy-webhook",)),
        ({"severity": "warning", "type": "user"}, ("deploy-webhook",)),
        ({"severity": "info", "type": "user"}, ("default-receiver",)),
        ({"severity": "critical", "type": "none"}, ("default-receiver",)),
        ({"severity": "critical"}, ("default-receiver",)),
        ({"type": "user"}, ("default-receiver",)),
        ({}, ("default-receiver",)),
        # A regular expression holds for the whole value.
        ({"severity": "critical", "type": "infra2"}, ("default-receiver",)),
        ({"severity": "noncritical", "type": "infra"}, ("default-receiver",)),
    ],
)
def test_the_documented_tree_sends_what_seldon_asks_for(labels, expected):
    tree = node(
        "default-receiver",
        routes=[
            node(
                "deploy-webhook",
                'severity =~ "warning|critical"',
                'type =~ "user|infra"',
            )
        ],
    )

    assert receivers(tree, labels) == expected


def test_the_first_child_that_matches_wins():
    tree = node("root", routes=[node("first", "a = 1"), node("second", "a = 1")])

    assert receivers(tree, {"a": "1"}) == ("first",)


def test_a_child_that_continues_lets_the_next_have_the_alert_too():
    tree = node(
        "root",
        routes=[
            node("first", "a = 1", **{"continue": True}),
            node("second", "a = 1"),
            node("third", "a = 1"),
        ],
    )

    assert receivers(tree, {"a": "1"}) == ("first", "second")


def test_a_last_child_that_continues_does_not_bring_the_parent_back():
    tree = node("root", routes=[node("only", "a = 1", **{"continue": True})])

    assert receivers(tree, {"a": "1"}) == ("only",)


def test_what_one_child_took_does_not_come_back_for_another_that_passes():
    tree = node(
        "root",
        routes=[node("first", "a = 1", **{"continue": True}), node("second", "a = 2")],
    )

    assert receivers(tree, {"a": "1"}) == ("first",)


def test_a_child_that_continues_without_matching_changes_nothing():
    tree = node(
        "root",
        routes=[node("first", "a = 2", **{"continue": True}), node("second", "a = 1")],
    )

    assert receivers(tree, {"a": "1"}) == ("second",)


def test_a_node_without_a_receiver_uses_its_parent_s():
    tree = node(
        "root",
        routes=[
            node(
                "team",
                "team = blue",
                routes=[node(None, "page = yes", routes=[node(None, "loud = yes")])],
            )
        ],
    )
    labels = {"team": "blue", "page": "yes", "loud": "yes"}

    assert receivers(tree, labels) == ("team",)


def test_grandchildren_are_asked_before_their_parent():
    tree = node(
        "root",
        routes=[
            node("team", "team = blue", routes=[node("pager", "severity = critical")]),
            node("other", "team = blue"),
        ],
    )

    assert receivers(tree, {"team": "blue", "severity": "critical"}) == ("pager",)
    assert receivers(tree, {"team": "blue", "severity": "info"}) == ("team",)


def test_a_parent_that_continues_does_so_after_its_children():
    tree = node(
        "root",
        routes=[
            node(
                "team",
                "team = blue",
                routes=[node("pager", "severity = critical")],
                **{"continue": True},
            ),
            node("log", "team = blue"),
        ],
    )

    assert receivers(tree, {"team": "blue", "severity": "critical"}) == ("pager", "log")
    assert receivers(tree, {"team": "blue"}) == ("team", "log")


def test_one_receiver_reached_twice_is_named_twice():
    tree = node(
        "root",
        routes=[node("same", "a = 1", **{"continue": True}), node("same", "b = 1")],
    )

    assert receivers(tree, {"a": "1", "b": "1"}) == ("same", "same")


@pytest.mark.parametrize(
    ("text", "labels", "matches"),
    [
        ('team != "blue"', {"team": "red"}, True),
        ('team != "blue"', {"team": "blue"}, False),
        # A label that an alert does not have is empty.
        ('team != "blue"', {}, True),
        ('team = ""', {}, True),
        ('team != ""', {}, False),
        ('team =~ ".*"', {}, True),
        ('team =~ ".+"', {}, False),
        ('team !~ "blue|red"', {"team": "green"}, True),
        ('team !~ "blue|red"', {"team": "red"}, False),
        ('team !~ ".+"', {}, True),
        ('team =~ "bl.*"', {"team": "blue"}, True),
        ('team =~ "bl"', {"team": "blue"}, False),
        # In RE2 letters, digits and spaces are ASCII's.
        (r'team =~ "\w+"', {"team": "blue"}, True),
        (r'team =~ "\w+"', {"team": "rosé"}, False),
    ],
)
def test_a_matcher_holds_or_not(text, labels, matches):
    tree = node("root", routes=[node("child", text)])

    assert receivers(tree, labels) == (("child",) if matches else ("root",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('severity =~ "warning|critical"', ("severity", "=~", "warning|critical")),
        ("severity=critical", ("severity", "=", "critical")),
        ("  team !~ ^a ", ("team", "!~", "^a")),
        ("team!=", ("team", "!=", "")),
        ('team = ""', ("team", "=", "")),
        (r'name = "say \"hi\""', ("name", "=", 'say "hi"')),
        (r'path = "a\\b\nc"', ("path", "=", "a\\b\nc")),
        (r'code =~ "5\d\d"', ("code", "=~", r"5\d\d")),
        ('sum = "a=b"', ("sum", "=", "a=b")),
    ],
)
def test_a_matcher_is_read_as_alertmanager_reads_it(text, expected):
    assert matcher(text) == Matcher(*expected)


@pytest.mark.parametrize(
    "text", ["", "severity", "= warning", "9lives = 1", 'a = "b', 'a = b"c', "a ~ b"]
)
def test_what_is_no_matcher_is_refused(text):
    with pytest.raises(ValueError, match="is not a matcher; write label =~") as caught:
        matcher(text)

    assert str(caught.value).startswith(repr(text))


def test_one_entry_may_hold_several_matchers():
    tree = node("root", routes=[node("child", '{a = "1,2", b =~ "x|y",}')])

    assert receivers(tree, {"a": "1,2", "b": "y"}) == ("child",)
    assert receivers(tree, {"a": "1,2"}) == ("root",)


def test_the_older_forms_count_as_well():
    old = {"receiver": "old", "match": {"a": "1"}, "match_re": {"b": "x|y"}}
    tree = node("root", routes=[old])

    assert receivers(tree, {"a": "1", "b": "y"}) == ("old",)
    assert receivers(tree, {"a": "1", "b": "xy"}) == ("root",)


PASSES = {"continue": True}
CRITICAL = {"alertname": "A", "severity": "critical"}


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        # Its series may be of this namespace, or of another.
        ([node("team", "namespace = m", **PASSES), node("seldon")], ("team",)),
        ([node("team", "namespace != m", **PASSES), node("seldon")], ()),
        ([node("team", "namespace = m"), node("other", "pod = p")], ("team", "other")),
        # One that asks for more than is there, or for what the rule says otherwise.
        ([node("team", "namespace = m", "severity = info"), node("seldon")], ()),
        ([node("team", "namespace = m", "severity = critical")], ("team",)),
        # No series adds a type or a severity.
        ([node("team", "type = user")], ()),
        # What one surely takes, no later one gets.
        ([node("pager", "severity = critical"), node("team", "namespace = m")], ()),
        # Swallowed or not, so it may come to what stands behind.
        ([node("team", 'namespace = ""'), node("seldon")], ("seldon",)),
        ([node("team", 'namespace = ""')], ("root",)),
        # Below a route that it may match, and below one that it does.
        (
            [node("team", "namespace = m", routes=[node("night", "pod = p")])],
            ("night", "team"),
        ),
        (
            [node("team", "severity = critical", routes=[node(None, "pod = p")])],
            (),
        ),
    ],
)
def test_labels_of_series_may_bring_an_alert_to_others(routes, expected):
    assert may_reach(node("root", routes=routes), CRITICAL) == expected
