"""Ordering reports: a job makes each, and what comes of it is kept for a while for those who may have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from miqyas.jobs.models import LIVE, OPEN, MadeReport
from miqyas.jobs.reports.kinds import Order, ReportKind, ReportOrderError, report_kind_of
from miqyas.jobs.services import job_enqueue, job_stop
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.reports.document.write import FORMS
from miqyas.workspace.datasets.queries import active_set_name

MAKING: Final = "report.make"
KEPT: Final = timedelta(days=30)
"""How long a report is kept after it was ordered."""
MOST_PUBLIC: Final = 20
"""Public reports that wait or are made at a time; anybody may order one, so there has to be an end."""
PUBLIC_KEPT: Final = 300
"""Public reports that are kept, the newest."""


def report_order(kind: ReportKind, of: str, *, language: str, form: str, by: UUID | None) -> MadeReport:
    """The report that is made of the same already, or a new one that a job makes.

    Reports of a person are theirs alone; those that nobody in particular asks for are shared by all. Raises
    `ReportOrderError` for a language or form that the kind has not, and where everybody asks for too much.
    """
    if language not in kind.languages:
        raise ReportOrderError("language", given=language[:20], known=", ".join(kind.languages))
    if form not in FORMS:
        raise ReportOrderError("form", given=form[:20], known=", ".join(FORMS))
    order = Order(of, language, timezone.localdate().isoformat())
    key = content_hash(_parts(kind, order, form=form, owner=by))
    found = _found(key)
    if found is not None:
        return found
    if by is None:
        _make_room()
    return _ordered(kind, order, form=form, owner=by, key=key)


def _parts(kind: ReportKind, order: Order, *, form: str, owner: UUID | None) -> Iterator[bytes]:
    """All that decides what the file will be, and whose it is."""
    asked = (kind.name, order.of, order.language, order.made_on, form, owner)
    yield from (str(part).encode() for part in asked)
    yield from (active_set_name().encode(), software_hash().encode())
    for value in kind.basis(order.of):
        yield repr(value).encode()


def _found(key: str) -> MadeReport | None:
    return _rows().filter(key=key, job__state__in=LIVE).first()


def _ordered(kind: ReportKind, order: Order, *, form: str, owner: UUID | None, key: str) -> MadeReport:
    fields = {
        "kind": kind.name,
        "of": order.of,
        "language": order.language,
        "form": form,
        "made_on": order.made_on,
        "requested_by": owner,
    }
    with transaction.atomic():
        with suppress(IntegrityError), transaction.atomic():  # somebody is as fast in another window
            MadeReport.objects.get_or_create(key=key, defaults=fields)
        row = MadeReport.objects.select_for_update().defer("content").get(key=key)
        if row.job is None or row.job.state not in LIVE:
            row.job = job_enqueue(MAKING, by=owner, params={"report": str(row.pk)})
            row.save(update_fields=["job"])
    return row


def _make_room() -> None:
    """Raise `ReportOrderError` where too many wait; drop the public reports beyond those that are kept."""
    public = MadeReport.objects.filter(requested_by=None)
    if public.filter(job__state__in=OPEN).count() >= MOST_PUBLIC:
        raise ReportOrderError("busy")
    over = public.exclude(job__state__in=OPEN).order_by("-requested_at").values_list("pk", flat=True)
    MadeReport.objects.filter(pk__in=list(over[PUBLIC_KEPT:])).delete()


def report_find(report: UUID) -> MadeReport | None:
    """The report of that name, without its bytes, for the gate to judge."""
    return _rows().filter(pk=report).first()


def report_content(report: MadeReport) -> bytes:
    """The bytes of a report that is done."""
    content = MadeReport.objects.values_list("content", flat=True).get(pk=report.pk)
    return bytes(content or b"")


def reports_of(person: UUID) -> QuerySet[MadeReport]:
    """The reports that somebody ordered, newest first."""
    return _rows().filter(requested_by=person)


def report_drop(report: MadeReport) -> None:
    """Forget a report; one that is still being made ends."""
    if report.job is not None and report.job.is_open:
        job_stop(report.job.pk)
    MadeReport.objects.filter(pk=report.pk).delete()


def reports_purge(now: datetime) -> int:
    """Forget reports that were ordered long ago; how many those were."""
    old = MadeReport.objects.filter(requested_at__lt=now - KEPT).exclude(job__state__in=OPEN)
    return old.delete()[0]


def report_target(report: MadeReport) -> tuple[ReportKind, Any]:
    """Its kind, and the object that the gate is asked about; that is None when it is there no longer."""
    kind = report_kind_of(report.kind)
    return kind, kind.found(report.of)


def _rows() -> QuerySet[MadeReport]:
    return MadeReport.objects.select_related("job").defer("content")
