from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.assessment.maturity import maturity
from miqyas.catalogue.maturity import maturity_model
from miqyas.kernel.text import plain_lines
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import (
    LONGEST_TEXT,
    DatumFields,
    ServiceFields,
    facts_of,
    fault,
    searched_of,
    service_faults,
    terms_of,
    values_of,
)
from miqyas.workspace.services.models import DatumUse, Service, ServiceFeature, ServiceRevision, State
from miqyas.workspace.services.queries import OBJECT_KIND, fields_of, proofs_of, service_by_code

_OWN: Final = {"code", "entity", "data"}
"""Fields that are not columns of the same name, or do not change."""


def service_problems(fields: ServiceFields, *, service: Service | None = None) -> tuple[ServiceError, ...]:
    """All that is wrong with a service: by itself and beside the others (`service` is its old self)."""
    tidy = fields.tidied()
    entities = entities_by_code({tidy.entity, *(one.entity for one in tidy.data)})
    found = [*service_faults(tidy), *entity_faults(tidy, entities, service=service)]
    if service is None and tidy.code and service_by_code(tidy.code):
        found.append(fault("code_taken", "code", given=tidy.code))
    if service is not None and tidy.code != service.code:
        found.append(fault("code_stays", "code", given=service.code))
    if service is not None and service.is_public and not tidy.is_in_both_languages:
        found.append(fault("not_in_both_languages", "title"))
    return tuple(found)


def entities_by_code(codes: Iterable[str]) -> Mapping[str, Entity]:
    """Entities by their codes, by one query."""
    wanted = {code for code in codes if code}
    return {entity.code: entity for entity in Entity.objects.filter(code__in=wanted)} if wanted else {}


def entity_faults(
    fields: ServiceFields, entities: Mapping[str, Entity], *, service: Service | None
) -> Iterable[ServiceError]:
    """What is wrong with the entities that a service names; one that is off may keep what it has."""
    own = entities.get(fields.entity)
    if fields.entity and own is None:
        yield fault("entity_unknown", "entity", given=fields.entity[:80])
    if own and not own.is_active and (service is None or service.entity_id != own.pk):
        yield fault("entity_off", "entity", given=own.code)
    for one in fields.data:
        if one.entity and one.entity not in entities:
            yield fault("entity_unknown", one.way, given=one.entity[:80])


@transaction.atomic
def service_create(fields: ServiceFields, *, by: UUID | None) -> Service:
    """Add a service, as a draft. Raises `ServiceError`, the first of its problems."""
    for problem in service_problems(fields):
        raise problem
    tidy = fields.tidied()
    entities = entities_by_code({tidy.entity, *(one.entity for one in tidy.data)})
    service = service_filled(Service(code=tidy.code), tidy, entities)
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise fault("code_taken", "code", given=tidy.code) from error
    DatumUse.objects.bulk_create(uses_filled(service, tidy.data, entities))
    kept("service.create", service, tidy, by=by)
    return service


@transaction.atomic
def service_update(service: Service, fields: ServiceFields, *, version: int, by: UUID | None) -> Service:
    """Change a service by somebody who saw its `version`; the same again changes nothing.

    Raises `ServiceError`: its first problem, or that it was changed meanwhile.
    """
    locked = _locked(service)
    tidy, before = fields.tidied(), fields_of(locked)
    if tidy == before:
        return locked
    _check_version(locked, version)
    for problem in service_problems(tidy, service=locked):
        raise problem
    _check_proof(locked, tidy.entity)
    return service_changed(locked, tidy, before=before, by=by)


def service_changed(
    locked: Service, fields: ServiceFields, *, before: ServiceFields, by: UUID | None
) -> Service:
    """Write fields that were found to be right; inside a transaction."""
    entities = entities_by_code({fields.entity, *(one.entity for one in fields.data)})
    service_filled(locked, fields, entities)
    locked.version += 1
    locked.save()
    if fields.data != before.data:
        locked.data.all().delete()
        DatumUse.objects.bulk_create(uses_filled(locked, fields.data, entities))
    after, earlier = values_of(fields), values_of(before)
    kept(
        "service.update",
        locked,
        fields,
        by=by,
        changed=[name for name in after if after[name] != earlier[name]],
    )
    return locked


def service_filled(service: Service, fields: ServiceFields, entities: Mapping[str, Entity]) -> Service:
    """The row with these fields, its level and what searches need; not stored yet."""
    for name in fields.__dataclass_fields__.keys() - _OWN:
        value = getattr(fields, name)
        setattr(service, name, list(value) if isinstance(value, tuple) else value)
    service.entity = entities[fields.entity]
    service.searched, service.terms = searched_of(fields), terms_of(fields)
    return _measured(service, fields)


def _measured(service: Service, fields: ServiceFields) -> Service:
    model = maturity_model()
    found = maturity(facts_of(fields), model=model)
    overruled = model.level(service.overruled_level)
    service.level, service.level_number = found.code, found.number
    if overruled:
        service.level, service.level_number = overruled.code, overruled.number
    service.rules = model.version
    return service


def uses_filled(
    service: Service, data: Iterable[DatumFields], entities: Mapping[str, Entity]
) -> list[DatumUse]:
    """The rows of a service's data; not stored yet."""
    return [
        DatumUse(service=service, datum=one.datum, way=one.way, entity=entities.get(one.entity))
        for one in data
    ]


def kept(action: str, service: Service, fields: ServiceFields, *, by: UUID | None, **details: Any) -> None:
    """Keep what the service is now, and that somebody did it."""
    revision_filled(service, fields, by=by).save()
    told(action, service, by=by, **details)


