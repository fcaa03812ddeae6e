"""A file of services as plain values: what each row says, and each problem at its line and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, plain_line
from miqyas.sheets.forms import FormLine, FormTable, form_tables
from miqyas.workspace.registry.terms import code_in, languages, yes_no
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import (
    LINES,
    LONGEST_LINE,
    TEXTS,
    WAYS,
    DatumFields,
    ServiceFields,
    Words,
    further_kept,
    paired,
)
from miqyas.workspace.services.terms import choices, states

MANY: Final = ("audiences", "life_events", "channels")
ONE: Final = ("sector", "automation", "identity", "payment")
WHOLE: Final = ("visits", "volume")
MONEY: Final = {"fee": 3, "cost": 3, "satisfaction": 1}
"""Numbers with a fraction, and how many digits of it are kept."""
_HELD: Final = re.compile(r"(?P<datum>[^\[(]+?)\s*[\[(]\s*(?P<entity>[^\])]+?)\s*[\])]")
_COMMANDS: Final = ("=", "+", "-", "@")
_SEPARATORS: Final = str.maketrans({"٫": ".", "٬": "", ",": "", " ": "", "\u00a0": "", "\u202f": ""})


@dataclass(frozen=True)
class Read:
    """What a row says; `state` is "" where it says nothing of it."""

    line: FormLine
    fields: ServiceFields
    state: str
    problems: tuple[MiqyasError, ...]


@cache
def tables() -> Mapping[str, FormTable]:
    """The one table of the file with the names of its columns."""
    text = files("miqyas.workspace.services").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


@cache
def _terms() -> Mapping[str, Mapping[str, Text]]:
    """What the cells of each field may say."""
    return {**choices(), "languages": languages(), "state": states(), "yes_no": yes_no()}


def _meant(field: str, given: str) -> str:
    """The code that a cell means: thousands of rows say the same few things."""
    return _code(field, given) if len(given) <= LONGEST_LINE else given


@lru_cache(maxsize=2048)
def _code(field: str, given: str) -> str:
    return code_in(_terms()[field], given)


class _Row:
    """A row in the reading, with what could not be understood in it."""

    def __init__(self, line: FormLine) -> None:
        self.line = line
        self.problems: list[MiqyasError] = []

    def wrong(self, detail: str, role: str, **params: Any) -> None:
        self.problems.append(ServiceError(detail, place=self.line.place(role), **params))

    def raw(self, role: str) -> str:
        """The cell as it stands, with its lines; a sign set before a command by a text file is taken off."""
        text = self.line.cells.get(role, "")
        return text[1:] if text.startswith("'") and text[1:].startswith(_COMMANDS) else text

    def lines(self, role: str) -> list[str]:
        return [line for line in map(plain_line, self.raw(role).splitlines()) if line]

    def words(self, stem: str) -> Words:
        given = {language: self.raw(f"{stem}_{language}") for language in REQUIRED_LANGUAGES}
        return {language: text for language, text in given.items() if text.strip()}

    def paired(self, stem: str, *, before: ServiceFields | None) -> tuple[Words, ...]:
        """Lines side by side; of a language without a column, those of before."""
        held: tuple[Words, ...] = getattr(before, stem) if before else ()
        given = {
            language: self.lines(f"{stem}_{language}")
            if self.line.has(f"{stem}_{language}")
            else [text for line in held if (text := line.get(language))]
            for language in REQUIRED_LANGUAGES
        }
        try:
            return paired(given)
        except ServiceError as error:
            self.wrong(error.detail, f"{stem}_{REQUIRED_LANGUAGES[0]}")
            return ()

    def one(self, role: str, field: str) -> str:
        given = self.line.text(role)
        return _meant(field, given) if given else ""

    def many(self, role: str) -> tuple[str, ...]:
        return tuple(_meant(role, part) for part in self.line.parts(role))

    def number(self, role: str) -> Decimal | None:
        given = self.line.text(role)
        plain = "".join(_digit(sign) for sign in given).translate(_SEPARATORS)
        try:
            found = Decimal(plain) if given else None
        except InvalidOperation:
            found = Decimal("NaN")
        if found is not None and not found.is_finite():
            self.wrong("number", role, given=given[:40])
            return None
        return found

    def whole(self, role: str) -> int | None:
        found = self.number(role)
        if found is not None and found != found.to_integral_value():
            self.wrong("whole_number", role, given=self.line.text(role)[:40])
            return None
        return None if found is None else int(found)

    def money(self, role: str) -> Decimal | None:
        found = self.number(role)
        if found is None or abs(found) > Decimal(10) ** 12:
            return found
        return found.quantize(Decimal(1).scaleb(-MONEY[role]))

    def yes(self, role: str) -> bool:
        code = self.one(role, "yes_no")
        if code not in {"", *yes_no()}:
            self.wrong("yes_or_no", role, given=code[:40])
        return code == "yes"

    def data(self, way: str) -> tuple[DatumFields, ...]:
        return tuple(_datum(part, way) for part in self.line.parts(way))


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _datum(part: str, way: str) -> DatumFields:
    """A datum, perhaps with the code of an entity in brackets behind it."""
    found = _HELD.fullmatch(part)
    datum, entity = (found["datum"], found["entity"].lower()) if found else (part, "")
    return DatumFields(_meant("datum", datum), way, entity)


def read_row(line: FormLine, *, before: ServiceFields | None) -> Read:
    """What a row says; of columns that the file does not have, what is there stays."""
    row = _Row(line)
    fields = ServiceFields(
        code=line.text("code"),
        entity=line.text("entity"),
        languages=row.many("languages"),
        addresses=tuple(row.lines("addresses")),
        data_listed=row.yes("data_listed"),
        data=tuple(one for way in WAYS for one in row.data(way)),
        **{name: row.one(name, name) for name in ONE},
        **{name: row.many(name) for name in MANY},
        **{name: row.whole(name) for name in WHOLE},
        **{name: row.money(name) for name in MONEY},
        **{name: row.words(name) for name in TEXTS},
        **{name: row.paired(name, before=before) for name in LINES},
    ).tidied()
    state = row.one("state", "state")
    if state not in {"", *states()}:
        row.wrong("not_known", "state", given=state[:40])
    return Read(line, _completed(fields, line, before) if before else fields, state, tuple(row.problems))


def _completed(fields: ServiceFields, line: FormLine, before: ServiceFields) -> ServiceFields:
    single = (*ONE, *MANY, *WHOLE, *MONEY, "entity", "languages", "addresses", "data_listed")
    kept: dict[str, Any] = {name: getattr(before, name) for name in single if not line.has(name)}
    for stem in TEXTS:
        held, said = getattr(before, stem), dict(getattr(fields, stem))
        kept[stem] = said | {code: held[code] for code in held if not line.has(f"{stem}_{code}")}
    absent = tuple(one for one in before.data if not line.has(one.way))
    return further_kept(replace(fields, **kept, data=(*fields.data, *absent)), before).tidied()
