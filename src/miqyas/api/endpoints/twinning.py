"""Who could help a country: partners with every term that their place rests on."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.twinning import TERMS, partners
from miqyas.analysis.twinning.records import twinning_record
from miqyas.api.shapes import CountryInPath, EditionAsked, Mark, Names, Versions
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["twinning"])
MOST_PARTNERS = 193


Weight = Annotated[
    float | None,
    Field(
        ge=0,
        le=1,
        description="Weight of the term; those not given stay, and all four must sum to 1.",
        examples=[0.25],
    ),
]


class Assumption(Schema):
    """What a result rests on that is a choice of this software."""

    name: str
    values: dict[str, float]
    mark: Mark
    note: Names


class Terms(Schema):
    """What a partner is judged by, each from 0 to 1; null where it is not known."""

    complementarity: float | None = Field(
        description="Of what the country lacks, weighted by need, the share that the partner already has."
    )
    benefit: float | None = Field(
        description="The same the other way round, parts of other indices included."
    )
    similarity: float | None = Field(
        description="Region, language, income, memberships, and having stood where the country stands."
    )
    record: float | None = Field(description="Places gained over the last editions.")


class Path(Schema):
    """An edition in which the partner stood where the country stands now."""

    edition: int
    rank: int


class Partner(Schema):
    """A state as a partner."""

    iso3: str
    name: Names
    place: int = Field(description="1 for the most useful.")
    rank: int = Field(description="Its rank in the edition.")
    total: float = Field(description="Weighted mean of the terms that are known, 0 to 1.")
    terms: Terms
    gaps: dict[str, float | None] = Field(description="Its value minus the country's, by index.")
    returns: dict[str, float] = Field(
        description="Where the country stands higher, by index or part of another index, largest first."
    )
    likeness: dict[str, float | None] = Field(description="The parts of similarity, each from 0 to 1.")
    languages: list[str] = Field(description="Official languages that both have.")
    memberships: list[str] = Field(description="Codes of groups that both belong to today.")
    path: Path | None = Field(description="Null where it never stood there, or is not ahead now.")
    since: int | None = Field(description="First edition of those over which places gained are counted.")
    gained: int | None = Field(description="Places gained since; negative: lost.")
    words: Names = Field(description="What the numbers say, in sentences.")


class Partners(Schema):
    """Partners of a country, the most useful first."""

    iso3: str
    name: Names
    edition: int
    rank: int
    lacks: dict[str, float] = Field(description="Share of each index in what the country lacks.")
    weights: dict[str, float] = Field(description="Weights of the terms that were used.")
    partners_count: int = Field(description="States that stand higher in something that is needed.")
    partners: list[Partner]
    assumptions: list[Assumption]
    versions: Versions


class PartnersChoice(Schema):
    """In which edition, by which weights, for which needs, how many."""

    edition: EditionAsked = None
    needs: str | None = Field(
        None,
        pattern=r"^[A-Za-z]{3}(,[A-Za-z]{3}){0,3}$",
        description="Indices that the country asks for, divided by commas; all where none is named.",
        examples=["HCI,OSI"],
    )
    complementarity: Weight = None
    benefit: Weight = None
    similarity: Weight = None
    record: Weight = None
    top: int = Field(10, ge=1, le=MOST_PARTNERS, description="Most partners in the answer.")


@router.get(
    "/twinning/{iso3}",
    response=Partners,
    operation_id="twinning_get",
    url_name="twinning_get",
    summary="Who could help a country",
)
def twinning(request: HttpRequest, iso3: CountryInPath, choice: Query[PartnersChoice]) -> dict[str, Any]:
    """States that stand higher in something the country needs, with every term that their place rests on."""
    world = world_of(request)
    given = {term: getattr(choice, term) for term in TERMS}
    found = partners(
        world,
        iso3=world.country(iso3.upper()).iso3,
        edition=choice.edition,
        weights={term: weight for term, weight in given.items() if weight is not None},
        needs=tuple(choice.needs.upper().split(",")) if choice.needs else (),
    )
    return twinning_record(found, top=choice.top)
