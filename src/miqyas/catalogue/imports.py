"""A country's own list of features, read from XLSX or text: every problem placed, nothing guessed.

The result is an instrument of its own, whose features lie in the sub-indices of the packaged instruments, so
that its answers lead to the same index.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.frozen import instrument_bytes, instrument_from_bytes, instrument_sha256
from miqyas.catalogue.load import instruments
from miqyas.catalogue.model import Feature, Instrument, Subindex
from miqyas.catalogue.rows import RowReader
from miqyas.catalogue.table import ABOUT, EXAMPLE, choices_of, list_tables
from miqyas.kernel.datasets import ActiveSet, Dataset
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.methodology.model import Basis
from miqyas.sheets import take_bytes
from miqyas.sheets.forms import FormLine, read_form

KIND: Final = "instrument"
MOST_FEATURES: Final = 5_000
MOST_PROBLEMS: Final = 200


@dataclass(frozen=True)
class ListPlan:
    """What importing a list would give: an instrument, or the problems that refuse it."""

    name: str
    instrument: Instrument | None
    problems: tuple[MiqyasError, ...]
    unlisted: int
    origin: Mapping[str, Any]

    @property
    def dataset(self) -> Dataset | None:
        """The list as a dataset; None as long as there is a problem."""
        if self.instrument is None:
            return None
        return Dataset(KIND, self.name, instrument_bytes(self.instrument), self.origin)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Plain values for JSON, with the words of the problems in the language."""
        found = self.instrument
        return {
            "name": self.name,
            "is_ready": found is not None,
            "code": found.code if found else None,
            "version": found.version if found else None,
            "title": dict(found.title) if found else None,
            "features": len(found.features) if found else None,
            "sha256": instrument_sha256(found) if found else None,
            "problems": [problem.as_dict(language) for problem in self.problems],
            "problems_not_listed": self.unlisted,
        }


def read_list(
    source: Path | bytes, *, name: str = "", known: Mapping[str, Instrument] | None = None
) -> ListPlan:
    """The list in a file, or each of its problems; changes nothing and never raises for what is in the file.

    `name` is the file's name as people know it; `known` are the instruments in force, none of whose versions
    may be said again with other content.

    >>> plan = read_list(b"code,subindex", name="own.csv")
    >>> [problem.full_code for problem in plan.problems]
    ['catalogue.no_features', 'catalogue.no_title']
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    try:
        content = take_bytes(source, name=shown)
        lines = read_form(content, name=shown, tables=list_tables())
    except MiqyasError as problem:
        return ListPlan(shown, None, (problem,), 0, {})
    reading = _Reading(shown, known or instruments())
    found = reading.instrument(lines)
    problems = sorted(reading.problems, key=lambda problem: problem.place.line or 0)
    origin = {"file": shown, "sha256": hashlib.sha256(content).hexdigest(), "features": len(reading.features)}
    return ListPlan(
        shown, found, tuple(problems[:MOST_PROBLEMS]), max(0, len(problems) - MOST_PROBLEMS), origin
    )


class _Reading:
    """Features and problems, as the lines of a file are read."""

    def __init__(self, file: str, known: Mapping[str, Instrument]) -> None:
        self.file = file
        self.known = known
        self.features: dict[str, Feature] = {}
        self.lines: dict[str, FormLine] = {}
        self.problems: list[MiqyasError] = []

    def instrument(self, lines: Iterable[FormLine]) -> Instrument | None:
        """The list, or None where anything in it is wrong."""
        about = None
        for line in lines:
            if line.table == ABOUT:
                about = about or line
            elif line.text("code") != EXAMPLE:
                self._take(line)
        if not self.lines:
            self.problem("no_features")
        elif len(self.lines) > MOST_FEATURES:
            self.problem("too_many_features", n=len(self.lines), limit=MOST_FEATURES)
        head = self._head(about)
        if head is None or self.problems:
            return None
        return self._check_version(head)

    def problem(self, detail: str, **params: Any) -> None:
        """Something wrong with the file as a whole."""
        self.problems.append(CatalogueError(detail, place=Place(file=self.file), **params))

    def _take(self, line: FormLine) -> None:
        reader = RowReader(line)
        feature = reader.feature()
        self.problems.extend(reader.problems)
        code = reader.code
        if code in self.lines:
            other = self.lines[code]
            place = line.place("code")
            self.problems.append(
                CatalogueError("row_code_twice", place=place, given=code, line=str(other.line))
            )
        elif code:
            self.lines[code] = line
            self._check_stem(code, line)
        if feature is not None:
            self.features.setdefault(code, feature)

    def _check_stem(self, code: str, line: FormLine) -> None:
        """All codes of a list begin alike, with a word that is no packaged instrument's."""
        stem, first = _stem(code), _stem(next(iter(self.lines)))
        if stem != first:
            place = line.place("code")
            self.problems.append(CatalogueError("other_stem", place=place, given=code, stem=first))
        elif stem in instruments() and len(self.lines) == 1:
            self.problems.append(CatalogueError("packaged_stem", place=line.place("code"), stem=stem))

    def _head(self, about: FormLine | None) -> Instrument | None:
        if about is None:
            self.problem("no_title", columns=_names(("version", "title_ar", "title_en")))
            return None
        reader = RowReader(about)
        version, title = reader.needed("version"), reader.words("title", needed=True)
        told = reader.words("about")
        self.problems.extend(reader.problems)
        if title is None or not version or not self.lines:
            return None
        return Instrument(
            code=_stem(next(iter(self.lines))),
            version=version,
            title=title,
            about=told or _said("catalogue.own_about"),
            basis=Basis(Mark.INFERRED, None),
            subindices=self._subindices(),
            features=self._ordered(),
        )

    def _subindices(self) -> tuple[Subindex, ...]:
        used = {feature.subindex for feature in self.features.values()}
        parts = (part for instrument in instruments().values() for part in instrument.subindices)
        return tuple(part for part in parts if part.code in used)

    def _ordered(self) -> tuple[Feature, ...]:
        order = list(choices_of("subindex"))
        return tuple(sorted(self.features.values(), key=lambda one: order.index(one.subindex)))

    def _check_version(self, found: Instrument) -> Instrument | None:
        before = self.known.get(found.code)
        if before is None or before.version != found.version or before == found:
            return found
        self.problem("version_again", code=found.code, version=found.version)
        return None


def _stem(code: str) -> str:
    return code.partition("-")[0]


def _names(roles: Iterable[str]) -> Text:
    columns = list_tables()[ABOUT].columns
    return Text(
        {
            language: say("method.list_comma", language=language).join(
                columns[role].in_language(language) for role in roles
            )
            for language in REQUIRED_LANGUAGES
        }
    )


def _said(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})


def instruments_in(active: ActiveSet) -> Mapping[str, Instrument]:
    """The packaged instruments and those laid over them, the newest version of each, by code.

    >>> instruments_in(ActiveSet()) == instruments()
    True
    """
    own = (_read(dataset.content) for dataset in active.of_kind(KIND))
    return {**instruments(), **{instrument.code: instrument for instrument in own}}


@cache
def _read(content: bytes) -> Instrument:
    return instrument_from_bytes(content)
