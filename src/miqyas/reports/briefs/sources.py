"""The sources that a report names: published tables, imports, rows of the register, own computation.

Blocks name their sources by key: the name of a packaged table, the hash of an imported dataset, the id of a
row of the register of method sources, or a key that the report itself describes (what Miqyas computed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import say
from miqyas.methodology import source_words, sources
from miqyas.methodology.model import Basis
from miqyas.observations.tables import about_table, table_names
from miqyas.reports.briefs.subject import RESULTS, Subject
from miqyas.reports.document import Block, KeyFigures, Source

HASH: Final = 12
"""Characters of a hash that are shown."""
_KIND_OF_RESULTS: Final = "results"


def results_of(world: World) -> tuple[str, ...]:
    """Keys of what published results rest on: the packaged table, and every imported one laid over it.

    >>> from miqyas.analysis.world import load_world
    >>> results_of(load_world())
    ('survey_results',)
    """
    return (RESULTS, *(dataset.sha256 for dataset in world.active.of_kind(_KIND_OF_RESULTS)))


def method_keys(bases: Iterable[Basis]) -> tuple[str, ...]:
    """Rows of the register that facts rest on, each once; facts without a source have none.

    >>> method_keys([Basis(Mark.NUMERIC, "egdi-2024"), Basis(Mark.RECALLED, None)])
    ('egdi-2024',)
    """
    return tuple(dict.fromkeys(basis.source for basis in bases if basis.source))


def computed(
    subject: Subject, key: str, *, mark: Mark = Mark.INFERRED, **params: object
) -> dict[str, Source]:
    """A source that is a computation of ours: its key, what was computed from what, its mark."""
    title = subject.say(
        f"brief.source.{key}",
        software=subject.versions()["software"],
        first=subject.world.editions[0],
        last=subject.world.latest,
        edition=subject.edition,
        **params,
    )
    return {key: Source(key, title, subject.mark(mark))}


def sources_of(
    blocks: Iterable[Block], *, world: World, language: str, made: Mapping[str, Source]
) -> tuple[Source, ...]:
    """The sources that blocks name, in the order in which they are named first."""
    return tuple(
        _source(key, world=world, language=language, made=made) for key in dict.fromkeys(_cited(blocks))
    )


def once(
    blocks: Iterable[Block], sources: tuple[Source, ...]
) -> tuple[tuple[Block, ...], tuple[Source, ...]]:
    """Blocks and their sources, where sources that say the same to a reader are one.

    >>> from miqyas.reports.document import Paragraph
    >>> said = Source("a", "UN DESA", "V"), Source("b", "UN DESA", "V")
    >>> blocks, sources = once((Paragraph("Oman", sources=("a", "b")),), said)
    >>> blocks[0].sources, [source.key for source in sources]
    (('a',), ['a'])
    """
    first: dict[tuple[str, str, str], Source] = {}
    for source in sources:
        first.setdefault((source.title, source.mark, source.address), source)
    key_of = {one.key: first[one.title, one.mark, one.address].key for one in sources}
    return tuple(_renamed(block, key_of) for block in blocks), tuple(first.values())


def _renamed(block: Any, key_of: Mapping[str, str]) -> Any:
    """A block, or a figure of one, that names each source by the key that is kept."""
    if isinstance(block, KeyFigures):
        return replace(block, figures=tuple(_renamed(figure, key_of) for figure in block.figures))
    named = getattr(block, "sources", ())
    return replace(block, sources=tuple(dict.fromkeys(key_of[key] for key in named))) if named else block


def _cited(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, KeyFigures):
            for figure in block.figures:
                yield from figure.sources
        yield from getattr(block, "sources", ())


def _source(key: str, *, world: World, language: str, made: Mapping[str, Source]) -> Source:
    if key in made:
        return made[key]
    if key in table_names():
        about = about_table(key)
        title = say("brief.source.table", language=language, title=about.title, source=about.source)
        return Source(key, title, say(f"mark.{about.mark.value}.word", language=language))
    if key in sources():
        return _method_source(key, language)
    dataset = next(one for one in world.active.datasets if one.sha256 == key)
    title = say("brief.source.dataset", language=language, name=dataset.name, hash=key[:HASH])
    return Source(key, title, say("brief.source.imported", language=language))


def _method_source(key: str, language: str) -> Source:
    row = sources()[key]
    title = say(
        "brief.source.method",
        language=language,
        index=source_words(row.index),
        editions=source_words(row.editions),
        source=source_words(row.source),
    )
    return Source(key, title, say(f"mark.{row.mark.value}.word", language=language))
