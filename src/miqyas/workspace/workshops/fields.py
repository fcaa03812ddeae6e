"""What a workshop and its parts are said to be: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_line, plain_lines
from miqyas.workspace.registry.fields import CODE, LONGEST_ADDRESS, is_web_address
from miqyas.workspace.workshops.errors import WorkshopError, fault
from miqyas.workspace.workshops.terms import feedback_questions, ways

LONGEST_CODE: Final = 50
LONGEST_TITLE: Final = 200
LONGEST_WORDS: Final = 2_000
LONGEST_NAME: Final = 80
LONGEST_DAYS: Final = 14
LONGEST_SESSION: Final = 600
MOST_SPEAKERS: Final = 20
SHORTEST_CLOCK, LONGEST_CLOCK = 30, 1_800
MARKS: Final = range(1, 6)
RESERVED: Final = frozenset({"kit"})
"""Codes that stand for something else in addresses."""
Words = Mapping[str, str]


@dataclass(frozen=True)
class WorkshopFields:
    """A workshop: what, when, where, in which languages, and the portal at which its exercises begin."""

    code: str
    title: Words
    starts_at: datetime
    ends_at: datetime
    about: Words = field(default_factory=dict)
    place: Words = field(default_factory=dict)
    link: str = ""
    languages: tuple[str, ...] = REQUIRED_LANGUAGES
    portal: str = ""

    def tidied(self) -> WorkshopFields:
        """The same without signs that cannot be seen."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=tidy(self.title),
            about={language: text for language, given in self.about.items() if (text := plain_lines(given))},
            place=tidy(self.place),
            link=plain_line(self.link),
            languages=tuple(dict.fromkeys(self.languages)),
            portal=plain_line(self.portal),
        )


@dataclass(frozen=True)
class SessionFields:
    """A part of the programme; `speakers` are names that may be shown."""

    title: Words
    starts_at: datetime
    minutes: int
    speakers: tuple[str, ...] = ()
    has_consent: bool = False
    """Whether each speaker agreed to be named."""

    def tidied(self) -> SessionFields:
        """The same without signs that cannot be seen; each speaker once."""
        names = dict.fromkeys(name for given in self.speakers if (name := plain_line(given)))
        return replace(self, title=tidy(self.title), speakers=tuple(names))


@dataclass(frozen=True)
class MaterialFields:
    """Something to read: its title and its address."""

    title: Words
    address: str

    def tidied(self) -> MaterialFields:
        """The same without signs that cannot be seen."""
        return replace(self, title=tidy(self.title), address=plain_line(self.address))


@dataclass(frozen=True)
class FollowUpFields:
    """What was agreed on: in words, who answers for it (code of an entity), by when, for which features."""

    title: Words
    due_on: date
    entity: str = ""
    features: tuple[str, ...] = ()

    def tidied(self) -> FollowUpFields:
        """The same without signs that cannot be seen."""
        codes = dict.fromkeys(code for given in self.features if (code := plain_line(given)))
        return replace(
            self, title=tidy(self.title), entity=plain_line(self.entity).lower(), features=tuple(codes)
        )


@dataclass(frozen=True)
class AttemptFields:
    """What a phone says: found or not, by which way, and where."""

    is_found: bool
    way: str = "other"
    address: str = ""

    def tidied(self) -> AttemptFields:
        """The same without signs that cannot be seen; an address begins with its scheme."""
        address = plain_line(self.address)
        bare = address and "://" not in address and "." in address.partition("/")[0]
        return replace(self, address=f"https://{address}" if bare else address)


def tidy(words: Words) -> dict[str, str]:
    """Words by language, one line each; what is empty is left out.

    >>> tidy({"ar": " ", "en": " A  day "})
    {'en': 'A day'}
    """
    return {language: text for language, given in words.items() if (text := plain_line(given))}


def workshop_faults(fields: WorkshopFields) -> tuple[WorkshopError, ...]:
    """All that is wrong with a workshop, its code being free or not."""
    return (
        *_code_faults(fields.code),
        *words_faults(fields.title, "title", limit=LONGEST_TITLE),
        *_long_faults(fields.about, "about", limit=LONGEST_WORDS),
        *_long_faults(fields.place, "place", limit=LONGEST_TITLE),
        *address_faults(fields.link, "link"),
        *address_faults(fields.portal, "portal"),
        *_time_faults(fields),
    )


