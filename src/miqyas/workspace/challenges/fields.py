"""What a round and a nomination are said to be, and whether they may be so: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from miqyas.assessment.challenge.marks import Criterion as Judged
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, plain_line, plain_lines
from miqyas.kernel.words import say
from miqyas.workspace.challenges.errors import ChallengeError, fault
from miqyas.workspace.registry.fields import CODE

LONGEST_CODE: Final = 60
LONGEST_PART_CODE: Final = 40
LONGEST_TITLE: Final = 200
LONGEST_ABOUT: Final = 2000
LONGEST_STORY: Final = 6000
LONGEST_WORDS: Final = 2000
MOST_PARTS: Final = 40
MOST_WEIGHT: Final = 100
SCALE: Final = (0, 100)
MOST: Final = 100
ANSWER_DAYS: Final = (1, 60)
RESERVED: Final = frozenset({"new", "jury"})
DATES: Final = ("opens_on", "nominations_until", "jury_until", "appeals_until")
REACH: Final = (date(2000, 1, 1), date(2100, 12, 31))
Words = Mapping[str, str]


@dataclass(frozen=True)
class Category:
    """What is nominated for."""

    code: str
    title: Words


@dataclass(frozen=True)
class Criterion:
    """What jurors give a mark for: its weight, and the lowest and highest mark."""

    code: str
    title: Words
    weight: int = 1
    low: int = 1
    high: int = 5

    @property
    def judged(self) -> Judged:
        """The same as the assessment takes it."""
        return Judged(self.code, self.weight, self.low, self.high)


@dataclass(frozen=True)
class MandateGroup:
    """Entities that are compared with each other: those whose mandates are among these."""

    code: str
    title: Words
    mandates: tuple[str, ...] = ()


Part = Category | Criterion | MandateGroup


@dataclass(frozen=True)
class RoundFields:
    """What a round is said to be; `campaign` is a code."""

    code: str
    title: Words
    about: Words = field(default_factory=dict)
    opens_on: date | None = None
    nominations_until: date | None = None
    jury_until: date | None = None
    appeals_until: date | None = None
    publish_at: datetime | None = None
    answer_days: int = 7
    campaign: str = ""
    categories: tuple[Category, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    groups: tuple[MandateGroup, ...] = ()
    jurors_each: int = 0
    shortlist_most: int = 3
    shortlist_least: int = 0

    def tidied(self) -> RoundFields:
        """The same without signs that cannot be seen, codes in small letters."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=_tidy(self.title),
            about=_tidy(self.about, lines=True),
            campaign=plain_line(self.campaign).lower(),
            categories=tuple(map(_tidy_part, self.categories)),
            criteria=tuple(map(_tidy_part, self.criteria)),
            groups=tuple(map(_tidy_part, self.groups)),
        )


@dataclass(frozen=True)
class NominationFields:
    """What a nomination says, by language."""

    title: Words = field(default_factory=dict)
    story: Words = field(default_factory=dict)

    def tidied(self) -> NominationFields:
        """The same without signs that cannot be seen, and without languages that say nothing."""
        return NominationFields(_tidy(self.title), _tidy(self.story, lines=True))


