"""Steps, gains and prices in words: for the command line and the pages alike."""

from __future__ import annotations

import math

from miqyas.analysis.features.model import Gain, RankPrice, Worth
from miqyas.analysis.features.steps import SERVICES
from miqyas.analysis.simulate.sentences import COVERAGE, TINY, places_range, step_words
from miqyas.analysis.world import World
from miqyas.kernel.words import say

SHOWN_POINTS = 5
FINEST = 1000
"""Parts of the index in which a price is told, rounded upwards: the least that is enough."""


def gain_words(gain: Gain, *, language: str) -> str:
    """The step of a gain, as far as there was room for it.

    >>> from miqyas.analysis.features import worth_as_published
    >>> from miqyas.analysis.world import load_world
    >>> found = worth_as_published(load_world(), iso3="BHR")
    >>> gain_words(found.gain("OSI.SP", 5), language="en")
    '5 points'
    """
    return step_words(gain.amount, unit=gain.unit, points=gain.points, language=language)


def worth_finding(world: World, found: Worth, *, language: str) -> str:
    """The answer in one sentence: what five points are worth, as a range where the field moves.

    >>> from miqyas.analysis.features import worth_as_published
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> worth_finding(world, worth_as_published(world, iso3="BHR", edition=2020), language="en")
    'In 2020, with all other states as they were, gaining 5 points in online services would have been worth 6
    places to Bahrain.'
    """
    gain = found.gain(SERVICES, SHOWN_POINTS)
    if gain is None:
        return say("worth.finding.no_points", language=language, edition=found.edition)
    country = world.country(found.iso3).name.in_language(language)
    step = gain_words(gain, language=language)
    if gain.moving is None:
        places = found.rank - gain.rank
        words = say(
            "worth.finding.fixed",
            language=language,
            edition=found.edition,
            step=step,
            places=places_range(places, places, language=language),
            country=country,
        )
    else:
        words = say(
            "worth.finding",
            language=language,
            coming=found.coming,
            step=step,
            country=country,
            places=places_range(*gain.moving.gained.interval(COVERAGE), language=language),
            share=gain.moving.gained.at_least(1),
        )
    room = say("worth.finding.room", language=language, country=country, step=step) if gain.limit else ""
    return f"{words} {room}".rstrip()


def per_point_words(found: Worth, *, language: str) -> str:
    """What one point is worth on average while the others move, with its range; empty where nothing is drawn.

    >>> from miqyas.analysis.features import worth
    >>> from miqyas.analysis.world import load_world
    >>> per_point_words(worth(load_world(), iso3="BHR", draws=1000), language="en")
    'One point is worth 0.5 places on average; in 80% of cases between nothing and 2 places.'
    """
    gain = found.of_point
    if gain is None or gain.moving is None:
        return ""
    gained = gain.moving.gained
    places = places_range(*gained.interval(COVERAGE), language=language)
    return say("worth.per_point", language=language, mean=gained.mean, places=places)


def price_words(price: RankPrice, *, edition: int, language: str) -> str:
    """What the next rank costs in online services, in whole points.

    >>> from miqyas.analysis.features import worth_as_published
    >>> from miqyas.analysis.world import load_world
    >>> found = worth_as_published(load_world(), iso3="BHR")
    >>> price_words(found.ladder[0], edition=2024, language="en")
    'The next rank, 17, costs 1 point of online services in 2024.'
    """
    least = price.components[SERVICES]
    if least is None:
        return say("worth.price.other", language=language, rank=price.rank, edition=edition)
    step = least_words(price, SERVICES, language=language)
    return say("worth.price", language=language, rank=price.rank, step=step, edition=edition)


def least_words(price: RankPrice, node: str, *, language: str) -> str:
    """The least that reaches a rank: whole points where a node has them, else units of the index, or a dash.

    >>> from miqyas.analysis.features import worth_as_published
    >>> from miqyas.analysis.world import load_world
    >>> least_words(worth_as_published(load_world(), iso3="BHR").ladder[1], "OSI.SP", language="en")
    '4 points'
    """
    if node in price.points:
        return say("step.points", language=language, n=whole_points(price.points[node]))
    least = price.components.get(node)
    if least is None:
        return "\N{EN DASH}"
    upwards = math.ceil(least * FINEST - TINY) / FINEST
    return step_words(upwards, unit="index", points=None, language=language)


def whole_points(points: float) -> int:
    """Points are given whole: the least number that is enough.

    >>> whole_points(3.79), whole_points(4.0000000001)
    (4, 4)
    """
    return math.ceil(points - TINY)
