"""Nested values, one set over another; neither is changed."""

import copy

import pytest

from components.values import overlaid


@pytest.mark.parametrize(
    ("ours", "overlay", "expected"),
    [
        ({}, {}, {}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, {"a": {"b": {"c": 2}}}),
        # A list is one value, not something to be joined.
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}),
    ],
)
def test_the_overlay_stands_over_ours(ours, overlay, expected):
    before = copy.deepcopy((ours, overlay))

    assert overlaid(ours, overlay) == expected
    assert (ours, overlay) == before
