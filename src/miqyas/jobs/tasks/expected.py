"""The question which score a campaign lets expect: shares, over the bridge, among all other states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from miqyas.analysis.effects import effects
from miqyas.analysis.expected import Estimate, expected_score
from miqyas.analysis.expected.model import Statistics
from miqyas.analysis.expected.own import LITERACY, PARTICIPATION
from miqyas.analysis.expected.records import expected_record
from miqyas.analysis.world import World
from miqyas.assessment.bridge import Bridge, Pair, bridges, prior
from miqyas.assessment.calibration import pairs_of
from miqyas.assessment.line import Line, Reach, line_of
from miqyas.assessment.provisional import Tally
from miqyas.assessment.records import bridge_record, line_record
from miqyas.jobs.questions import Record, question
from miqyas.kernel.execution import Engine, Progress
from miqyas.observations.raw import load_raw

MOST_NODES: Final = 20
MOST_PAIRS: Final = 200
MOST_DRAWS: Final = 1_000_000
MIDDLE: Final = 0.5
"""The share at which a line is drawn while nothing is known of a sub-index."""
Node = Annotated[
    str, Field(pattern=r"^[A-Z][A-Z.]{0,30}$", description="Code of a sub-index, such as OSI.SP.")
]
Share = Annotated[float, Field(ge=0, le=1)]


class Counted(BaseModel):
    """Features of one sub-index: asked, known of them, the sum of the shares they fulfil."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node: Node
    asked: Annotated[int, Field(ge=1, le=10_000, description="Features that apply.")]
    known: Annotated[int, Field(ge=0, description="Features that were answered or judged.")]
    points: Annotated[float, Field(ge=0, description="Sum of their shares, 0 to 1 each.")]
    assessors: Annotated[
        float, Field(ge=0, le=1, description="Deviation of the share by judgements that differ.")
    ] = 0.0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.known > self.asked or self.points > self.known + 1e-9:
            raise ValueError("points <= known <= asked")
        return self

    @property
    def tally(self) -> Tally:
        """The same as the assessment counts."""
        return Tally(self.asked, self.known, min(self.points, self.known), self.assessors)


class Published(BaseModel):
    """An own share of a sub-index and what the Survey published for the same edition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node: Node
    share: Share
    published: Share

    @property
    def pair(self) -> Pair:
        """The same as the bridge takes it."""
        return Pair(self.node, self.share, self.published)


Counts = Annotated[list[Counted], Field(min_length=1, max_length=MOST_NODES)]
Pairs = Annotated[
    list[Published],
    Field(max_length=MOST_PAIRS, description="Own shares beside published sub-indices: they calibrate."),
]


@question("campaign.expected")
def expected_answer(
    world: World,
    *,
    on_progress: Progress,
    engine: Engine,
    iso3: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="The country's ISO 3166 code.")],
    counts: Counts,
    pairs: Pairs = [],  # noqa: B006 - pydantic copies it
    edition: Annotated[int | None, Field(ge=1, le=9999, description="A coming edition; the target.")] = None,
    statistics: Annotated[
        Statistics, Field(description="TII and HCI as forecast, or as published last.")
    ] = "forecast",
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS, description="Random draws of the field.")] = 10_000,
    seed: Annotated[int, Field(ge=0, le=2**32, description="Beginning of the random numbers.")] = 1,
) -> Record:
    """Which OSI, EGDI, group and band of ranks the shares of a campaign's features let expect."""
    tallies = {one.node: one.tally for one in counts}
    bridged = bridges_of(world, tallies, pairs=[one.pair for one in pairs])
    found = expected_score(
        world,
        [estimate_of(one.node, one.tally, bridged[one.node]) for one in counts],
        iso3=iso3.upper(),
        correlation=prior().correlation,
        edition=edition,
        statistics=statistics,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    lines = lines_of(world, tallies, bridged)
    return {
        **expected_record(world, found),
        "bridges": [bridge_record(one) for one in bridged.values()],
        "lines": [line_record(one) for one in lines.values()],
    }


def bridges_of(world: World, tallies: Mapping[str, Tally], *, pairs: Sequence[Pair]) -> Mapping[str, Bridge]:
    """The bridge of every sub-index that is asked, by the method of the target edition."""
    items = {node: tally.asked for node, tally in tallies.items()}
    return bridges(world.methodology(world.target), items=items, pairs=pairs)


def calibrating_pairs(
    world: World, shares: Mapping[str, float], *, iso3: str, edition: int
) -> tuple[Pair, ...]:
    """Own shares of an edition beside what was published and loaded for the country; none where nothing is.

    Sub-indices come from imported inputs, e-participation from the results of the edition too.
    """
    known = published_values(world, iso3=iso3, edition=edition)
    return pairs_of(world.methodology(edition), shares=shares, published=known)


def published_values(world: World, *, iso3: str, edition: int) -> Mapping[str, float]:
    """What is loaded of an edition for the country, by node: imported inputs, and e-participation."""
    place = world.position(iso3)
    loaded = {PARTICIPATION: world.published(edition).values[PARTICIPATION]}
    loaded.update(load_raw(world.active, edition=edition))
    return {code: float(values[place]) for code, values in loaded.items() if not np.isnan(values[place])}


def estimate_of(node: str, tally: Tally, bridge: Bridge) -> Estimate:
    """What a tally and its bridge say of a sub-index."""
    return Estimate(
        node,
        tally.share,
        assessors=tally.assessors,
        answers=tally.answers,
        bias=bridge.bias,
        scale=bridge.scale,
        freedom=bridge.freedom,
        pairs=bridge.pairs,
    )


def lines_of(world: World, tallies: Mapping[str, Tally], bridged: Mapping[str, Bridge]) -> Mapping[str, Line]:
    """The line from one feature to the index, by sub-index, where each stands now; quick, without draws."""
    literacy = effects(world, edition=world.target).get(LITERACY)
    reaches = {LITERACY: Reach(literacy.component, literacy.slope, literacy.mark)} if literacy else {}
    method = world.methodology(world.target)
    return {
        node: line_of(
            method,
            node,
            bridge=bridged[node],
            share=MIDDLE if tally.share is None else tally.share,
            reaches=reaches,
        )
        for node, tally in tallies.items()
    }
