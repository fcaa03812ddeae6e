"""From what a workshop agreed on to an item of the roadmap."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from miqyas.workspace.roadmaps.fields import ItemFields
from miqyas.workspace.roadmaps.models import ItemKind, RoadmapItem
from miqyas.workspace.roadmaps.services.items import item_create
from miqyas.workspace.workshops.models import FollowUp
from miqyas.workspace.workshops.queries import feature_named
from miqyas.workspace.workshops.services.planning import follow_up_placed


@transaction.atomic
def follow_up_item(follow_up: FollowUp, *, by: UUID | None) -> RoadmapItem:
    """Make what was agreed on an initiative of the roadmap: its owner, its day, the features that it serves.

    Raises `WorkshopError` where it is one already, `RoadmapError` where the roadmap does not take it.
    """
    named = [found for code in follow_up.features if (found := feature_named(code))]
    fields = ItemFields(
        code=f"ws-{follow_up.pk.hex[:12]}",
        kind=ItemKind.INITIATIVE,
        title=follow_up.title,
        entity=follow_up.entity.code if follow_up.entity else "",
        features=tuple((instrument, feature.code) for instrument, feature in named),
        planned_end=follow_up.due_on,
    )
    follow_up_placed(follow_up, item=fields.code, by=by)
    return item_create(fields, by=by)
