"""How often the rules are right, as far as people who looked for themselves have said."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from miqyas.scanner.labels import By, Comparison, Measure, measures, said_of
from miqyas.scanner.rules.model import Proof, State
from miqyas.workspace.reviews.models import Stance
from miqyas.workspace.scans.models import DrawnPage, Label, Origin, Report, Truth


def labels_all() -> QuerySet[Label]:
    """Every label, newest first."""
    return Label.objects.select_related("subject", "report__scan").defer("report__record")


def measures_of(origin: str, *, by: By = By.NOTHING) -> tuple[Measure, ...]:
    """How right the rules were in each group, by the labels of one origin; those that stand, and are sure.

    Of several decisions on one item the last counts, and no agreement of before; who marked the same page
    differently cancel out.
    """
    return measures(_comparisons(_standing(origin)), by=by)


def _standing(origin: str) -> Iterable[Label]:
    found: dict[object, list[Label]] = {}
    decided = set(_decided()) if origin == Origin.AGREED else set()
    for label in Label.objects.filter(origin=origin).exclude(truth=Truth.UNSURE).order_by("at", "pk"):
        if label.item_id in decided:
            continue
        if label.item_id:
            found[label.item_id] = [label]
        else:
            found.setdefault((label.report_id, label.feature, label.address), []).append(label)
    for same in found.values():
        if len({label.truth for label in same}) == 1:
            yield same[0]


def _decided() -> Iterable[UUID | None]:
    """The items on which somebody decided because an entity objected.

    Who decides against an agreement because a scan found otherwise had the finding in sight: the agreement
    of those who had not still counts by itself.
    """
    decided = Label.objects.filter(origin=Origin.ADJUDICATED, item__replies__stance=Stance.CONTEST)
    return decided.values_list("item", flat=True)


def _comparisons(labels: Iterable[Label]) -> list[Comparison]:
    return [
        Comparison(
            rule=label.rule,
            language=label.language,
            proof=Proof[label.proof.upper()] if label.proof else Proof.NONE,
            is_there=label.truth == Truth.SHOWN,
            said=said_of(State(label.said)),
        )
        for label in labels
        if label.said
    ]


def pages_to_label(report: Report, *, feature: str, by: object) -> list[str]:
    """The addresses of pages that were drawn for one feature, in that order, but for those the person marked.

    Of a scan whose looks were removed by age nothing is left to mark.
    """
    if report.scan.looks_removed_at:
        return []
    marked = Label.objects.filter(report__scan=report.scan_id, feature=feature, by=by)
    done = set(marked.values_list("address", flat=True))
    drawn = _drawn(report, feature).order_by("place").values_list("address", flat=True)
    return [address for address in drawn if address not in done]


def pages_drawn_count(report: Report, feature: str) -> int:
    """How many pages were drawn for one feature until now."""
    return _drawn(report, feature).count()


def _drawn(report: Report, feature: str) -> QuerySet[DrawnPage]:
    return DrawnPage.objects.filter(report=report, feature=feature)


def page_drawn(report: Report, feature: str, *, address: str) -> DrawnPage | None:
    """A page as it was drawn for a feature: for the newest report of the scan for which it was."""
    rows = DrawnPage.objects.filter(report__scan=report.scan_id, feature=feature, address=address)
    return rows.select_related("report").defer("report__record").order_by("-report__number").first()
