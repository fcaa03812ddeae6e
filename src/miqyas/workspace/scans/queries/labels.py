"""How often the rules are right, as far as people who looked for themselves have said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.labels import By, Comparison, Measure, measures, said_of
from miqyas.scanner.rules.model import Proof, State
from miqyas.workspace.reviews.models import Stance
from miqyas.workspace.scans.models import Label, Origin, Report, Truth
from miqyas.workspace.scans.portals import scan_folder

MOST_OFFERED = 30
"""Pages that are offered for marking at a time."""


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


def pages_to_label(report: Report, *, feature: str, by: object) -> list[Artifact]:
    """Pages of a scan for one feature, chosen by their hashes and not by what was found there.

    Those that the person marked are left out. Every page has the same chance, be the feature there or not.
    """
    done = set(
        Label.objects.filter(report__scan=report.scan_id, feature=feature, by=by).values_list(
            "address", flat=True
        )
    )
    seen = {
        look.final_address: look for look in Store(scan_folder(report.scan_id)).artifacts() if look.is_page
    }
    left = [look for address, look in seen.items() if address not in done]
    return sorted(left, key=lambda look: _lot(look, feature))[:MOST_OFFERED]


def _lot(look: Artifact, feature: str) -> str:
    """A place in a row that says nothing of the page, another for each feature."""
    return hashlib.sha256(f"{feature}\n{look.final_address}".encode("utf-8", "replace")).hexdigest()
