"""Labels: what people who looked for themselves say, beside what the scanner had said by then."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.assessment.answers import lowest_grade
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.history.services import record_add
from miqyas.workspace.reviews.models import Decision, Judgement, ReviewItem
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Label, Origin, Report, Truth
from miqyas.workspace.scans.queries.labels import page_drawn
from miqyas.workspace.scans.services.following import last_report


@transaction.atomic
def label_of_agreement(item: ReviewItem) -> Label | None:
    """The label that agreement of all who looked blindly is. Once for each item."""
    if Label.objects.filter(item=item, origin=Origin.AGREED).exists():
        return None
    last = Judgement.objects.filter(task__item=item).order_by("-at").first()
    return _label_of_item(item, Origin.AGREED, grade=item.grade, at=last.at) if last else None


@transaction.atomic
def label_of_decision(decision: Decision) -> Label | None:
    """The label that a decision is: what an adjudicator signed, whatever the scanner had said. Once each."""
    if Label.objects.filter(decision=decision).exists():
        return None
    signed = {"grade": decision.grade, "at": decision.at, "by": decision.adjudicator, "decision": decision}
    return _label_of_item(decision.item, Origin.ADJUDICATED, **signed)


def _label_of_item(
    item: ReviewItem, origin: Origin, *, grade: str, at: datetime, **signed: Any
) -> Label | None:
    """What people say of an item, beside what the scanner had said by then; of sample campaigns nothing."""
    feature = instruments_of(item.campaign).features.get(item.feature)
    if feature is None or item.campaign.is_sample:
        return None
    report = last_report(item.subject_id, by=at)
    row = report.rows.filter(feature=item.feature).first() if report else None
    return Label.objects.create(
        feature=item.feature,
        subject=item.subject,
        truth=Truth.SHOWN if grade != lowest_grade(feature.scale) else Truth.NOT_SHOWN,
        grade=grade,
        origin=origin,
        campaign=item.campaign,
        item=item,
        report=report,
        said=row.state if row else "",
        rule=row.rule if row else "",
        rule_version=row.rule_version if row else 0,
        proof=row.proof if row else "",
        language=next(iter(row.record["languages"]), "") if row else "",
        at=at,
        **signed,
    )


@transaction.atomic
def label_add(report: Report, feature: str, *, address: str, truth: str, by: UUID) -> Label:
    """Keep what somebody says of a feature on one page that was drawn; each person marks a page once.

    What the rules say of it was written down when it was drawn. Raises `ScanError` for a page that was not
    drawn, for a scan whose looks were removed by age, for another word than those of `Truth`, and for what
    the person marked before.
    """
    if report.scan.looks_removed_at:
        raise ScanError("looks_removed")
    if truth not in Truth.values:
        raise ScanError("truth_unknown", place=Place(name="truth"))
    same = Label.objects.filter(report__scan=report.scan_id, feature=feature, address=address, by=by)
    if same.exists():
        raise ScanError("labelled")
    drawn = page_drawn(report, feature, address=address)
    if drawn is None:
        raise ScanError("page_not_drawn", place=Place(name="address"))
    made = Label.objects.create(
        feature=feature,
        subject=report.scan.entity if report.scan.entity and report.scan.entity.kind == "city" else None,
        address=address,
        truth=truth,
        origin=Origin.TEAM,
        report=drawn.report,
        said=drawn.said,
        rule=drawn.rule,
        rule_version=drawn.rule_version,
        proof=drawn.proof,
        language=drawn.language,
        by=by,
    )
    details = {"feature": feature, "truth": truth}
    record_add("label.add", actor=by, object_kind="label", object_id=made.pk, details=details)
    return made
