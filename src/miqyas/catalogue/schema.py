"""Reading the YAML of an instrument strictly: keys known, both languages there, codes of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.model import (
    CHOICES,
    WORDINGS,
    Feature,
    Framework,
    Instrument,
    Related,
    Retired,
    Scale,
    Subindex,
    Term,
    Vocabulary,
)
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.methodology import indicators
from miqyas.methodology.schema import Reader

LONGEST_QUESTION: Final = 160
SECTIONS: Final = ("themes", "sectors", "audiences", "places", "owners", "evidence_kinds", "tags")
_INSTRUMENT_KEYS: Final = ("code", "version", "title", "about", "mark", "source", "note", "subindices")
_FEATURE_KEYS: Final = (
    *("code", *CHOICES, *WORDINGS),
    *("tags", "recency", "related", "mark", "source", "note"),
)


@dataclass(frozen=True)
class CatalogueReader(Reader):
    """One mapping of a file of the catalogue."""

    def error(self, detail: str, *, key: str = "", **params: Any) -> MiqyasError:
        """An error of the catalogue, placed at a key of this mapping."""
        return CatalogueError(detail, place=self.place(key), **params)

    def needed_words(self, key: str) -> Text:
        """A text in all required languages that must be there."""
        self.require(key)
        words = self.words(key)
        assert words is not None
        return words

    def pick(self, key: str, known: Collection[str], *, section: str) -> str:
        """A required code out of a section of the vocabulary, or of the instrument."""
        given = self.text(key)
        if given not in known:
            raise self.error("not_in_list", key=key, given=given, section=section, known=", ".join(known))
        return given


def read_vocabulary(reader: CatalogueReader) -> Vocabulary:
    """The codes that features may use; errors name file, line and dotted name."""
    reader.only({*SECTIONS, "scales", "frameworks"})
    plain = {section: read_terms(reader.map(section)) for section in SECTIONS}
    scales = reader.map("scales")
    frameworks = reader.map("frameworks")
    return Vocabulary(
        **plain,
        scales={code: _scale(scales.map(code), code) for code in scales.data},
        frameworks={code: _framework(frameworks.map(code), code) for code in frameworks.data},
    )


def read_terms(reader: CatalogueReader) -> Mapping[str, Term]:
    """The terms of a section by code."""
    return {code: read_term(reader.map(code), code) for code in reader.data}


def read_term(reader: CatalogueReader, code: str, *further: str) -> Term:
    """One term; `further` are keys that it may have beside its name and what is said about it."""
    reader.only({"name", "about", *further})
    return Term(code, reader.needed_words("name"), reader.words("about"))


def _scale(reader: CatalogueReader, code: str) -> Scale:
    term = read_term(reader, code, "grades")
    return Scale(code, term.name, term.about, tuple(read_terms(reader.map("grades")).values()))


def _framework(reader: CatalogueReader, code: str) -> Framework:
    term = read_term(reader, code, "parts")
    return Framework(code, term.name, term.about, read_terms(reader.map("parts")))


def read_instrument_head(reader: CatalogueReader) -> Instrument:
    """The instrument without its features."""
    reader.only(_INSTRUMENT_KEYS)
    return Instrument(
        code=reader.text("code"),
        version=reader.text("version"),
        title=reader.needed_words("title"),
        about=reader.needed_words("about"),
        basis=reader.basis(),
        subindices=tuple(map(_subindex, reader.list("subindices"))),
        features=(),
    )


def _subindex(reader: CatalogueReader) -> Subindex:
    reader.only({"code", "short", "name", "node"})
    code = reader.text("code")
    key = "node" if "node" in reader.data else "code"
    node = reader.text(key)
    if node not in indicators():
        raise reader.error("unknown_node", key=key, given=node)
    return Subindex(code, reader.text("short"), reader.needed_words("name"), node)


def read_feature(reader: CatalogueReader, *, instrument: Instrument, vocabulary: Vocabulary) -> Feature:
    """One feature of a packaged instrument: every wording is there, and every code known."""
    reader.only(_FEATURE_KEYS)
    subindex = reader.pick("subindex", instrument.parts, section="subindices")
    chosen: dict[str, Any] = {
        choice: reader.pick(choice, vocabulary.terms(choice), section=choice) for choice in CHOICES[1:]
    }
    _check_code(reader, instrument.code, instrument.parts[subindex].short)
    wordings: dict[str, Any] = {name: reader.needed_words(name) for name in WORDINGS}
    _check_question(reader, wordings["question"])
    return Feature(
        code=reader.text("code"),
        subindex=subindex,
        **chosen,
        **wordings,
        basis=reader.basis(),
        recency=_recency(reader),
        tags=tuple(_tags(reader, vocabulary)),
        related=tuple(_related(reader, vocabulary)),
    )


def read_retired(reader: CatalogueReader) -> Retired:
    """One entry of the list of retired codes."""
    reader.only({"code", "since", "why", "became"})
    became = reader.text("became") if "became" in reader.data else None
    return Retired(reader.text("code"), reader.text("since"), reader.needed_words("why"), became)


def _check_code(reader: CatalogueReader, instrument: str, short: str) -> None:
    stem = "-".join(part for part in (instrument, short) if part)
    given = reader.text("code")
    if not re.fullmatch(rf"{re.escape(stem)}-\d{{3}}", given):
        raise reader.error("code_shape", key="code", given=given, pattern=f"{stem}-001")


def _check_question(reader: CatalogueReader, question: Text) -> None:
    longest = max(map(len, question.values()))
    if longest > LONGEST_QUESTION:
        raise reader.error("long_question", key="question", n=longest, limit=LONGEST_QUESTION)


def _recency(reader: CatalogueReader) -> int | None:
    if not reader.data.get("recency"):
        return None
    below = reader.map("recency")
    below.only({"months"})
    months = below.integer("months")
    if months < 1:
        raise below.error("not_positive", key="months", given=str(months))
    return months


def _tags(reader: CatalogueReader, vocabulary: Vocabulary) -> Iterable[str]:
    for tag in reader.data.get("tags") or ():
        if tag not in vocabulary.tags:
            known = ", ".join(vocabulary.tags)
            raise reader.error("not_in_list", key="tags", given=str(tag), section="tags", known=known)
        yield tag


def _related(reader: CatalogueReader, vocabulary: Vocabulary) -> Iterable[Related]:
    if not reader.data.get("related"):
        return
    for item in reader.list("related"):
        item.only({"framework", "part"})
        framework = item.pick("framework", vocabulary.frameworks, section="frameworks")
        parts = vocabulary.frameworks[framework].parts
        yield Related(framework, item.pick("part", parts, section=framework))
