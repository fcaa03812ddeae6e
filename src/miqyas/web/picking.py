"""Choosing features, services or items of the roadmap: one field of forms, wherever codes are wanted.

Codes are typed as people type them (`osi sp 001`, Arabic digits, with the name of their list or without), or
words in either language. Words that fit several are asked back: what they may mean stands below the field,
to be ticked. That needs no script; with one (`picker.js`) it searches while somebody types.

    features = PickField("features", label=lazy_say("roadmap.field.features"), required=False)

The cleaned value is a tuple of codes. What is no code and fits nothing is handed on as it was typed, so that
whoever keeps such codes says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from miqyas.kernel.text import Text
from miqyas.lexicon.search import question_words, searchable
from miqyas.methodology import indicators
from miqyas.web.components import Asked, Pick, Picker
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.datasets.world import current_world, instruments_known
from miqyas.workspace.roadmaps.ground import indicators_known
from miqyas.workspace.roadmaps.queries.items import Sought, items_all, items_matching
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import (
    Filter,
    services_known,
    services_living_seen,
    services_matching,
    services_public,
)

SHOWN: Final = 8
"""How many things that words may mean are shown."""
LONGEST: Final = 8_000
MOST: Final = 200
_MOST_ASKED: Final = 5
_BETWEEN: Final = re.compile(r"[,;،؛]")
_CODE: Final = re.compile(r"(?:[A-Za-z]+\s+)?(?=[^\s]*\d)[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)+")
"""What is a code and no word, though nothing has it."""


class Source(Protocol):
    """Where things with codes are kept."""

    action: str
    """What a person must be allowed to search in it."""

    def find(self, typed: Collection[str], *, person: Person | None = None) -> Mapping[str, Pick]:
        """What each text names by its code, by that text; texts that name nothing are left out.

        For a person what they may not see is left out too; without one it has no name.
        """
        ...

    def search(self, words: str, *, person: Person | None = None) -> list[Pick]:
        """What words may mean, the likest first; without a person only what anybody may see."""
        ...


@dataclass(frozen=True)
class _Entry:
    code: str
    name: Text
    words: tuple[str, ...]

    def pick(self) -> Pick:
        return Pick(code=self.code, name=self.name.in_language(current_language()))


def _entry(code: str, name: Text) -> _Entry:
    words = searchable(" ".join((code, *name.values()))).split()
    return _Entry(code, name, tuple(dict.fromkeys((*words, _bare(code)))))


def _bare(code: str) -> str:
    return "".join(searchable(code).split())


@lru_cache(maxsize=4)
def _features(_active: str) -> tuple[tuple[_Entry, ...], Mapping[str, _Entry]]:
    """Every feature, and by each way to write its code; for one state of the country's own lists."""
    rows = [
        (one, _entry(feature.code, feature.question))
        for one, instrument in instruments_known().items()
        for feature in instrument.features
    ]
    spelt = {_bare(f"{one} {entry.code}"): entry for one, entry in rows}
    return tuple(entry for _, entry in rows), {**spelt, **{_bare(entry.code): entry for _, entry in rows}}


@lru_cache(maxsize=1)
def _raw() -> tuple[tuple[_Entry, ...], Mapping[str, _Entry]]:
    """The raw indicators behind TII and HCI."""
    known = indicators()
    rows = tuple(_entry(code, known[code].name) for code in sorted(indicators_known()))
    return rows, {_bare(entry.code): entry for entry in rows}


class _Features:
    """Features of every list in use; `with_raw` adds the raw indicators."""

    action = "workspace.enter"

    def __init__(self, *, with_raw: bool) -> None:
        self._with_raw = with_raw

    def _all(self) -> tuple[tuple[_Entry, ...], Mapping[str, _Entry]]:
        rows, spelt = _features(current_world().active.name)
        if not self._with_raw:
            return rows, spelt
        raw, raw_spelt = _raw()
        return rows + raw, {**raw_spelt, **spelt}

    def find(self, typed: Collection[str], *, person: Person | None = None) -> Mapping[str, Pick]:
        """By code, written in any way."""
        _, spelt = self._all()
        return {one: entry.pick() for one in typed if (entry := spelt.get(_bare(one)))}

    def search(self, words: str, *, person: Person | None = None) -> list[Pick]:
        """Those in whose code and question most of the words stand, each by its beginning; half at least."""
        asked = question_words(words)
        held = [
            (sum(any(word.startswith(one) for word in entry.words) for one in asked), entry)
            for entry in self._all()[0]
        ]
        most = max((count for count, _ in held), default=0)
        found = [entry for count, entry in held if count == most and most * 2 >= len(asked)]
        return [entry.pick() for entry in found[:SHOWN]] if most else []


class _Services:
    """Services of the register; of those that are not published a person finds their own."""

    action = "service.list"

    def find(self, typed: Collection[str], *, person: Person | None = None) -> Mapping[str, Pick]:
        """By code: spaces stand for hyphens. A form, which knows no person, names those that all may see."""
        codes = {one: _slug(one) for one in typed}
        seen = self._seen(person).filter(code__in=set(codes.values()))
        language = current_language()
        names = {one.code: Text(one.title).in_language(language) for one in seen}
        known = names if person else {**dict.fromkeys(services_known(set(codes.values())), ""), **names}
        return {one: Pick(code=code, name=known[code]) for one, code in codes.items() if code in known}

    def search(self, words: str, *, person: Person | None = None) -> list[Pick]:
        """By all that a service says."""
        if not question_words(words):
            return []
        found = services_matching(self._seen(person), Filter(text=words))[:SHOWN]
        language = current_language()
        return [Pick(code=one.code, name=Text(one.title).in_language(language)) for one in found]

    @staticmethod
    def _seen(person: Person | None) -> QuerySet[Service]:
        return services_public() if person is None else services_living_seen(person) | services_public()


