"""What an item of the roadmap is said to be: plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from miqyas.kernel.text import plain_line, plain_lines

_LARGEST: Final = Decimal(10) ** 18
_SPENT: Final = "spent"
"""Stands in a revision only where somebody said it."""
DATES: Final = ("planned_start", "planned_end", "go_live", "actual_start", "actual_end")


@dataclass(frozen=True)
class Partner:
    """Who else takes part: name, kind of body, role."""

    name: str
    kind: str
    role: str = ""


@dataclass(frozen=True)
class Cost:
    """Money of a kind in a year: planned, and spent so far; None: nobody has said."""

    kind: str
    year: int
    amount: Decimal
    spent: Decimal | None = None


@dataclass(frozen=True)
class Need:
    """The code of an item that must have ended, and how many days more must pass (fewer, if below 0)."""

    code: str
    lag_days: int = 0


@dataclass(frozen=True)
class Risk:
    """What may go wrong: likelihood and impact from 1 to 5, the answer to it, the post that watches it."""

    text: str
    likelihood: int
    impact: int
    answer: str = ""
    owner: str = ""

    @property
    def weight(self) -> int:
        """Likelihood times impact, from 1 to 25."""
        return self.likelihood * self.impact


@dataclass(frozen=True)
class Lift:
    """By how much a raw indicator is expected to change, in its own unit; below 0: it falls."""

    indicator: str
    amount: Decimal


@dataclass(frozen=True)
class ItemFields:
    """What an item is said to be. Other items, entities and services are named by their codes.

    `features` are pairs of instrument and feature, `indicators` codes of raw indicators, of which `lifts`
    says how far some will move; `success` and `progress` of a hundred.
    """

    code: str
    kind: str
    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    position: int = 0
    entity: str = ""
    responsible: UUID | None = None
    features: tuple[tuple[str, str], ...] = ()
    indicators: tuple[str, ...] = ()
    lifts: tuple[Lift, ...] = ()
    services: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    costs: tuple[Cost, ...] = ()
    needs: tuple[Need, ...] = ()
    risks: tuple[Risk, ...] = ()
    staff: Decimal | None = None
    progress: int | None = None
    shortest_days: int | None = None
    longest_days: int | None = None
    success: int | None = None
    planned_start: date | None = None
    planned_end: date | None = None
    go_live: date | None = None
    actual_start: date | None = None
    actual_end: date | None = None

    def tidied(self) -> ItemFields:
        """The same without signs that cannot be seen, codes in small letters, lists in one order."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=tidy_words(self.title),
            description=tidy_texts(self.description),
            parent=plain_line(self.parent).lower(),
            entity=plain_line(self.entity).lower(),
            features=tuple(sorted(dict.fromkeys(self.features))),
            indicators=tuple(sorted({*self.indicators, *(one.indicator for one in self.lifts)})),
            lifts=tuple(sorted(map(_tidy_lift, self.lifts), key=lambda one: one.indicator)),
            services=tuple(sorted(dict.fromkeys(plain_line(one).lower() for one in self.services))),
            partners=tuple(
                Partner(plain_line(one.name), one.kind, plain_line(one.role)) for one in self.partners
            ),
            costs=tuple(sorted(map(_tidy_cost, self.costs), key=lambda one: (one.year, one.kind))),
            staff=None if self.staff is None else _rounded(self.staff, "0.1"),
            needs=tuple(Need(plain_line(one.code).lower(), one.lag_days) for one in self.needs),
            risks=tuple(_tidy_risk(one) for one in self.risks),
        )

    @property
    def cost(self) -> Decimal:
        """Planned money over all kinds and years."""
        return sum((one.amount for one in self.costs), Decimal(0))


FIELDS: Final = tuple(ItemFields.__dataclass_fields__)


def _tidy_cost(cost: Cost) -> Cost:
    spent = None if cost.spent is None else _rounded(cost.spent, "0.01")
    return replace(cost, amount=_rounded(cost.amount, "0.01"), spent=spent)


def _tidy_lift(lift: Lift) -> Lift:
    return replace(lift, amount=_rounded(lift.amount, "0.0001"))


def _rounded(value: Decimal, step: str) -> Decimal:
    """As the database keeps it; what it cannot keep stays as it is, to be refused."""
    is_kept = value.is_finite() and abs(value) < _LARGEST
    return value.quantize(Decimal(step)) if is_kept else value


def _tidy_risk(risk: Risk) -> Risk:
    words = {name: plain_line(getattr(risk, name)) for name in ("text", "answer", "owner")}
    return replace(risk, **words)


def tidy_words(words: Mapping[str, str]) -> dict[str, str]:
    """One line in each language that says something."""
    tidy = {language: plain_line(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def tidy_texts(words: Mapping[str, str]) -> dict[str, str]:
    """The same of texts of several lines."""
    tidy = {language: plain_lines(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def plain(fields: Any) -> dict[str, Any]:
    """The values of a dataclass as JSON keeps them.

    >>> plain(Cost("running", 2027, Decimal("10.50")))
    {'kind': 'running', 'year': 2027, 'amount': '10.50'}
    """
    kept: dict[str, Any] = _plain(asdict(fields))
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if not (key == _SPENT and one is None)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def item_fields_from(kept: Mapping[str, Any]) -> ItemFields:
    """Item fields from values as `plain` gives them; a name that is no longer known is left aside."""
    values = {name: kept[name] for name in FIELDS if name in kept}
    for name, shape in (("partners", Partner), ("needs", Need), ("risks", Risk)):
        values[name] = tuple(shape(**one) for one in values.get(name, ()))
    values["costs"] = tuple(
        Cost(one["kind"], one["year"], Decimal(one["amount"]), _money(one.get(_SPENT)))
        for one in values.get("costs", ())
    )
    values["lifts"] = tuple(Lift(one["indicator"], Decimal(one["amount"])) for one in values.get("lifts", ()))
    values["features"] = tuple((one[0], one[1]) for one in values.get("features", ()))
    for name in ("indicators", "services"):
        values[name] = tuple(values.get(name, ()))
    for name in DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["staff"] = Decimal(values["staff"]) if values.get("staff") is not None else None
    values["responsible"] = UUID(values["responsible"]) if values.get("responsible") else None
    return ItemFields(**values)


def _money(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
