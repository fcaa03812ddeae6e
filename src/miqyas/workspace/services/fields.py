"""What a service is said to be, and whether it may be so: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final

from miqyas.catalogue import vocabulary
from miqyas.catalogue.maturity import Value
from miqyas.catalogue.services import service_words
from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_line, plain_lines
from miqyas.lexicon.search import searchable
from miqyas.workspace.registry.fields import CODE, LANGUAGE, is_web_address
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.models import LONGEST_CODE, Way

Words = Mapping[str, str]
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000
LONGEST_LINE: Final = 500
LONGEST_ADDRESS: Final = 500
MOST_LINES: Final = 40
TEXTS: Final = ("title", "description", "fee_words")
LINES: Final = ("steps", "laws")
"""What stands in several languages: single texts, and lines, each in the same of the required languages."""
WAYS: Final = tuple(Way.values)
MOST_MONEY: Final = Decimal(10) ** 10
MOST_COUNT: Final = 2_000_000_000
MOST_VISITS: Final = 100


@dataclass(frozen=True, order=True)
class DatumFields:
    """A datum that is asked, fetched or given; `entity` is the code of who holds or gets it."""

    datum: str
    way: str
    entity: str = ""


@dataclass(frozen=True)
class ServiceFields:
    """What a service is said to be; `entity` is a code, choices are codes of the catalogue's words."""

    code: str
    entity: str
    title: Words
    description: Words = field(default_factory=dict)
    sector: str = ""
    audiences: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    steps: tuple[Words, ...] = ()
    laws: tuple[Words, ...] = ()
    fee: Decimal | None = None
    fee_words: Words = field(default_factory=dict)
    data_listed: bool = False
    visits: int | None = None
    volume: int | None = None
    satisfaction: Decimal | None = None
    cost: Decimal | None = None
    automation: str = ""
    identity: str = ""
    payment: str = ""
    data: tuple[DatumFields, ...] = ()

    def tidied(self) -> ServiceFields:
        """The same without signs that cannot be seen, codes in small letters, nothing twice."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            entity=plain_line(self.entity).lower(),
            title=_tidy(self.title),
            description=_tidy_text(self.description),
            fee_words=_tidy(self.fee_words),
            languages=_once(plain_line(one).lower() for one in self.languages),
            addresses=_once(plain_line(one) for one in self.addresses),
            steps=tuple(step for step in map(_tidy, self.steps) if step),
            laws=tuple(law for law in map(_tidy, self.laws) if law),
            data=tuple(sorted(set(self.data))),
            **{name: _once(getattr(self, name)) for name in ("audiences", "life_events", "channels")},
        )

    @property
    def is_in_both_languages(self) -> bool:
        """Whether title and description stand in all languages that the public is owed."""
        return all(self.title.get(code) and self.description.get(code) for code in REQUIRED_LANGUAGES)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))


def _tidy(words: Words) -> dict[str, str]:
    tidy = {language: plain_line(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def _tidy_text(words: Words) -> dict[str, str]:
    tidy = {language: plain_lines(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def facts_of(service: ServiceFields) -> dict[str, Value]:
    """What the levels of maturity are held against."""
    return {
        **{name: len(getattr(service, name)) for name in ("addresses", "steps", "audiences", "languages")},
        **{name: getattr(service, name) for name in ("fee", "visits", "volume", "satisfaction")},
        **{name: getattr(service, name) for name in ("automation", "identity", "payment", "data_listed")},
        "is_described": service.is_in_both_languages,
        "asked_again": sum(one.way == Way.ASKED and bool(one.entity) for one in service.data),
        "shared_with": len({one.entity for one in service.data if one.way != Way.ASKED} - {service.entity}),
    }


def searched_of(service: ServiceFields) -> str:
    """Code and words of all languages in the form in which they are searched."""
    words = (service.code, *service.title.values(), *service.description.values())
    return searchable(" ".join(words))


def terms_of(service: ServiceFields) -> str:
    """The codes that filters ask for, each between bars."""
    lists = {
        "audience": service.audiences,
        "life_event": service.life_events,
        "channel": service.channels,
        "datum": _once(one.datum for one in service.data),
    }
    return "".join(term_of(kind, code) for kind, codes in lists.items() for code in codes)


def term_of(kind: str, code: str) -> str:
    """How a code stands among the terms."""
    return f"|{kind}:{code}|"


def values_of(service: ServiceFields) -> dict[str, Any]:
    """The same as JSON keeps it."""
    return {one.name: _plain(getattr(service, one.name)) for one in fields(service)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, DatumFields):
        return {"datum": value.datum, "way": value.way, "entity": value.entity}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return dict(value) if isinstance(value, Mapping) else value


def service_faults(service: ServiceFields) -> tuple[ServiceError, ...]:
    """What is wrong with a service by itself, all at once."""
    return (
        *_code_faults(service),
        *_title_faults(service),
        *_choice_faults(service),
        *_list_faults(service),
        *_line_faults(service),
        *_number_faults(service),
        *_datum_faults(service.data),
    )


def _code_faults(service: ServiceFields) -> Iterator[ServiceError]:
    if not service.code:
        yield fault("code_missing", "code")
    elif len(service.code) > LONGEST_CODE or not CODE.fullmatch(service.code):
        yield fault("code_malformed", "code", given=service.code[:LONGEST_CODE], limit=LONGEST_CODE)
    if not service.entity:
        yield fault("entity_missing", "entity")


def _title_faults(service: ServiceFields) -> Iterator[ServiceError]:
    if not any(service.title.values()):
        yield fault("title_missing", "title")
    longest = {"title": LONGEST_TITLE, "description": LONGEST_TEXT, "fee_words": LONGEST_LINE}
    for name, limit in longest.items():
        for language, text in getattr(service, name).items():
            if not LANGUAGE.fullmatch(language):
                yield fault("language_unknown", name, given=language[:40])
            if len(text) > limit:
                yield fault("too_long", f"{name}_{language}", n=len(text), limit=limit)


def _choice_faults(service: ServiceFields) -> Iterator[ServiceError]:
    words = service_words()
    known = {
        "sector": vocabulary().sectors,
        "automation": words.automations,
        "identity": words.identities,
        "payment": words.payments,
        "audiences": words.audiences,
        "life_events": words.life_events,
        "channels": words.channels,
    }
    for name, terms in known.items():
        given = getattr(service, name)
        for code in (given,) if isinstance(given, str) else given:
            if code and code not in terms:
                yield fault("not_known", name, given=code[:80])


def _list_faults(service: ServiceFields) -> Iterator[ServiceError]:
    for code in service.languages:
        if not LANGUAGE.fullmatch(code):
            yield fault("language_unknown", "languages", given=code[:40])
    for address in service.addresses:
        if len(address) > LONGEST_ADDRESS or not is_web_address(address):
            yield fault("address_malformed", "addresses", given=address[:80])
    for name in ("addresses", "steps", "laws"):
        lines = getattr(service, name)
        if len(lines) > MOST_LINES:
            yield fault("too_many", name, n=len(lines), limit=MOST_LINES)


def _line_faults(service: ServiceFields) -> Iterator[ServiceError]:
    for name in LINES:
        if len({frozenset(_parted(line)[0]) for line in getattr(service, name)}) > 1:
            yield fault("lines_differ", name)
        for language, text in (item for line in getattr(service, name) for item in line.items()):
            if len(text) > LONGEST_LINE:
                yield fault("too_long", f"{name}_{language}", n=len(text), limit=LONGEST_LINE)


def _number_faults(service: ServiceFields) -> Iterator[ServiceError]:
    bounds: Mapping[str, Decimal | int] = {
        "fee": MOST_MONEY,
        "cost": MOST_MONEY,
        "visits": MOST_VISITS,
        "volume": MOST_COUNT,
        "satisfaction": 100,
    }
    for name, most in bounds.items():
        value = getattr(service, name)
        if value is not None and not 0 <= value <= most:
            yield fault("out_of_range", name, given=str(value)[:40], most=str(most))


def _datum_faults(data: Iterable[DatumFields]) -> Iterator[ServiceError]:
    for one in data:
        place = one.way if one.way in WAYS else "data"
        if one.datum not in service_words().data:
            yield fault("not_known", place, given=one.datum[:80])
        if one.way not in WAYS:
            yield fault("not_known", place, given=one.way[:40])
        elif one.way != Way.ASKED and not one.entity:
            yield fault("datum_of_nobody", place, given=one.datum[:80])


def paired(lines: Mapping[str, Sequence[str]]) -> tuple[Words, ...]:
    """Lines of several languages side by side: the first of each is the same line, and so on.

    Raises `ServiceError` where two languages have not as many.

    >>> paired({"ar": ["قدّم الطلب"], "en": ["Apply"], "fr": []})
    ({'ar': 'قدّم الطلب', 'en': 'Apply'},)
    """
    there = {language: texts for language, texts in lines.items() if texts}
    if len({len(texts) for texts in there.values()}) > 1:
        raise ServiceError("lines_differ")
    return tuple(dict(zip(there, texts, strict=True)) for texts in zip(*there.values(), strict=True))


def further_kept(said: ServiceFields, before: ServiceFields) -> ServiceFields:
    """What a form or a file says that asks for the required languages alone, with the further ones of before.

    A text keeps them; a line keeps them as long as it says the same in the required languages.

    >>> before = ServiceFields("x", "y", {"en": "Pay", "fr": "Payer"}, steps=({"en": "Go", "fr": "Aller"},))
    >>> kept = further_kept(ServiceFields("x", "y", {"en": "Pay it"}, steps=({"en": "Go"},)), before)
    >>> kept.title, kept.steps
    ({'fr': 'Payer', 'en': 'Pay it'}, ({'en': 'Go', 'fr': 'Aller'},))
    """
    texts = {name: _parted(getattr(before, name))[1] | dict(getattr(said, name)) for name in TEXTS}
    lines = {name: _lines_kept(getattr(said, name), getattr(before, name)) for name in LINES}
    return replace(said, **texts, **lines)


def _lines_kept(said: Sequence[Words], before: Sequence[Words]) -> tuple[Words, ...]:
    parted = list(map(_parted, before))
    if list(said) == [required for required, _ in parted if required]:
        return tuple(before)
    return tuple(
        {**line, **next((further for required, further in parted if required == line), {})} for line in said
    )


def _parted(words: Words) -> tuple[dict[str, str], dict[str, str]]:
    """Words of the required languages, and those of further ones."""
    required = {language: text for language, text in words.items() if language in REQUIRED_LANGUAGES}
    return required, {language: text for language, text in words.items() if language not in required}


def fault(detail: str, name: str, **params: Any) -> ServiceError:
    """An error at a field."""
    return ServiceError(detail, place=Place(name=name), **params)
