"""What a story says: plain values, what is wrong with them by themselves, what publication still wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings

from miqyas.catalogue import vocabulary
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES, Text, plain_line, plain_lines
from miqyas.kernel.words import language_name, say
from miqyas.lexicon.search import searchable
from miqyas.scanner.gather.guard import Laboratory, check_address
from miqyas.workspace.stories.errors import StoryError

Words = Mapping[str, str]
"""A text by language; a draft may have one of them, publication wants the required ones."""
LANGUAGES: Final = (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
COSTS: Final = ("none", "team", "department", "project", "national")
"""What it cost, in whose budget it fits: a band that needs no currency."""
PARTNER_KINDS: Final = ("public", "private", "academic", "civil", "international")
REUSABLE_KINDS: Final = ("code", "guide", "design", "data", "training")
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 6000
LONGEST_TAG: Final = 40
LONGEST_ADDRESS: Final = 500
MOST_MONTHS: Final = 600
MOST: Final = {"results": 20, "partners": 20, "reusables": 20, "turns": 60, "tags": 12, "services": 40}
TEXTS: Final = ("title", "problem", "solution")


@dataclass(frozen=True)
class Result:
    """Something that is different now; `id` is what proofs are put to."""

    text: Words
    id: str = ""


@dataclass(frozen=True)
class Partner:
    """Who took part, from which part of society, and how."""

    name: Words
    kind: str
    role: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Reusable:
    """Something that others may take: what it is, under which licence, and where."""

    name: Words
    kind: str
    address: str
    licence: str = ""


@dataclass(frozen=True)
class Turn:
    """A feature that went from one grade to another in a campaign, or a raw indicator from value to value."""

    code: str
    before: str
    after: str
    campaign: str = ""


@dataclass(frozen=True)
class StoryFields:
    """What a story says; contacts stand apart."""

    title: Words
    problem: Words = field(default_factory=dict)
    solution: Words = field(default_factory=dict)
    sector: str = ""
    cost: str = ""
    months: int | None = None
    """How long it took; 0 is less than a month."""
    results: tuple[Result, ...] = ()
    partners: tuple[Partner, ...] = ()
    reusables: tuple[Reusable, ...] = ()
    turns: tuple[Turn, ...] = ()
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def tidied(self) -> StoryFields:
        """The same without signs that cannot be seen and empty lines, every result with its name."""
        return replace(
            self,
            title=_tidy(self.title),
            problem=_tidy(self.problem, many=True),
            solution=_tidy(self.solution, many=True),
            results=tuple(_tidy_result(one) for one in self.results if _tidy(one.text)),
            partners=tuple(
                Partner(_tidy(one.name), one.kind, _tidy(one.role))
                for one in self.partners
                if _tidy(one.name)
            ),
            reusables=tuple(
                Reusable(_tidy(one.name), one.kind, plain_line(one.address), plain_line(one.licence))
                for one in self.reusables
                if _tidy(one.name) or plain_line(one.address)
            ),
            turns=tuple(_tidy_turn(one) for one in self.turns if plain_line(one.code)),
            services=_each_once(self.services),
            tags=_tags(self.tags),
        )

    def following(self, before: StoryFields) -> StoryFields:
        """The same, its results without a name under those of the text before that say the same.

        So proofs stay with a result, whether it comes from the editor, from a file or from a program.
        """
        return replace(self, results=tuple(_named(one, before.results) for one in self.results))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, as a revision keeps them."""
        return {name: _plain(value) for name, value in asdict(self).items()}


_PARTS: Final = {"results": Result, "partners": Partner, "reusables": Reusable, "turns": Turn}


def fields_from(content: Mapping[str, Any]) -> StoryFields:
    """A story's text as a revision keeps it."""
    read = {one.name: content[one.name] for one in fields(StoryFields) if one.name in content}
    for name, kind in _PARTS.items():
        read[name] = tuple(kind(**part) for part in read.get(name, ()))
    for name in ("services", "tags"):
        read[name] = tuple(read.get(name, ()))
    return StoryFields(**read)


def faults(said: StoryFields) -> tuple[StoryError | MiqyasError, ...]:
    """What is wrong with a text by itself, all at once; a draft may lack much."""
    return (
        *_text_faults(said),
        *_choice_faults(said),
        *_number_faults(said),
        *_part_faults(said),
    )


def lacks(said: StoryFields) -> tuple[StoryError, ...]:
    """What publication still wants: every text in all required languages, a result, what it took."""
    found = [
        _fault("lacks_language", f"{name}_{language}", tongue=_tongue(language), what=_what(name))
        for name, words in _published_texts(said)
        for language in REQUIRED_LANGUAGES
        if not words.get(language)
    ]
    if not said.results:
        found.append(_fault("lacks_result", "results"))
    if not said.cost:
        found.append(_fault("lacks_cost", "cost"))
    if said.months is None:
        found.append(_fault("lacks_months", "months"))
    return tuple(found)


