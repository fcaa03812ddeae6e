"""Source lines of figures: what was published, in one edition or over all of them."""

from __future__ import annotations

from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.observations.tables import about_table


def source_of_results(language: str, edition: int) -> str:
    """The source line of figures made of published results."""
    source = about_table("survey_results").source
    return say("home.source", language=language, source=source, edition=edition)


def source_of_all(world: World, language: str) -> str:
    """The source line of figures over all editions."""
    source = about_table("survey_results").source
    return say(
        "country.source_all",
        language=language,
        source=source,
        first=world.editions[0],
        last=world.latest,
    )
