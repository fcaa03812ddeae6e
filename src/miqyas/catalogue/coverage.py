"""Where the features lie: theme, sector and audience against sub-index, and which cells must not be empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, Literal

from miqyas.catalogue.load import ROOM, open_reader, vocabulary
from miqyas.catalogue.model import Feature, Instrument
from miqyas.catalogue.schema import CatalogueReader
from miqyas.catalogue.select import terms_of, values_of
from miqyas.kernel.text import Text

Rows = Literal["theme", "sector", "audience", "tag"]
ROWS: Final[tuple[Rows, ...]] = ("theme", "sector", "audience", "tag")
_CELL: Final = ("subindex", "theme", "sector", "audience", "tag", "scale")


@dataclass(frozen=True)
class Coverage:
    """Number of features by a property (rows) and sub-index (columns); no row without a feature."""

    rows: Rows
    terms: tuple[str, ...]
    subindices: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]

    def of_term(self, term: str) -> int:
        """Features of one row."""
        return sum(self.counts.get((term, subindex), 0) for subindex in self.subindices)


@dataclass(frozen=True)
class Expectation:
    """Cells of an instrument that must not be empty: every combination of the codes named.

    `name` says why they are expected.
    """

    instrument: str
    name: Text
    codes: Mapping[str, tuple[str, ...]]

    def cells(self) -> Iterable[Mapping[str, str]]:
        """Each combination, such as {"subindex": "OSI.SP", "sector": "health"}."""
        for combination in product(*self.codes.values()):
            yield dict(zip(self.codes, combination, strict=True))


@dataclass(frozen=True)
class Gap:
    """A cell that must not be empty and is."""

    expectation: Expectation
    cell: Mapping[str, str]


def coverage(instrument: Instrument, *, rows: Rows, features: Collection[Feature] | None = None) -> Coverage:
    """Where the features of an instrument lie (or those of them given).

    >>> from miqyas.catalogue.load import instrument
    >>> osi = instrument("OSI")
    >>> table = coverage(osi, rows="sector")
    >>> sum(table.counts.values()) == len(osi.features)
    True
    """
    counted = instrument.features if features is None else features
    counts = Counter(
        (value, feature.subindex) for feature in counted for value in values_of(feature, rows) if value
    )
    used = {term for term, _ in counts}
    terms = tuple(code for code in terms_of(rows, within=[instrument]) if code in used)
    return Coverage(rows, terms, tuple(instrument.parts), counts)


@cache
def expectations() -> tuple[Expectation, ...]:
    """What `coverage.yaml` asks of the packaged instruments."""
    reader = open_reader(ROOM, "coverage.yaml")
    reader.only({"expected"})
    return tuple(map(_expectation, reader.list("expected")))


def _expectation(reader: CatalogueReader) -> Expectation:
    reader.only({"instrument", "name", *_CELL})
    codes = {key: _codes(reader, key) for key in _CELL if key in reader.data}
    return Expectation(reader.text("instrument"), reader.needed_words("name"), codes)


def _codes(reader: CatalogueReader, key: str) -> tuple[str, ...]:
    """The codes listed; those of the vocabulary must be in it."""
    given = tuple(map(str, reader.require(key)))
    if key != "subindex":
        known = vocabulary().terms(key)
        for code in given:
            if code not in known:
                listed = ", ".join(known)
                raise reader.error("not_in_list", key=key, given=code, section=key, known=listed)
    return given


def gaps(instrument: Instrument, *, expected: Iterable[Expectation] | None = None) -> tuple[Gap, ...]:
    """The cells of an instrument that must not be empty and are.

    >>> from miqyas.catalogue.load import instrument
    >>> gaps(instrument("OSI"))
    ()
    """
    asked = expectations() if expected is None else expected
    return tuple(
        Gap(expectation, cell)
        for expectation in asked
        if expectation.instrument == instrument.code
        for cell in expectation.cells()
        if not any(_lies_in(feature, cell) for feature in instrument.features)
    )


def _lies_in(feature: Feature, cell: Mapping[str, str]) -> bool:
    return all(code in values_of(feature, name) for name, code in cell.items())
