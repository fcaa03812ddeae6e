"""The directory of government services, for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from miqyas.api.gate import changes_with
from miqyas.api.paging import Window, part_of
from miqyas.api.services import (
    ServiceInPath,
    ServicePublicAlone,
    ServicesPublic,
    filter_asked,
    public_record,
)
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.services.queries import (
    services_in_order,
    services_matching,
    services_public,
    services_state,
)

router = Router(tags=["services"])


class ServicesFilter(Window):
    """Which services."""

    q: str = Field(
        "", max_length=200, description="Words that all are in it, however spelt.", examples=["الميلاد"]
    )
    entity: str = Field("", max_length=60, description="Code of an entity.", examples=["health"])
    sector: str = Field("", max_length=40, description="Code of a sector.", examples=["health"])
    audience: str = Field("", max_length=40, description="Code of an audience.", examples=["families"])
    life_event: str = Field("", max_length=40, description="Code of a life event.", examples=["birth"])
    channel: str = Field("", max_length=40, description="Code of a channel.", examples=["mobile_app"])


@router.get(
    "/services",
    response=ServicesPublic,
    operation_id="services_list",
    url_name="services_list",
    summary="Government services",
)
@changes_with(services_state)
def services_list(
    request: HttpRequest, asked: Query[ServicesFilter], response: HttpResponse
) -> dict[str, Any]:
    """Published services of government entities; with words, those that have all of them."""
    found = services_matching(services_public(), filter_asked(asked)).values_list("pk", flat=True)
    shown, about = part_of(found, asked, request=request, response=response)
    return {
        **about,
        "versions": _versions(request),
        "services": [
            public_record(one, currency=settings.MIQYAS_CURRENCY) for one in services_in_order(shown)
        ],
    }


@router.get(
    "/services/{code}",
    response=ServicePublicAlone,
    operation_id="service_get",
    url_name="service_get",
    summary="A government service",
)
@changes_with(services_state)
def service_get(request: HttpRequest, code: ServiceInPath) -> dict[str, Any]:
    """For whom it is, what it asks for, what it costs, where to begin."""
    found = services_public().filter(code__iexact=code).prefetch_related("data").first()
    if found is None:
        raise Http404
    return {**public_record(found, currency=settings.MIQYAS_CURRENCY), "versions": _versions(request)}


def _versions(request: HttpRequest) -> dict[str, str]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
