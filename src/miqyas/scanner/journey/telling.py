"""Journeys in words."""

from __future__ import annotations

from typing import Final

from miqyas.kernel.words import language_name, say
from miqyas.scanner.journey.model import Journey, Outcome, SavedBy, Search

_MINUTE: Final = 60
_IN_MINUTES: Final = 90
"""Seconds from which one speaks of minutes."""
_STEP: Final = 5
"""Seconds to which an estimate is told."""
_FOUND: Final = frozenset({Outcome.FOUND, Outcome.TO_REVIEW})


def told(journey: Journey, language: str) -> str:
    """How a journey ended, what stood in the way, and what would have helped, in short sentences.

    >>> told(Journey("OSI-SP-005", "en", Outcome.FOUND, clicks=3, seconds=41.2), "en")
    'Found after 3 clicks, in about 40 seconds.'
    """
    said = [_ending(journey, language)]
    if journey.dead_ends:
        said.append(say("journey.dead_ends", language=language, n=journey.dead_ends))
    if journey.lost_at and journey.outcome in {Outcome.LOST, Outcome.OVER_BUDGET}:
        said.append(say("journey.lost_at", language=language, page=journey.lost_at.name))
    if journey.saved_by:
        said.append(_saved(journey.saved_by, language))
    if journey.search is Search.NOT_TRIED and not journey.is_found:
        said.append(say("journey.search.not_tried", language=language))
    return " ".join(said)


def _ending(journey: Journey, language: str) -> str:
    name = language_name(journey.language, language=language)
    if journey.outcome is Outcome.NO_START:
        return say("journey.no_start", language=language, name=name)
    is_found = journey.outcome in _FOUND
    key = f"journey.{journey.outcome.value}" if is_found else "journey.not_found"
    time = time_in_words(journey.seconds, language)
    head = say(key, language=language, n=journey.clicks, time=time)
    if is_found:
        return head
    return f"{head} {say(f'journey.why.{journey.outcome.value}', language=language, name=name)}"


def _saved(saved: SavedBy, language: str) -> str:
    return say(
        "journey.saved_by_words" if saved.words else "journey.saved_by",
        language=language,
        page=saved.begin.name,
        target=saved.target.name,
        words=saved.words,
        n=saved.clicks,
    )


def time_in_words(seconds: float, language: str) -> str:
    """An estimate of seconds as people say it: to five seconds, from a minute and a half on to the minute.

    >>> time_in_words(41.2, "en"), time_in_words(1, "en"), time_in_words(160, "en")
    ('about 40 seconds', 'about 5 seconds', 'about 3 minutes')
    """
    if seconds >= _IN_MINUTES:
        return say("journey.minutes", language=language, n=round(seconds / _MINUTE))
    return say("journey.seconds", language=language, n=max(_STEP, _STEP * round(seconds / _STEP)))
