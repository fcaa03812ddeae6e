"""How a score came about."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.explain import explain as explanation_of
from miqyas.analysis.records import explanation_record
from miqyas.api.shapes import CountryInPath, EditionInPath, Fact, Names, Versions
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["explain"])


class FieldFigures(Schema):
    """Figures of all countries that a normalisation used."""

    count: int
    mean: float
    deviation: float = Field(description="Population standard deviation.")
    low: float
    high: float


class ExplanationNode(Schema):
    """An index or indicator: its value, where that comes from, and what it is made of."""

    code: str
    origin: Literal["given", "computed", "absent"] = Field(
        description="given: as published or imported; computed: from its children; absent: not loaded."
    )
    status: Literal["observed", "missing", "not_assessed", "not_applicable", "not_published", "retired"]
    value: float | None = Field(description="What the parent uses.")
    raw: float | None = Field(description="Before normalisation; null where given ready-made.")
    weight: float | None = Field(description="Weight in the parent; null at the root.")
    contribution: float | None = Field(description="Weight times value.")
    rank: int | None = Field(description="Rank by this value; null where there is none.")
    field: FieldFigures | None
    field_is_reference: bool = Field(description="Whether published world figures stand for the field.")
    unexplained: float | None = Field(description="Largest known error of a provisional rule.")
    facts: list[Fact]
    children: list[ExplanationNode]


class FromRawInputs(Schema):
    """A component computed from raw inputs that were imported, beside the published value."""

    how: Literal["field", "fixed", "anchored"] = Field(
        description="field: a table of (nearly) all states; fixed: one country, the others held fixed at the "
        "published world figures; anchored: the same, one end of the scale taken from the published value, "
        "so that the two agree by construction."
    )
    mark: str = Field(description="Mark of the weakest fact the value rests on.")
    published: float | None
    computed: float
    difference: float | None = Field(description="Computed minus published.")
    covered: int = Field(description="States whose inputs are loaded.")
    listed: int = Field(description="States that the edition lists.")


class Explanation(Schema):
    """A score and the tree of what it is made of."""

    iso3: str
    name: Names
    edition: int
    tree: ExplanationNode = Field(description="Computed from raw inputs where `inputs` is not null.")
    inputs: FromRawInputs | None
    inputs_problem: Names | None = Field(
        description="Why raw inputs that are loaded do not suffice; the tree is then of what was published."
    )
    versions: Versions


class Asked(Schema):
    """Which score; the whole index where none is named."""

    code: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._\-]{1,80}$",
        description="Code of an index or indicator of the edition (see /indicators).",
        examples=["TII"],
    )


@router.get(
    "/explain/{iso3}/{edition}",
    response=Explanation,
    operation_id="explain",
    url_name="explain",
    summary="How a score came about",
)
def explain(
    request: HttpRequest, iso3: CountryInPath, edition: EditionInPath, choice: Query[Asked]
) -> dict[str, Any]:
    """The tree of values, weights, rules and sources, down to what was published or imported."""
    world = world_of(request)
    found = explanation_of(world, iso3=iso3.upper(), edition=edition, code=choice.code)
    return explanation_record(world, found)
