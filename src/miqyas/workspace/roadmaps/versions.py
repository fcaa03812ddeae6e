"""A save names the version that was seen; what meets a newer one is kept beside it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from miqyas.workspace.history.services import record_add
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.models import Directive, GateReview, RoadmapItem
from miqyas.workspace.roadmaps.models.kept import RevisionModel

RowT = TypeVar("RowT", RoadmapItem, Directive, GateReview)


@dataclass(frozen=True)
class Saved(Generic[RowT]):
    """A thing as it stands now; `aside` is what was kept beside it because it met a newer version."""

    row: RowT
    aside: Any = None


def has_moved(row: RowT, values: Mapping[str, Any], *, now: Mapping[str, Any], version: int) -> bool:
    """Whether what somebody changed since they saw `version` was changed by somebody else too.

    Changes of other fields do not stand in each other's way.
    """
    if version == row.version:
        return False
    seen = _seen(row, version)
    if seen is None:
        return True
    return any(seen.get(name) != now.get(name) for name in _changed(seen, values))


def merged(row: RowT, values: Mapping[str, Any], *, now: Mapping[str, Any], version: int) -> dict[str, Any]:
    """What stands now with what somebody changed since they saw `version`."""
    return {**now, **_changed(_seen(row, version) or {}, values)}


def restored(row: RowT, *, aside: int, names: Collection[str], version: int) -> dict[str, Any]:
    """What was seen of `version` with fields as they were kept aside, to be saved as that version's.

    Raises `RoadmapError` where nothing of that number was kept aside, or none of its fields is named.
    """
    kept = row.revisions.filter(pk=aside, is_aside=True).first()
    if kept is None:
        raise fault("aside_unknown", "aside")
    wanted = {name: value for name, value in kept.values.items() if name in names}
    seen = _seen(row, version)
    if not wanted or seen is None:
        raise fault("aside_empty", "names")
    return {**seen, **wanted}


def _seen(row: RowT, version: int) -> dict[str, Any] | None:
    found = row.revisions.filter(number=version, is_aside=False).first()
    return dict(found.values) if found else None


def _changed(seen: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if seen.get(name) != value}


def keep(row: RowT, values: Mapping[str, Any], *, action: str, changed: list[str], by: UUID | None) -> None:
    """Write the revision of a new version, and the record of what was changed."""
    row.revisions.create(number=row.version, values=dict(values), by=by)
    details = {"version": row.version, "changed": changed}
    record_add(action, actor=by, object_kind=kind_of(row), object_id=row.pk, details=details)


def keep_aside(row: RowT, values: Mapping[str, Any], *, version: int, by: UUID | None) -> RevisionModel:
    """Keep the fields that met a newer version; the same words of the same person are kept once."""
    values = _changed(_seen(row, version) or {}, values)
    for former in row.revisions.filter(number=row.version, by=by, is_aside=True):
        if former.values == values:
            kept: RevisionModel = former
            return kept
    aside: RevisionModel = row.revisions.create(number=row.version, values=values, by=by, is_aside=True)
    details = {"seen": version, "met": row.version}
    record_add(
        f"{kind_of(row)}.keep_aside", actor=by, object_kind=kind_of(row), object_id=row.pk, details=details
    )
    return aside


def kind_of(row: RoadmapItem | Directive | GateReview) -> str:
    """What history and proofs call such a thing."""
    return {RoadmapItem: "roadmap_item", Directive: "directive", GateReview: "gate_review"}[type(row)]
