"""What profiles, twinnings and exchanges are said to be, and whether they may be so: plain values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from miqyas.analysis.twinning.contents import (
    EXCHANGES,
    LANGUAGES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MEASURE,
    MOST_GOALS,
    MOST_PEOPLE,
)
from miqyas.analysis.twinning.contents import STATES as EXCHANGE_STATES
from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_line, plain_lines
from miqyas.methodology import indicators
from miqyas.observations.countries import countries
from miqyas.workspace.registry.fields import CODE
from miqyas.workspace.twinning.errors import TwinningError

Words = Mapping[str, str]
LONGEST_CODE: Final = 60
MOST_TOPICS: Final = 100
MOST_CAPACITY: Final = 200
RESERVED: Final = frozenset({"new", "import"})
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class ProfileFields:
    """A partner; `entity` is the code of one of our own, `iso3` the country it stands in."""

    code: str
    name: Words
    iso3: str
    entity: str = ""
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 1
    note: Words = field(default_factory=dict)

    def tidied(self) -> ProfileFields:
        """The same without signs that cannot be seen, codes in their usual letters."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            name=tidy(self.name, plain_line),
            iso3=plain_line(self.iso3).upper(),
            entity=plain_line(self.entity).lower(),
            offers=_topics(self.offers),
            needs=_topics(self.needs),
            languages=tuple(dict.fromkeys(plain_line(one).lower() for one in self.languages if one.strip())),
            note=tidy(self.note, plain_lines),
        )


@dataclass(frozen=True)
class GoalFields:
    """An indicator that is to move from a baseline to a target by a day; measures as they are written."""

    indicator: str
    baseline: str
    target: str
    due: date

    def as_dict(self) -> dict[str, str]:
        """As it stands in a package."""
        return {
            "indicator": self.indicator,
            "baseline": self.baseline,
            "target": self.target,
            "due": self.due.isoformat(),
        }


@dataclass(frozen=True)
class TwinFields:
    """Who helps whom, with what, from when to when; `seeker` and `giver` are codes of profiles."""

    code: str
    title: Words
    seeker: str
    giver: str
    starts_on: date
    ends_on: date
    purpose: Words = field(default_factory=dict)
    goals: tuple[GoalFields, ...] = ()

    def tidied(self) -> TwinFields:
        """The same without signs that cannot be seen, goals in their order."""
        goals = [
            replace(
                one,
                indicator=plain_line(one.indicator).upper(),
                baseline=measure(one.baseline),
                target=measure(one.target),
            )
            for one in self.goals
        ]
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=tidy(self.title, plain_line),
            seeker=plain_line(self.seeker).lower(),
            giver=plain_line(self.giver).lower(),
            purpose=tidy(self.purpose, plain_lines),
            goals=tuple(sorted(goals, key=lambda one: (one.due, one.indicator))),
        )


@dataclass(frozen=True)
class ExchangeFields:
    """A visit, a webinar, code or experts."""

    kind: str
    title: Words
    starts_on: date
    ends_on: date
    people: int = 0
    shared: Words = field(default_factory=dict)
    state: str = "planned"

    def tidied(self) -> ExchangeFields:
        """The same without signs that cannot be seen."""
        return replace(self, title=tidy(self.title, plain_line), shared=tidy(self.shared, plain_lines))


def measure(given: str) -> str:
    """A number as packages write it, without zeros at the end; what was given where it is none.

    >>> measure("0.750"), measure("٧٥"), measure("many")
    ('0.75', '75', 'many')
    """
    text = plain_line(given).replace("٫", ".").translate(_DIGITS)
    if not MEASURE.fullmatch(text):
        return text
    number = Decimal(text).normalize()
    return f"{number:f}" if number else "0"


def profile_faults(fields: ProfileFields, *, known: Collection[str]) -> tuple[TwinningError, ...]:
    """What is wrong with a profile by itself, all at once; `known` are the codes of topics."""
    return (
        *_code_faults(fields.code),
        *_word_faults(fields.name, "name", needed=True, limit=LONGEST_TITLE),
        *_word_faults(fields.note, "note", limit=LONGEST_TEXT),
        *_topic_faults(fields, known=known),
        *_place_faults(fields),
    )