def session_faults(fields: SessionFields, *, within: WorkshopFields) -> tuple[WorkshopError, ...]:
    """All that is wrong with a part of the programme of a workshop."""
    found = [*words_faults(fields.title, "title", limit=LONGEST_TITLE)]
    if not within.starts_at <= fields.starts_at < within.ends_at:
        found.append(fault("outside", "starts_at"))
    if not 1 <= fields.minutes <= LONGEST_SESSION:
        found.append(fault("minutes", "minutes", limit=LONGEST_SESSION))
    if len(fields.speakers) > MOST_SPEAKERS:
        found.append(fault("too_many_speakers", "speakers", limit=MOST_SPEAKERS))
    found += [_too_long(name, "speakers", LONGEST_NAME) for name in fields.speakers if _is_long(name)]
    if fields.speakers and not fields.has_consent:
        found.append(fault("no_consent", "has_consent"))
    return tuple(found)


def material_faults(fields: MaterialFields) -> tuple[WorkshopError, ...]:
    """All that is wrong with something to read."""
    found = [*words_faults(fields.title, "title", limit=LONGEST_TITLE)]
    if not fields.address:
        found.append(fault("address_missing", "address"))
    return (*found, *address_faults(fields.address, "address"))


def follow_up_faults(fields: FollowUpFields) -> tuple[WorkshopError, ...]:
    """What is wrong with the words of something agreed on; one language is enough."""
    found = [*_long_faults(fields.title, "title", limit=LONGEST_TITLE)]
    if not fields.title:
        found.append(fault("words_missing", f"title_{REQUIRED_LANGUAGES[0]}"))
    return tuple(found)


def attempt_faults(fields: AttemptFields) -> tuple[WorkshopError, ...]:
    """What is wrong with what a phone says."""
    found = [*address_faults(fields.address, "address")]
    if fields.way not in ways():
        found.append(fault("way_unknown", "way"))
    return tuple(found)


def feedback_faults(marks: Mapping[str, int], text: str) -> tuple[WorkshopError, ...]:
    """What is wrong with what a phone thinks of the workshop."""
    known = feedback_questions()
    found = [
        fault("mark_unknown", "marks")
        for code, mark in marks.items()
        if code not in known or mark not in MARKS
    ]
    if not marks and not text:
        found.append(fault("nothing_said", "marks"))
    if len(text) > LONGEST_WORDS:
        found.append(_too_long(text, "text", LONGEST_WORDS))
    return tuple(found)


def words_faults(words: Words, stem: str, *, limit: int) -> Iterator[WorkshopError]:
    """What is wrong with words that are wanted in each required language."""
    for language in REQUIRED_LANGUAGES:
        if not words.get(language):
            yield fault("words_missing", f"{stem}_{language}")
    yield from _long_faults(words, stem, limit=limit)


def address_faults(address: str, name: str) -> Iterator[WorkshopError]:
    """What is wrong with an address that may be left out."""
    if address and (len(address) > LONGEST_ADDRESS or not is_web_address(address)):
        yield fault("address_malformed", name, given=address[:80])


def _code_faults(code: str) -> Iterator[WorkshopError]:
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code) or code in RESERVED:
        yield fault("code_malformed", "code", given=code[:LONGEST_CODE], limit=LONGEST_CODE)


def _time_faults(fields: WorkshopFields) -> Iterator[WorkshopError]:
    if fields.ends_at <= fields.starts_at:
        yield fault("ends_first", "ends_at")
    elif (fields.ends_at - fields.starts_at).days >= LONGEST_DAYS:
        yield fault("too_many_days", "ends_at", limit=LONGEST_DAYS)
    if not fields.languages:
        yield fault("no_language", "languages")


def _long_faults(words: Words, stem: str, *, limit: int) -> Iterator[WorkshopError]:
    for language, text in words.items():
        if len(text) > limit:
            yield _too_long(text, f"{stem}_{language}", limit)


def _is_long(name: str) -> bool:
    return len(name) > LONGEST_NAME


def _too_long(text: str, name: str, limit: int) -> WorkshopError:
    return fault("too_long", name, n=len(text), limit=limit)
