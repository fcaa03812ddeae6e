"""What each edition's method says, what changed, and on which sources it rests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from miqyas.analysis.records import method_change_record, method_record
from miqyas.analysis.world import World
from miqyas.api.errors import RequestError
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import EditionAsked, EditionInPath, Fact, Mark, Names, Part, Versions
from miqyas.kernel.errors import Place
from miqyas.methodology import Methodology, indicators, sources
from miqyas.methodology.diff import diff
from miqyas.methodology.model import Indicator as IndicatorValue
from miqyas.methodology.model import Source as SourceValue
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["methods"])
_NAME: Final = r"^[A-Za-z0-9._\-]{1,80}$"


class MethodInShort(Schema):
    """The method of an edition in a line."""

    edition: int
    status: Literal["published", "inherited", "draft"] = Field(
        description="inherited: results are out, the method is not at hand; draft: of the edition to come."
    )
    inherits: int | None = Field(
        description="The edition whose method is inherited; null for published ones."
    )
    version: str = Field(description="Hash of the method's files.")
    name: Names


class Methods(Schema):
    """All methods, oldest first, the draft last."""

    methods: list[MethodInShort]
    versions: Versions


class MethodNode(Schema):
    """An index or indicator, what it is made by, and what it is made of."""

    code: str
    name: Names
    weight: str | None = Field(description="Weight in its parent as a fraction; null at a root.")
    facts: list[Fact]
    children: list[MethodNode]


class Band(Schema):
    """A group of the index."""

    code: str
    above: float | None = Field(description="Lower border; null for the lowest group.")


class Method(MethodInShort):
    """The whole method of an edition."""

    note: Names | None = Field(description="What to know of a method that is inherited; null for others.")
    root: MethodNode = Field(description="Tree of the EGDI.")
    indices: list[MethodNode] = Field(description="Trees of the other indices.")
    groups: list[Band] | None = Field(description="From the highest; null where the edition has none.")
    rating_classes: dict[str, list[str]] | None = Field(description="Classes of each group, best first.")
    versions: Versions


class MethodChange(Schema):
    """One change of the method, as values and as a sentence."""

    kind: Literal["added", "removed", "became", "changed", "unknown"]
    code: str = Field(description="Code of the component, or name of a section such as groups.")
    aspect: str = Field(description="What changed: component, weight, normalise ...")
    parent: str | None
    before: str | None
    after: str | None
    mark: Mark = Field(description="Mark of the newer fact; of the older one where it was removed.")
    source: str | None
    words: Names = Field(description="The change in a sentence.")


class MethodDifference(Schema):
    """What changed between two methods."""

    before: int | None = Field(description="Null for the first edition: there is none before it.")
    after: int
    changes: list[MethodChange]
    versions: Versions


class Source(Schema):
    """A row of the register of sources: one fact of the method and where it was found."""

    id: str
    editions: str
    index: str
    component: str
    weight: str
    rule: str
    mark: Mark
    source: str = Field(description="Document and place in it.")
    note: str


class SourceWithVersions(Source):
    """A source, and what the answer rests on."""

    versions: Versions


class Sources(Part):
    """A part of the register of sources."""

    sources: list[Source]


class Indicator(Schema):
    """Identity of an index or indicator across editions."""

    code: str
    name: Names
    short: Names
    unit: str
    became: str | None = Field(description="Code of the indicator that took its place.")
    editions: list[int] = Field(description="Editions whose method has it.")


class IndicatorWithVersions(Indicator):
    """An indicator, and what the answer rests on."""

    versions: Versions


class Indicators(Part):
    """A part of the list of indices and indicators."""

    indicators: list[Indicator]


class EarlierEdition(Schema):
    """With which edition to compare; the one before where none is named."""

    since: EditionAsked = None


class IndicatorChoice(Schema):
    """Which indicators."""

    edition: EditionAsked = None


@router.get(
    "/methods",
    response=Methods,
    operation_id="methods_list",
    url_name="methods_list",
    summary="Methods of all editions",
)
def methods(request: HttpRequest) -> dict[str, Any]:
    """Oldest first; the last is the draft of the edition to come."""
    world = world_of(request)
    return {
        "methods": [
            _in_short(world.methodology(edition)) for edition in (*world.editions, world.draft.edition)
        ],
        "versions": world.versions(world.latest).as_dict(),
    }


def _in_short(method: Methodology) -> dict[str, Any]:
    return {
        "edition": method.edition,
        "status": method.status,
        "inherits": method.inherits,
        "version": method.version,
        "name": dict(method.name),
    }


def _method_of(world: World, edition: int) -> Methodology:
    """The method of an edition with results, or of the draft; raises `AnalysisError` for another."""
    return world.methodology(edition if edition == world.draft.edition else world.published(edition).edition)


@router.get(
    "/methods/{edition}",
    response=Method,
    operation_id="methods_get",
    url_name="methods_get",
    summary="The method of an edition",
)
def method(request: HttpRequest, edition: EditionInPath) -> dict[str, Any]:
    """Its trees down to raw indicators, each fact with its mark and source; groups and classes."""
    world = world_of(request)
    found = _method_of(world, edition)
    note = dict(found.note) if found.note else None
    versions = world.versions(edition).as_dict()
    return {**_in_short(found), "note": note, **method_record(found), "versions": versions}


@router.get(
    "/methods/{edition}/changes",
    response=MethodDifference,
    operation_id="methods_changes",
    url_name="methods_changes",
    summary="What changed in the method",
)
def changes(request: HttpRequest, edition: EditionInPath, choice: Query[EarlierEdition]) -> dict[str, Any]:
    """Since an earlier edition (the one before where none is named), in values and in words."""
    world = world_of(request)
    newer = _method_of(world, edition)
    since = choice.since or world.previous(newer.edition)
    found = diff(_method_of(world, since), newer) if since else ()
    return {
        "before": since,
        "after": newer.edition,
        "changes": [method_change_record(change) for change in found],
        "versions": world.versions(edition).as_dict(),
    }


@router.get(
    "/sources",
    response=Sources,
    operation_id="sources_list",
    url_name="sources_list",
    summary="The register of method sources",
)
def source_register(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """The only list that a method may cite: facts, their marks, and where they were found."""
    world = world_of(request)
    chosen, part = part_of(list(sources().values()), window, request=request, response=response)
    return {
        **part,
        "sources": [_source(source) for source in chosen],
        "versions": world.versions(world.latest).as_dict(),
    }


def _source(source: SourceValue) -> dict[str, Any]:
    return {name: getattr(source, name) for name in Source.model_fields} | {"mark": source.mark.value}


@router.get(
    "/sources/{id}",
    response=SourceWithVersions,
    operation_id="sources_get",
    url_name="sources_get",
    summary="One row of the register",
)
def source(
    request: HttpRequest,
    id: Annotated[str, Path(pattern=_NAME, description="Its name.", examples=["tii-2024"])],  # noqa: A002
) -> dict[str, Any]:
    """One fact of the method and where it was found."""
    if id not in sources():
        raise RequestError("unknown_source", place=Place(name=id), given=id)
    world = world_of(request)
    return {**_source(sources()[id]), "versions": world.versions(world.latest).as_dict()}


@router.get(
    "/indicators",
    response=Indicators,
    operation_id="indicators_list",
    url_name="indicators_list",
    summary="Indices and indicators across editions",
)
def indicator_list(
    request: HttpRequest, response: HttpResponse, choice: Query[IndicatorChoice], window: Query[Window]
) -> dict[str, Any]:
    """Names, units, what took the place of what, and the editions that have each."""
    world = world_of(request)
    found = list(indicators().values())
    if choice.edition:
        nodes = _method_of(world, choice.edition).nodes
        found = [indicator for indicator in found if indicator.code in nodes]
    chosen, part = part_of(found, window, request=request, response=response)
    return {
        **part,
        "indicators": _indicators(world, chosen),
        "versions": world.versions(choice.edition or world.latest).as_dict(),
    }


def _indicators(world: World, chosen: Iterable[IndicatorValue]) -> list[dict[str, Any]]:
    nodes = {edition: world.methodology(edition).nodes for edition in world.editions}
    return [
        {
            "code": one.code,
            "name": dict(one.name),
            "short": dict(one.short),
            "unit": one.unit,
            "became": one.became,
            "editions": [edition for edition, known in nodes.items() if one.code in known],
        }
        for one in chosen
    ]


@router.get(
    "/indicators/{code}",
    response=IndicatorWithVersions,
    operation_id="indicators_get",
    url_name="indicators_get",
    summary="One index or indicator",
)
def indicator(
    request: HttpRequest,
    code: Annotated[str, Path(pattern=_NAME, description="Its code.", examples=["TII.MS"])],
) -> dict[str, Any]:
    """Its names and unit, and the editions that have it."""
    if code not in indicators():
        raise RequestError("unknown_indicator", place=Place(name=code), given=code)
    world = world_of(request)
    (found,) = _indicators(world, [indicators()[code]])
    return {**found, "versions": world.versions(world.latest).as_dict()}