def twin_faults(fields: TwinFields) -> tuple[TwinningError, ...]:
    """What is wrong with a twinning by itself, all at once."""
    return (
        *_code_faults(fields.code),
        *_word_faults(fields.title, "title", needed=True, limit=LONGEST_TITLE),
        *_word_faults(fields.purpose, "purpose", limit=LONGEST_TEXT),
        *_order_faults(fields.starts_on, fields.ends_on),
        *([fault("with_itself", "giver")] if fields.seeker == fields.giver else []),
        *_goal_faults(fields),
    )


def exchange_faults(fields: ExchangeFields) -> tuple[TwinningError, ...]:
    """What is wrong with an exchange by itself, all at once."""
    found = [
        *_word_faults(fields.title, "title", needed=True, limit=LONGEST_TITLE),
        *_word_faults(fields.shared, "shared", limit=LONGEST_TEXT),
        *_order_faults(fields.starts_on, fields.ends_on),
    ]
    if fields.kind not in EXCHANGES:
        found.append(fault("kind", "kind", given=fields.kind[:40], known=", ".join(EXCHANGES)))
    if fields.state not in EXCHANGE_STATES:
        found.append(fault("state", "state", given=fields.state[:40], known=", ".join(EXCHANGE_STATES)))
    if not 0 <= fields.people <= MOST_PEOPLE:
        found.append(fault("people", "people", given=fields.people, limit=MOST_PEOPLE))
    return tuple(found)


def _code_faults(code: str) -> Iterator[TwinningError]:
    if not code or len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        yield fault("code_malformed", "code", given=code[:LONGEST_CODE], limit=LONGEST_CODE)
    elif code in RESERVED:
        yield fault("code_taken", "code", given=code)


def _word_faults(words: Words, stem: str, *, limit: int, needed: bool = False) -> Iterator[TwinningError]:
    if needed and not words:
        yield fault("words_missing", f"{stem}_en")
    for language, text in words.items():
        if language not in LANGUAGES:
            yield fault("language", stem, given=language[:10])
        elif len(text) > limit:
            yield fault("too_long", f"{stem}_{language}", n=len(text), limit=limit)


def _topic_faults(fields: ProfileFields, *, known: Collection[str]) -> Iterator[TwinningError]:
    for name, topics in (("offers", fields.offers), ("needs", fields.needs)):
        if len(topics) > MOST_TOPICS:
            yield fault("too_many", name, n=len(topics), limit=MOST_TOPICS)
        for code in topics:
            if code not in known:
                yield fault("topic_unknown", name, given=code[:LONGEST_CODE])


def _place_faults(fields: ProfileFields) -> Iterator[TwinningError]:
    if fields.iso3 not in countries():
        yield fault("country_unknown", "iso3", given=fields.iso3[:10])
    if not 1 <= fields.capacity <= MOST_CAPACITY:
        yield fault("capacity", "capacity", given=fields.capacity, limit=MOST_CAPACITY)
    for code in fields.languages:
        if not _LANGUAGE.fullmatch(code):
            yield fault("language", "languages", given=code[:10])


def _order_faults(starts_on: date, ends_on: date) -> Iterator[TwinningError]:
    if ends_on < starts_on:
        yield fault("ends_first", "ends_on")


def _goal_faults(fields: TwinFields) -> Iterator[TwinningError]:
    if len(fields.goals) > MOST_GOALS:
        yield fault("too_many", "goals", n=len(fields.goals), limit=MOST_GOALS)
    if len({(one.indicator, one.due) for one in fields.goals}) < len(fields.goals):
        yield fault("goal_twice", "goals")
    for goal in fields.goals:
        if goal.indicator not in indicators():
            yield fault("indicator_unknown", "goals", given=goal.indicator[:LONGEST_CODE])
        for given in (goal.baseline, goal.target):
            if not MEASURE.fullmatch(given):
                yield fault("measure", "goals", given=given[:40])
        if goal.baseline == goal.target:
            yield fault("goal_stands_still", "goals", given=goal.indicator)


def tidy(words: Words, plain: Any) -> dict[str, str]:
    """Words without signs that cannot be seen; languages without any fall out."""
    return {language: text for language, given in words.items() if (text := plain(given))}


def _topics(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of features and indicators in capitals, of themes in small letters."""
    plain = [plain_line(one) for one in codes]
    usual = {
        one.upper() if "-" in one or one.upper() in indicators() else one.lower() for one in plain if one
    }
    return tuple(sorted(usual))


def fault(detail: str, name: str, **params: Any) -> TwinningError:
    """The error at the field that it concerns."""
    return TwinningError(detail, place=Place(name=name), **params)


_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
