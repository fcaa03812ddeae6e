"""What is said of a state's standing beside its figures: why it has no rank, what is known to be wrong."""

from __future__ import annotations

from miqyas.analysis.world import Standing, World
from miqyas.kernel.words import say
from miqyas.methodology import indicators
from miqyas.observations.known_errors import KnownError, known_errors
from miqyas.observations.model import Status
from miqyas.observations.results import COMPONENTS


def missing_components(world: World, standing: Standing) -> tuple[str, ...]:
    """Components of a listed state that have no value."""
    results = world.published(standing.edition)
    position = world.position(standing.iso3)
    return tuple(code for code in COMPONENTS if results.statuses[code][position] != Status.OBSERVED)


def reason_unranked(world: World, standing: Standing, *, language: str) -> str:
    """Why a listed state has no rank: components without a value, or a zero that its edition leaves out."""
    absent = missing_components(world, standing)
    if absent:
        names = [indicators()[code].name.in_language(language) for code in absent]
        parts = say("country.comma", language=language).join(names)
        return say("rankings.reason.missing", language=language, parts=parts)
    for rule in world.methodology(standing.edition).not_ranked:
        if rule.component and standing.component(rule.component) == 0:
            name = indicators()[rule.component].name.in_language(language)
            return say("rankings.reason.zero", language=language, part=name)
    return say("rankings.reason.unknown", language=language)


def known_errors_of(world: World, *, iso3: str, edition: int | None = None) -> tuple[KnownError, ...]:
    """Known errors of the publication that concern a state, in one edition or in all that are loaded.

    An error that a dataset laid over the release has mended is left out.
    """
    return tuple(
        error
        for error in known_errors()
        if iso3 in error.countries
        and edition in {None, error.edition}
        and error.edition in world.editions
        and _still_holds(world, error)
    )


def _still_holds(world: World, error: KnownError) -> bool:
    results = world.published(error.edition)
    recomputed = world.scores(error.edition).index["EGDI"][0]
    residual = {
        iso3: abs(float(recomputed[place] - results.values["EGDI"][place]))
        for iso3 in error.countries
        for place in [world.position(iso3)]
    }
    return error.still_holds(results, residual=residual)