def revision_filled(service: Service, fields: ServiceFields, *, by: UUID | None) -> ServiceRevision:
    """What the service is now, as a revision; not stored yet."""
    return ServiceRevision(
        service=service,
        number=service.version,
        values={**values_of(fields), "state": service.state},
        state=service.state,
        level=service.level,
        is_overruled=bool(service.overruled_level),
        rules=service.rules,
        by=by,
    )


def told(action: str, service: Service, *, by: UUID | None, **details: Any) -> None:
    """Record what somebody did."""
    record_of(action, service, by=by, **details).save()


def record_of(action: str, service: Service, *, by: UUID | None, **details: Any) -> Record:
    """What somebody did, as a record; not stored yet."""
    return Record(
        action=action,
        actor=by,
        object_kind="service",
        object_id=str(service.pk),
        details={"code": service.code, "version": service.version, **details},
    )


def service_publish(service: Service, *, by: UUID | None) -> Service:
    """Show a service to the public. Raises `ServiceError` unless it stands in both languages."""
    if not fields_of(service).is_in_both_languages:
        raise fault("not_in_both_languages", "title")
    return _turn(service, State.PUBLISHED, action="service.publish", by=by)


def service_withdraw(service: Service, *, by: UUID | None) -> Service:
    """Take a service out of the public's sight, or a retired one back among those kept."""
    return _turn(service, State.DRAFT, action="service.withdraw", by=by)


def service_retire(service: Service, *, by: UUID | None) -> Service:
    """Say that a service is offered no longer; it keeps its past and counts no more."""
    return _turn(service, State.RETIRED, action="service.retire", by=by)


@transaction.atomic
def _turn(service: Service, state: str, *, action: str, by: UUID | None) -> Service:
    locked = _locked(service)
    if locked.state != state:
        locked.state = state
        locked.version += 1
        locked.save()
        kept(action, locked, fields_of(locked), by=by)
    return locked


@transaction.atomic
def level_overrule(
    service: Service, *, level: str, reason: str, proof: Evidence | None, by: UUID | None
) -> Service:
    """Set a level against what follows from the fields, for a reason and with a proof of the service.

    Raises `ServiceError` for a level that is none, no reason, and no proof that serves the service.
    """
    locked, said = _locked(service), plain_lines(reason)
    if maturity_model().level(level) is None:
        raise fault("level_unknown", "level", given=level[:40])
    if not said or len(said) > LONGEST_TEXT:
        raise fault("reason_missing" if not said else "too_long", "reason", n=len(said), limit=LONGEST_TEXT)
    if proof is None or proof.pk not in {one.evidence.pk for one in proofs_of(locked)}:
        raise fault("proof_missing", "proof")
    if (locked.overruled_level, locked.overruled_reason, locked.overruled_proof_id) == (
        level,
        said,
        proof.pk,
    ):
        return locked
    locked.overruled_level, locked.overruled_reason, locked.overruled_proof = level, said, proof
    return _overruled("level.overrule", locked, by=by)


@transaction.atomic
def level_restore(service: Service, *, by: UUID | None) -> Service:
    """Let the level follow from the fields again."""
    locked = _locked(service)
    if not locked.overruled_level:
        return locked
    locked.overruled_level, locked.overruled_reason, locked.overruled_proof = "", "", None
    return _overruled("level.restore", locked, by=by)


def _overruled(action: str, locked: Service, *, by: UUID | None) -> Service:
    fields = fields_of(locked)
    _measured(locked, fields)
    locked.version += 1
    locked.save()
    kept(action, locked, fields, by=by, level=locked.level)
    key = f"{locked.pk}:{locked.version}"
    publish(action, key=key, service=str(locked.pk), by=str(by) if by else "")
    return locked


@transaction.atomic
def services_measure(services: Sequence[Service], *, by: UUID | None) -> int:
    """Measure services by the rules in force; says how many came to another level."""
    changed = 0
    for service in services:
        fields, before = fields_of(service), service.level
        _measured(service, fields)
        if service.level != before:
            service.version += 1
            changed += 1
            kept("service.measure", service, fields, by=by, level=service.level)
        service.save()
    return changed


@transaction.atomic
def feature_decide(service: Service, feature: str, *, is_accepted: bool, by: UUID | None) -> ServiceFeature:
    """Say that a feature and a service belong together, or do not; said again, nothing changes."""
    row = ServiceFeature.objects.select_for_update().filter(service=service, feature=feature).first()
    if row and row.is_accepted == is_accepted:
        return row
    row = row or ServiceFeature(service=service, feature=feature)
    row.is_accepted, row.decided_by = is_accepted, by
    row.save()
    told("service.feature", service, by=by, feature=feature, is_accepted=is_accepted)
    return row


def service_prove(service: Service, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a service. Raises `ServiceError` for one of another entity."""
    if evidence.entity_id != service.entity_id:
        raise fault("foreign_proof", "proof")
    evidence_attach(evidence, OBJECT_KIND, service.pk, by=by)


def service_disprove(service: Service, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a service no longer. Raises `ServiceError` while its level stands on it."""
    if Service.objects.filter(pk=service.pk, overruled_proof=evidence).exists():
        raise fault("proof_in_use", "proof")
    evidence_detach(evidence, OBJECT_KIND, service.pk, by=by)


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("entity").get(pk=service.pk)


def _check_version(locked: Service, version: int) -> None:
    if locked.version != version:
        raise fault("changed_meanwhile", "version", seen=version, now=locked.version)


def _check_proof(locked: Service, entity: str) -> None:
    """A service whose level stands on a proof of its entity does not leave that entity."""
    if locked.overruled_level and locked.entity.code != entity:
        raise fault("overruled_stays", "entity", given=locked.entity.code)