class _Items:
    """Items of the roadmap."""

    action = "roadmap.list"

    def find(self, typed: Collection[str], *, person: Person | None = None) -> Mapping[str, Pick]:
        """By code: spaces stand for hyphens."""
        codes = {one: _slug(one) for one in typed}
        known = {item.code: item for item in items_all().filter(code__in=set(codes.values()))}
        language = current_language()
        return {
            one: Pick(code=code, name=known[code].name.in_language(language))
            for one, code in codes.items()
            if code in known
        }

    def search(self, words: str, *, person: Person | None = None) -> list[Pick]:
        """By title and code."""
        if not question_words(words):
            return []
        found = items_matching(items_all(), Sought(text=words), today=timezone.localdate())[:SHOWN]
        return [Pick(code=one.code, name=one.name.in_language(current_language())) for one in found]


def _slug(typed: str) -> str:
    return "-".join(searchable(typed).split())


SOURCES: Final[Mapping[str, Source]] = {
    "features": _Features(with_raw=False),
    "turned": _Features(with_raw=True),
    "services": _Services(),
    "items": _Items(),
}


@dataclass(frozen=True)
class Read:
    """What somebody typed: what it names, what has to be asked back, what is handed on as it is."""

    chosen: tuple[Pick, ...]
    asked: tuple[Asked, ...]
    rest: tuple[str, ...]

    @property
    def typed(self) -> str:
        """The same as it stands in the field, a line each."""
        return "\n".join((*(one.code for one in self.chosen), *(one.words for one in self.asked), *self.rest))


def read(source: Source, typed: str) -> Read:
    """What is meant. A line is a code, several of them, or words; one search for each that is no code."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    parts = {line: [part.strip() for part in _BETWEEN.split(line) if part.strip()] for line in lines}
    texts = {text for line in lines for part in parts[line] for text in (line, part, *part.split())}
    found = source.find(texts) if texts else {}
    chosen: dict[str, Pick] = {}
    open_: dict[str, None] = {}
    for part in (part for line in lines for part in ([line] if line in found else parts[line])):
        named = [found.get(part)] if part in found else [found.get(one) for one in part.split()]
        if all(named):
            chosen |= {one.code: one for one in named if one}
        else:
            open_[part] = None
    asked, rest = _settled(source, open_, chosen)
    return Read(tuple(chosen.values()), asked, rest)


def _settled(
    source: Source, parts: Iterable[str], chosen: Mapping[str, Pick]
) -> tuple[tuple[Asked, ...], tuple[str, ...]]:
    """Words to be asked back, and what is handed on; words that a choice has answered are neither."""
    asked: list[Asked] = []
    rest: list[str] = []
    for part in parts:
        is_code = _CODE.fullmatch(part) is not None
        picks = [] if is_code or len(asked) >= _MOST_ASKED else source.search(part)
        if not picks:
            rest.append(part)
        elif not any(one.code in chosen for one in picks):
            asked.append(Asked(words=part, picks=tuple(picks)))
    return tuple(asked), tuple(rest)


class PickWidget(forms.Textarea):
    """The component `web/components/picker.html`; without scripts an area for codes and words."""

    def __init__(self, source: str, *, most: int, attrs: dict[str, Any] | None = None) -> None:
        self.source, self.most = source, most
        super().__init__(
            {"dir": "auto", "rows": 1 if most == 1 else 3, "spellcheck": "false", **(attrs or {})}
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """What was typed and what was ticked, a line each; one thing that was ticked is the one thing."""
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        given = [str(one) for one in values if one is not None]
        return "\n".join(given) if given else None

    def format_value(self, value: Any) -> str:
        """Codes, or what was typed, a line each."""
        if value is None:
            return ""
        return value if isinstance(value, str) else "\n".join(map(str, value))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The component with what is chosen and what is asked back."""
        said = read(SOURCES[self.source], self.format_value(value)[:LONGEST])
        item = Picker(
            name=name,
            typed=said.typed,
            chosen=said.chosen,
            asked=said.asked,
            url=reverse("pick", args=[self.source]),
            most=self.most,
            attrs=self.build_attrs(self.attrs, attrs),
        )
        return render_to_string("web/components/picker.html", {"item": item})


class PickField(forms.CharField):
    """Codes of things of a source: "features", "turned" (with raw indicators), "services" or "items".

    The cleaned value is a tuple of codes, each once, in the order in which they were typed.
    """

    def __init__(self, source: str, *, most: int = MOST, **kwargs: Any) -> None:
        self.source, self.most = source, most
        widget = PickWidget(source, most=most)
        super().__init__(max_length=LONGEST, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """What is meant. Raises `ValidationError` where words may mean several things, and for too many."""
        typed: str = super().clean(value)
        said = read(SOURCES[self.source], typed)
        if said.asked:
            raise ValidationError(say_here("picker.choose"), code="asked")
        codes = (*(one.code for one in said.chosen), *said.rest)
        if len(codes) > self.most:
            raise ValidationError(say_here("picker.too_many", n=self.most), code="too_many")
        return codes


def picked_pairs(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Instrument and feature of each code; what names no feature (`XY OLD-1`) as it stands."""
    of = {feature: one for one, instrument in instruments_known().items() for feature in instrument.by_code}
    return tuple((of[code], code) if code in of else _pair(code) for code in codes)


def _pair(typed: str) -> tuple[str, str]:
    instrument, _, feature = " ".join(typed.upper().split()).partition(" ")
    return instrument, feature
