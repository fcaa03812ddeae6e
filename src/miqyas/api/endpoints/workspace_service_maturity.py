"""The maturity of services, what is asked again, what is most worth raising."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from miqyas.api.answers import EntityInPath
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.services import MaturityTold, OnceOnlyTold, RaisesTold
from miqyas.assessment.once_only import likely_held
from miqyas.assessment.records import summary_record
from miqyas.catalogue.maturity import maturity_model
from miqyas.jobs.programme.service_maturity import (
    Maturities,
    asked_again,
    maturities,
    transactional_number,
    usual_holders,
)
from miqyas.jobs.programme.services import raises_in
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.services.queries import (
    entities_of_services,
    services_living,
    services_living_seen,
)

router = Router(tags=["services"])
BASE: Final = "/workspace/services"


def entity_found(code: str) -> Entity:
    """An entity by its code; 404 where there is none."""
    found = entity_by_code(code)
    if found is None:
        raise Http404
    return found


@router.get(
    f"{BASE}/maturity",
    response=MaturityTold,
    operation_id="services_maturity",
    url_name="services_maturity",
    summary="Maturity of all services",
)
@private("service.nation")
def nation(request: HttpRequest) -> dict[str, Any]:
    """Of the nation, each entity, each sector, counted each service once and by requests."""
    return _told(maturities(services_living(), today=timezone.localdate()))


@router.get(
    f"{BASE}/entities/{{code}}/maturity",
    response=MaturityTold,
    operation_id="services_entity_maturity",
    url_name="services_entity_maturity",
    summary="Maturity of an entity's services",
)
@private("service.view", of=entity_found)
def entity(request: HttpRequest, code: EntityInPath) -> dict[str, Any]:
    """Counted each service once and by requests."""
    own = services_living().filter(entity=target_of(request))
    return _told(maturities(own, today=timezone.localdate()))


@router.get(
    f"{BASE}/once-only",
    response=OnceOnlyTold,
    operation_id="services_once_only",
    url_name="services_once_only",
    summary="What is asked again",
)
@private("service.list")
def services_once_only(request: HttpRequest) -> dict[str, Any]:
    """Data that people are asked for although an entity holds them, the heaviest first."""
    uses, found = asked_again(services_living_seen(person_of(request.user)))
    return {
        **{name: getattr(found, name) for name in ("asked", "again", "unheld", "burden", "own_burden")},
        "edges": [asdict(edge) for edge in found.edges],
        "links": [asdict(link) for link in found.links],
        "likely": [asdict(one) for one in likely_held(uses, holders=usual_holders())],
    }


@router.get(
    f"{BASE}/worth",
    response=RaisesTold,
    operation_id="services_worth",
    url_name="services_worth",
    summary="Services most worth raising",
)
@private("service.list")
def worth(request: HttpRequest, asked: Query[Window], response: HttpResponse) -> dict[str, Any]:
    """What the index gains when a service becomes a full transaction online, the most first."""
    found = raises_in(services_living_seen(person_of(request.user)))
    shown, about = part_of(found, asked, request=request, response=response)
    world, entities = world_of(request), entities_of_services(one.key for one in shown)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "services": [
            {
                "service": one.code,
                "entity": entities[one.key],
                **{name: getattr(one.worth, name) for name in ("gain", "low", "high")},
                "features": [worth.feature.code for worth in one.worth.features if worth.gain > 0],
            }
            for one in shown
        ],
    }


def _told(found: Maturities) -> dict[str, Any]:
    model, number = maturity_model(), transactional_number()
    groups = {"entities": found.entities, "sectors": found.sectors}
    return {
        "model_version": model.version,
        "mark": model.basis.mark.value,
        "whole": summary_record("", found.whole, transactional=number),
        **{
            name: [summary_record(key, one, transactional=number) for key, one in by.items()]
            for name, by in groups.items()
        },
        "history": [{"on": point.on, "count": point.count, "mean": point.mean} for point in found.past],
    }
