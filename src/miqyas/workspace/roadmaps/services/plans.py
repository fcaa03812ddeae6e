"""Plans from portfolios: kept once by what they say, adopted once, rejected actions with why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.kernel.text import plain_line
from miqyas.workspace.history.services import record_add
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.faults import LONGEST_LINE, LONGEST_NAME, item_faults
from miqyas.workspace.roadmaps.fields import ItemFields
from miqyas.workspace.roadmaps.ground import ground_now
from miqyas.workspace.roadmaps.models import AdoptedAction, PlanAdoption, PortfolioPlan, RoadmapItem
from miqyas.workspace.roadmaps.services.items import items_take

KIND: Final = "portfolio_plan"


@dataclass(frozen=True)
class Chosen:
    """An action of a plan: the code of the item that it becomes ("": rejected), why not, what it adds."""

    action: str
    name: Mapping[str, str]
    code: str = ""
    why: Mapping[str, str] = field(default_factory=dict)
    gains: Sequence[Mapping[str, Any]] = ()
    success: float = 1.0


def plan_digest(document: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """The name of a plan by its content: what it was chosen from, and what it does when.

    >>> plan_digest({"actions": []}, {"tasks": []})[:12]
    'ec8c21a8a8a4'
    """
    says = {"document": document, "tasks": [[one["id"], one["first"]] for one in record["tasks"]]}
    written = json.dumps(says, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def plan_keep(
    document: Mapping[str, Any], record: Mapping[str, Any], *, name: str, by: UUID | None
) -> PortfolioPlan:
    """Keep a plan beside the roadmap; one that is there already is found again under its first name.

    Raises `RoadmapError` for a name that is none or too long.
    """
    name = plain_line(name)
    if not name:
        raise fault("name_missing", "name")
    if len(name) > LONGEST_NAME:
        raise fault("too_long", "name", most=LONGEST_NAME)
    digest = plan_digest(document, record)
    try:
        with transaction.atomic():
            plan = PortfolioPlan.objects.create(
                digest=digest, name=name, document=dict(document), record=dict(record), by=by
            )
            record_add(
                "portfolio_plan.keep",
                actor=by,
                object_kind=KIND,
                object_id=plan.pk,
                details={"digest": digest},
            )
    except IntegrityError:
        return PortfolioPlan.objects.get(digest=digest)
    return plan


def plan_adopt(
    plan: PortfolioPlan,
    items: Sequence[ItemFields],
    chosen: Sequence[Chosen],
    *,
    reason: str,
    by: UUID | None,
) -> PlanAdoption:
    """Make a plan the roadmap's: its items are put in or moved, and what it rejected is kept with why.

    All of it is done or nothing; a plan that is adopted already stays as it is. Raises the first
    `RoadmapError` of items that cannot be.
    """
    reason = plain_line(reason)
    if len(reason) > LONGEST_LINE:
        raise fault("too_long", "reason", most=LONGEST_LINE)
    former = PlanAdoption.objects.filter(plan=plan).first()
    if former is not None:
        return former
    there = ground_now()
    ground = there.with_items(items)
    for problem in (problem for fields in items for problem in item_faults(fields, ground)):
        raise problem
    new = sum(fields.code not in there.kinds for fields in items)
    try:
        with transaction.atomic():
            return _adopted(plan, items, chosen, reason=reason, new=new, by=by)
    except IntegrityError:
        return PlanAdoption.objects.get(plan=plan)


def _adopted(
    plan: PortfolioPlan,
    items: Sequence[ItemFields],
    chosen: Sequence[Chosen],
    *,
    reason: str,
    new: int,
    by: UUID | None,
) -> PlanAdoption:
    adoption = PlanAdoption.objects.create(plan=plan, reason=reason, by=by)
    items_take(items, by=by)
    codes = [one.code for one in chosen if one.code]
    by_code = {item.code: item for item in RoadmapItem.objects.filter(code__in=codes)}
    AdoptedAction.objects.bulk_create(
        AdoptedAction(
            adoption=adoption,
            action=one.action,
            name=dict(one.name),
            item=by_code[one.code] if one.code else None,
            why=dict(one.why),
            gains=[dict(gain) for gain in one.gains],
            success=one.success,
        )
        for one in chosen
    )
    details = {
        "digest": plan.digest,
        "made": new,
        "there": len(items) - new,
        "rejected": sum(not one.code for one in chosen),
    }
    record_add("portfolio_plan.adopt", actor=by, object_kind=KIND, object_id=plan.pk, details=details)
    return adoption
