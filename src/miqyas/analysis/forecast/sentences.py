"""What is said beside every forecast: the model, how far such forecasts were right, what they cannot know."""

from __future__ import annotations

from typing import Final

from miqyas.analysis.forecast.history import history
from miqyas.analysis.forecast.models import NO_CHANGE
from miqyas.analysis.forecast.postmortem import PostMortem
from miqyas.analysis.forecast.record import TOP, WORLD, track_record
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.observations.countries import groups

CANNOT_KNOW: Final = ("own", "method", "shock", "few")
WIDEST: Final = 0.9
SHOWN: Final = 12
"""Characters of a hash that are shown."""


def record_sentences(world: World, *, model: str, language: str) -> tuple[str, str]:
    """Two sentences on what past forecasts of a model were worth: its coverage and error, and its skill.

    >>> from miqyas.analysis.world import load_world
    >>> record_sentences(load_world(), model="no_change", language="en")[1]
    'No model has proved better than “no change”: skill cannot be told from zero. So “no change” is the
    forecast in force.'
    """
    record = track_record(world)
    found = record.summary(model=model)
    held = say(
        "forecast.held",
        language=language,
        n=len(record.scored),
        first=record.scored[0],
        last=record.scored[-1],
        share=found.coverage[0.8],
        mae=found.mae_rank,
    )
    low, high = found.crps_rank_skill_interval
    if model == NO_CHANGE:
        key = "no_change"
    else:
        key = "untold" if not found.is_told_from_zero else "better" if low > 0 else "worse"
    skill = say(f"forecast.skill.{key}", language=language, skill=found.crps_rank_skill, low=low, high=high)
    return held, skill


def model_sentence(world: World, *, model: str, language: str) -> str:
    """Which model speaks, and whether it is the one in force.

    >>> from miqyas.analysis.world import load_world
    >>> model_sentence(load_world(), model="drift", language="en")
    'Model: shrunken drift. The one in force is another: no change.'
    """
    chosen = track_record(world).chosen
    key = "forecast.in_force" if model == chosen else "forecast.not_in_force"
    return say(
        key,
        language=language,
        model=say(f"forecast.model.{model}", language=language),
        chosen=say(f"forecast.model.{chosen}", language=language),
    )


def cannot_know(world: World, *, language: str) -> tuple[str, ...]:
    """What no forecast made from past editions can know, a sentence each.

    >>> from miqyas.analysis.world import load_world
    >>> len(cannot_know(load_world(), language="ar"))
    4
    """
    transitions = len(history(world).breaks)
    return tuple(say(f"forecast.unknown.{what}", language=language, n=transitions) for what in CANNOT_KNOW)


def members_name(code: str, *, language: str) -> str:
    """Name of a group that is scored on its own.

    >>> members_name("top", language="en"), members_name("region.asia", language="en")
    ('the first 40', 'Asia')
    """
    if code in {WORLD, TOP}:
        return say(f"forecast.members.{code}", language=language)
    return groups()[code].name.in_language(language)


def miss_sentences(found: PostMortem, *, language: str) -> tuple[str, ...]:
    """How far the forecast was off, whether its interval held, and where it comes from.

    >>> from miqyas.analysis.forecast.postmortem import post_mortem
    >>> from miqyas.analysis.world import load_world
    >>> miss_sentences(post_mortem(load_world(), iso3="BHR", edition=2024), language="en")[0]
    '37 places better than expected: 18 instead of 55.'
    """
    places = found.places
    key = "better" if places > 0 else "worse" if places < 0 else "none"
    low, high = found.intervals[WIDEST]
    miss = say(
        f"forecast.miss.{key}",
        language=language,
        n=abs(places),
        came=found.came["rank"],
        expected=found.expected["rank"],
    )
    held = "held_90" if found.is_inside(WIDEST) else "missed_90"
    return (
        miss,
        say(f"forecast.{held}", language=language, low=low, high=high),
        _whence(found, language=language),
    )


def _whence(found: PostMortem, *, language: str) -> str:
    if found.entry is None:
        return say("forecast.hindsight", language=language, origin=found.origin)
    entry = found.entry
    return say(
        "forecast.frozen_on",
        language=language,
        published=entry.forecast.published,
        hash=entry.sha256[:SHOWN],
    )
