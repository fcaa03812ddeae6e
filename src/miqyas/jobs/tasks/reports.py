"""Making the reports that were ordered, and forgetting those that are old."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from miqyas.jobs.models import MadeReport
from miqyas.jobs.registry import job
from miqyas.jobs.reports.branding import branding
from miqyas.jobs.reports.framing import CONTENT
from miqyas.jobs.reports.kinds import Order, ReportKind, report_kind_of
from miqyas.jobs.reports.orders import MAKING, reports_purge
from miqyas.jobs.run import Run
from miqyas.kernel.execution import map_chunks, open_engine
from miqyas.reports.document import Document
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.settled import packed
from miqyas.reports.document.write import write

_GATHERED: Final = 0.3
"""How far a set is when its documents are gathered and are still to be written."""
_WRITTEN: Final = 0.95
_FULL: Final = ("disk is full", "no space left")
"""What SQLite and PostgreSQL say where there is no room."""


@dataclass(frozen=True, slots=True)
class _File:
    """What came of an order."""

    document: Document
    name: str
    content: bytes


@job(MAKING)
def make_report(run: Run, *, report: str) -> dict[str, bool] | None:
    """Gather what a report says, write it in its form, and keep the file."""
    row = MadeReport.objects.filter(pk=report).first()
    if row is None:
        return {"is_wanted": False}
    kind = report_kind_of(row.kind)
    run.progress(0.02, "job.report.gathering")
    parts = kind.each(row.of)
    with _room_told():
        made = _set(run, row, kind, parts) if parts else _one(run, row, kind)
    with _room_told(), run.commit() as result:
        MadeReport.objects.filter(pk=row.pk).update(
            title=made.document.title[:400],
            name=made.name,
            content=made.content,
            sha256=hashlib.sha256(made.content).hexdigest(),
            size=len(made.content),
            is_draft=made.document.is_draft,
            versions=dict(made.document.versions),
        )
        result["is_wanted"] = True
    return None


@contextmanager
def _room_told() -> Iterator[None]:
    """Says in words that there is no room for the report, whoever notices it: the disk or the database."""
    try:
        yield
    except (OSError, OperationalError) as error:
        is_full = getattr(error, "errno", None) == errno.ENOSPC or any(
            words in str(error).lower() for words in _FULL
        )
        if not is_full:
            raise
        raise ReportError("no_room") from error


@job("report.tidy", every=timedelta(days=1))
def forget_old_reports(run: Run) -> None:
    """Forget reports that were ordered long ago."""
    with run.commit() as result:
        result["removed"] = reports_purge(timezone.now())


def _one(run: Run, row: MadeReport, kind: ReportKind) -> _File:
    document = kind.gather(_order(run, row, until=_WRITTEN))
    run.progress(_WRITTEN, "job.report.writing")
    name = f"{_stem(row, row.of)}.{row.form}"
    return _File(document, name, write(document, form=row.form, branding=branding()))


def _set(run: Run, row: MadeReport, kind: ReportKind, parts: Sequence[str]) -> _File:
    """An archive of one file a part; the documents are written by as many as the engine has."""
    documents = list(_documents(run, row, kind, parts))
    told = partial(_written_so_far, run, len(parts))
    make = partial(_written, form=row.form, branding=branding())
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        files = list(map_chunks(make, documents, engine=engine, on_progress=told))
    names = [f"{_stem(row, part)}.{row.form}" for part in parts]
    content = packed(dict(zip(names, files, strict=True)))
    is_draft = any(one.is_draft for one in documents)
    versions = {name: made for name, made in documents[0].versions.items() if name != CONTENT}
    title = documents[0].subtitle or kind.title(row.language)
    whole = replace(documents[0], title=title, is_draft=is_draft, versions=versions)
    return _File(whole, f"{_stem(row, row.of)}.zip", content)


def _documents(run: Run, row: MadeReport, kind: ReportKind, parts: Sequence[str]) -> Iterator[Document]:
    for done, part in enumerate(parts):
        run.progress(_GATHERED * done / len(parts), "job.report.gathering_set", done=done, of=len(parts))
        yield kind.gather(Order(part, row.language, row.made_on))


def _written(document: Document, *, form: str, branding: Branding) -> bytes:
    return write(document, form=form, branding=branding)


def _written_so_far(run: Run, count: int, share: float) -> None:
    far = _GATHERED + share * (_WRITTEN - _GATHERED)
    run.progress(far, "job.report.writing_set", done=round(share * count), of=count)


def _order(run: Run, row: MadeReport, *, until: float) -> Order:
    return Order(
        row.of,
        row.language,
        row.made_on,
        on_progress=lambda share: run.progress(share * until, "job.report.gathering"),
    )


def _stem(row: MadeReport, of: str) -> str:
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in of)
    return f"miqyas-{row.kind.replace('_', '-')}-{plain}-{row.language}"
