"""What makes a state a partner, in words: only what the numbers say, nothing of what it does."""

from __future__ import annotations

from collections.abc import Iterator

from miqyas.analysis.twinning.partners import Partner, Twinning
from miqyas.kernel.words import has_words, language_name, say
from miqyas.methodology import indicators
from miqyas.observations.countries import countries, groups

LEAST_SAID = 0.0005
"""A difference smaller than this is not put into words: it would show as nothing."""


def index_name(code: str, *, language: str) -> str:
    """The name of an index of the Survey or of a part of another index, for the inside of a sentence.

    >>> index_name("HCI", language="en"), index_name("psdi", language="en")
    ('human capital', 'public service delivery (GTMI)')
    """
    if has_words(f"twin.index.{code}"):
        return say(f"twin.index.{code}", language=language)
    return indicators()[code].short.in_language(language)


def name_inside(iso3: str, *, language: str) -> str:
    """The name of a state for the inside of a sentence.

    >>> name_inside("EST", language="en"), name_inside("NLD", language="en")
    ('Estonia', 'the Netherlands')
    """
    key = f"country.in_sentence.{iso3}"
    if has_words(key):
        return say(key, language=language)
    return countries()[iso3].name.in_language(language)


def partner_sentences(found: Twinning, partner: Partner, *, language: str) -> tuple[str, ...]:
    """Where it is stronger, what way it came, what it has in common with us, what it could gain from us.

    >>> from miqyas.analysis.twinning import partners
    >>> from miqyas.analysis.world import load_world
    >>> found = partners(load_world(), iso3="BHR")
    >>> print(partner_sentences(found, found.partners[0], language="en")[0])
    Saudi Arabia stands 0.039 higher where Bahrain is weakest, human capital.
    """
    sentences = _sentences(found, partner, language)
    return tuple(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def _sentences(found: Twinning, partner: Partner, language: str) -> Iterator[str]:
    seeker, giver = (name_inside(iso3, language=language) for iso3 in (found.iso3, partner.iso3))
    yield from _strength(found, partner, language, seeker=seeker, giver=giver)
    if partner.path:
        yield say(
            "twin.sentence.path",
            language=language,
            giver=giver,
            seeker=seeker,
            edition=partner.path.edition,
            then=partner.path.rank,
            own=found.rank,
            now=partner.rank,
        )
    if partner.since and partner.gained and partner.gained > 0:
        yield say("twin.sentence.gained", language=language, n=partner.gained, since=partner.since)
    yield from _shared(partner, language)
    returned = [(code, gap) for code, gap in partner.returns.items() if gap >= LEAST_SAID]
    if returned:
        code, gap = returned[0]
        yield say(
            "twin.sentence.returns",
            language=language,
            part=index_name(code, language=language),
            gap=gap,
            seeker=seeker,
        )


def _strength(found: Twinning, partner: Partner, language: str, *, seeker: str, giver: str) -> Iterator[str]:
    """The weakest index in which the partner stands higher, and whether that is our very weakest."""
    ahead = [code for code in found.lacks if (partner.gaps.get(code) or 0.0) >= LEAST_SAID]
    if not ahead:
        return
    key = "weakest" if ahead[0] == next(iter(found.lacks)) else "stronger"
    yield say(
        f"twin.sentence.{key}",
        language=language,
        gap=partner.gaps[ahead[0]],
        part=index_name(ahead[0], language=language),
        seeker=seeker,
        giver=giver,
    )


def _shared(partner: Partner, language: str) -> Iterator[str]:
    comma = say("twin.comma", language=language)
    if partner.languages:
        tongues = comma.join(language_name(code, language=language) for code in partner.languages)
        yield say("twin.sentence.language", language=language, languages=tongues)
    if partner.memberships:
        bodies = comma.join(groups()[code].short.in_language(language) for code in partner.memberships)
        yield say("twin.sentence.membership", language=language, memberships=bodies)


def term_name(name: str, *, language: str) -> str:
    """The name of a term or of a likeness.

    >>> term_name("record", language="en")
    'Track record'
    """
    return say(f"twin.term.{name}", language=language)
