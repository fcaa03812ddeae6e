"""The levels of maturity of a service and what each asks, read once from `maturity.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal, cast

from miqyas.catalogue.load import ROOM, open_reader
from miqyas.catalogue.model import Term
from miqyas.catalogue.schema import CatalogueReader
from miqyas.catalogue.services import service_words
from miqyas.kernel.text import Text
from miqyas.methodology.model import Basis

Rule = Literal["is", "one_of", "at_least", "at_most", "above"]
Value = bool | str | int | float | Decimal | None
COUNTED: Final = frozenset({"addresses", "steps", "audiences", "languages", "asked_again", "shared_with"})
MEASURED: Final = frozenset({"fee", "visits", "volume", "satisfaction"})
SAID: Final = frozenset({"is_described", "data_listed"})
CHOSEN: Final = {"automation": "automations", "identity": "identities", "payment": "payments"}
FACTS: Final = COUNTED | MEASURED | SAID | CHOSEN.keys()
"""What is known of a service by name: counts, measures, yes or no, and codes of `services.yaml`."""
_BY_KIND: Final = {
    "number": ("at_least", "at_most", "above"),
    "yes_or_no": ("is",),
    "code": ("is", "one_of", "at_least", "at_most"),
}


@dataclass(frozen=True)
class Check:
    """One fact of a service held against a bound; a bound that is a code is its rank in the vocabulary."""

    fact: str
    rule: Rule
    bound: tuple[str, ...] | bool | str | float


@dataclass(frozen=True)
class Criterion(Term):
    """What a level asks. `do` says how it comes true; without `when` it is always asked."""

    do: Text | None = None
    check: Check = Check("", "is", True)
    when: Check | None = None


@dataclass(frozen=True)
class Level(Term):
    """A level with its number from 1, and what it asks beside all that lower ones ask."""

    number: int = 0
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class MaturityModel:
    """The levels from the lowest to the highest, with version and basis."""

    version: str
    basis: Basis
    levels: tuple[Level, ...]

    def level(self, code: str) -> Level | None:
        """A level by code; None for "", which is below the first."""
        return next((level for level in self.levels if level.code == code), None)


@cache
def maturity_model() -> MaturityModel:
    """The packaged levels.

    >>> [(level.code, len(level.criteria)) for level in maturity_model().levels]
    [('emerging', 4), ('enhanced', 4), ('transactional', 5), ('connected', 5)]
    """
    return read_maturity(open_reader(ROOM, "maturity.yaml"))


def read_maturity(reader: CatalogueReader) -> MaturityModel:
    """The same from any reader. Raises `CatalogueError` with file, line and dotted name."""
    reader.only({"version", "mark", "source", "note", "levels"})
    levels = reader.map("levels")
    found = [_level(levels.map(code), code, number) for number, code in enumerate(levels.data, start=1)]
    return MaturityModel(reader.text("version"), reader.basis(), tuple(found))


def _level(reader: CatalogueReader, code: str, number: int) -> Level:
    reader.only({"name", "about", "criteria"})
    criteria = reader.map("criteria")
    return Level(
        code,
        reader.needed_words("name"),
        reader.needed_words("about"),
        number,
        tuple(_criterion(criteria.map(one), one) for one in criteria.data),
    )


def _criterion(reader: CatalogueReader, code: str) -> Criterion:
    reader.only({"name", "about", "do", "check", "when"})
    return Criterion(
        code,
        reader.needed_words("name"),
        reader.words("about"),
        reader.needed_words("do"),
        _check(reader.map("check")),
        _check(reader.map("when")) if "when" in reader.data else None,
    )


def _check(reader: CatalogueReader) -> Check:
    fact = reader.pick("fact", FACTS, section="facts")
    kind = "code" if fact in CHOSEN else "yes_or_no" if fact in SAID else "number"
    rules = [key for key in reader.data if key != "fact"]
    if len(rules) != 1 or rules[0] not in _BY_KIND[kind]:
        given, known = ", ".join(rules) or "–", ", ".join(_BY_KIND[kind])
        raise reader.error("not_one_of", given=given, choices=known)
    return Check(fact, cast("Rule", rules[0]), _bound(reader, rules[0], fact, kind))


def _bound(reader: CatalogueReader, rule: str, fact: str, kind: str) -> tuple[str, ...] | bool | str | float:
    if kind == "number":
        return reader.number(rule)
    if kind == "yes_or_no":
        value = reader.require(rule)
        if not isinstance(value, bool):
            raise reader.error("not_one_of", key=rule, given=repr(value), choices="true, false")
        return value
    known: Mapping[str, Term] = getattr(service_words(), CHOSEN[fact])
    if rule != "one_of":
        return reader.pick(rule, known, section=CHOSEN[fact])
    given = reader.require(rule)
    unknown = [code for code in given if code not in known] if isinstance(given, list) else [given]
    if unknown:
        raise reader.error(
            "not_in_list", key=rule, given=str(unknown[0]), section=CHOSEN[fact], known=", ".join(known)
        )
    return tuple(given)
