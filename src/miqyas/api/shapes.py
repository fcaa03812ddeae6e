"""Shapes that several groups of endpoints share."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from ninja import Path, Schema
from pydantic import Field, WithJsonSchema

from miqyas.observations.countries import Group, group, groups

GroupOfIndex = Literal["very_high", "high", "middle", "low"]
Mark = Literal["V", "N", "S", "I", "R"]
Names = Annotated[
    dict[str, str],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "required": ["ar", "en"],
            "properties": {"ar": {"type": "string"}, "en": {"type": "string"}},
            "description": "Text by language; Arabic and English always, others where there are any.",
        }
    ),
]
_EDITION: Final = "Year of an edition of the Survey."
EditionInPath = Annotated[int, Path(ge=1, le=9999, description=_EDITION, examples=[2024])]
CountryInPath = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z]{3}$",
        description="The country's ISO 3166 code of three letters, in either case.",
        examples=["BHR"],
    ),
]
EditionAsked = Annotated[int | None, Field(ge=1, le=9999, description=_EDITION, examples=[2024])]
GroupAsked = Annotated[
    str | None,
    Field(
        max_length=80,
        description="Code of a group of countries: a region, an income group, a membership (see /groups).",
        examples=["gcc"],
        json_schema_extra={"enum": list(groups())},
    ),
]
CodesAsked = Annotated[
    str | None,
    Field(
        pattern=r"^[A-Za-z]{3}(,[A-Za-z]{3})*$",
        max_length=1000,
        description="Codes of countries divided by commas, in either case.",
        examples=["BHR,ARE,SAU"],
    ),
]


def group_asked(code: str | None) -> Group:
    """The group of a filter, the world where there is none; raises `CountryError` for an unknown one."""
    return group("world" if code is None else code)


def codes_in(text: str) -> list[str]:
    """Codes of countries from a list divided by commas.

    >>> codes_in("bhr,ARE")
    ['BHR', 'ARE']
    """
    return text.upper().split(",")


class Versions(Schema):
    """What an answer rests on."""

    software: str = Field(description="Version of the software.")
    methodology: str = Field(description="Edition and content hash of the method.")
    data: str = Field(description="Name of the data in force: the release, and the set laid over it.")


class Part(Schema):
    """Where a part of a list lies in the whole."""

    total: int = Field(description="Number of items in the whole list.")
    limit: int = Field(description="Most items in this part.")
    offset: int = Field(description="Items before this part.")
    next: str | None = Field(description="Address of the next part; null after the last.")
    previous: str | None = Field(description="Address of the part before; null at the first.")
    versions: Versions


class Standing(Schema):
    """A country in an edition. Where it is not ranked, rank and index are null, never 0."""

    iso3: str = Field(description="ISO 3166 code of three letters.")
    name: Names
    edition: int = Field(description=_EDITION)
    is_member: bool = Field(description="Whether the edition lists it as a Member State.")
    is_ranked: bool = Field(description="Whether it has a rank.")
    rank: int | None = Field(description="Published rank; null where not ranked.")
    egdi: float | None = Field(description="E-Government Development Index, 0 to 1.")
    osi: float | None = Field(description="Online Service Index, 0 to 1.")
    tii: float | None = Field(description="Telecommunication Infrastructure Index, 0 to 1.")
    hci: float | None = Field(description="Human Capital Index, 0 to 1.")
    epi: float | None = Field(description="E-Participation Index, 0 to 1; no part of the EGDI.")
    group: GroupOfIndex | None = Field(description="Group of the index; null where the edition has none.")
    rating_class: str | None = Field(description="Class within the group, such as VH.")


class Fact(Schema):
    """One fact of a method: how far it may be trusted and where it was found."""

    name: str = Field(description="What the fact is about: component, weight, normalise ...")
    value: str = Field(description="What it says; weights as fractions.")
    mark: Mark = Field(
        description="V read in a primary text, N verified numerically, S secondary, I inferred, R recalled."
    )
    source: str | None = Field(description="Row of the register of sources; null where there is none.")


class ProblemPlace(Schema):
    """Where the problem is; each part is null where it is not known."""

    file: str | None = None
    line: int | None = None
    name: str | None = None


class Told(Schema):
    """An error in words of the language asked for."""

    code: str = Field(description="Stable dotted code, such as analysis.unknown_country.")
    place: ProblemPlace
    problem: str = Field(description="What is wrong.")
    remedy: str = Field(description="How to mend it.")
    params: dict[str, Any] = Field(description="The values that the sentences are made of.")


class Problem(Told):
    """Why there is no answer (RFC 9457, application/problem+json)."""

    type: str = Field(description="Name of the kind of problem: urn:miqyas:problem:<code>.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status code of HTTP.")
    detail: str = Field(description="Problem and remedy in one text.")
    instance: str = Field(description="The address that was asked for.")
    errors: list[Told] = Field(description="The single errors, where there are several.")
