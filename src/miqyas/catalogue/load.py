"""The packaged instruments and their vocabulary, read once from their folders of YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.model import Feature, Instrument, Retired, Vocabulary
from miqyas.catalogue.schema import (
    CatalogueReader,
    read_feature,
    read_instrument_head,
    read_retired,
    read_vocabulary,
)
from miqyas.kernel.documents import Located, read_document, read_list
from miqyas.kernel.errors import Place
from miqyas.methodology import sources

ROOM = files("miqyas.catalogue")
HEAD = "instrument.yaml"
FIRST = "osi"
"""The folder of the instrument that is shown first: the one that most of the Survey is about."""


@cache
def vocabulary() -> Vocabulary:
    """The codes that features use, with their names.

    >>> vocabulary().sectors["health"].name["en"]
    'Health'
    """
    return read_vocabulary(open_reader(ROOM, "vocabulary.yaml"))


@cache
def instruments() -> Mapping[str, Instrument]:
    """The packaged instruments by code, in the order in which they are shown.

    >>> list(instruments())
    ['OSI', 'EGL', 'LOSI']
    """
    folders = sorted(
        ROOM.joinpath("instrument_files").iterdir(), key=lambda item: (item.name != FIRST, item.name)
    )
    found = [
        read_instrument(folder) for folder in folders if folder.is_dir() and folder.joinpath(HEAD).is_file()
    ]
    return {instrument.code: instrument for instrument in found}


def instrument(code: str) -> Instrument:
    """A packaged instrument, by its code in any case; raises `CatalogueError`.

    >>> instrument("osi").parts["OSI.SP"].short
    'SP'
    """
    found = instruments().get(code.upper())
    if found is None:
        known = ", ".join(instruments())
        raise CatalogueError("unknown_instrument", place=Place(name=code), given=code, known=known)
    return found


def feature(code: str, *, within: Iterable[Instrument] | None = None) -> tuple[Instrument, Feature]:
    """A feature and its instrument, by its code in any case; raises `CatalogueError`."""
    for holder in instruments().values() if within is None else within:
        if code.upper() in holder.by_code:
            return holder, holder.by_code[code.upper()]
    raise CatalogueError("unknown_feature", place=Place(name=code), given=code)


def read_instrument(folder: Traversable, *, words: Vocabulary | None = None) -> Instrument:
    """Read and check one instrument's folder; errors name file, line and dotted name.

    `words` is the vocabulary of its codes (default: the packaged one).
    """
    known = words or vocabulary()
    head = read_instrument_head(open_reader(folder, HEAD))
    features: dict[str, tuple[Feature, CatalogueReader]] = {}
    for reader in _feature_readers(folder):
        found = read_feature(reader, instrument=head, vocabulary=known)
        if found.code in retired():
            raise reader.error("code_retired", key="code", given=found.code)
        if found.code in features:
            other = str(features[found.code][1].place("code"))
            raise reader.error("code_twice", key="code", given=found.code, other=other)
        features[found.code] = found, reader
    order = list(head.parts)
    ordered = sorted(
        (found for found, _ in features.values()), key=lambda item: (order.index(item.subindex), item.code)
    )
    return replace(head, features=tuple(ordered))


@cache
def retired() -> Mapping[str, Retired]:
    """Codes of packaged features that were taken out and are never used again, by code."""
    text = ROOM.joinpath("retired.yaml").read_text(encoding="utf-8")
    readers = (_reader(item, "retired.yaml") for item in read_list(text, file="retired.yaml"))
    return {found.code: found for found in map(read_retired, readers)}


def _feature_readers(folder: Traversable) -> Iterable[CatalogueReader]:
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yaml") and file.name != HEAD:
            shown = f"{folder.name}/{file.name}"
            for item in read_list(file.read_text(encoding="utf-8"), file=shown):
                yield _reader(item, shown)


def open_reader(folder: Traversable, name: str) -> CatalogueReader:
    """The reader of a file that holds one mapping; errors name the file with its folder."""
    shown = f"{folder.name}/{name}"
    return _reader(read_document(folder.joinpath(name).read_text(encoding="utf-8"), file=shown), shown)


def _reader(data: Located, file: str) -> CatalogueReader:
    return CatalogueReader(data, file, str(data.get("code", "")), sources())
