"""What points are worth to a country, and what becomes of its rank if values change."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.features import worth as worth_of
from miqyas.analysis.features.records import worth_record
from miqyas.analysis.simulate import simulate as simulated
from miqyas.analysis.simulate.records import outcome_record
from miqyas.analysis.simulate.scenario import parse_scenario, written_changes
from miqyas.api.forecasting import forecasting_world
from miqyas.api.shapes import CountryInPath, EditionAsked, Mark, Names, Versions
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["simulate"])
MOST_DRAWS: Final = 100_000
"""Draws that are made while the reader waits; the command line takes more."""

DrawsAsked = Annotated[
    int, Field(ge=1, le=MOST_DRAWS, description="Random draws that the answer rests on.", examples=[10_000])
]
SeedAsked = Annotated[
    int, Field(ge=0, le=2**32 - 1, description="Beginning of the random numbers: equal seeds, equal answers.")
]


class RankDistribution(Schema):
    """Ranks with their probabilities."""

    mean: float = Field(description="Expected rank.")
    median: int
    intervals: dict[str, list[int]] = Field(
        description="Best and worst rank of the central interval, by its probability in percent: 50, 80, 90."
    )
    shares: dict[str, float] = Field(description="Probability of each rank that came up.")


class DrawnIndex(Schema):
    """The index over the draws."""

    mean: float
    quantiles: dict[str, float] = Field(description="Quantiles by share.")


class ChangeMade(Schema):
    """One change of the scenario."""

    written: str = Field(description="As it is written: BHR.OSI=+5pts.")
    iso3: str
    node: str = Field(description="Code of the index or indicator.")
    kind: Literal["absolute", "by", "relative", "points", "like"]
    amount: float | None = Field(description="Null where another country's value is taken.")
    like: str | None = Field(description="Country whose value is taken.")


class OtherState(Schema):
    """Another state: the probability that it stands behind."""

    iso3: str
    behind_before: float = Field(description="Without the changes.")
    behind: float = Field(description="With them.")


class AssumptionMade(Schema):
    """What is taken for granted, and how far it may be trusted."""

    name: str
    mark: Mark


class Simulation(Schema):
    """What a scenario comes to for a country, beside the same without it, over the same draws."""

    iso3: str
    name: Names
    edition: int
    field: Literal["moving", "fixed"]
    scenario: list[ChangeMade]
    expected_rank: RankDistribution
    expected_rank_before: RankDistribution
    expected_egdi: DrawnIndex
    expected_egdi_before: DrawnIndex
    gained: dict[str, float] = Field(
        description="Probability of each number of places gained; lost: below 0."
    )
    others: list[OtherState] = Field(description="In the order of their published rank.")
    group_probabilities: dict[str, float]
    class_probabilities: dict[str, float]
    marks: dict[str, Mark] = Field(description="Marks by what the steps from changes to index rest on.")
    assumptions: list[AssumptionMade] = Field(description="Assumptions of the moving field.")
    model: str | None = Field(description="Model of the forecast; null in a fixed field.")
    draws: int
    seed: int
    versions: Versions


class ScenarioAsked(Schema):
    """What to change, and against whom."""

    set: str = Field(
        "",
        max_length=2000,
        description="Changes divided by commas or semicolons: node=value, =+amount, =+10% (a share of "
        "the value), =+5pts (points), =like:SGP; another country's code before the node: ARE.osi=+5pts. "
        "A plus is written %2B in an address; a bare one is understood as well.",
        examples=["osi=+5pts"],
    )
    field: Literal["moving", "fixed"] = Field(
        "moving", description="moving: the others as forecast; fixed: as published."
    )
    edition: EditionAsked = None
    draws: DrawsAsked = 10_000
    seed: SeedAsked = 1


class MovingGain(Schema):
    """What a step does to the rank while all others move too."""

    expected_places: float = Field(description="Places gained on average.")
    at_least_one: float = Field(description="Probability to gain a place or more.")
    intervals: dict[str, list[int]] = Field(
        description="Fewest and most places of the central interval, by its probability in percent."
    )
    gained: dict[str, float] = Field(description="Probability of each number of places gained.")
    rank: RankDistribution


class NodeGain(Schema):
    """One index or indicator raised by one step, everything else as it is."""

    node: str
    component: Literal["OSI", "TII", "HCI"]
    unit: str
    own: float | None = Field(description="Present value in its unit; null where it is not loaded.")
    asked: float = Field(description="The step asked for, in the unit; below 0 where a price falls.")
    amount: float = Field(description="The step that there is room for.")
    asked_points: float | None = Field(description="The first in points; null where there are none.")
    points: float | None = Field(description="The second in points.")
    limit: Literal["node", "component"] | None = Field(
        description="What ended the step early: its own scale, or the component at 1."
    )
    how: Literal["exact", "line", "fixed", "average", "at_least"] = Field(
        description="What the effect on the component rests on: the method; the line from sub-indices to the "
        "published index; others held at world figures; a point of average size; a lower bound."
    )
    mark: Mark
    is_lower_bound: bool
    component_gain: float
    egdi_gain: float
    places: int = Field(description="Places gained with all others as published.")
    passed: list[str] = Field(description="States passed there, nearest first.")
    moving: MovingGain | None = Field(description="Null for an edition whose next one is published.")


class RankPrice(Schema):
    """What one of the next ranks costs with all others as published."""

    rank: int
    ahead: list[str] = Field(description="States that stand there.")
    egdi_gain: float
    components: dict[str, float | None] = Field(
        description="Least gain of each component alone; null where it cannot reach the rank."
    )
    points: dict[str, float] = Field(description="The same for online services in points, by node.")


class EquivalentStep(Schema):
    """How much of a node gives the gain of the reference."""

    node: str
    component: Literal["OSI", "TII", "HCI"]
    unit: str
    amount: float
    points: float | None
    how: Literal["exact", "line", "fixed", "average", "at_least"]
    mark: Mark
    is_upper_bound: bool = Field(description="Whether this much is enough and less may be.")
    fits: bool = Field(description="Whether there is room for it.")


class ReferenceStep(Schema):
    """The step that the equivalents equal."""

    node: str
    amount: float
    points: float | None


class Worth(Schema):
    """What points and inputs are worth to a country."""

    iso3: str
    name: Names
    edition: int = Field(description="Edition whose field stands still.")
    rank: int
    egdi: float
    osi: float
    tii: float
    hci: float
    coming: int | None = Field(description="Edition that is drawn; null where none is.")
    expected_rank: RankDistribution | None = Field(description="In the coming edition, without any step.")
    gains: list[NodeGain]
    ladder: list[RankPrice] = Field(description="The next ranks, nearest first.")
    reference: ReferenceStep
    equivalents: list[EquivalentStep]
    assumptions: list[AssumptionMade]
    model: str | None
    draws: int | None
    seed: int | None
    versions: Versions


class WorthAsked(Schema):
    """In which edition, and how many draws."""

    edition: EditionAsked = None
    draws: DrawsAsked = 10_000
    seed: SeedAsked = 1


@router.get(
    "/simulate/{iso3}",
    response=Simulation,
    operation_id="simulate",
    url_name="simulate",
    summary="What becomes of a rank if values change",
)
def simulate(request: HttpRequest, iso3: CountryInPath, asked: Query[ScenarioAsked]) -> dict[str, Any]:
    """A scenario recomputed through the method: in a published edition, or over draws of a coming one."""
    world = world_of(request) if asked.field == "fixed" else forecasting_world(request)
    code = iso3.upper()
    outcome = simulated(
        world,
        parse_scenario(written_changes(asked.set), iso3=code),
        iso3=code,
        field=asked.field,
        edition=asked.edition,
        draws=asked.draws,
        seed=asked.seed,
    )
    return outcome_record(world, outcome)


@router.get(
    "/worth/{iso3}",
    response=Worth,
    operation_id="worth",
    url_name="worth",
    summary="What points and inputs are worth in ranks",
)
def worth(request: HttpRequest, iso3: CountryInPath, asked: Query[WorthAsked]) -> dict[str, Any]:
    """In index and rank: with all others as published, and as forecast in the edition to come."""
    world = forecasting_world(request)
    found = worth_of(world, iso3=iso3.upper(), edition=asked.edition, draws=asked.draws, seed=asked.seed)
    return worth_record(world, found)
