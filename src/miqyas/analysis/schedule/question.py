"""The whole question in one: dates, the window, the coming edition, what slips cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Aim
from miqyas.analysis.portfolio.timing import Assumption, aim_of
from miqyas.analysis.schedule.dates import numbers_of, scheduled
from miqyas.analysis.schedule.draws import Drawn, drawn_ends
from miqyas.analysis.schedule.model import Programme, Schedule
from miqyas.analysis.schedule.rules import assumptions
from miqyas.analysis.schedule.slips import Slips, slips
from miqyas.analysis.schedule.window import GoLive, aim_for, go_lives
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Versions

END_SHARES: Final = (0.1, 0.5, 0.9)
DRAWS: Final = 1000


@dataclass(frozen=True)
class Answered:
    """A programme's schedule against the window of an edition, and what its dates are worth."""

    schedule: Schedule
    aim: Aim
    lives: tuple[GoLive, ...]
    drawn: Drawn
    slips: Slips
    assumptions: tuple[Assumption, ...]
    versions: Versions

    @property
    def ends_by(self) -> dict[float, str]:
        """The last day of all by the share of draws that did not exceed it."""
        numbers = [self.drawn.end_quantile(share) for share in END_SHARES]
        days = self.schedule.programme.calendar.last_days(numbers)
        return {share: day.isoformat() for share, day in zip(END_SHARES, days, strict=True)}

    @property
    def chance_of_all(self) -> float:
        """The chance that everything which goes live is live before the window opens."""
        import numpy as np

        tasks = self.schedule.programme.tasks
        places = [place for place, task in enumerate(tasks) if task.gains and task.ended is None]
        if not places:
            return 1.0
        last = self.schedule.programme.calendar.begin(self.aim.opens)
        is_live = np.logical_and.reduce([self.drawn.ends[place] <= last for place in places])
        return float(is_live.mean())


def answer(
    world: World,
    programme: Programme,
    *,
    iso3: str | None = None,
    edition: int | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Answered:
    """Everything that is asked about a programme; the edition is the next whose window has not closed.

    Raises `ScheduleError` for what is wrong with the tasks, `PortfolioError` for gains without a scale and
    an edition that is published, and `AnalysisError` for a country that cannot be ranked and for numbers of
    draws out of range.

    >>> from miqyas.analysis.schedule.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> found = answer(load_world(), sample(load_world()), draws=200)
    >>> found.aim.edition, len(found.lives), 0 <= found.chance_of_all <= 1
    (2028, 6, True)
    """
    if edition is not None and edition <= world.latest:
        raise PortfolioError("past_edition", given=str(edition), latest=world.latest)
    aim = aim_for(world, programme.today) if edition is None else aim_of(edition)
    numbers = numbers_of(programme)
    found = scheduled(programme, numbers)
    drawn = drawn_ends(programme, numbers, draws=draws, seed=seed)
    return Answered(
        schedule=found,
        aim=aim,
        lives=tuple(go_lives(found, numbers, drawn, aim=aim).values()),
        drawn=drawn,
        slips=slips(world, programme, numbers, drawn, aim=aim, iso3=iso3),
        assumptions=assumptions(),
        versions=world.versions(world.target),
    )
