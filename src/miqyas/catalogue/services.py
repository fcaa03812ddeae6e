"""The words that a register of services uses, read once from `services.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from miqyas.catalogue.load import ROOM, open_reader, vocabulary
from miqyas.catalogue.model import Term
from miqyas.catalogue.schema import CatalogueReader, read_term, read_terms

SECTIONS: Final = ("life_events", "channels", "automations", "identities", "payments")


@dataclass(frozen=True)
class Datum(Term):
    """Something that people are asked for; `holder` is the owner whose registers usually have it, or ""."""

    holder: str = ""


@dataclass(frozen=True)
class ServiceWords:
    """The codes that services use, each with its name, in the order of the file.

    `automations` go from the lowest to the highest; `audiences` are those of the vocabulary, then others.
    """

    audiences: Mapping[str, Term]
    life_events: Mapping[str, Term]
    channels: Mapping[str, Term]
    automations: Mapping[str, Term]
    identities: Mapping[str, Term]
    payments: Mapping[str, Term]
    data: Mapping[str, Datum]


@cache
def service_words() -> ServiceWords:
    """The words of the register of services; errors of the file name line and dotted name.

    >>> service_words().life_events["birth"].name["en"], service_words().data["income"].holder
    ('Having a child', 'social_ministry')
    """
    return read_service_words(open_reader(ROOM, "services.yaml"))


def read_service_words(reader: CatalogueReader) -> ServiceWords:
    """The same from any reader. Raises `CatalogueError` for what is not known there."""
    reader.only({*SECTIONS, "audiences", "data"})
    data = reader.map("data")
    return ServiceWords(
        audiences={**vocabulary().audiences, **read_terms(reader.map("audiences"))},
        data={code: _datum(data.map(code), code) for code in data.data},
        **{section: read_terms(reader.map(section)) for section in SECTIONS},
    )


def _datum(reader: CatalogueReader, code: str) -> Datum:
    term = read_term(reader, code, "holder")
    has_holder = "holder" in reader.data
    holder = reader.pick("holder", vocabulary().owners, section="owners") if has_holder else ""
    return Datum(code, term.name, term.about, holder)
