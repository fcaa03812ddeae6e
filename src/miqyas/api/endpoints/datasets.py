"""What is loaded: versions, packaged tables, datasets laid over them, known errors of the publication."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.analysis.records import dataset_record
from miqyas.api.shapes import Mark, Names, Versions
from miqyas.observations.known_errors import known_errors
from miqyas.observations.tables import about_table, read_table, table_names
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["datasets"])


class InForce(Versions):
    """What every answer rests on at this moment."""

    set: str = Field(description="Name of the set of datasets in force: a hash, or release for none.")
    editions: list[int] = Field(description="Editions with results, oldest first.")
    latest: int = Field(description="The newest of them.")
    target: int = Field(description="The edition that this installation prepares for.")


class Dataset(Schema):
    """A dataset laid over the release."""

    sha256: str = Field(description="Its name: the hash of its kind and content.")
    kind: str = Field(description="results, raw, losi or forecast.")
    name: str = Field(description="Name of the file that was imported.")
    bytes: int


class PackagedTable(Schema):
    """A table of the release."""

    name: str
    title: Names
    what: Names
    unit: Names
    source: Names
    licence: Names
    mark: Mark
    checked: str = Field(description="When it was last compared with its source.")
    rows: int
    columns: dict[str, Names] = Field(description="What each column means.")


class Datasets(Schema):
    """Tables of the release, and what is laid over them, oldest first."""

    set: str
    tables: list[PackagedTable]
    datasets: list[Dataset]
    versions: Versions


class KnownError(Schema):
    """An error of the publication itself, declared with its evidence."""

    id: str
    edition: int
    countries: list[str]
    field: str
    affects: list[str] = Field(description="Checks of verification in which these countries differ.")
    what: Names
    evidence: Names


class KnownErrors(Schema):
    """All errors of the publication that are known."""

    errors: list[KnownError]
    versions: Versions


@router.get(
    "/versions",
    response=InForce,
    operation_id="versions",
    url_name="versions",
    summary="Versions in force",
)
def versions(request: HttpRequest) -> dict[str, Any]:
    """Software, method and data on which answers rest now, and the edition that is prepared for."""
    world = world_of(request)
    return {
        **world.versions(world.latest).as_dict(),
        "set": world.active.name,
        "editions": list(world.editions),
        "latest": world.latest,
        "target": world.target,
    }


@router.get(
    "/datasets",
    response=Datasets,
    operation_id="datasets_list",
    url_name="datasets_list",
    summary="Tables and datasets that are loaded",
)
def datasets(request: HttpRequest) -> dict[str, Any]:
    """Packaged tables with source, licence and mark; datasets that were imported over them."""
    world = world_of(request)
    return {
        "set": world.active.name,
        "tables": [_table(name) for name in table_names()],
        "datasets": [dataset_record(dataset) for dataset in world.active.datasets],
        "versions": world.versions(world.latest).as_dict(),
    }


def _table(name: str) -> dict[str, Any]:
    about = about_table(name)
    return {
        "name": about.name,
        "title": dict(about.title),
        "what": dict(about.what),
        "unit": dict(about.unit),
        "source": dict(about.source),
        "licence": dict(about.licence),
        "mark": about.mark.value,
        "checked": about.checked,
        "rows": len(read_table(name)),
        "columns": {column: dict(words) for column, words in about.columns.items()},
    }


@router.get(
    "/known-errors",
    response=KnownErrors,
    operation_id="known_errors_list",
    url_name="known_errors_list",
    summary="Known errors of the publication",
)
def errors(request: HttpRequest) -> dict[str, Any]:
    """What the published tables have wrong, with the evidence in the publication itself."""
    world = world_of(request)
    return {
        "errors": [
            {
                "id": error.id,
                "edition": error.edition,
                "countries": list(error.countries),
                "field": error.field,
                "affects": list(error.affects),
                "what": dict(error.what),
                "evidence": dict(error.evidence),
            }
            for error in known_errors()
        ],
        "versions": world.versions(world.latest).as_dict(),
    }
