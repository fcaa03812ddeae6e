"""Baselines: dates and cost are frozen with a reason, so that later ones can be held against them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from miqyas.kernel.text import plain_line
from miqyas.workspace.history.services import record_add
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.faults import LONGEST_LINE
from miqyas.workspace.roadmaps.models import Baseline, BaselineItem, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import branch_of, fields_of, items_whole


@transaction.atomic
def baseline_take(*, reason: str, by: UUID | None, root: RoadmapItem | None = None) -> Baseline:
    """Freeze the whole roadmap, or one branch of it. Raises `RoadmapError` without a reason or items."""
    reason = plain_line(reason)
    if not reason:
        raise fault("reason_missing", "reason")
    if len(reason) > LONGEST_LINE:
        raise fault("too_long", "reason", most=LONGEST_LINE)
    items = list(items_whole().select_for_update(of=("self",)))
    frozen = branch_of(items, root) if root else items
    if not frozen:
        raise fault("nothing_to_freeze", "root")
    last = Baseline.objects.aggregate(last=Max("number"))["last"] or 0
    baseline = Baseline.objects.create(number=last + 1, root=root, reason=reason, by=by)
    BaselineItem.objects.bulk_create(_frozen(baseline, item) for item in frozen)
    details = {"number": baseline.number, "items": len(frozen), "root": root.code if root else ""}
    record_add("roadmap.baseline", actor=by, object_kind="baseline", object_id=baseline.pk, details=details)
    return baseline


def _frozen(baseline: Baseline, item: RoadmapItem) -> BaselineItem:
    return BaselineItem(
        baseline=baseline,
        item=item,
        planned_start=item.planned_start,
        planned_end=item.planned_end,
        go_live=item.go_live,
        cost=fields_of(item).cost,
    )
