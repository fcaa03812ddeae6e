"""The finding that stands beside the two judgements of an item: the third, mechanical assessor."""

from __future__ import annotations

from django.db.models import Max

from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.reviews.models import Judgement, ReviewItem
from miqyas.workspace.scans.models import FindingRow


def finding_beside(person: Person, item: ReviewItem) -> FindingRow | None:
    """What a scan found of the feature, for who sees both judgements; None before, or without a scan.

    It is the newest finding from before the last of the judgements, so that what is compared was to be seen
    at the same time; where there is none, the newest of all.
    """
    if verdict(person, "scan.beside", item) is not Verdict.ALLOWED:
        return None
    rows = FindingRow.objects.filter(report__scan__entity=item.subject_id, feature=item.feature)
    ordered = rows.select_related("report__scan").defer("report__record").order_by("-report__at")
    last = Judgement.objects.filter(task__item=item).aggregate(last=Max("at"))["last"]
    then = ordered.filter(report__at__lte=last).first() if last else None
    return then or ordered.first()
