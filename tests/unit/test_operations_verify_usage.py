"""The links of usage: the labels of pods, and a row for each model."""

from operations.verify import usage

MODELS = {("seldon", "iris")}


def test_missing_pod_labels_are_told_apart_from_a_missing_scrape():
    seen = usage.judge_labels(MODELS, [], any_series=True)
    unseen = usage.judge_labels(MODELS, [], any_series=False)
    assert "leaves out" in seen.cause
    assert "not scraped" in unseen.cause
    assert usage.judge_labels(MODELS, [{}], any_series=True).holds


def test_each_model_needs_its_rows():
    row = {"metric": {"namespace": "seldon", "name": "iris"}}
    assert usage.judge_records(MODELS, [row]).holds
    link = usage.judge_records({*MODELS, ("seldon", "wine")}, [row])
    assert "seldon/wine" in link.cause
