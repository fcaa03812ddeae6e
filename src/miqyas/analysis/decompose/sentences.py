"""What has to be said of a change besides its numbers: who came and went, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterable

from miqyas.analysis.decompose.change import Change
from miqyas.analysis.decompose.inside import Inside, Unsplit, split_components
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.methodology import indicators


def change_notes(world: World, change: Change, *, language: str) -> tuple[str, ...]:
    """Sentences on the field of the two editions and on the inside of each component.

    >>> from miqyas.analysis.decompose import decompose
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> notes = change_notes(world, decompose(world, iso3="BHR", before=2012, after=2014), language="en")
    >>> notes[0]
    'The field grew from 190 to 193 ranked states: 3 came in, 0 went out.'
    """
    inside = split_components(world, iso3=change.iso3, before=change.before, after=change.after)
    return (*_field(change, language), *_unknown(inside, language), *_known(inside, language))


def _field(change: Change, language: str) -> tuple[str, ...]:
    before, after = change.field
    if not (change.entered or change.left):
        return ()
    key = "grew" if after > before else "shrank" if after < before else "same"
    words = say(
        f"decompose.field.{key}",
        language=language,
        before=before,
        after=after,
        entered=len(change.entered),
        left=len(change.left),
    )
    return (words,)


def _unknown(inside: Iterable[Inside | Unsplit], language: str) -> tuple[str, ...]:
    """One sentence for all components that lack the same thing."""
    comma = say("decompose.comma", language=language)
    lacking: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for part in inside:
        if isinstance(part, Unsplit):
            name = indicators()[part.code].short.in_language(language)
            lacking.setdefault((part.reason, part.editions), []).append(name)
    return tuple(
        say(
            f"decompose.inside.{reason}",
            language=language,
            names=comma.join(names),
            editions=comma.join(map(str, editions)),
        )
        for (reason, editions), names in lacking.items()
    )


def _known(inside: Iterable[Inside | Unsplit], language: str) -> tuple[str, ...]:
    return tuple(
        say(
            f"decompose.inside.{part.how}",
            language=language,
            name=indicators()[part.code].short.in_language(language),
        )
        for part in inside
        if isinstance(part, Inside)
    )


def inside_rows(part: Inside, *, language: str) -> tuple[tuple[str, float, float], ...]:
    """The parts of a component's change: name, points of the component, points of the whole index.

    >>> from miqyas.kernel.provenance import Mark
    >>> part = Inside("OSI", "alone", 0.03, {"OSI.SP": 0.02}, None, 0.0, 0.01, 1 / 3, Mark.INFERRED)
    >>> [
    ...     (name, round(points, 3), round(share, 4))
    ...     for name, points, share in inside_rows(part, language="en")
    ... ]
    [('Services provision', 0.02, 0.0067), ('Scale of the field, and unexplained', 0.01, 0.0033)]
    """
    named = [(indicators()[code].name.in_language(language), points) for code, points in part.parts.items()]
    if part.others is not None:
        named.append((say("decompose.part.others", language=language), part.others))
    if part.method:
        named.append((say("decompose.part.method", language=language), part.method))
    named.append((say(f"decompose.part.rest.{part.how}", language=language), part.rest))
    return tuple((name, points, points * part.weight) for name, points in named)
