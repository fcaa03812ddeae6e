"""Files that the interface gives and takes: workbooks first told, then brought in.

An endpoint makes the plan of a file, and carries it out only where the digest of what was told came back::

    plan = services_plan(file.read(), name=file.name or "")
    done = done_as_told(plan, asked, lambda: services_apply(plan, by=person_of(request.user).by))
    return {**plan_record(request, plan, asked), "lines": [...], "changed": done}

Files that may be long have a kind in `jobs.files`: a long one is worked on by jobs, and answered with 202 and
the address at which that is followed (`/workspace/files/{handle}`)::

    told_by(SERVICES, _line)  # what a row of such a plan would do

    return brought(request, response, SERVICES, asked, file)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final, Literal, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.errors import RequestError
from miqyas.api.gate import BYTES
from miqyas.api.problems import language_of
from miqyas.api.shapes import Told
from miqyas.jobs.answers import ToldError, waits_for
from miqyas.jobs.files import (
    WRITING,
    Asked,
    FileKind,
    file_bring,
    file_held,
    file_named,
    file_write,
    is_done,
    is_long,
    kind_of,
    outline_of,
)
from miqyas.jobs.models import BroughtFile, Job, State
from miqyas.kernel.errors import MiqyasError
from miqyas.sheets.plans import Outline, PlannedRow
from miqyas.workspace.accounts.access import person_of

T = TypeVar("T")
RowT = TypeVar("RowT", bound=PlannedRow)
LOOK_AGAIN: Final = "2"
"""Seconds after which it is worth looking again."""
PROBLEMS_TOLD: Final = 100
LINES_TOLD: Final = 500
AS_BYTES: Final[dict[str, Any]] = {
    "responses": {
        200: {"description": "", "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class FileAsked(Schema):
    """What is to become of a file."""

    digest: str = Field(
        "", max_length=64, pattern=r"^[0-9a-f]*$", description="Of the plan that was told; empty: only tell."
    )


class PlanOfFile(Schema):
    """What a file would do, or did."""

    digest: str = Field(description="A name of all this: send it back, to have it done.")
    is_done: bool
    problems: list[Told] = Field(
        description="What is to be mended first; nothing is done while there is any."
    )


class FileStanding(Schema):
    """Where the work on a long file stands."""

    handle: UUID = Field(description="Name under which the work is followed, by whoever brought the file.")
    address: str = Field(description="Address of this work.")
    stage: Literal["planning", "writing"]
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1, description="Share done, 0 to 1.")
    waits_for: Literal["worker", "turn"] | None = Field(
        description="What queued work waits for: its turn, or that a worker is started."
    )
    result: dict[str, Any] | None = Field(
        description="What the file would do, or did, as the operation that took it tells it of a short one; "
        "null until the work has succeeded. `is_done` is false where the file would do something else by now."
    )
    error: Told | None = Field(description="Why the work failed; null unless it did.")


class Plan(Protocol):
    """What reading a file gives."""

    @property
    def problems(self) -> Sequence[MiqyasError]:
        """What stands in the way, at its place in the file."""

    @property
    def digest(self) -> str:
        """A name of all that the file would do."""


def file_answer(content: bytes, *, name: str) -> HttpResponse:
    """Bytes to be kept under a name, and never shown."""
    response = HttpResponse(content, content_type=BYTES)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


Line = Callable[[RowT], dict[str, Any]]
Also = Callable[[Outline[RowT]], dict[str, Any]]
_tellings: dict[str, tuple[Line[Any], Also[Any]]] = {}


def _nothing(_plan: Outline[Any]) -> dict[str, Any]:
    return {}


def told_by(kind: FileKind[RowT], line: Line[RowT], *, also: Also[RowT] = _nothing) -> None:
    """Say how a row of a plan of this kind is told, and what its record has beside what all have."""
    _tellings[kind.name] = (line, also)


def brought(
    request: HttpRequest,
    response: HttpResponse,
    kind: FileKind[RowT],
    asked: FileAsked,
    file: UploadedFile,
    *,
    of: str = "",
) -> Status[dict[str, Any]]:
    """What a file of the kind would do, or did (200); of a long one where that is followed (202).

    Raises as `done_as_told`.
    """
    by, content, name = Asked(person_of(request.user), of), file.read(), file.name or ""
    if is_long(content):
        held, job = _brought_long(kind, asked, by, content=content, name=name)
        return Status(HTTPStatus.ACCEPTED, standing(request, response, held, job).value)
    plan = kind.plan(content, name, by)
    done_as_told(plan, asked, lambda: kind.apply(plan, by))
    return Status(HTTPStatus.OK, _record(request, kind, plan.outline, is_done=bool(asked.digest)))


def _brought_long(
    kind: FileKind[Any], asked: FileAsked, by: Asked, *, content: bytes, name: str
) -> tuple[BroughtFile, Job | None]:
    """A long file, and the job that works on it."""
    if not asked.digest:
        held = file_bring(kind, by, name=name, content=content)
        return held, held.writing or held.planning
    kept = file_held(kind, by, sha256=file_named(name, content))
    outline = outline_of(kept) if kept else None
    if kept is None or outline is None or outline.digest != asked.digest:
        raise RequestError("plan_changed")
    if outline.problems:
        raise outline.problems[0]
    return kept, kept.writing or file_write(kept, digest=asked.digest)


def standing(
    request: HttpRequest, response: HttpResponse, held: BroughtFile, job: Job | None
) -> Status[dict[str, Any]]:
    """How far the work on a long file is: 202 while it goes on, 200 once it is over."""
    if job is None:
        raise RequestError("plan_changed")
    address = reverse("api-1:file_get", args=[job.pk])
    response.headers["Location"] = address
    if job.is_open:
        response.headers["Retry-After"] = LOOK_AGAIN
    state = State(job.state)
    outline = outline_of(held) if state == State.SUCCEEDED else None
    record = {
        "handle": job.pk,
        "address": address,
        "stage": "writing" if job.kind == WRITING else "planning",
        "state": state.value,
        "progress": job.progress,
        "waits_for": waits_for(state),
        "result": _record(request, kind_of(held), outline, is_done=is_done(job)) if outline else None,
        "error": ToldError(job.error).as_dict(language_of(request)) if job.error else None,
    }
    return Status(HTTPStatus.ACCEPTED if job.is_open else HTTPStatus.OK, record)


def _record(
    request: HttpRequest, kind: FileKind[RowT], plan: Outline[RowT], *, is_done: bool
) -> dict[str, Any]:
    problems = [one.as_dict(language_of(request)) for one in plan.problems[:PROBLEMS_TOLD]]
    line, also = _tellings[kind.name]
    lines = [line(row) for row in plan.doing[:LINES_TOLD]]
    told = {"lines": lines, "count": plan.doing_count, **also(plan)}
    return {"digest": plan.digest, "is_done": is_done, "problems": problems, **told}


def plan_record(request: HttpRequest, plan: Plan, asked: FileAsked) -> dict[str, Any]:
    """What all plans of files tell, once what was asked is done."""
    language = language_of(request)
    problems = [one.as_dict(language) for one in plan.problems[:PROBLEMS_TOLD]]
    return {"digest": plan.digest, "is_done": bool(asked.digest), "problems": problems}


def done_as_told(plan: Plan, asked: FileAsked, deed: Callable[[], T]) -> T | None:
    """What comes of the deed, where it was asked for; None where only the telling was.

    Raises `RequestError` where the file would do something else now than what was told, and the first
    problem of a file that has any.
    """
    if not asked.digest:
        return None
    if plan.digest != asked.digest:
        raise RequestError("plan_changed")
    if plan.problems:
        raise plan.problems[0]
    return deed()
