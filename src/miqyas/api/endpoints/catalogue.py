"""The catalogue: instruments, their features, and what changed between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import Mark, Names, Part, Versions
from miqyas.catalogue import CatalogueError, Instrument, instruments_in
from miqyas.catalogue.records import difference_record, feature_record, instrument_record
from miqyas.catalogue.select import select
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.instruments import versions_known
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["catalogue"])
_CODE: Final = "Code of an instrument in either case."
InstrumentInPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9]{1,12}$", description=_CODE, examples=["OSI"])]
FeatureInPath = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9-]{3,40}$",
        description="Code of a feature in either case.",
        examples=["OSI-SP-001"],
    ),
]
ChoiceAsked = Annotated[
    str | None,
    Field(pattern=r"^[A-Za-z0-9._]{1,40}$", max_length=40, description="Only features that hold this code."),
]
VersionAsked = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9]{1,12}(@[^\x00-\x1f]{1,20})?$",
        description="Code of an instrument, perhaps with @ and one of its known versions.",
        examples=["OSI"],
    ),
]


class SubindexOfInstrument(Schema):
    """A part of an instrument."""

    code: str
    name: Names
    node: str = Field(description="Code of the indicator in the methods.")
    features_count: int


class InstrumentInShort(Schema):
    """An instrument at a glance."""

    code: str
    version: str
    title: Names
    about: Names = Field(
        description="What it is and is not: never the sheet of the UN, which is not published."
    )
    is_packaged: bool = Field(
        description="Whether it comes with the software; else it is a country's own list."
    )
    mark: Mark
    source: str | None
    sha256: str = Field(description="Hash of its canonical JSON; a campaign freezes exactly this.")
    features_count: int
    subindices: list[SubindexOfInstrument]


class Instruments(Schema):
    """All instruments in force."""

    instruments: list[InstrumentInShort]
    versions: Versions


class RelatedPart(Schema):
    """A part of another framework that the same proof may serve; our inference."""

    framework: str
    part: str


class CatalogueFeature(Schema):
    """One thing that a stranger must be able to find."""

    instrument: str
    code: str
    subindex: str
    theme: str = Field(description="Empty where an own list names none; so for owner.")
    sector: str
    audience: str
    place: str = Field(description="Where a stranger looks first.")
    scale: str
    evidence: str
    owner: str
    question: Names
    find: Names | None = Field(
        description="What must be found. Wordings are null where an own list has none."
    )
    counts: Names | None
    counts_not: Names | None
    pitfalls: Names | None
    good: Names | None
    benefit: Names | None
    in_use: Names | None = Field(description="A sign, which can be measured, that it is used.")
    recency_months: int | None = Field(
        description="Greatest age that counts; null where age does not matter."
    )
    tags: list[str]
    related: list[RelatedPart]
    grades: list[str] = Field(description="From the lowest.")
    names: dict[str, Names | None] = Field(description="Names of the codes above, by field.")
    mark: Mark
    source: str | None
    note: Names | None


class FeatureWithVersions(CatalogueFeature):
    """A feature, and what the answer rests on."""

    versions: Versions


class InstrumentWhole(InstrumentInShort, Part):
    """An instrument with a part of its features."""

    known_versions: list[str] = Field(description="Versions that can be compared, the oldest first.")
    features: list[CatalogueFeature]


class VersionNamed(Schema):
    """One side of a comparison."""

    code: str
    version: str
    sha256: str


class CatalogueChange(Schema):
    """One change, as values and as a sentence."""

    kind: Literal["added", "retired", "became", "wording", "choice", "recency", "tags", "related"]
    code: str
    aspect: str
    before: Names | list[str] | str | int | None
    after: Names | list[str] | str | int | None
    became: str | None = Field(description="Code of the feature that took its place.")
    words: Names


class CatalogueDifference(Schema):
    """What changed between two versions."""

    before: VersionNamed
    after: VersionNamed
    changes: list[CatalogueChange]
    versions: Versions


class FeatureChoice(Schema):
    """Which features; what is left out lets all pass."""

    subindex: ChoiceAsked = None
    theme: ChoiceAsked = None
    sector: ChoiceAsked = None
    audience: ChoiceAsked = None
    tag: ChoiceAsked = None


class SidesAsked(Schema):
    """What to compare."""

    before: VersionAsked
    after: VersionAsked


@router.get(
    "/catalogue",
    response=Instruments,
    operation_id="catalogue_list",
    url_name="catalogue_list",
    summary="Instruments of the catalogue",
)
def catalogue(request: HttpRequest) -> dict[str, Any]:
    """The packaged instruments and the country's own lists: what each is, how many features lie where."""
    return {
        "instruments": [instrument_record(found) for found in _known(request).values()],
        "versions": _versions(request),
    }


@router.get(
    "/catalogue/diff",
    response=CatalogueDifference,
    operation_id="catalogue_diff",
    url_name="catalogue_diff",
    summary="What changed between two versions",
)
def difference(request: HttpRequest, choice: Query[SidesAsked]) -> dict[str, Any]:
    """Features added, retired, worded or graded otherwise, in values and in words."""
    older, newer = (_named(request, given) for given in (choice.before, choice.after))
    return {**difference_record(older, newer), "versions": _versions(request)}


@router.get(
    "/catalogue/{instrument}",
    response=InstrumentWhole,
    operation_id="catalogue_get",
    url_name="catalogue_get",
    summary="An instrument and its features",
)
def instrument(
    request: HttpRequest,
    response: HttpResponse,
    instrument: InstrumentInPath,
    choice: Query[FeatureChoice],
    window: Query[Window],
) -> dict[str, Any]:
    """A part of the features, by sub-index, theme, sector, audience or tag where these are named."""
    found = _instrument(request, instrument)
    asked = {name: [code] if code else [] for name, code in choice.dict().items()}
    chosen = select(found.features, asked, within=[found])
    part, about = part_of(chosen, window, request=request, response=response)
    return {
        **instrument_record(found),
        "known_versions": [*versions_known(found)],
        **about,
        "features": [feature_record(found, one) for one in part],
        "versions": _versions(request),
    }


@router.get(
    "/catalogue/{instrument}/features/{code}",
    response=FeatureWithVersions,
    operation_id="catalogue_feature",
    url_name="catalogue_feature",
    summary="A feature",
)
def feature(request: HttpRequest, instrument: InstrumentInPath, code: FeatureInPath) -> dict[str, Any]:
    """All that is said of one feature, with its mark and source."""
    holder = _instrument(request, instrument)
    found = holder.by_code.get(code.upper())
    if found is None:
        raise CatalogueError("unknown_feature", place=Place(name="code"), given=code)
    return {**feature_record(holder, found), "versions": _versions(request)}


def _known(request: HttpRequest) -> Mapping[str, Instrument]:
    return instruments_in(world_of(request).active)


def _instrument(request: HttpRequest, code: str) -> Instrument:
    known = _known(request)
    found = known.get(code.upper())
    if found is None:
        raise CatalogueError(
            "unknown_instrument", place=Place(name="instrument"), given=code, known=", ".join(known)
        )
    return found


def _named(request: HttpRequest, given: str) -> Instrument:
    """An instrument in force, or the version of it that is named."""
    code, _, version = given.partition("@")
    found = _instrument(request, code)
    known = versions_known(found)
    if version and version not in known:
        raise CatalogueError(
            "unknown_version", place=Place(name=given), given=version, code=found.code, known=", ".join(known)
        )
    return known[version] if version else found


def _versions(request: HttpRequest) -> dict[str, str]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
