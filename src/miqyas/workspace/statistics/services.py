from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import Place
from miqyas.observations.agencies import RawInput
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import mandates_held
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.fields import (
    Figures,
    Plan,
    figures_of,
    figures_problems,
    plain,
    plan_of,
    plan_problems,
)
from miqyas.workspace.statistics.models import InputRevision, InputState, StatisticalInput
from miqyas.workspace.statistics.queries import OBJECT_KIND, inputs_before


@dataclass(frozen=True)
class Saved:
    """An input as it stands now; `aside` holds what was kept beside it because it met a newer version."""

    item: StatisticalInput
    aside: InputRevision | None = None


@transaction.atomic
def inputs_prepare(known: Iterable[RawInput], *, edition: int, by: UUID | None) -> list[StatisticalInput]:
    """One input for each raw indicator of an edition that somebody publishes; those that are there stay.

    Who answers for it, and what was last known, come from the edition prepared before; where that has none,
    the one entity whose mandate it usually is.
    """
    held, before = mandates_held(), inputs_before(edition)
    made = []
    for one in known:
        if one.is_assessed:
            continue
        defaults = _first_values(one, before.get(one.code), holders=held.get(one.owner, []), by=by)
        item, is_new = StatisticalInput.objects.get_or_create(
            edition=edition, indicator=one.code, defaults=defaults
        )
        if is_new:
            _keep(item, by=by)
            record_add(
                "input.prepare",
                actor=by,
                object_kind="input",
                object_id=item.pk,
                details={"edition": edition, "indicator": one.code},
            )
            made.append(item)
    return made


def _first_values(
    one: RawInput, before: StatisticalInput | None, *, holders: list[Entity], by: UUID | None
) -> dict[str, Any]:
    entity = holders[0] if len(holders) == 1 else None
    plan, figures = Plan(entity=entity, agency=one.agency), Figures()
    if before is not None:
        still = before.entity if before.entity and before.entity.is_active else entity
        plan = Plan(entity=still, agency=before.agency or one.agency)
        figures = replace(figures_of(before), state=InputState.OPEN.value)
    return {**_fields(plan), **_fields(figures), "updated_by": by}


def _fields(values: Figures | Plan) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__dataclass_fields__}


@transaction.atomic
def input_save(item: StatisticalInput, figures: Figures, *, version: int, by: UUID | None) -> Saved:
    """Put figures into an input by somebody who saw its `version`.

    Where the input has moved on since, it stays as it is and these figures are kept beside it, so that both
    are there. Saying again what is said already changes nothing. Raises `StatisticsError` for figures that
    cannot be.
    """
    locked = _locked(item)
    figures = replace(figures, explanation=figures.explanation.replace("\r\n", "\n").strip())
    for problem in figures_problems(figures, item=locked, today=timezone.localdate()):
        raise problem
    if figures.agency_value != locked.agency_value and figures.agency_origin == locked.agency_origin:
        figures = replace(figures, agency_origin="")
    return _write(locked, figures, before=figures_of(locked), version=version, by=by, action="input.save")


@transaction.atomic
def input_plan(item: StatisticalInput, plan: Plan, *, version: int, by: UUID | None) -> Saved:
    """Say who answers for an input, by which round and until when; versions as for `input_save`."""
    locked = _locked(item)
    plan = replace(plan, round_name=plan.round_name.strip())
    before = plan_of(locked)
    for problem in plan_problems(plan):
        if problem.detail != "entity_off" or plan.entity != before.entity:
            raise problem
    return _write(locked, plan, before=before, version=version, by=by, action="input.plan")


def _locked(item: StatisticalInput) -> StatisticalInput:
    return StatisticalInput.objects.select_for_update(of=("self",)).select_related("entity").get(pk=item.pk)


def _write(
    locked: StatisticalInput,
    values: Figures | Plan,
    *,
    before: Figures | Plan,
    version: int,
    by: UUID | None,
    action: str,
) -> Saved:
    if values == before:
        return Saved(locked)
    if version != locked.version and _has_moved(locked, before, version=version):
        return Saved(locked, _keep_aside(locked, values, version=version, by=by))
    changed = [name for name in values.__dataclass_fields__ if getattr(values, name) != getattr(before, name)]
    for name in changed:
        setattr(locked, name, getattr(values, name))
    locked.version += 1
    locked.updated_by = by
    locked.save()
    _keep(locked, by=by)
    record_add(
        action,
        actor=by,
        object_kind="input",
        object_id=locked.pk,
        details={"version": locked.version, "changed": changed},
    )
    return Saved(locked)


def _has_moved(locked: StatisticalInput, now: Figures | Plan, *, version: int) -> bool:
    """Whether these fields are others than those that a version had: figures and plan change apart."""
    seen = InputRevision.objects.filter(input=locked, number=version, is_aside=False).first()
    return seen is None or any(seen.values.get(name) != value for name, value in plain(now).items())


def _keep(item: StatisticalInput, *, by: UUID | None) -> InputRevision:
    values = {**plain(figures_of(item)), **plain(plan_of(item))}
    return InputRevision.objects.create(input=item, number=item.version, values=values, by=by)


def _keep_aside(
    item: StatisticalInput, values: Figures | Plan, *, version: int, by: UUID | None
) -> InputRevision:
    """Keep what met a newer version; the same words of the same person are kept once."""
    kept = plain(values)
    told = {"input": item, "number": item.version, "by": by, "is_aside": True}
    for former in InputRevision.objects.filter(**told):
        if former.values == kept:
            return former
    aside = InputRevision.objects.create(values=kept, **told)
    record_add(
        "input.keep_aside",
        actor=by,
        object_kind="input",
        object_id=item.pk,
        details={"seen": version, "met": item.version},
    )
    return aside


def input_prove(item: StatisticalInput, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve an input. Raises `StatisticsError` for one of another entity."""
    if evidence.entity_id != item.entity_id:
        raise StatisticsError("foreign_proof", place=Place(name=item.indicator))
    evidence_attach(evidence, OBJECT_KIND, item.pk, by=by)


def input_disprove(item: StatisticalInput, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve an input no longer."""
    evidence_detach(evidence, OBJECT_KIND, item.pk, by=by)
