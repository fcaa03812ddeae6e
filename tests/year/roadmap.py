"""Autumn to spring: a plan becomes the roadmap, the committee directs, an initiative slips."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from miqyas.analysis.portfolio.document import read_document
from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.reports.tables.portfolio import file_of_sheets
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.roadmaps.models import Directive, PortfolioPlan, RoadmapItem
from tests.year.government import Walker, Year, brought, pseudonyms

ROADMAP: Final = "/en/workspace/roadmap/"
PLANS: Final = f"{ROADMAP}plans/"
BEGINS, ON_TIME, LATE = dt.date(2027, 1, 1), dt.date(2027, 2, 28), dt.date(2027, 8, 1)
"""When the digital identity begins, is to be live by the plan, and is to be after the slip."""
LAST: Final = "2027-05-31"
"""The day before the window of the edition opens: the last that counts for certain."""
EXACT: Final = 1e-12
TOO_DEAR: Final = "Too little is left of capital for it."


def document(*, money: int) -> dict[str, Any]:
    """Three actions over the periods that are left before the window; capital is so much in each."""

    def action(
        id_: str, ar: str, en: str, entity: str, cost: int, points: dict[str, int], **more: Any
    ) -> Any:
        names = {"ar": ar, "en": en}
        return {
            "id": id_,
            "name": names,
            "entity": entity,
            "cost": {"capital": cost},
            "points": points,
            **more,
        }

    return {
        "actions": [
            action("P1", "هوية رقمية", "Digital identity", "sample-health", 40, {"OSI.IF": 1}, duration=1),
            action(
                "P2",
                "خدمة المواعيد",
                "Appointments",
                "sample-health",
                50,
                {"OSI.SP": 2},
                duration=1,
                after=["P1"],
            ),
            action("P3", "شارات", "Badges", "sample-education", 90, {"OSI.CP": 1}),
        ],
        "periods": [
            {"begins": "2027-01-01"},
            {"begins": "2027-03-01"},
            {"begins": "2027-05-01", "ends": LAST},
        ],
        "budgets": {"capital": [money] * 3},
    }


def plans_are_solved_kept_and_compared(year: Year) -> None:
    year.clock.turn_to(dt.date(2026, 11, 1))
    karim = year.at("karim", PLANS)
    small, large = (solved(year, karim, money=money, name=name) for money, name in SIZES)
    karim.open(f"{PLANS}compare/?plan={small.pk}&plan={large.pk}")
    karim.reads("What there is", "With more money", TOO_DEAR)
    assert [one["id"] for one in small.record["tasks"]] == ["P1", "P2"]
    assert [one["id"] for one in small.record["not_done"]] == ["P3"]
    assert sorted(one["id"] for one in large.record["tasks"]) == ["P1", "P2", "P3"]
    assert (small.record["money"], large.record["money"]) == (90, 180), "40 + 50, and 90 more for the badges"
    assert 0 < small.record["expected_gain"] < large.record["expected_gain"] < 0.05
    for name in ("noor", "shadi", "stranger"):
        year.is_refused(name, PLANS)


SIZES: Final = ((60, "What there is"), (150, "With more money"))


def solved(year: Year, karim: Walker, *, money: int, name: str) -> PortfolioPlan:
    """Bring the file, let the worker work, keep what came of it."""
    portfolio = read_document(current_world(), document(money=money)).the_portfolio()
    file = file_of_sheets(sheets_of(portfolio), form="csv", language="ar")
    karim.open(PLANS).send("Find the plan", file=brought("plan.csv", file), status=202)
    assert year.works() >= 1, "the worker solves it"
    karim.open(karim.page.address).send("Keep it to compare", name=name)
    karim.reads(name)
    return PortfolioPlan.objects.get(name=name)


def one_is_adopted_and_what_was_rejected_stays_with_why(year: Year) -> None:
    plan = PortfolioPlan.objects.get(name="What there is")
    amina = year.at("amina", f"{PLANS}{plan.pk}/").reads(TOO_DEAR, "2 initiatives are put in")
    amina.send("Adopt the plan", reason="The budget is what it is")
    amina.reads("The budget is what it is", "Badges", TOO_DEAR)
    assert not amina.may("Adopt the plan"), "a plan is adopted once"
    whole = year.program("karim").get(f"/workspace/roadmap/plans/{plan.pk}")
    assert [(one["action"], one["item"]) for one in whole["actions"]] == [
        ("P1", "p1"),
        ("P2", "p2"),
        ("P3", None),
    ]
    assert (whole["is_adopted"], whole["carried_out"], whole["rejected"]) == (True, 2, 1)
    identity, visits = (RoadmapItem.objects.get(code=code) for code in ("p1", "p2"))
    assert (identity.planned_start, identity.planned_end) == (dt.date(2027, 1, 1), ON_TIME)
    assert [one.needed.code for one in visits.needs.all()] == ["p1"]
    year.at("amina", f"{ROADMAP}items/p1/").send("Approve").reads("Digital identity")
    amina.open(f"{ROADMAP}baselines/").send("Freeze a baseline", reason="Approved by the committee")
    amina.reads("Baseline 1 was frozen with 2 items.")


def the_committee_lays_down_a_directive(year: Year) -> None:
    year.clock.turn_to(dt.date(2026, 12, 1))
    amina = year.at("amina", f"{ROADMAP}directives/new/")
    text = {
        "text_ar": "تُطلق الهوية الرقمية قبل مارس.",
        "text_en": "The digital identity goes live before March.",
    }
    laid = {"number": "2026/14", "entity": "sample-health", "decided_on": "2026-12-01", **text}
    amina.send("Save", due="2026-11-01", items=["p1"], status=422, **laid)
    assert not Directive.objects.exists(), "it cannot be due before it was laid down"
    amina.open(f"{ROADMAP}directives/new/").send("Save", due="2027-02-15", items=["p1"], **laid)
    made = Directive.objects.get()
    assert (made.number, str(made.due), made.state) == ("2026/14", "2027-02-15", "open")
    assert [one.code for one in made.items.all()] == ["p1"]
    year.works()
    told = set(Notification.objects.filter(kind="directive.given").values_list("recipient", flat=True))
    assert told == pseudonyms("salma", "noor", "burhan"), "the entity hears of it, and nobody else"
    page = f"{ROADMAP}directives/{made.pk}/"
    year.at("noor", page).send("Begin").reads("Under way")
    year.is_refused("farid", page, status=404)
    year.is_refused("stranger", page)
    year.clock.turn_to(BEGINS)
    year.at("noor", f"{ROADMAP}items/p1/").send("Start")
    begun = RoadmapItem.objects.get(code="p1")
    assert (begun.state, begun.actual_start) == ("under_way", BEGINS)


def it_is_late_and_the_committee_sees_it_first(year: Year) -> None:
    year.clock.turn_to(dt.date(2027, 2, 20))
    amina = year.at("amina", f"{ROADMAP}directives/").reads("2026/14", "5 days late")
    amina.open(f"{ROADMAP}pack/").reads("2026/14", "The digital identity goes live before March.")
    year.is_refused("noor", f"{ROADMAP}pack/")


def an_initiative_slips_and_it_is_known_what_that_costs(year: Year) -> None:
    program = year.program("amina")
    before, cost_before = program.get("/workspace/roadmap/schedule"), program.get("/workspace/roadmap/slips")
    assert live(before, "p1")["last"] == LAST
    noor = year.at("noor", f"{ROADMAP}items/p1/edit/")
    noor.send("Save", planned_end=LATE.isoformat(), go_live=LATE.isoformat())
    after, cost_after = program.get("/workspace/roadmap/schedule"), program.get("/workspace/roadmap/slips")
    assert (live(before, "p1")["live"], live(after, "p1")["live"]) == (ON_TIME.isoformat(), LATE.isoformat())
    assert (live(before, "p1")["standing"], live(after, "p1")["standing"]) == ("before", "in_window")
    assert live(after, "p1")["safe"] < live(after, "p1")["last"] == LAST
    assert live(after, "p2")["live"] > LATE.isoformat(), "appointments wait for the identity"
    assert slip(cost_before)["now"] < slip(cost_after)["now"] < slip(cost_after)["index"]
    assert abs(slip(cost_after)["index"] * 3 - slip(cost_after)["services"]) < EXACT, "a third of the index"
    on_time, late, nothing = (
        case(cost_after, name) for name in ("all_in_time", "late_stay_late", "nothing_more")
    )
    assert (
        nothing["gain"] == 0 < late["gain"] < case(cost_before, "late_stay_late")["gain"] <= on_time["gain"]
    )
    assert abs(on_time["gain"] - slip(cost_after)["index"]) < EXACT, "all waits for the identity"
    assert on_time["rank"]["median"] < late["rank"]["median"] <= nothing["rank"]["median"]
    noor.open("/ar/workspace/roadmap/slips/").reads("هوية رقمية", "إن بقي المتأخر متأخرًا")
    noor.open(f"{ROADMAP}dates/").reads(
        "Digital identity", "Within the window", "Waits for: Digital identity"
    )
    frozen = "Baseline 1 1 January 2027 28 February 2027 28 February 2027"
    noor.open(f"{ROADMAP}items/p1/").reads(f"{frozen} Planned 1 January 2027 1 August 2027 1 August 2027")


def whoever_is_concerned_hears_of_it_once(year: Year) -> None:
    for _ in range(2):
        year.goes_its_rounds("roadmap.safe_dates")
    told = Notification.objects.filter(kind="roadmap.unsafe")
    heard = {(one.params["item"]["en"], one.recipient) for one in told}
    assert len(heard) == told.count(), "nobody hears of the same twice"
    assert {recipient for _, recipient in heard} >= pseudonyms("amina", "karim", "noor")
    assert not {recipient for _, recipient in heard} & pseudonyms("farid", "shadi", "jamal")


def slip(found: dict[str, Any]) -> dict[str, Any]:
    """What it costs if the identity, and all that waits for it, misses the edition."""
    [one] = [one for one in found["slips"] if one["id"] == "p1"]
    return dict(one)


def live(found: dict[str, Any], item: str) -> dict[str, Any]:
    """Where an item stands to the window."""
    [one] = [one for one in found["go_lives"] if one["id"] == item]
    return dict(one)


def case(found: dict[str, Any], name: str) -> dict[str, Any]:
    """One of the three cases for the coming edition."""
    [one] = [one for one in found["futures"] if one["case"] == name]
    return dict(one)


STEPS = (
    plans_are_solved_kept_and_compared,
    one_is_adopted_and_what_was_rejected_stays_with_why,
    the_committee_lays_down_a_directive,
    it_is_late_and_the_committee_sees_it_first,
    an_initiative_slips_and_it_is_known_what_that_costs,
    whoever_is_concerned_hears_of_it_once,
)