def _tidy(words: Words, *, lines: bool = False) -> dict[str, str]:
    plain = plain_lines if lines else plain_line
    tidy = {language: plain(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def _tidy_part(part: Any) -> Any:
    return replace(part, code=plain_line(part.code).lower(), title=_tidy(part.title))


def plain_parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Parts as they are stored."""
    return [{**asdict(part), "title": dict(part.title)} for part in parts]


def categories_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Category, ...]:
    """Categories as they were stored."""
    return tuple(Category(**one) for one in stored)


def criteria_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria as they were stored."""
    return tuple(Criterion(**one) for one in stored)


def groups_of(stored: Iterable[Mapping[str, Any]]) -> tuple[MandateGroup, ...]:
    """Groups as they were stored."""
    return tuple(MandateGroup(**{**one, "mandates": tuple(one["mandates"])}) for one in stored)


def group_of(mandates: Iterable[str], groups: Sequence[MandateGroup]) -> str:
    """The code of the first group that holds one of the mandates; empty where none does.

    >>> health = MandateGroup("health", {"ar": "الصحة", "en": "Health"}, ("health_ministry",))
    >>> group_of(["health_ministry"], [health]), group_of([], [health])
    ('health', '')
    """
    held = set(mandates)
    return next((group.code for group in groups if held & set(group.mandates)), "")


def round_faults(given: RoundFields) -> tuple[ChallengeError, ...]:
    """What is wrong with a round by itself, all at once."""
    return (
        *_name_faults(given),
        *_calendar_faults(given),
        *_number_faults(given),
        *_part_faults(given.categories, "categories"),
        *_part_faults(given.criteria, "criteria"),
        *_part_faults(given.groups, "groups"),
        *_criterion_faults(given.criteria),
    )


def _name_faults(given: RoundFields) -> Iterator[ChallengeError]:
    if not given.code:
        yield fault("code_missing", "code")
    elif len(given.code) > LONGEST_CODE or not CODE.fullmatch(given.code) or given.code in RESERVED:
        yield fault("code_malformed", "code", given=given.code[:LONGEST_CODE], limit=LONGEST_CODE)
    yield from _title_faults(given.title, "title_{language}")
    yield from _length_faults(given.about, "about_{language}", most=LONGEST_ABOUT)


def _title_faults(title: Words, name: str) -> Iterator[ChallengeError]:
    yield from _missing(title, name, "title_missing")
    yield from _length_faults(title, name, most=LONGEST_TITLE)


def _missing(words: Words, name: str, detail: str) -> Iterator[ChallengeError]:
    for language in REQUIRED_LANGUAGES:
        if not words.get(language):
            yield fault(detail, name.format(language=language))


def _length_faults(words: Words, name: str, *, most: int) -> Iterator[ChallengeError]:
    for language, text in words.items():
        if len(text) > most:
            yield fault("too_long", name.format(language=language), n=len(text), limit=most)


def _calendar_faults(given: RoundFields) -> Iterator[ChallengeError]:
    """Dates within reach and in their order, whichever of them are there."""
    published = given.publish_at.date() if given.publish_at else None
    known = [(name, getattr(given, name)) for name in DATES] + [("publish_at", published)]
    there = [(name, day) for name, day in known if day]
    for name, day in there:
        if not REACH[0] <= day <= REACH[1]:
            yield fault("date_range", name, low=REACH[0].isoformat(), high=REACH[1].isoformat())
    for (earlier, first), (later, second) in pairwise(there):
        if second < first:
            yield fault("order", later, later=field_name(later), earlier=field_name(earlier))


def _number_faults(given: RoundFields) -> Iterator[ChallengeError]:
    bounds = {
        "answer_days": ANSWER_DAYS,
        "jurors_each": (0, MOST),
        "shortlist_most": (1, MOST),
        "shortlist_least": (0, MOST),
    }
    for name, (low, high) in bounds.items():
        if not low <= getattr(given, name) <= high:
            yield fault("range", name, low=low, high=high)


def _part_faults(parts: Sequence[Part], name: str) -> Iterator[ChallengeError]:
    codes = [part.code for part in parts]
    if len(parts) > MOST_PARTS:
        yield fault("too_many_parts", name, n=len(parts), limit=MOST_PARTS)
    for part in parts:
        if not CODE.fullmatch(part.code) or len(part.code) > LONGEST_PART_CODE:
            yield fault("part_code", name, given=part.code[:LONGEST_PART_CODE], limit=LONGEST_PART_CODE)
        elif codes.count(part.code) > 1:
            yield fault("part_twice", name, given=part.code)
        yield from _title_faults(part.title, name)


def _criterion_faults(criteria: Sequence[Criterion]) -> Iterator[ChallengeError]:
    for one in criteria:
        if not 0 <= one.weight <= MOST_WEIGHT:
            yield fault("range", "criteria", low=0, high=MOST_WEIGHT)
        if not SCALE[0] <= one.low < one.high <= SCALE[1]:
            yield fault("scale", "criteria", given=one.code, low=SCALE[0], high=SCALE[1])


def nomination_faults(given: NominationFields, *, is_final: bool) -> tuple[ChallengeError, ...]:
    """What is wrong with a nomination: to be handed in, it needs title and story in both languages."""
    found = [
        *_length_faults(given.title, "title_{language}", most=LONGEST_TITLE),
        *_length_faults(given.story, "story_{language}", most=LONGEST_STORY),
    ]
    if is_final:
        found += _missing(given.title, "title_{language}", "title_missing")
        found += _missing(given.story, "story_{language}", "story_missing")
    elif not given.title and not given.story:
        found.append(fault("nomination_empty", f"title_{REQUIRED_LANGUAGES[0]}"))
    return tuple(found)


def words_checked(text: str, name: str, *, most: int = LONGEST_WORDS) -> str:
    """Words that somebody has to give, tidied. Raises `ChallengeError` for none, and for too many."""
    tidy = plain_lines(text)
    if not tidy:
        raise fault("words_missing", name)
    if len(tidy) > most:
        raise fault("too_long", name, n=len(tidy), limit=most)
    return tidy


def marks_faults(
    marks: Mapping[str, object], criteria: Sequence[Criterion], *, is_final: bool
) -> tuple[ChallengeError, ...]:
    """What is wrong with a juror's marks: unknown criteria, marks beyond the scale; at the end, missing
    ones.
    """
    known = {one.code: one for one in criteria}
    found = [fault("criterion_unknown", code[:40], given=code[:40]) for code in marks if code not in known]
    for code, one in known.items():
        mark = marks.get(code)
        if mark is None:
            found += [fault("mark_missing", code)] if is_final else []
        elif isinstance(mark, bool) or not isinstance(mark, int) or not one.low <= mark <= one.high:
            found.append(fault("mark_outside", code, given=str(mark)[:20], low=one.low, high=one.high))
    return tuple(found)


def field_name(name: str) -> Text:
    """What a field is called."""
    return _text(f"challenge.field.{name}")


def state_name(state: str) -> Text:
    """What a state of a round is called."""
    return _text(f"challenge.state.{state}")


def _text(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})


def round_values(given: RoundFields) -> dict[str, Any]:
    """The fields that are stored as they are."""
    left = {"code", "campaign", "categories", "criteria", "groups", "title", "about"}
    return {one.name: getattr(given, one.name) for one in fields(given) if one.name not in left}
