"""What it takes to reach a target with a stated probability."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.target import one_goal, parse_effort
from miqyas.analysis.target import target as solved
from miqyas.analysis.target.records import target_record
from miqyas.api.forecasting import forecasting_world
from miqyas.api.shapes import CountryInPath, EditionAsked, Mark, Names, Versions

router = Router(tags=["target"])
MOST_DRAWS = 20_000
"""Draws that are answered at once."""


class Goal(Schema):
    """What is wanted."""

    kind: Literal["rank", "group", "class", "ahead"]
    rank: int | None = Field(description="This rank or better; null for other kinds.")
    code: str | None = Field(description="Group, class (or better) or state to be ahead of.")


class Chance(Schema):
    """A point of a curve."""

    gain: float = Field(description="Gain of the component, in index units.")
    probability: float


class TargetPart(Schema):
    """A sub-index or raw input that could carry a gain of its component alone."""

    code: str
    component: Literal["OSI", "TII", "HCI"]
    unit: str = Field(description="Unit of `amount` and `room`.")
    amount: float | None = Field(description="What it takes; null where all it can give is not enough.")
    points: int | None = Field(description="The same in whole points; null where it has no grid of points.")
    room: float = Field(description="What it can give.")
    room_is_known: bool = Field(description="false: its present value is not loaded, `room` is its scale.")
    probability_best: float | None = Field(description="With all of it and nothing else; null in mixes.")
    how: Literal["exact", "line", "fixed", "average", "at_least"] = Field(
        description="What the step to the component rests on; at_least: it takes this much or less."
    )
    mark: Mark


class Alone(Schema):
    """A component raised alone."""

    code: Literal["OSI", "TII", "HCI"]
    value: float = Field(description="Newest published value.")
    headroom: float = Field(description="From that value to 1.")
    gain: float | None = Field(description="The least gain; null where all headroom is not enough.")
    points: int | None = Field(description="The gain in whole points; null where it has no grid of points.")
    probability: float = Field(description="With the gain, or with all headroom where that is not enough.")
    probability_best: float = Field(description="With all headroom.")
    curve: list[Chance]
    parts: list[TargetPart]


class Mix(Schema):
    """Gains of several components together."""

    gains: dict[str, float] = Field(description="By component, in index units.")
    points: dict[str, int | None]
    share_of_headroom: float | None = Field(description="Where every component gives the same share of it.")
    cost: float = Field(description="Gains times what a unit of each costs.")
    probability: float
    probability_checked: float | None = Field(description="In a full simulation with fresh draws.")
    parts: list[TargetPart]


class Leader(Schema):
    """The state that comes to the rank most often."""

    iso3: str
    probability: float


class Binding(Schema):
    """What holds the goal back when all headroom is used."""

    certain: dict[str, float] = Field(description="The chance if a component, besides, were 1 for certain.")
    short: float | None = Field(description="What the index lacks then; null where no index is enough.")
    leader: Leader | None = Field(description="For a rank only.")


class TargetAssumption(Schema):
    """What the answer assumes."""

    words: Names
    mark: Mark


class Target(Schema):
    """What it takes for a country to meet a goal."""

    iso3: str
    name: Names
    edition: int
    goal: Goal
    probability: float = Field(description="The chance wanted.")
    verdict: Literal["met", "reachable", "out_of_reach"]
    probability_now: float = Field(description="Without any gain.")
    probability_best: float = Field(description="With all headroom used.")
    gap: float | None = Field(
        description="Rise of the index that would do, wherever it came from; negative: what may be lost."
    )
    alone: list[Alone]
    share: Mix | None = Field(description="The same share of every headroom; null where out of reach.")
    cheapest: Mix | None = Field(description="The mix of least cost; null where out of reach.")
    effort: dict[str, float] = Field(description="What a unit of each component costs.")
    binding: Binding
    draws: int
    seed: int
    model: str
    words: Names
    assumptions: list[TargetAssumption]
    versions: Versions


class TargetChoice(Schema):
    """Which goal (exactly one), with which chance, when."""

    rank: int | None = Field(None, description="This rank or better.", examples=[10])
    group: str | None = Field(None, max_length=40, description="This group or better.", examples=["high"])
    rating_class: str | None = Field(
        None, max_length=10, description="This class or better.", examples=["VH"]
    )
    ahead_of: str | None = Field(
        None, pattern=r"^[A-Za-z]{3}$", description="To be ahead of this state.", examples=["ARE"]
    )
    prob: float = Field(0.8, description="The chance wanted, above 0 and at most 1.", examples=[0.8])
    edition: EditionAsked = None
    effort: Annotated[
        str,
        Field(
            max_length=80,
            description="What a unit of each component costs beside the others.",
            examples=["osi=1,tii=3,hci=2"],
        ),
    ] = ""
    draws: int = Field(10_000, ge=100, le=MOST_DRAWS, description="Random draws the answer rests on.")
    seed: int = Field(1, ge=0, le=2**31 - 1, description="Beginning of the random numbers.")


@router.get(
    "/target/{iso3}",
    response=Target,
    operation_id="target_get",
    url_name="target_get",
    summary="What it takes to reach a target",
)
def target(request: HttpRequest, iso3: CountryInPath, choice: Query[TargetChoice]) -> dict[str, Any]:
    """The least gain in each component alone and in all together, while the other states move too."""
    world = forecasting_world(request)
    goal = one_goal(
        rank=choice.rank, group=choice.group, rating_class=choice.rating_class, ahead_of=choice.ahead_of
    )
    found = solved(
        world,
        goal,
        iso3=world.country(iso3.upper()).iso3,
        probability=choice.prob,
        edition=choice.edition,
        effort=parse_effort(choice.effort),
        draws=choice.draws,
        seed=choice.seed,
    )
    return target_record(world, found)
