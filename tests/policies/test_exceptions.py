from datetime import date

import pytest

from policies.guardrail import Guardrail
from tests.policies.judging import RELEASE, judge

SERVICE = "kubernetes:core/v1:Service"
DAY = date(2026, 6, 30)


def never(subject, _):
    yield "no such thing"


GUARDRAIL = Guardrail(
    name="never",
    says="There is nothing",
    remedy="have nothing",
    manifests=(never,),
)
PLAIN = "Service shop/front: no such thing"


def judged(*exceptions, today=DAY, kind=SERVICE, name="front-service"):
    properties = {"kind": "Service", "metadata": {"name": "front", "namespace": "shop"}}
    config = {"exceptions": list(exceptions)}
    return judge(GUARDRAIL, kind, properties, config, today=today, name=name).complaints


def exception(resource="front-service", reason="until the move", until="2026-06-30"):
    return {"resource": resource, "reason": reason, "until": until}


def test_without_an_exception_it_is_refused():
    assert judged() == [PLAIN]


@pytest.mark.parametrize(
    "resource", ["front-service", "front-*", "*", "Service/front", "Service/*"]
)
def test_an_exception_holds_by_resource_or_object_through_its_last_day(resource):
    assert judged(exception(resource)) == []


@pytest.mark.parametrize("resource", ["front", "Service/back", "service/front", ""])
def test_an_exception_for_something_else_does_not(resource):
    assert judged(exception(resource)) == [PLAIN]


def test_an_exception_that_has_ended_fails_and_says_so():
    assert judged(exception(), today=date(2026, 7, 1)) == [
        f"{PLAIN} (the exception for front-service, until the move, ended on "
        "2026-06-30; comply, or renew it)"
    ]


@pytest.mark.parametrize(
    "wrong", [{"until": "2026-02-31"}, {"until": None}, {"reason": ""}]
)
def test_an_exception_without_reason_or_date_counts_as_ended(wrong):
    (said,) = judged({**exception(), **wrong})

    assert said.startswith(f"{PLAIN} (the exception for front-service, ")


def test_a_day_that_there_is_not_is_said_to_be_none():
    assert judged(exception(until="2026-02-31")) == [
        f"{PLAIN} (the exception for front-service, until the move, names a day that "
        "there is not, 2026-02-31; correct it)"
    ]


def test_a_newer_exception_takes_over_from_an_ended_one():
    assert judged(exception(until="2020-01-01"), exception()) == []


def test_an_object_of_a_chart_is_called_by_itself(chart):
    chart.append("{kind: Service, metadata: {name: front, namespace: shop}}")
    chart.append("{kind: Service, metadata: {name: back, namespace: shop}}")

    said = judged(exception("Service/front"), kind=RELEASE)

    assert said == ["Service shop/back: no such thing"]
