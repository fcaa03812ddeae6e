"""What pages of statistical inputs show: values beside each other, and what an update would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from miqyas.analysis.simulate.records import distribution_from
from miqyas.analysis.simulate.sentences import basis_words, places_range, step_words
from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import Mark
from miqyas.methodology import indicators
from miqyas.observations.agencies import RawInput
from miqyas.observations.raw import RawValue
from miqyas.reports.findings import listed, name_in
from miqyas.web.fans import Fan, range_bar, rank_fan
from miqyas.web.words import current_language, say_here
from miqyas.workspace.registry.queries import entities_by_id
from miqyas.workspace.statistics.checks import Finding, differs, discrepancy, findings
from miqyas.workspace.statistics.models import StatisticalInput

AT_LEAST: Final = "≥\u00a0"
NAMED: Final = 3
MOST_PLACES: Final = 12
LEVEL: Final = "80"
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words."""

    words: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class EffectShown:
    """What an update (or a step of the unit) does: words and a bar, with the mark of what it rests on."""

    is_update: bool
    step: str
    component: str
    component_gain: str
    egdi: str
    places: str
    is_loss: bool
    chance: float | None
    bar: SafeString | None
    mark: Mark
    basis: str
    passed: str
    is_cut: bool
    counted_now: float | None
    counted_then: float | None
    url: str


@dataclass(frozen=True, slots=True)
class Together:
    """What all differences do at once: ranks without and with them."""

    interval: tuple[int, int]
    interval_before: tuple[int, int]
    shifts: tuple[tuple[str, str], ...]
    egdi: str
    places: str
    fan: Fan
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in the table; `item` is None for what assessors look for on portals."""

    code: str
    name: str
    unit: str
    known: RawInput | None
    item: StatisticalInput | None
    url: str
    share: str
    differs: bool
    findings: tuple[Said, ...]
    entity: str
    state: str
    agency: str
    effect: EffectShown | None
    loaded: RawValue | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A component with its indicators."""

    code: str
    name: str
    published: float | None
    edition: int
    lines: tuple[Line, ...]


def effect_shown(world: World, told: Record, node: str) -> EffectShown | None:
    """What the answer says of one indicator."""
    found = next((one for one in told["updates"] if one["node"] == node), None)
    if found is None:
        return None
    language, moving = current_language(), found["moving"]
    low, high = moving["intervals"][LEVEL] if moving else (found["places"], found["places"])
    is_update, is_loss = found["kind"] == "update", found["egdi_gain"] < 0
    step = step_words(found["amount"], unit=found["unit"], points=found["points"], language=language)
    return EffectShown(
        is_update=is_update,
        step=step,
        component=indicators()[found["component"]].short.in_language(language),
        component_gain=_signed(found, "component_gain"),
        egdi=_signed(found, "egdi_gain"),
        places=_places(low, high, is_loss=is_loss),
        is_loss=is_loss,
        chance=moving["at_least_one"] if moving and not is_loss else None,
        bar=_bar(low, high, moving["expected_places"]) if moving and not is_loss else None,
        mark=Mark(found["mark"]),
        basis=basis_words(found["how"], language=language),
        passed=_passed(world, found["passed"]),
        is_cut=bool(found["limit"]),
        counted_now=found["counted_now"],
        counted_then=found["counted_then"],
        url=_simulator(told["iso3"], found),
    )


def _signed(found: Mapping[str, Any], name: str) -> str:
    sign = AT_LEAST if found["is_lower_bound"] and found[name] > 0 else ""
    return sign + format_number(found[name], "signed")


def _places(low: int, high: int, *, is_loss: bool) -> str:
    language = current_language()
    if is_loss:
        lost = places_range(max(-high, 0), max(-low, 0), language=language)
        return say_here("statistics.loses", places=lost) if low < 0 else lost
    return places_range(low, high, language=language)


def _bar(low: int, high: int, mean: float) -> SafeString | None:
    """Places gained as a band; none is drawn where none is gained."""
    if high <= 0:
        return None
    ends = (min(max(low, 0), MOST_PLACES), min(high, MOST_PLACES))
    return range_bar(*ends, middle=min(max(mean, 0.0), MOST_PLACES), most=MOST_PLACES)


def _passed(world: World, states: Sequence[str]) -> str:
    language = current_language()
    names = [name_in(world, iso3, language) for iso3 in states]
    if len(names) <= NAMED:
        return listed(names, language=language)
    first = say_here("country.comma").join(names[:NAMED])
    return say_here("worth.and_more", names=first, n=len(names) - NAMED)


def _simulator(iso3: str, found: Mapping[str, Any]) -> str:
    amount = found["points"] if found["points"] is not None else found["amount"]
    page = reverse("simulator_country", args=[iso3])
    return f"{page}?{urlencode({found['node'].lower(): f'{amount:.6g}'})}" if amount else page


