"""The pages whose charts are drawn ahead: home, trends, and every state in the newest edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from miqyas.analysis.world import World
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.figures.country import figures_of_country
from miqyas.reports.figures.registry import Wanted
from miqyas.web.charts import draw_ahead
from miqyas.workspace.datasets.world import current_world, home_country


@dataclass(frozen=True, slots=True)
class PageAhead:
    """The figures of one page in one language."""

    world: World
    language: str
    figures: tuple[Wanted, ...]

    def draw(self) -> None:
        """Draw them, wide and narrow; those kept from before are not drawn again."""
        draw_ahead(self.world, language=self.language, figures=self.figures)


def pages_ahead() -> tuple[PageAhead, ...]:
    """All pages in the order in which people are likely to ask for them."""
    world = current_world()
    return tuple(
        PageAhead(world, language, figures) for figures in _figures(world) for language in REQUIRED_LANGUAGES
    )


def _figures(world: World) -> Iterator[tuple[Wanted, ...]]:
    edition = world.latest
    yield (Wanted("world", {"edition": edition}),)
    yield (
        Wanted("trends-spread", {"index": "EGDI", "members": "world"}),
        Wanted("trends-medians", {"index": "EGDI", "by": "region"}),
        Wanted(
            "trends-climbers",
            {"before": world.previous(edition) or edition, "after": edition, "members": "world"},
        ),
    )
    ranked = [standing.iso3 for standing in world.ranking(edition)]
    for iso3 in dict.fromkeys([home_country(), *ranked, *world.countries]):
        yield figures_of_country(world, country=iso3, edition=edition)
