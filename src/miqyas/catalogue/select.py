"""Choosing features: by sub-index, theme, sector, audience, place, scale, tag, related framework."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.load import vocabulary
from miqyas.catalogue.model import Feature, Instrument, Term
from miqyas.kernel.errors import Place

FILTERS: Final = ("subindex", "theme", "sector", "audience", "place", "scale", "owner", "tag", "related")


def values_of(feature: Feature, name: str) -> tuple[str, ...]:
    """What a feature holds under one of `FILTERS`: one code, or those of its tags or frameworks."""
    if name == "tag":
        return feature.tags
    if name == "related":
        return tuple(dict.fromkeys(link.framework for link in feature.related))
    return (getattr(feature, name),)


def terms_of(name: str, *, within: Iterable[Instrument]) -> Mapping[str, Term]:
    """The codes that one of `FILTERS` may take in these instruments, with their names."""
    if name == "subindex":
        parts = (part for instrument in within for part in instrument.subindices)
        return {part.code: Term(part.code, part.name) for part in parts}
    return vocabulary().terms("framework" if name == "related" else name)


def select(
    features: Iterable[Feature], chosen: Mapping[str, Collection[str]], *, within: Iterable[Instrument]
) -> tuple[Feature, ...]:
    """The features that hold one of the codes chosen under every filter; an empty choice lets all pass.

    `chosen` is by name of `FILTERS`. Raises `CatalogueError` for a code that means nothing.

    >>> from miqyas.catalogue.load import instrument
    >>> osi = instrument("OSI")
    >>> found = select(osi.features, {"subindex": ["OSI.TEC"]}, within=[osi])
    >>> found == osi.of_subindex("OSI.TEC")
    True
    """
    within = tuple(within)
    for name, codes in chosen.items():
        _check(name, codes, known=terms_of(name, within=within))
    return tuple(feature for feature in features if _passes(feature, chosen))


def _passes(feature: Feature, chosen: Mapping[str, Collection[str]]) -> bool:
    return all(
        not codes or not set(codes).isdisjoint(values_of(feature, name)) for name, codes in chosen.items()
    )


def _check(name: str, codes: Collection[str], *, known: Mapping[str, Term]) -> None:
    for code in codes:
        if code not in known:
            listed = ", ".join(known)
            raise CatalogueError(
                "unknown_choice", place=Place(name=name), given=code, name=name, known=listed
            )