def together_shown(world: World, told: Record) -> Together | None:
    """What all differences do at once, None where there are none."""
    found, fixed = told["together"], told["together_as_published"]
    if found is None or fixed is None:
        return None
    language, last = current_language(), len(world.countries)
    at_least = {one["component"] for one in told["updates"] if one["is_lower_bound"] and _is_update(one)}

    def bounded(code: str, by: float) -> str:
        """A gain, as a lower bound where an update of its component (of any, for the index) is one."""
        is_bound = by > 0 and (code in at_least if code else bool(at_least))
        return (AT_LEAST if is_bound else "") + format_number(by, "signed")

    before, after = (
        distribution_from(found[name], draws=found["draws"], last=last)
        for name in ("expected_rank_before", "expected_rank")
    )
    interval, interval_before = (tuple(ranks["intervals"][LEVEL]) for ranks in _ranks(found))
    low, high = interval
    said = say_here(
        "statistics.together.said",
        edition=told["coming"],
        low=low,
        high=high,
        before_low=interval_before[0],
        before_high=interval_before[1],
    )
    return Together(
        interval=(low, high),
        interval_before=(interval_before[0], interval_before[1]),
        shifts=tuple(
            (indicators()[code.upper()].short.in_language(language), bounded(code.upper(), by))
            for code, by in told["shifts"].items()
        ),
        egdi=bounded("", fixed["egdi_gain"]),
        places=_places(fixed["places"], fixed["places"], is_loss=fixed["egdi_gain"] < 0),
        fan=rank_fan(before, after, language=language, said=said),
        said=said,
    )


def _is_update(one: Mapping[str, Any]) -> bool:
    return bool(one["kind"] == "update" and one["amount"])


def _ranks(found: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return found["expected_rank"], found["expected_rank_before"]


def findings_said(found: Iterable[Finding]) -> tuple[Said, ...]:
    """Findings in words."""
    return tuple(
        Said(say_here(f"statistics.finding.{one.code}", **one.params), one.is_urgent) for one in found
    )


def address_of(item: StatisticalInput) -> str:
    """The page of an input."""
    return reverse("statistics_input", args=[item.edition, item.indicator])


def line_of(
    item: StatisticalInput,
    known: RawInput | None,
    *,
    effect: EffectShown | None,
    loaded: RawValue | None,
    today: Any,
) -> Line:
    """An input as its line in the table."""
    language, indicator = current_language(), indicators()[item.indicator]
    share = discrepancy(item)
    return Line(
        code=item.indicator,
        name=indicator.name.in_language(language),
        unit=say_here(f"explain.unit.{indicator.unit}"),
        known=known,
        item=item,
        url=address_of(item),
        share="" if share is None or not differs(item) else format_number(share, "signed_percent1"),
        differs=differs(item),
        findings=findings_said(findings(item, known, today=today)),
        entity=item.entity.title.in_language(language) if item.entity else "",
        state=say_here(f"statistics.state.{item.state}"),
        agency=item.agency,
        effect=effect,
        loaded=loaded,
    )


def assessed_line(known: RawInput, *, effect: EffectShown | None) -> Line:
    """The line of what assessors look for on portals: its value comes from the campaign."""
    return Line(
        code=known.code,
        name=indicators()[known.code].name.in_language(current_language()),
        unit="",
        known=known,
        item=None,
        url=_campaigns(),
        share="",
        differs=False,
        findings=(),
        entity="",
        state="",
        agency="",
        effect=effect,
    )


def _campaigns() -> str:
    try:
        return reverse("campaigns")
    except NoReverseMatch:
        return ""


Named = Mapping[str, str]
"""Names of entities by their ids as revisions keep them."""


def entities_named(kept: Iterable[Mapping[str, Any]], *, language: str) -> Named:
    """The names of all entities that kept values mention. One query."""
    ids = {UUID(values["entity"]) for values in kept if values.get("entity")}
    return {str(pk): entity.title.in_language(language) for pk, entity in entities_by_id(ids).items()}


def values_shown(
    values: Mapping[str, Any], *, names: Named, before: Mapping[str, Any] | None = None
) -> list[tuple[str, str]]:
    """Fields with their values in words; with `before`, only those that are others now."""
    return [
        (say_here(f"statistics.field.{name}"), _value_words(name, value, names=names))
        for name, value in values.items()
        if name != "agency_origin"
        and (value not in {None, ""} if before is None else before.get(name) != value)
    ]


def _value_words(name: str, value: Any, *, names: Named) -> str:
    if value in {None, ""}:
        return format_number(None)
    if name == "state":
        return say_here(f"statistics.state.{value}")
    if name == "entity":
        return names.get(value, format_number(None))
    return format_number(value, "raw") if name.endswith("_value") else str(value)
