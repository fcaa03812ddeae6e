"""Files that are brought in: short ones are worked on at once, long ones by jobs.

A kind of file says how it is planned and carried out, once for pages, interface and workers::

    SERVICES = file_kind(
        FileKind(
            "services",
            action="service.import",
            plan=lambda content, name, asked: services_plan(content, name=name, ...),
            apply=lambda plan, asked: services_apply(plan, by=asked.person.by),
            basis=lambda of: Service.objects.values_list("code", "version"),
        )
    )

A long file is kept with what it would do, so that accepting it does not work that out again; where anything
that the plan was held against is another by then, it is worked out anew, and done only if it is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from miqyas.jobs.answers import ToldError, error_told
from miqyas.jobs.models import OPEN, BroughtFile, Job, State
from miqyas.jobs.services import job_enqueue, job_stop
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.execution import Progress
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.sheets.keeping import rows_packed, rows_unpacked
from miqyas.sheets.plans import FilePlan, Outline, PlannedRow, unwatched
from miqyas.sheets.source import length_unpacked
from miqyas.workspace.accounts.access import Person

RowT = TypeVar("RowT", bound=PlannedRow)
LONG: Final = 400_000
"""Bytes, unpacked, from which on a file is long: a few hundred rows of a wide table."""
KEPT: Final = timedelta(days=1)
"""How long a long file is kept that nobody accepts or gives up."""
FRESH: Final = timedelta(seconds=30)
"""How long a plan is shown as it was made, whatever happens around it."""
PLANNING: Final = "file.plan"
WRITING: Final = "file.write"


class LongFileError(MiqyasError):
    """A long file cannot be worked on, or not any more."""

    code = "file"


@dataclass(frozen=True)
class Asked:
    """Who brings a file, of what it is, and who is told how far it is."""

    person: Person
    of: str = ""
    on_progress: Progress = field(default=unwatched, compare=False)


@dataclass(frozen=True)
class FileKind(Generic[RowT]):
    """A kind of file: what it would do, how that is done, and all that the plan is held against."""

    name: str
    action: str
    """What the gate is asked before anything is done."""
    plan: Callable[[bytes, str, Asked], FilePlan[RowT]]
    apply: Callable[[FilePlan[RowT], Asked], object]
    basis: Callable[[str], Iterable[object]]
    """Values that are others as soon as the plan of a file could be another."""
    find: Callable[[str], object] = lambda of: None
    """The object that the action is about, by its name."""


_kinds: dict[str, FileKind[Any]] = {}


def file_kind(kind: FileKind[RowT]) -> FileKind[RowT]:
    """Register a kind of file under its name."""
    if kind.name in _kinds:
        raise ValueError(f"{kind.name} is the name of another kind already")
    _kinds[kind.name] = kind
    return kind


def kind_of(held: BroughtFile) -> FileKind[Any]:
    """The kind of a file that is kept."""
    return _kinds[held.kind]


def is_long(content: bytes) -> bool:
    """Whether working on the file takes longer than a reader waits."""
    return length_unpacked(content) > LONG


def basis_of(kind: FileKind[Any], asked: Asked) -> str:
    """Names all that a plan is held against: what is there, what the person may do, the software."""
    return content_hash(_basis(kind, asked))


def _basis(kind: FileKind[Any], asked: Asked) -> Iterator[bytes]:
    yield software_hash().encode()
    yield repr(
        (kind.name, asked.of, sorted(asked.person.roles), sorted(map(str, asked.person.grants)))
    ).encode()
    for value in kind.basis(asked.of):
        yield repr(value).encode()


def file_named(name: str, content: bytes) -> str:
    """The name under which a file is found again."""
    return content_hash([name.encode(), content])


def file_held(kind: FileKind[Any], asked: Asked, *, sha256: str) -> BroughtFile | None:
    """The long file of this name that the person brought; None where there is none."""
    rows = BroughtFile.objects.select_related("planning", "writing").defer("content", "rows")
    return rows.filter(requested_by=asked.person.by, kind=kind.name, of=asked.of, sha256=sha256).first()


def file_of_job(job: Job) -> BroughtFile | None:
    """The file that a job is about; None where it is kept no longer."""
    rows = BroughtFile.objects.select_related("planning", "writing").defer("content", "rows")
    return rows.filter(Q(planning=job) | Q(writing=job)).first()


def file_bring(kind: FileKind[Any], asked: Asked, *, name: str, content: bytes) -> BroughtFile:
    """Keep a long file and have it planned; what is kept, and held against what is there, stays."""
    sha256 = file_named(name, content)
    held = file_held(kind, asked, sha256=sha256)
    if held is None:
        with suppress(IntegrityError), transaction.atomic():  # somebody is as fast in another window
            BroughtFile.objects.create(
                kind=kind.name,
                of=asked.of,
                requested_by=asked.person.by,
                name=name.replace("\0", "")[:300],  # no database takes it as text
                sha256=sha256,
                content=content,
            )
        held = BroughtFile.objects.get(
            requested_by=asked.person.by, kind=kind.name, of=asked.of, sha256=sha256
        )
    if held.writing and held.writing.state in OPEN:
        return held
    return file_plan(held, asked)


def file_plan(held: BroughtFile, asked: Asked) -> BroughtFile:
    """Have a file planned, unless what is kept or worked out of it is held against what is there."""
    key = f"{held.pk}:{basis_of(kind_of(held), asked)}"
    with transaction.atomic():
        job = job_enqueue(PLANNING, by=held.requested_by, params={"file": str(held.pk)}, key=key)
        BroughtFile.objects.filter(pk=held.pk).update(planning=job, writing=None)
    held.planning, held.writing = job, None
    return held


def is_stale(held: BroughtFile, asked: Asked, *, now: datetime) -> bool:
    """Whether a file that waits to be accepted was planned a while ago, against what has changed since."""
    ended = held.planning.finished_at if held.planning and held.writing is None else None
    return ended is not None and now - ended > FRESH and held.basis != basis_of(kind_of(held), asked)


def file_write(held: BroughtFile, *, digest: str) -> Job:
    """Have done what was told under this digest. Asking twice is asking once."""
    with transaction.atomic():
        job = job_enqueue(
            WRITING,
            by=held.requested_by,
            params={"file": str(held.pk), "digest": digest},
            key=f"{held.pk}:{held.basis}:{digest}",
        )
        BroughtFile.objects.filter(pk=held.pk).update(writing=job)
    held.writing = job
    return job


def file_looked_at(held: BroughtFile) -> None:
    """Go back from a writing that came to nothing to what the file would do."""
    BroughtFile.objects.filter(pk=held.pk).update(writing=None)
    held.writing = None


def file_drop(held: BroughtFile) -> None:
    """Forget a file that was accepted or given up; what is still worked out for it ends."""
    for job in (held.planning, held.writing):
        if job is not None and job.is_open:
            job_stop(job.pk)
    BroughtFile.objects.filter(pk=held.pk).delete()


def files_purge(now: datetime) -> int:
    """Forget files that nobody came back to; how many those were."""
    old = BroughtFile.objects.filter(brought_at__lt=now - KEPT)
    return old.exclude(writing__state__in=OPEN).exclude(planning__state__in=OPEN).delete()[0]


def plan_kept(plan: FilePlan[Any], *, basis: str) -> dict[str, Any]:
    """Values of a row that keep a plan."""
    return {
        "basis": basis,
        "digest": plan.digest,
        "told": {
            "name": plan.name,
            "counts": dict(plan.counts),
            "doing_count": plan.doing_count,
            "problems": [error_told(one) for one in plan.problems],
        },
        "first": rows_packed(plan.outline.doing),
        "rows": rows_packed(plan.rows),
    }


def outline_of(held: BroughtFile) -> Outline[Any] | None:
    """What the kept file would do; None while that is not known."""
    told, first = held.told, held.first
    if told is None or first is None:
        return None
    return Outline(
        name=told["name"],
        digest=held.digest,
        counts=Counter(told["counts"]),
        doing=rows_unpacked(bytes(first)),
        doing_count=told["doing_count"],
        problems=tuple(map(ToldError, told["problems"])),
    )


def plan_again(held: BroughtFile) -> FilePlan[Any] | None:
    """The whole plan as it was kept; None where it is not known, or is not what was told."""
    if held.told is None or held.rows is None:
        return None
    problems = tuple(map(ToldError, held.told["problems"]))
    plan = FilePlan(held.told["name"], rows_unpacked(bytes(held.rows)), problems)
    return plan if plan.digest == held.digest else None


def is_done(job: Job | None) -> bool:
    """Whether a writing has come to its end and has done what was told."""
    return job is not None and job.state == State.SUCCEEDED and bool((job.result or {}).get("is_done"))
