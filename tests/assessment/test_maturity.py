"""The level of a service follows from what is recorded: what is not recorded is open, not a no."""

import datetime as dt
from typing import Any

import pytest

from miqyas.assessment.maturity import Rated, Turn, maturity, series, summaries, summary
from miqyas.catalogue.maturity import FACTS, maturity_model
from miqyas.catalogue.services import service_words

CONNECTED: dict[str, Any] = {
    "addresses": 1, "is_described": True, "fee": 5, "data_listed": True, "steps": 3, "audiences": 1,
    "languages": 2, "automation": "assisted", "visits": 0, "identity": "digital_identity",
    "payment": "online", "volume": 0, "asked_again": 0, "shared_with": 1, "satisfaction": 0,
}  # fmt: skip
"""A service of which everything is asked and everything holds."""


def test_every_fact_is_asked_for() -> None:
    asked = {
        check.fact
        for level in maturity_model().levels
        for criterion in level.criteria
        for check in (criterion.check, criterion.when)
        if check
    }
    assert asked == FACTS == CONNECTED.keys()


def test_all_that_is_asked_makes_it_connected() -> None:
    found = maturity(CONNECTED)
    assert (found.code, found.number, found.next, found.needs) == ("connected", 4, None, ())


@pytest.mark.parametrize(
    ("fact", "value", "code", "criterion", "outcome"),
    [
        ("addresses", 0, "", "found", "unmet"),
        ("is_described", False, "", "described", "unmet"),
        ("fee", None, "", "fee_known", "open"),
        ("data_listed", False, "", "documents_known", "unmet"),
        ("steps", 0, "emerging", "steps_known", "unmet"),
        ("audiences", 0, "emerging", "for_whom", "unmet"),
        ("languages", 1, "emerging", "two_languages", "unmet"),
        ("automation", "information", "emerging", "form_online", "unmet"),
        ("automation", "", "emerging", "form_online", "open"),
        ("automation", "form", "enhanced", "requested_online", "unmet"),
        ("automation", "submitted", "transactional", "checked_by_system", "unmet"),
        ("visits", 1, "enhanced", "no_visit", "unmet"),
        ("visits", None, "enhanced", "no_visit", "open"),
        ("identity", "none", "enhanced", "signed_in", "unmet"),
        ("identity", "own_account", "transactional", "one_identity", "unmet"),
        ("payment", "counter", "enhanced", "paid_online", "unmet"),
        ("payment", "", "enhanced", "paid_online", "open"),
        ("volume", None, "enhanced", "use_known", "open"),
        ("asked_again", 1, "transactional", "once_only", "unmet"),
        ("shared_with", 0, "transactional", "shares", "unmet"),
        ("satisfaction", None, "transactional", "satisfaction_known", "open"),
    ],
)
def test_one_thing_missing(fact: str, value: object, code: str, criterion: str, outcome: str) -> None:
    found = maturity(CONNECTED | {fact: value})
    assert found.code == code
    assert (criterion, outcome) in [(need.criterion.code, need.outcome) for need in found.needs]


def test_a_free_service_is_not_asked_how_one_pays() -> None:
    found = maturity(CONNECTED | {"fee": 0, "payment": ""})
    assert found.code == "connected"


def test_what_a_higher_level_has_does_not_make_up_for_a_lower_one() -> None:
    assert maturity(CONNECTED | {"addresses": 0}).number == 0


def test_a_need_says_what_to_do_in_both_languages() -> None:
    (need,) = maturity(CONNECTED | {"visits": 2}).needs
    assert need.criterion.do is not None
    assert need.criterion.do["en"] == "Do away with visits to offices"
    assert need.criterion.do["ar"] == "ألغِ الحضور إلى المكاتب"


def test_automation_has_an_order() -> None:
    assert list(service_words().automations) == [
        "counter", "information", "form", "submitted", "assisted", "automatic", "proactive",
    ]  # fmt: skip


def test_a_large_service_weighs_more_by_requests() -> None:
    found = summary([Rated(4, 900), Rated(0, 100), Rated(2, None)])
    assert (found.mean, found.weighted, found.volume, found.volume_known) == (2.0, 3.6, 1000, 2)


def test_no_services_have_no_mean() -> None:
    found = summary([])
    assert (found.count, found.mean, found.weighted, found.share_from(3)) == (0, None, None, None)


def test_nobody_asks_for_it_is_not_nobody_knows() -> None:
    assert summary([Rated(3, 0)]).weighted is None
    assert summary([Rated(3, 0)]).volume_known == 1


def test_groups_stand_apart() -> None:
    found = summaries([("health", Rated(1, 1)), ("education", Rated(3, 1)), ("health", Rated(3, 1))])
    assert {key: one.mean for key, one in found.items()} == {"health": 2.0, "education": 3.0}


def test_a_year_as_it_was_on_each_day() -> None:
    day = dt.date
    turns = [
        Turn("a", day(2026, 1, 10), 1), Turn("a", day(2026, 1, 10), 2), Turn("b", day(2026, 2, 1), 4),
        Turn("a", day(2026, 3, 1), None),
    ]  # fmt: skip
    days = [day(2026, 1, 9), day(2026, 1, 10), day(2026, 2, 28), day(2026, 3, 1)]
    found = series(turns, days=days)
    assert [(point.count, point.mean) for point in found] == [(0, None), (1, 2.0), (2, 3.0), (1, 4.0)]
