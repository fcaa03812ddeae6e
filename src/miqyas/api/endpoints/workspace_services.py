"""Services in the workspace: kept, published, tied to features, raised."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from miqyas.api.endpoints.services import ServicesFilter
from miqyas.api.gate import private, target_of
from miqyas.api.paging import part_of
from miqyas.api.services import (
    FeatureAsked,
    FeatureInPath,
    LevelAsked,
    ServiceChange,
    ServiceInPath,
    ServiceNew,
    ServicesTold,
    ServiceTold,
    ServiceWhole,
    StateAsked,
    filter_asked,
    service_beside,
    service_found,
    service_record,
    worth_records,
)
from miqyas.assessment.records import needs_record
from miqyas.jobs.programme.services import feature_found, proposals_for, worth_of
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import (
    features_of,
    maturity_of,
    proof_of,
    revisions_of,
    services_in_order,
    services_matching,
    services_seen,
)
from miqyas.workspace.services.services import (
    feature_decide,
    level_overrule,
    level_restore,
    service_create,
    service_publish,
    service_retire,
    service_update,
    service_withdraw,
)

router = Router(tags=["services"])
BASE: Final = "/workspace/services"
ONE: Final = f"{BASE}/cards/{{code}}"
_TURNS: Final = {"published": service_publish, "draft": service_withdraw, "retired": service_retire}


class ServicesKeptFilter(ServicesFilter):
    """Which services."""

    level: str = Field("", max_length=20, description="Code of a level, or none: below the first.")
    state: str = Field("", max_length=10, description="draft, published or retired.")


@router.get(
    BASE,
    response=ServicesTold,
    operation_id="services_kept",
    url_name="services_kept",
    summary="Services that are kept",
)
@private("service.list")
def services_kept(
    request: HttpRequest, asked: Query[ServicesKeptFilter], response: HttpResponse
) -> dict[str, Any]:
    """All for the authority; to an entity's people their own."""
    seen = services_seen(person_of(request.user))
    found = services_matching(seen, filter_asked(asked)).values_list("pk", flat=True)
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "services": [service_record(one) for one in services_in_order(shown)]}


@router.post(
    BASE,
    response=ServiceTold,
    operation_id="service_add",
    url_name="service_add",
    summary="Add a service",
)
@private("service.import")
def add(request: HttpRequest, asked: ServiceNew) -> dict[str, Any]:
    """As a draft, of an entity whose services are yours to keep."""
    entity = entity_by_code(asked.entity)
    if entity is not None:
        require(request.user, "service.edit", entity)
    made = service_create(asked.fields(asked.code), by=person_of(request.user).by)
    return service_record(made)


@router.get(
    ONE, response=ServiceWhole, operation_id="service_kept", url_name="service_kept", summary="A service"
)
@private("service.view", of=service_found)
def kept(request: HttpRequest, code: ServiceInPath) -> dict[str, Any]:
    """With what the next level needs, what raising it is worth, and what it was."""
    return _whole(target_of(request))


def _whole(service: Service) -> dict[str, Any]:
    measured, decided = maturity_of(service), features_of(service)
    return {
        **service_record(service),
        "next_level": measured.next.code if measured.next else None,
        "needs": needs_record(measured),
        "worth": worth_records(worth_of(service)),
        "features_refused": [code for code, row in decided.items() if not row.is_accepted],
        "features_proposed": [match.feature.code for match in proposals_for(service)],
        "revisions": list(revisions_of(service)),
    }


@router.put(
    ONE,
    response=ServiceTold,
    operation_id="service_save",
    url_name="service_save",
    summary="Change a service",
)
@private("service.edit", of=service_found)
def save(request: HttpRequest, code: ServiceInPath, asked: ServiceChange) -> dict[str, Any]:
    """As a whole, over the version that was seen; refused where the service has moved on since."""
    service: Service = target_of(request)
    entity = entity_by_code(asked.entity)
    if entity is not None:
        require(request.user, "service.edit", entity)
    by = person_of(request.user).by
    return service_record(service_update(service, asked.fields(service.code), version=asked.version, by=by))


@router.put(
    f"{ONE}/state",
    response=ServiceTold,
    operation_id="service_turn",
    url_name="service_turn",
    summary="Publish, withdraw or retire a service",
)
@private("service.publish", of=service_found)
def turn(request: HttpRequest, code: ServiceInPath, asked: StateAsked) -> dict[str, Any]:
    """What is published stands in both languages."""
    return service_record(_TURNS[asked.state](target_of(request), by=person_of(request.user).by))


@router.put(
    f"{ONE}/level",
    response=ServiceTold,
    operation_id="service_level_set",
    url_name="service_level_set",
    summary="Overrule a level of maturity",
)
@private("service.overrule", of=service_found)
def level_set(request: HttpRequest, code: ServiceInPath, asked: LevelAsked) -> dict[str, Any]:
    """For a reason, and with a proof that serves the service."""
    service: Service = target_of(request)
    proof = proof_of(service, asked.proof)
    by = person_of(request.user).by
    return service_record(level_overrule(service, level=asked.level, reason=asked.reason, proof=proof, by=by))


@router.delete(
    f"{ONE}/level",
    response=ServiceTold,
    operation_id="service_level_restore",
    url_name="service_level_restore",
    summary="Let a level follow from what is recorded",
)
@private("service.overrule", of=service_found)
def level_unset(request: HttpRequest, code: ServiceInPath) -> dict[str, Any]:
    """The reason and the proof stay in the history."""
    return service_record(level_restore(target_of(request), by=person_of(request.user).by))


@router.put(
    f"{ONE}/features/{{feature}}",
    response=ServiceWhole,
    operation_id="service_feature_decide",
    url_name="service_feature_decide",
    summary="Tie a feature to a service",
)
@private("service.edit", of=service_beside)
def feature(
    request: HttpRequest, code: ServiceInPath, feature: FeatureInPath, asked: FeatureAsked
) -> dict[str, Any]:
    """Accepted features tell what raising the service is worth; refused ones are not proposed again."""
    service: Service = target_of(request)
    by = person_of(request.user).by
    feature_decide(service, feature_found(feature).code, is_accepted=asked.is_accepted, by=by)
    return _whole(service)