def _tongue(language: str) -> Text:
    return Text({one: language_name(language, language=one) for one in REQUIRED_LANGUAGES})


def _what(name: str) -> Text:
    return Text({one: say(f"story.text.{name}", language=one) for one in REQUIRED_LANGUAGES})


def _published_texts(said: StoryFields) -> Iterator[tuple[str, Words]]:
    for name in TEXTS:
        yield name, getattr(said, name)
    for one in said.results:
        yield "result", one.text
    for partner in said.partners:
        yield "partner", partner.name
    for part in said.reusables:
        yield "reusable", part.name


def _text_faults(said: StoryFields) -> Iterator[StoryError]:
    if not any(said.title.values()):
        yield _fault("title_missing", "title")
    for name in TEXTS:
        most = LONGEST_LINE if name == "title" else LONGEST_TEXT
        yield from _too_long(getattr(said, name), name, most=most)
    for name in ("results", "partners", "reusables"):
        for one in getattr(said, name):
            yield from _too_long(one.text if name == "results" else one.name, name, most=LONGEST_LINE * 2)
    for partner in said.partners:
        yield from _too_long(partner.role, "partners", most=LONGEST_LINE * 2)


def _too_long(words: Words, name: str, *, most: int) -> Iterator[StoryError]:
    for language, text in words.items():
        if language not in LANGUAGES:
            yield _fault("language_unknown", name, given=language[:20], known=", ".join(LANGUAGES))
        elif len(text) > most:
            yield _fault("too_long", f"{name}_{language}", n=len(text), limit=most)


def _choice_faults(said: StoryFields) -> Iterator[StoryError]:
    chosen = [
        ("sector", said.sector, tuple(vocabulary().sectors)),
        ("cost", said.cost, COSTS),
        *(("partners", one.kind, PARTNER_KINDS) for one in said.partners),
        *(("reusables", one.kind, REUSABLE_KINDS) for one in said.reusables),
    ]
    for name, given, known in chosen:
        needed = name in {"partners", "reusables"}
        if (given or needed) and given not in known:
            yield _fault("not_offered", name, given=given[:40], known=", ".join(known))


def _number_faults(said: StoryFields) -> Iterator[StoryError]:
    if said.months is not None and not 0 <= said.months <= MOST_MONTHS:
        yield _fault("months", "months", given=said.months, limit=MOST_MONTHS)
    for name, most in MOST.items():
        if len(getattr(said, name)) > most:
            yield _fault("too_many", name, n=len(getattr(said, name)), limit=most)
    for tag in said.tags:
        if len(tag) > LONGEST_TAG:
            yield _fault("too_long", "tags", n=len(tag), limit=LONGEST_TAG)


def _part_faults(said: StoryFields) -> Iterator[MiqyasError]:
    codes = [one.code for one in said.turns]
    for code in dict.fromkeys(one for one in codes if codes.count(one) > 1):
        yield _fault("turned_twice", "turns", given=code)
    for part in said.reusables:
        if not any(part.name.values()):
            yield _fault("reusable_unnamed", "reusables", given=part.address[:80])
        if len(part.licence) > LONGEST_LINE:
            yield _fault("too_long", "reusables", n=len(part.licence), limit=LONGEST_LINE)
        yield from _address_faults(part.address)


def _address_faults(address: str) -> Iterator[MiqyasError]:
    if len(address) > LONGEST_ADDRESS:
        yield _fault("too_long", "reusables", n=len(address), limit=LONGEST_ADDRESS)
        return
    try:
        check_address(address, laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS))
    except MiqyasError as error:
        yield error


def _fault(detail: str, name: str, **params: Any) -> StoryError:
    return StoryError(detail, place=Place(name=name), **params)


def _tidy(words: Words, *, many: bool = False) -> dict[str, str]:
    tidy = {language: (plain_lines if many else plain_line)(text or "") for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def _tidy_result(one: Result) -> Result:
    return Result(_tidy(one.text), one.id if _is_uuid(one.id) else str(uuid4()))


def _named(one: Result, before: Sequence[Result]) -> Result:
    """A result under its own name, or that of one that said the same in any language."""
    if one.id:
        return one
    same = (other.id for other in before if set(_tidy(one.text).items()) & set(other.text.items()))
    return replace(one, id=next(same, ""))


def _tidy_turn(one: Turn) -> Turn:
    return Turn(*(plain_line(part) for part in (one.code, one.before, one.after, one.campaign)))


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    """Tags each once, however they are spelt."""
    found = {searchable(tag): plain_line(tag) for tag in reversed(list(given)) if searchable(tag)}
    return tuple(reversed(found.values()))


def _each_once(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(plain_line, given))))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
