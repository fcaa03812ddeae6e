"""What a scenario comes to in a few sentences: for the command line and the pages alike."""

from __future__ import annotations

import math
from typing import Any, Final

from miqyas.analysis.simulate.outcome import Outcome
from miqyas.analysis.world import World
from miqyas.kernel.words import say

COVERAGE: Final = 0.8
"""Probability of the intervals that sentences tell."""
TINY: Final = 1e-9
SEEN: Final = 0.005
"""Half of the last decimal that a step is told with."""


def places_range(low: int, high: int, *, language: str) -> str:
    """Between how many places: never one number where several are meant.

    >>> places_range(0, 5, language="en"), places_range(2, 2, language="en")
    ('between nothing and 5 places', '2 places')
    """
    if high <= 0:
        return say("places_range.none", language=language)
    if low == high:
        return say("places_range.exact", language=language, n=high)
    if low <= 0:
        return say("places_range.up_to", language=language, n=high)
    return say("places_range.between", language=language, low=low, n=high)


def step_words(amount: float, *, unit: str, points: float | None, language: str) -> str:
    """A step in points where there are any, else in its unit; a falling price is told as cheaper.

    >>> step_words(0.06, unit="share", points=5.0, language="en")
    '5 points'
    >>> step_words(-0.5, unit="percent_gni", points=None, language="en")
    'cheaper by 0.5% of GNI'
    """
    if abs(amount) < TINY:
        return say("step.none", language=language)
    number = abs(amount) if points is None else points
    is_whole = round(number) >= 1 and math.isclose(number, round(number), abs_tol=SEEN)
    shown: float = round(number) if is_whole else number
    return say(f"step.{'points' if points is not None else unit}", language=language, n=shown)


def basis_words(how: str, *, language: str) -> str:
    """What a slope rests on.

    >>> basis_words("exact", language="en")
    'from the method itself'
    """
    return say(f"effect.how.{how}", language=language)


def assumption_words(name: str, *, language: str, **params: Any) -> str:
    """An assumption of a moving field.

    >>> assumption_words("method_inherited", language="en")
    'The method of the newest edition holds in the coming one'
    """
    return say(f"assumption.{name}", language=language, **params)


def finding(world: World, outcome: Outcome, *, language: str) -> str:
    """Where the country stands with the changes: a range in a moving field, one rank in a fixed one.

    >>> from miqyas.analysis.simulate import Scenario, simulate
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> finding(world, simulate(world, Scenario(), iso3="BHR", field="fixed"), language="en")
    'Bahrain in 2024, all others as published: rank 18.'
    """
    low, high = outcome.rank.interval(COVERAGE)
    key = "fixed" if outcome.field == "fixed" else "one" if low == high else "moving"
    return say(
        f"simulate.finding.{key}",
        language=language,
        country=world.country(outcome.iso3).name.in_language(language),
        edition=outcome.edition,
        low=low,
        high=high,
        median=outcome.rank.median,
    )


def without_words(outcome: Outcome, *, language: str) -> str:
    """The same without the changes.

    >>> from miqyas.analysis.simulate import Scenario, simulate
    >>> from miqyas.analysis.world import load_world
    >>> without_words(simulate(load_world(), Scenario(), iso3="BHR", field="fixed"), language="en")
    'Without these changes: 18.'
    """
    low, high = outcome.rank_before.interval(COVERAGE)
    median = outcome.rank_before.median
    return say(f"simulate.before.{outcome.field}", language=language, low=low, high=high, median=median)


def gained_words(outcome: Outcome, *, language: str) -> str:
    """How many places the changes gain, and how likely it is that they gain any.

    >>> from miqyas.analysis.simulate import Scenario, simulate
    >>> from miqyas.analysis.world import load_world
    >>> gained_words(simulate(load_world(), Scenario(), iso3="BHR", field="fixed"), language="en")
    'Gained: no place.'
    """
    low, high = outcome.gained.interval(COVERAGE)
    if outcome.field == "fixed":
        key, fewest, most = (
            ("simulate.lost.fixed", -high, -low) if low < 0 else ("simulate.gained.fixed", low, high)
        )
        return say(key, language=language, places=places_range(fewest, most, language=language))
    share = outcome.gained.at_least(1)
    if low < 0:
        places = places_range(max(-high, 0), -low, language=language)
        return say("simulate.lost", language=language, places=places, share=share)
    return say(
        "simulate.gained", language=language, places=places_range(low, high, language=language), share=share
    )
