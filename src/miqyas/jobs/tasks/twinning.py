"""The question who should be paired with whom in a twinning programme."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from miqyas.analysis.twinning import Entry, Programme, match_programme
from miqyas.analysis.twinning.records import matched_record
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question

MOST = 193
Code = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")]


class ProgrammeMember(BaseModel):
    """A country in a programme."""

    model_config = ConfigDict(extra="forbid")

    iso3: Code
    capacity: int = Field(1, ge=1, le=MOST, description="How many partners it takes.")
    needs: list[str] = Field(
        default_factory=list, max_length=10, description="Indices a seeker asks for: OSI, TII, HCI, EPI."
    )
    without: list[Code] = Field(
        default_factory=list, max_length=MOST, description="Countries that are no partners for it."
    )


@question("twinning")
def twinning_answer(
    world: World,
    *,
    seekers: Annotated[list[ProgrammeMember], Field(min_length=1, max_length=MOST)],
    givers: Annotated[list[ProgrammeMember], Field(min_length=1, max_length=MOST)],
    minimum: Annotated[float, Field(ge=0, le=1, description="Least benefit of a pair.")] = 0.0,
    edition: Annotated[
        int | None, Field(ge=1, le=9999, description="Year of the edition; the newest where none is named.")
    ] = None,
    weights: Annotated[
        dict[str, float], Field(max_length=10, description="Weights of terms; all four must sum to 1.")
    ] = {},  # noqa: B006 - never changed, and pydantic copies it
) -> Record:
    """Seekers paired with givers for the greatest total benefit and so that no pair would leave."""
    programme = Programme(_entries(seekers), _entries(givers), minimum)
    return matched_record(match_programme(world, programme, edition=edition, weights=weights))


def _entries(members: list[ProgrammeMember]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            iso3=member.iso3.upper(),
            capacity=member.capacity,
            needs=tuple(code.upper() for code in member.needs),
            without=tuple(code.upper() for code in member.without),
        )
        for member in members
    )
