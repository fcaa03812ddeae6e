"""A portfolio from a document of plain values (JSON, or a table that was read): typed, or told what is wrong.

    {"actions": [{"id": "A1", "name": {"ar": "...", "en": "..."}, "entity": "Health", "duration": 2,
                  "earliest": 1, "latest": 4, "cost": {"capital": 120}, "people": 3, "after": ["A0"],
                  "excludes": [], "status": "optional", "success": 0.9, "for_citizens": true,
                  "points": {"OSI.SP": 4}, "gains": {"OSI": 0.01}}],
     "periods": [{"begins": "2027-01-01", "ends": "2027-03-31"}],
     "editions": [{"edition": 2028, "weight": 1, "opens": "2027-06-01", "closes": "2027-09-30"}],
     "budgets": {"capital": [100, 100]}, "people": {"Health": [5, 5]},
     "levels": {"OSI.SP": 0.8}, "chance": [[0, 1], [1, 0]],
     "names": {"Health": {"ar": "الصحة", "en": "Health"}}}

An amount of a cost or of people is a number (money is spread evenly over the duration, people stay
throughout) or a list with one number a period. `editions` left out are those whose windows lie within the
periods; `ends` left out is the day before the next period begins.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from miqyas.analysis.portfolio.checks import MOST_PERIODS, check, check_size
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import STATUSES, Action, Aim, Gain, Period, Portfolio
from miqyas.analysis.portfolio.timing import aim_of, aims_within
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold

Where = Callable[[str, str], Place]
"""Where something stands: (path such as "actions[3]", field) to a place."""
MOST_PROBLEMS: Final = 200
FIELDS: Final = (
    "id", "name", "entity", "duration", "earliest", "latest", "cost", "people", "after", "excludes",
    "status", "success", "for_citizens", "points", "gains",
)  # fmt: skip
PARTS: Final = ("actions", "periods", "editions", "budgets", "people", "levels", "chance", "names")
_YES: Final = frozenset({"yes", "true", "1", "y", "نعم", "x"})
_NO: Final = frozenset({"no", "false", "0", "n", "لا", ""})
_STATUS: Final = {
    "": "optional", "optional": "optional", "اختياري": "optional", "mandatory": "mandatory",
    "الزامي": "mandatory", "running": "running", "جار": "running", "جاري": "running",
}  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_LIST: Final = re.compile(r"[;؛]")
_SIGNS: Final = str.maketrans({"\N{MINUS SIGN}": "-", "٫": ".", "\N{NO-BREAK SPACE}": " "})
Value = TypeVar("Value")


@dataclass(frozen=True)
class Reading:
    """What was understood: the portfolio, or every problem with it, each in its place."""

    portfolio: Portfolio | None
    problems: tuple[MiqyasError, ...]
    unlisted: int = 0

    def the_portfolio(self) -> Portfolio:
        """The portfolio; raises the first problem where there is one."""
        if self.portfolio is None:
            raise self.problems[0]
        return self.portfolio


def by_path(path: str, field: str) -> Place:
    """A place in a document.

    >>> str(by_path("actions[3]", "duration"))
    'actions[3].duration'
    """
    return Place(name=f"{path}.{field}" if path and field else path or field)


def read_document(
    world: World, document: Mapping[str, Any], *, where: Where = by_path, iso3: str | None = None
) -> Reading:
    """A portfolio from plain values; never raises for what is in them.

    >>> from miqyas.analysis.world import load_world
    >>> found = read_document(load_world(), {"actions": [{"id": "A1", "duration": 0}], "periods": []})
    >>> [problem.detail for problem in found.problems]
    ['no_periods', 'duration']
    """
    try:
        return _Reader(world, where, iso3).read(document)
    except PortfolioError as problem:
        return Reading(None, (problem,))


def document_of(portfolio: Portfolio) -> dict[str, Any]:
    """A portfolio as the document that `read_document` reads it from.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> read_document(world, document_of(sample(world))).the_portfolio() == sample(world)
    True
    """
    return {
        "actions": [_action_document(action) for action in portfolio.actions],
        "periods": [
            {"begins": period.begins.isoformat(), "ends": period.ends.isoformat()}
            for period in portfolio.periods
        ],
        "editions": [
            {
                "edition": aim.edition,
                "weight": aim.weight,
                "opens": aim.opens.isoformat(),
                "closes": aim.closes.isoformat(),
            }
            for aim in portfolio.aims
        ],
        "budgets": {name: list(limits) for name, limits in portfolio.budgets.items()},
        "people": {name: list(limits) for name, limits in portfolio.people.items()},
        "levels": dict(portfolio.levels),
        "chance": [list(point) for point in portfolio.chance],
        "names": {word: dict(name) for word, name in portfolio.names.items()},
    }


def _action_document(action: Action) -> dict[str, Any]:
    gains: dict[str, dict[str, float]] = {"points": {}, "gains": {}}
    for gain in action.gains:
        part = gains["points" if gain.unit == "points" else "gains"]
        part[gain.node] = part.get(gain.node, 0.0) + gain.amount
    full = {
        "id": action.id,
        "name": dict(action.name),
        "entity": action.entity,
        "duration": action.duration,
        "earliest": action.earliest,
        "latest": action.latest,
        "cost": {kind: list(amounts) for kind, amounts in action.cost.items()},
        "people": list(action.people),
        "after": list(action.after),
        "excludes": list(action.excludes),
        "status": action.status,
        "success": action.success,
        "for_citizens": action.for_citizens,
        **gains,
    }
    return {name: value for name, value in full.items() if value not in (None, [], {}, "")}


class _Reader:
    """One reading: values are taken one by one, problems gathered."""

    def __init__(self, world: World, where: Where, iso3: str | None) -> None:
        self.world, self.where, self.iso3 = world, where, iso3
        self.problems: list[MiqyasError] = []
        self.paths: dict[str, str] = {}

    def read(self, document: Mapping[str, Any]) -> Reading:
        if not isinstance(document, Mapping):
            raise PortfolioError("not_a_document")
        for name in document:
            if name not in PARTS:
                self.wrong("unknown_field", "", str(name), given=str(name)[:60], known=", ".join(PARTS))
        entries = document.get("actions") or []
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            raise PortfolioError("not_a_document")
        check_size(len(entries), place=self.where("actions", ""))
        periods = self.periods(document.get("periods") or [])
        actions = [self.action(entry, f"actions[{number}]") for number, entry in enumerate(entries)]
        portfolio = Portfolio(
            actions=tuple(action for action in actions if action is not None),
            periods=periods,
            aims=self.aims(document.get("editions") or [], periods),
            budgets=self.limits(document.get("budgets") or {}, "budgets"),
            people=self.limits(document.get("people") or {}, "people"),
            levels=self.levels(document.get("levels") or {}),
            chance=self.chance(document.get("chance") or []),
            names=self.names(document.get("names") or {}),
        )
        if not entries or not self.problems:
            scale = scale_of(self.world, iso3=self.iso3, levels=portfolio.levels)
            self.problems.extend(check(portfolio, scale=scale, where=self.place_of))
        else:
            self.more_problems(portfolio)
        self.problems.sort(key=lambda one: one.place.line or 0)
        if not self.problems:
            return Reading(portfolio, ())
        shown = tuple(self.problems[:MOST_PROBLEMS])
        return Reading(None, shown, len(self.problems) - len(shown))

    def more_problems(self, portfolio: Portfolio) -> None:
        """What else is wrong with what could be read, unless it is about something that could not."""
        scale = scale_of(self.world, iso3=self.iso3, levels=portfolio.levels)
        known = {str(one.place) for one in self.problems}
        follow = {"empty", "unknown_action", "no_aims", "spread"}
        self.problems.extend(
            one
            for one in check(portfolio, scale=scale, where=self.place_of)
            if one.detail not in follow and str(one.place) not in known
        )

    def place_of(self, of: str, field: str) -> Place:
        """Where something of the portfolio stood in the document."""
        if of in self.paths:
            return self.where(self.paths[of], field)
        part, _, name = of.partition(" ")
        plural = {"budget": "budgets", "people": "people", "level": "levels", "period": "periods"}
        return self.where(f"{plural[part]}.{name}" if part in plural and name else of, field)

    def wrong(self, detail: str, path: str, at: str, **params: Any) -> None:
        self.problems.append(PortfolioError(detail, place=self.where(path, at), **params))

    def action(self, entry: Any, path: str) -> Action | None:
        if not isinstance(entry, Mapping):
            self.wrong("not_a_document", path, "")
            return None
        for name in entry:
            if name not in FIELDS:
                self.wrong("unknown_field", path, str(name), given=str(name)[:60], known=", ".join(FIELDS))
        id_ = _text(entry.get("id"))
        if not id_:
            self.wrong("missing", path, "id", field="id")
        self.paths.setdefault(id_, path)
        duration = self.whole(entry, "duration", path, default=1)
        success = self.number(entry.get("success"), path, "success", default=1.0)
        cost = {
            str(kind).strip(): self.amounts(value, path, f"cost {kind}", duration, spread=True)
            for kind, value in self.mapping(entry, "cost", path).items()
            if not _is_empty(value)
        }
        people = entry.get("people")
        return Action(
            id=id_,
            name=self.name(entry.get("name"), path, id_),
            entity=_text(entry.get("entity")),
            duration=duration,
            earliest=self.whole(entry, "earliest", path, default=1),
            latest=None if _is_empty(entry.get("latest")) else self.whole(entry, "latest", path, default=1),
            cost=cost,
            people=() if _is_empty(people) else self.amounts(people, path, "people", duration, spread=False),
            after=_ids(entry.get("after")),
            excludes=_ids(entry.get("excludes")),
            status=self.status(entry.get("status"), path),  # type: ignore[arg-type]
            gains=tuple(self.gains(entry, path)),
            success=success,
            for_citizens=self.yes(entry.get("for_citizens"), path, "for_citizens"),
        )

    def name(self, given: Any, path: str, id_: str) -> Text:
        words = dict(given) if isinstance(given, Mapping) else {}
        if isinstance(given, str):
            words = dict.fromkeys(REQUIRED_LANGUAGES, given.strip())
        words = {str(language): _text(text) for language, text in words.items() if _text(text)}
        spare = next((words[language] for language in REQUIRED_LANGUAGES if language in words), id_)
        if not spare:
            self.wrong("missing", path, "name", field="name")
        return Text({**dict.fromkeys(REQUIRED_LANGUAGES, spare or "?"), **words})

    def gains(self, entry: Mapping[str, Any], path: str) -> list[Gain]:
        found = []
        for part, unit in (("points", "points"), ("gains", "index")):
            for node, value in self.mapping(entry, part, path).items():
                if _is_empty(value):
                    continue
                amount = self.number(value, path, f"{part} {node}", default=0.0)
                if amount:
                    found.append(Gain(str(node).strip().upper(), amount, unit))  # type: ignore[arg-type]
        return found

    def mapping(self, entry: Mapping[str, Any], field: str, path: str) -> Mapping[str, Any]:
        value = entry.get(field)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.wrong("not_a_map", path, field, field=field)
        return {}

    def status(self, given: Any, path: str) -> str:
        status = _STATUS.get(fold(_text(given)))
        if status is None:
            self.wrong("status", path, "status", given=_text(given)[:60], known=", ".join(STATUSES))
        return status or "optional"

    def yes(self, given: Any, path: str, field: str) -> bool:
        if isinstance(given, bool):
            return given
        word = fold(_text(given))
        if given is None or word in _YES or not word:
            return True
        if word not in _NO:
            self.wrong("yes_or_no", path, field, given=_text(given)[:60])
        return False

    def amounts(self, value: Any, path: str, field: str, duration: int, *, spread: bool) -> tuple[float, ...]:
        parts = _LIST.split(value) if isinstance(value, str) else value
        if isinstance(parts, Sequence) and not isinstance(parts, str) and len(parts) > 1:
            return tuple(self.number(part, path, field, default=0.0) for part in parts)
        if isinstance(parts, Sequence) and not isinstance(parts, str):
            parts = parts[0] if parts else 0
        amount = self.number(parts, path, field, default=0.0)
        periods = min(max(duration, 1), MOST_PERIODS)
        return (amount / periods if spread else amount,) * periods

    def number(self, value: Any, path: str, field: str, *, default: float) -> float:
        if _is_empty(value):
            return default
        if isinstance(value, bool):
            self.wrong("not_a_number", path, field, given=str(value))
            return default
        if isinstance(value, (int, float)):
            if not _is_finite(value):
                self.wrong("not_finite", path, field, field=field)
                return default
            return float(value)
        text = _text(value).translate(_SIGNS).strip()
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            detail = (
                "not_finite" if text.casefold().lstrip("+-") in {"nan", "inf", "infinity"} else "not_a_number"
            )
            params = {"field": field} if detail == "not_finite" else {"given": text[:60]}
            self.wrong(detail, path, field, **params)
            return default
        return float(text)

    def whole(self, entry: Mapping[str, Any], field: str, path: str, *, default: int) -> int:
        before = len(self.problems)
        number = self.number(entry.get(field), path, field, default=float(default))
        if not number.is_integer() or abs(number) > 10**6:
            if len(self.problems) == before:
                self.wrong("not_whole", path, field, given=_text(entry.get(field))[:60])
            return default
        return int(number)

    def date(self, value: Any, path: str, field: str) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(_text(value)[:10])
        except ValueError:
            self.wrong("not_a_date", path, field, given=_text(value)[:60])
            return None

    def periods(self, entries: Any) -> tuple[Period, ...]:
        begins, ends = [], []
        for number, entry in enumerate(entries):
            path = f"periods[{number}]"
            self.paths[f"period {number + 1}"] = path
            given = entry if isinstance(entry, Mapping) else {"begins": entry}
            begins.append(self.date(given.get("begins"), path, "begins"))
            end = given.get("ends")
            ends.append(None if _is_empty(end) else self.date(end, path, "ends"))
        found = []
        for number, begin in enumerate(begins):
            if begin is None:
                continue
            following = begins[number + 1] if number + 1 < len(begins) else None
            end = ends[number] or (following - dt.timedelta(days=1) if following else None)
            if end is None:
                self.wrong("missing", f"periods[{number}]", "ends", field="ends")
                end = begin
            found.append(Period(begin, end))
        return tuple(found)

    def aims(self, entries: Any, periods: Sequence[Period]) -> tuple[Aim, ...]:
        if not entries:
            return aims_within(self.world, periods=periods) if periods else ()
        found = []
        for number, entry in enumerate(entries):
            path = f"editions[{number}]"
            given = entry if isinstance(entry, Mapping) else {"edition": entry}
            edition = self.whole(given, "edition", path, default=0)
            self.paths[str(edition)] = path
            if edition <= self.world.latest:
                self.wrong("past_edition", path, "edition", given=str(edition), latest=self.world.latest)
                continue
            usual = aim_of(edition, weight=self.number(given.get("weight"), path, "weight", default=1.0))
            opens, closes = (
                getattr(usual, side) if _is_empty(given.get(side)) else self.date(given[side], path, side)
                for side in ("opens", "closes")
            )
            found.append(Aim(edition, opens or usual.opens, closes or usual.closes, usual.weight))
        return tuple(sorted(found, key=lambda aim: aim.edition))

    def limits(self, given: Any, part: str) -> dict[str, tuple[float, ...]]:
        if not isinstance(given, Mapping):
            self.wrong("not_a_map", part, "", field=part)
            return {}
        found = {}
        for name, values in given.items():
            path = f"{part}.{name}"
            listed = values if isinstance(values, Sequence) and not isinstance(values, str) else [values]
            found[str(name)] = tuple(
                self.number(value, path, str(number), default=0.0) for number, value in enumerate(listed, 1)
            )
        return found

    def levels(self, given: Any) -> dict[str, float]:
        if not isinstance(given, Mapping):
            self.wrong("not_a_map", "levels", "", field="levels")
            return {}
        known = set(scale_of(self.world, iso3=None).nodes)
        found = {}
        for node, value in given.items():
            code = str(node).strip().upper()
            if code not in known:
                self.wrong("unknown_node", f"levels.{node}", "", given=code, known=", ".join(sorted(known)))
                continue
            found[code] = self.number(value, f"levels.{node}", "level", default=0.0)
        return found

    def names(self, given: Any) -> dict[str, Text]:
        if not isinstance(given, Mapping):
            self.wrong("not_a_map", "names", "", field="names")
            return {}
        return {str(word): self.name(name, f"names.{word}", str(word)) for word, name in given.items()}

    def chance(self, given: Any) -> tuple[tuple[float, float], ...]:
        found = []
        for number, pair in enumerate(given):
            if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
                self.wrong("chance", f"chance[{number}]", "")
                continue
            share, chance = (self.number(value, f"chance[{number}]", "", default=0.0) for value in pair)
            found.append((share, chance))
        return tuple(found)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else _LIST.split(_text(value))
    return tuple(dict.fromkeys(_text(part) for part in parts if _text(part)))
