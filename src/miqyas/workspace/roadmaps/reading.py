"""The roadmap's file as plain values: what each row says, and each problem at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.registry.terms import code_in
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import DATES, Cost, Lift, Need, Partner, Risk
from miqyas.workspace.roadmaps.terms import cost_kinds, item_kinds, partner_kinds

Locate = Callable[[str], Place]
WHOLE: Final = ("progress", "shortest_days", "longest_days", "success", "position")
PARTS: Final = ("costs", "needs", "partners", "risks")
_DIGITS: Final = str.maketrans({"٫": ".", "٬": "", ",": "", "\N{NO-BREAK SPACE}": ""})
_LONGEST: Final = 6


@dataclass(frozen=True)
class ItemRow:
    """What a row says of an item: the fields whose columns the file has."""

    code: str
    said: Mapping[str, Any]
    locate: Locate


@dataclass
class RoadmapFile:
    """What a file says: items, the parts of items by code, and what could not be understood."""

    name: str
    items: list[ItemRow] = field(default_factory=list)
    parts: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    homeless: list[tuple[str, Locate]] = field(default_factory=list)
    problems: list[MiqyasError] = field(default_factory=list)
    says_spent: bool = False
    """Whether its table of costs has a column for what was spent."""


@cache
def tables() -> Mapping[str, FormTable]:
    """The tables of the file with the names of their columns.

    >>> list(tables())
    ['items', 'costs', 'needs', 'partners', 'risks']
    """
    text = files(__package__).joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def read_roadmap(content: bytes, *, name: str) -> RoadmapFile:
    """What an XLSX or CSV file says; never raises for what is in it."""
    found = RoadmapFile(name)
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        found.problems.append(problem)
        return found
    for line in lines:
        if line.table == "items":
            found.items.append(_item(line, found))
        else:
            _part(line, found)
    return found


def _item(line: FormLine, found: RoadmapFile) -> ItemRow:
    said: dict[str, Any] = {
        "kind": code_in(item_kinds(), line.text("kind")),
        "parent": line.text("parent").lower(),
        "title": _words(line, "title"),
        "description": _words(line, "description"),
        "entity": line.text("entity").lower(),
        "responsible": line.text("responsible").lower(),
        "features": tuple(_feature(one) for one in line.parts("features")),
        "indicators": tuple(one.upper() for one in line.parts("indicators")),
        "lifts": tuple(_lifts(line, found)),
        "services": tuple(one.lower() for one in line.parts("services")),
        "staff": _amount(line, "staff", found),
        **{name: _whole(line, name, found) for name in WHOLE},
        **{name: _day(line, name, found) for name in DATES},
    }
    said["position"] = said["position"] or 0
    kept = {name: value for name, value in said.items() if _has(line, name)}
    return ItemRow(line.text("code").lower(), kept, line.place)


def _has(line: FormLine, name: str) -> bool:
    return line.has(name) or any(line.has(f"{name}_{language}") for language in REQUIRED_LANGUAGES)


def _feature(typed: str) -> tuple[str, str]:
    instrument, _, feature = typed.upper().replace(",", " ").partition(" ")
    return instrument, feature.strip()


def _lifts(line: FormLine, found: RoadmapFile) -> Iterable[Lift]:
    for typed in line.parts("lifts"):
        lift = lift_of(typed)
        if lift is None:
            problem = RoadmapError("lift_unreadable", place=line.place("lifts"), given=typed[:40])
            found.problems.append(problem)
        else:
            yield lift


def lift_of(typed: str) -> Lift | None:
    """The code of a raw indicator and by how much it changes; None where it is not so written.

    >>> lift_of("tii.iu +2.5"), lift_of("TII.IU"), lift_of("TII.IU soon")
    (Lift(indicator='TII.IU', amount=Decimal('2.5')), None, None)
    """
    code, _, amount = typed.strip().partition(" ")
    try:
        return Lift(code.upper(), Decimal(amount.strip().translate(_DIGITS)))
    except InvalidOperation:
        return None


def _part(line: FormLine, found: RoadmapFile) -> None:
    code = line.text("item").lower()
    of_table = found.parts.setdefault(line.table, {})
    of_table.setdefault(code, []).append(_PART[line.table](line, found))
    found.homeless.append((code, line.place))


def _cost(line: FormLine, found: RoadmapFile) -> Cost:
    amount = _amount(line, "amount", found)
    kind = code_in(cost_kinds(), line.text("cost"))
    spent = _amount(line, "spent", found)
    found.says_spent = found.says_spent or line.has("spent")
    return Cost(kind, _whole(line, "year", found) or 0, Decimal(0) if amount is None else amount, spent)


def _need(line: FormLine, found: RoadmapFile) -> Need:
    return Need(line.text("needs").lower(), _whole(line, "lag_days", found) or 0)


def _partner(line: FormLine, _found: RoadmapFile) -> Partner:
    kind = code_in(partner_kinds(), line.text("partner_kind"))
    return Partner(line.text("partner"), kind, line.text("role"))


def _risk(line: FormLine, found: RoadmapFile) -> Risk:
    degrees = (_whole(line, name, found) or 0 for name in ("likelihood", "impact"))
    return Risk(line.text("risk"), *degrees, line.text("answer"), line.text("owner"))


_PART: Final[Mapping[str, Callable[[FormLine, RoadmapFile], Any]]] = {
    "costs": _cost,
    "needs": _need,
    "partners": _partner,
    "risks": _risk,
}


def _words(line: FormLine, stem: str) -> dict[str, str]:
    words = {language: line.text(f"{stem}_{language}") for language in REQUIRED_LANGUAGES}
    return {language: text for language, text in words.items() if text}


def _whole(line: FormLine, role: str, found: RoadmapFile) -> int | None:
    typed = line.text(role).translate(_DIGITS).removesuffix(".0")
    if not typed:
        return None
    digits = typed.removeprefix("-")
    if not digits.isdecimal() or len(digits) > _LONGEST:
        found.problems.append(RoadmapError("number_unreadable", place=line.place(role), given=typed[:40]))
        return None
    return int(typed)


def _amount(line: FormLine, role: str, found: RoadmapFile) -> Decimal | None:
    typed = line.text(role).translate(_DIGITS)
    if not typed:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation:
        found.problems.append(RoadmapError("number_unreadable", place=line.place(role), given=typed[:40]))
        return None


def _day(line: FormLine, role: str, found: RoadmapFile) -> date | None:
    typed = line.text(role)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        found.problems.append(RoadmapError("day_unreadable", place=line.place(role), given=typed[:40]))
        return None


def homes_missing(read: RoadmapFile, known: Iterable[str]) -> Iterable[RoadmapError]:
    """Rows of costs, dependencies, partners or risks of items that are nowhere."""
    there = set(known)
    for code, locate in read.homeless:
        if code not in there:
            yield RoadmapError("item_unknown", place=locate("item"), given=code[:60])
