"""Who is told that something of the roadmap is no longer expected to go live by its safe date."""

from __future__ import annotations

from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.roadmaps.access import PLANNERS, WORKERS
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.items import OPEN


@subscribe("roadmap.unsafe")
def tell_of_a_date(event: Event) -> None:
    """The authority, the people of the item's entity who work on it, and whoever answers for it."""
    item = RoadmapItem.objects.filter(pk=event.payload["item"], state__in=OPEN).first()
    if item is None:
        return
    people = holding(PLANNERS) | (holding(WORKERS, entity=item.entity_id) if item.entity_id else set())
    title = item.name
    params = {name: event.payload[name] for name in ("edition", "live", "safe")}
    tell(
        event,
        people | ({item.responsible} if item.responsible else set()),
        params=params | {"item": {language: title.in_language(language) for language in title}},
        route_args={"code": item.code},
    )
