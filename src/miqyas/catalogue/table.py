"""Features as rows of a table: the columns of a list, and what their cells hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from miqyas.catalogue.load import ROOM, instruments, vocabulary
from miqyas.catalogue.model import CHOICES, WORDINGS, Feature, Instrument
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.sheets.forms import FormTable, form_tables

FEATURES: Final = "features"
ABOUT: Final = "instrument"
EXAMPLE: Final = "EXAMPLE-001"
"""Code of the row that explains a template: such a row is passed over."""
_EXAMPLE: Final[Mapping[str, str]] = {
    "subindex": "OSI.SP",
    "scale": "service_stage",
    "sector": "general",
    "audience": "everyone",
    "place": "service_portal",
    "evidence": "link",
}
Cell = Text | str | int | None


@cache
def list_tables() -> Mapping[str, FormTable]:
    """The tables of a list: about it, and its features.

    >>> list_tables()["features"].columns["sector"]["en"]
    'Sector'
    """
    return form_tables(ROOM.joinpath("columns.yaml").read_text(encoding="utf-8"), file="columns.yaml")


@cache
def subindex_choices() -> Mapping[str, Text]:
    """The sub-indices that a list may divide into, each with a label that begins with its code.

    >>> subindex_choices()["OSI.TEC"]["en"]
    'OSI.TEC – Technology'
    """
    return {
        part.code: Text(
            {language: f"{part.code} \N{EN DASH} {part.name[language]}" for language in REQUIRED_LANGUAGES}
        )
        for instrument in instruments().values()
        for part in instrument.subindices
    }


def choices_of(column: str) -> Mapping[str, Text]:
    """The codes that a column may hold with what they are called; empty where it may hold anything."""
    if column == "subindex":
        return subindex_choices()
    if column in CHOICES:
        return {code: term.name for code, term in vocabulary().terms(column).items()}
    return {}


def about_cells(instrument: Instrument) -> dict[str, Cell]:
    """The row that says what a list is called."""
    texts = {"title": instrument.title, "about": instrument.about}
    return {
        "version": instrument.version,
        **{
            f"{name}_{language}": text[language]
            for name, text in texts.items()
            for language in REQUIRED_LANGUAGES
        },
    }


def feature_cells(feature: Feature, *, by_name: bool) -> dict[str, Cell]:
    """The row of a feature, by column: codes for programs, or names in the reader's language for people."""
    cells: dict[str, Cell] = {"code": feature.code}
    for choice in CHOICES:
        code = getattr(feature, choice)
        cells[choice] = choices_of(choice).get(code, code) if by_name else code
    for name in WORDINGS:
        text = feature.wording(name)
        cells |= {f"{name}_{language}": text[language] if text else None for language in REQUIRED_LANGUAGES}
    cells["recency_months"] = feature.recency
    cells["tags"] = "; ".join(feature.tags)
    cells["related"] = "; ".join(f"{link.framework}.{link.part}" for link in feature.related)
    return {column: cells[column] for column in list_tables()[FEATURES].columns}


def example_cells() -> dict[str, Cell]:
    """The row that shows how a template is filled in; a list that keeps it is read without it."""
    cells: dict[str, Cell] = {"code": EXAMPLE, "recency_months": 12}
    for choice, code in _EXAMPLE.items():
        cells[choice] = choices_of(choice)[code]
    for name in WORDINGS:
        for language in REQUIRED_LANGUAGES:
            cells[f"{name}_{language}"] = say(f"catalogue.example.{name}", language=language)
    return {column: cells.get(column) for column in list_tables()[FEATURES].columns}
