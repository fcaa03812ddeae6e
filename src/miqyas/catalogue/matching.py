"""Which features of an instrument a service may belong to, by the words, owner and sector of both.

A proposal for a person to judge, never a decision: words that few features share weigh most.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from miqyas.catalogue.model import Feature, Instrument
from miqyas.lexicon.search import searchable

MOST: Final = 5
LEAST: Final = 0.3
"""Share of the weight of a service's words that a feature has to have."""
_SERVICE: Final = "service_stage"
_SHORTEST: Final = 3
_OWNER: Final = 0.15
_SECTOR: Final = 0.05
"""What a common owner and a common sector add."""


@dataclass(frozen=True)
class Match:
    """A feature that a service may belong to: the words that both have, the share of their weight.

    `score` is that share, with what a common owner and a common sector add.
    """

    feature: Feature
    score: float
    words: tuple[str, ...]
    same_owner: bool
    same_sector: bool


def stems(text: str) -> frozenset[str]:
    """The words of a text as they are searched, without English plurals.

    >>> sorted(stems("تجديد الجواز Passports"))
    ['passport', 'تجديد', 'جواز']
    """
    words = (word.removesuffix("s") if word.isascii() else word for word in searchable(text).split())
    return frozenset(word for word in words if len(word) >= _SHORTEST)


def matches(
    words: Mapping[str, str],
    *,
    within: Iterable[Instrument],
    owners: Collection[str] = (),
    sector: str = "",
) -> tuple[Match, ...]:
    """The features of services most like a title in its languages, the likest first.

    `owners` are what the entity of the service answers for. Only features graded by the stage of a service
    are looked at.

    >>> from miqyas.catalogue.load import instrument
    >>> title = {"ar": "شهادة الميلاد", "en": "Birth certificate"}
    >>> matches(title, within=[instrument("OSI")], owners=["civil_registry"])[0].feature.code
    'OSI-SP-001'
    """
    features = [one for each in within for one in each.features if one.scale == _SERVICE]
    known = {one.code: {code: stems(text) for code, text in one.question.items()} for one in features}
    weights = {
        language: _weights([found[language] for found in known.values() if language in found])
        for language in words
    }
    found = (_match(one, known[one.code], words, weights, owners=owners, sector=sector) for one in features)
    likely = sorted(
        (match for match in found if match.words and match.score >= LEAST),
        key=lambda match: (-match.score, match.feature.code),
    )
    return tuple(match for match in likely[:MOST] if match.score * 2 >= likely[0].score)


def _weights(texts: Collection[frozenset[str]]) -> Mapping[str, float]:
    """How much each word tells: the logarithm of how few of the texts have it."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    return {word: math.log(1 + len(texts) / count) for word, count in counts.items()}


def _match(
    feature: Feature,
    known: Mapping[str, frozenset[str]],
    words: Mapping[str, str],
    weights: Mapping[str, Mapping[str, float]],
    *,
    owners: Collection[str],
    sector: str,
) -> Match:
    """The best of the languages that both have."""
    share, common = 0.0, frozenset[str]()
    for language in words.keys() & known.keys():
        asked = stems(words[language])
        unknown = math.log(1 + len(weights[language]))
        whole = sum(weights[language].get(word, unknown) for word in asked)
        both = asked & known[language]
        here = sum(weights[language][word] for word in both) / whole if whole else 0.0
        if here > share:
            share, common = here, both
    same_owner, same_sector = feature.owner in owners, bool(sector) and feature.sector == sector
    score = share + _OWNER * same_owner + _SECTOR * same_sector
    return Match(feature, score, tuple(sorted(common)), same_owner, same_sector)
