"""What is wrong with an item, all of it at once, each at its field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES
from miqyas.workspace.registry.fields import CODE
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.fields import DATES, Cost, ItemFields, Partner, Risk
from miqyas.workspace.roadmaps.ground import Ground, circle_in
from miqyas.workspace.roadmaps.kinds import places_of
from miqyas.workspace.roadmaps.models import CostKind, PartnerKind
from miqyas.workspace.roadmaps.terms import cost_kinds, item_kinds, listed, named, partner_kinds

LANGUAGES: Final = (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
LONGEST_CODE: Final = 60
LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 4000
LONGEST_LINE: Final = 400
LONGEST_NAME: Final = 200
LONGEST_OWNER: Final = 120
LARGEST_AMOUNT: Final = Decimal("99999999999999.99")
MOST_STAFF: Final = Decimal(9_999_999)
MOST_DAYS: Final = 3660
MOST_LIFT: Final = Decimal(1_000_000)
MOST_ROWS: Final = 200
YEARS: Final = range(1990, 2101)
SCALE: Final = range(1, 6)


def item_faults(fields: ItemFields, ground: Ground) -> tuple[RoadmapError, ...]:
    """What is wrong with an item, `ground` being the tree with it in its place."""
    return (
        *code_faults(fields.code),
        *title_faults(fields.title),
        *words_faults(fields.description, "description", most=LONGEST_TEXT),
        *_place_faults(fields, ground),
        *_serving_faults(fields, ground),
        *_lift_faults(fields),
        *_need_faults(fields, ground),
        *_number_faults(fields),
        *_date_faults(fields),
        *_list_faults(fields),
    )


def code_faults(code: str) -> Iterator[RoadmapError]:
    """What is wrong with a code."""
    if not code:
        yield fault("code_missing", "code")
    elif len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        yield fault("code_malformed", "code", given=code[:LONGEST_CODE], limit=LONGEST_CODE)


def title_faults(title: Mapping[str, str]) -> Iterator[RoadmapError]:
    """What is wrong with a title: one language is enough."""
    if not title:
        yield fault("title_missing", "title")
    yield from words_faults(title, "title", most=LONGEST_TITLE)


def words_faults(words: Mapping[str, str], name: str, *, most: int) -> Iterator[RoadmapError]:
    """What is wrong with words by language: languages that there are not, words that are too long."""
    for language, text in words.items():
        if language not in LANGUAGES:
            yield fault("language_unknown", name, given=language[:40], known=", ".join(LANGUAGES))
        if len(text) > most:
            yield fault("too_long", f"{name}_{language}", most=most)


def _place_faults(fields: ItemFields, ground: Ground) -> Iterator[RoadmapError]:
    if fields.kind not in places_of():
        yield fault("kind_unknown", "kind", given=fields.kind[:40], known=listed(item_kinds().values()))
        return
    if fields.parent and fields.parent not in ground.kinds:
        yield fault("parent_unknown", "parent", given=fields.parent[:LONGEST_CODE])
        return
    above = ground.kinds.get(fields.parent, "")
    if above not in places_of()[fields.kind]:
        yield _misplaced(fields.kind, above)
    for below, parent in ground.parents.items():
        if parent == fields.code and fields.kind not in places_of().get(ground.kinds[below], ()):
            yield fault("child_kind", "kind", kind=named(item_kinds(), fields.kind), below=below)
            break
    if circle_in({code: (parent,) for code, parent in ground.parents.items() if parent}, fields.code):
        yield fault("own_ancestor", "parent", given=fields.parent)


def _misplaced(kind: str, above: str) -> RoadmapError:
    """Of an item whose kind has no place there: below what it may stand."""
    places = listed(item_kinds()[one] if one else text_of("roadmap.top") for one in places_of()[kind])
    where = named(item_kinds(), above) if above else text_of("roadmap.top")
    return fault("parent_kind", "parent", kind=named(item_kinds(), kind), above=where, places=places)


def _serving_faults(fields: ItemFields, ground: Ground) -> Iterator[RoadmapError]:
    if fields.entity and fields.entity not in ground.entities:
        yield fault("entity_unknown", "entity", given=fields.entity[:LONGEST_CODE])
    if fields.responsible and fields.responsible not in ground.people:
        yield fault("person_unknown", "responsible")
    for instrument, feature in fields.features:
        if (instrument, feature) not in ground.features:
            yield fault("feature_unknown", "features", given=f"{instrument} {feature}"[:LONGEST_CODE])
    for code in fields.indicators:
        if code not in ground.indicators:
            yield fault("indicator_unknown", "indicators", given=code[:LONGEST_CODE])
    for code in fields.services:
        if code not in ground.services:
            yield fault("service_unknown", "services", given=code[:LONGEST_CODE])


def _lift_faults(fields: ItemFields) -> Iterator[RoadmapError]:
    for code, count in Counter(one.indicator for one in fields.lifts).items():
        if count > 1:
            yield fault("lift_twice", "lifts", given=code[:LONGEST_CODE])
    if not all(_is_lift(one.amount) for one in fields.lifts):
        yield fault("lift", "lifts", most=MOST_LIFT)


def _need_faults(fields: ItemFields, ground: Ground) -> Iterator[RoadmapError]:
    for code, count in Counter(one.code for one in fields.needs).items():
        if count > 1:
            yield fault("need_twice", "needs", given=code)
        if code not in ground.kinds:
            yield fault("need_unknown", "needs", given=code[:LONGEST_CODE])
    if any(abs(one.lag_days) > MOST_DAYS for one in fields.needs):
        yield fault("lag", "needs", most=MOST_DAYS)
    circle = circle_in(ground.needs, fields.code)
    if circle:
        yield fault("need_circle", "needs", way=" ← ".join(circle))


def _number_faults(fields: ItemFields) -> Iterator[RoadmapError]:
    if fields.staff is not None and not _is_within(fields.staff, MOST_STAFF):
        yield fault("staff", "staff")
    for name in ("progress", "success"):
        value = getattr(fields, name)
        if value is not None and not 0 <= value <= 100:
            yield fault("of_a_hundred", name, given=value)
    for name in ("shortest_days", "longest_days"):
        value = getattr(fields, name)
        if value is not None and not 0 <= value <= MOST_DAYS:
            yield fault("days", name, most=MOST_DAYS)
    if (fields.shortest_days or 0) > (fields.longest_days if fields.longest_days is not None else MOST_DAYS):
        yield fault("longest_below", "longest_days")


def _date_faults(fields: ItemFields) -> Iterator[RoadmapError]:
    for name in DATES:
        value = getattr(fields, name)
        if value is not None and value.year not in YEARS:
            yield fault("date_far", name, first=YEARS[0], last=YEARS[-1])
    for first, last in (
        ("planned_start", "planned_end"),
        ("actual_start", "actual_end"),
        ("planned_start", "go_live"),
    ):
        begins, ends = getattr(fields, first), getattr(fields, last)
        if begins and ends and ends < begins:
            yield fault("dates", last, first=str(begins), last=str(ends))
    if fields.actual_end and not fields.actual_start:
        yield fault("ended_unbegun", "actual_start")


def _list_faults(fields: ItemFields) -> Iterator[RoadmapError]:
    for name in ("features", "indicators", "lifts", "services", "partners", "costs", "needs", "risks"):
        if len(getattr(fields, name)) > MOST_ROWS:
            yield fault("too_many", name, most=MOST_ROWS)
    for partner in fields.partners:
        yield from _partner_faults(partner)
    for kind, year in (key for key, n in Counter((c.kind, c.year) for c in fields.costs).items() if n > 1):
        yield fault("cost_twice", "costs", kind=named(cost_kinds(), kind), year=year)
    for cost in fields.costs:
        yield from _cost_faults(cost)
    for risk in fields.risks:
        yield from _risk_faults(risk)


def _partner_faults(partner: Partner) -> Iterator[RoadmapError]:
    if not partner.name:
        yield fault("partner_nameless", "partners")
    if partner.kind not in PartnerKind.values:
        yield fault(
            "partner_kind", "partners", given=partner.kind[:40], known=listed(partner_kinds().values())
        )
    if len(partner.name) > LONGEST_NAME or len(partner.role) > LONGEST_TITLE:
        yield fault("too_long", "partners", most=LONGEST_NAME)


def _cost_faults(cost: Cost) -> Iterator[RoadmapError]:
    if cost.kind not in CostKind.values:
        yield fault("cost_kind", "costs", given=cost.kind[:40], known=listed(cost_kinds().values()))
    if cost.year not in YEARS:
        yield fault("cost_year", "costs", first=YEARS[0], last=YEARS[-1])
    if not all(_is_within(one, LARGEST_AMOUNT) for one in (cost.amount, cost.spent or Decimal(0))):
        yield fault("amount", "costs")


def _risk_faults(risk: Risk) -> Iterator[RoadmapError]:
    if not risk.text:
        yield fault("risk_wordless", "risks")
    if risk.likelihood not in SCALE or risk.impact not in SCALE:
        yield fault("risk_scale", "risks", first=SCALE[0], last=SCALE[-1])
    if max(len(risk.text), len(risk.answer)) > LONGEST_LINE or len(risk.owner) > LONGEST_OWNER:
        yield fault("too_long", "risks", most=LONGEST_LINE)


def _is_lift(value: Decimal) -> bool:
    return value.is_finite() and 0 < abs(value) <= MOST_LIFT


def _is_within(value: Decimal, most: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= most


def only_new(found: tuple[Any, ...], before: tuple[Any, ...]) -> tuple[Any, ...]:
    """Faults that were not there before: an entity switched off later does not hinder other changes."""
    known = {(one.full_code, one.place.name, str(one.params)) for one in before}
    return tuple(one for one in found if (one.full_code, one.place.name, str(one.params)) not in known)
