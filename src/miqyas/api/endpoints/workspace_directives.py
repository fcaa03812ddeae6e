"""Decisions and directives of the steering committee, its meetings and its pack."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.api.committee import (
    DirectiveChange,
    DirectiveInPath,
    DirectiveSaid,
    DirectiveSaved,
    DirectivesTold,
    DirectiveTold,
    DirectiveWhole,
    MeetingAsked,
    MeetingTold,
    PackTold,
    directive_found,
    directive_record,
    pack_record,
)
from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.roadmaps import (
    AsideAsked,
    AsideInPath,
    ReportAsked,
    ReportTold,
    RoadmapStepAsked,
    note_record,
    revision_record,
)
from miqyas.jobs.programme.committee import committee_pack
from miqyas.jobs.programme.committee_file import pack_workbook
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.models import Directive
from miqyas.workspace.roadmaps.queries.directives import directives_seen, late_first, notes_of, revisions_of
from miqyas.workspace.roadmaps.services.directives import (
    directive_create,
    directive_note,
    directive_put_back,
    directive_save,
    directive_step,
    meeting_plan,
)
from miqyas.workspace.roadmaps.versions import Saved

router = Router(tags=["roadmap"])
BASE: Final = "/workspace/roadmap/directives"
ONE: Final = f"{BASE}/{{directive}}"
PACK: Final = "/workspace/roadmap/pack"


def directive_around(directive: str, **_: Any) -> Directive:
    """The directive of whatever belongs to one."""
    return directive_found(directive)


class DirectivesAsked(Window):
    """Which directives."""

    state: str = Field("", max_length=12, description="One of the states; empty: all.")


class PackAsked(Schema):
    """Which meeting."""

    on: str | None = Field(
        None,
        pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        description="The day of the meeting; empty: today.",
    )

    @property
    def day(self) -> dt.date:
        """The day itself. Raises `RoadmapError` for one that no month has."""
        try:
            return dt.date.fromisoformat(self.on) if self.on else timezone.localdate()
        except ValueError:
            raise fault("day_missing", "on") from None


@router.get(
    BASE,
    response=DirectivesTold,
    operation_id="directives_list",
    url_name="directives_list",
    summary="Decisions and directives",
)
@private("directive.list")
def listed(request: HttpRequest, asked: Query[DirectivesAsked], response: HttpResponse) -> dict[str, Any]:
    """Late ones first: all for the authority, to an entity's people those that bind it."""
    seen = directives_seen(person_of(request.user))
    asked_for = [one for one in seen if asked.state in {"", one.state}]
    found = late_first(asked_for, today=timezone.localdate())
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "directives": [_record(one) for one in shown]}


@router.post(
    BASE,
    response=DirectiveTold,
    operation_id="directive_add",
    url_name="directive_add",
    summary="Add a decision or directive",
)
@private("directive.plan")
def add(request: HttpRequest, asked: DirectiveSaid) -> dict[str, Any]:
    """The entity that carries it out is told."""
    return _record(directive_create(asked.fields(), by=person_of(request.user).by))


@router.get(
    ONE,
    response=DirectiveWhole,
    operation_id="directive_get",
    url_name="directive_get",
    summary="A decision or directive",
)
@private("directive.view", of=directive_found)
def get(request: HttpRequest, directive: DirectiveInPath) -> dict[str, Any]:
    """With what was reported and changed."""
    found = target_of(request)
    return {
        **_record(found),
        "notes": [note_record(one) for one in notes_of(found)],
        "revisions": [revision_record(one) for one in revisions_of(found)],
    }


@router.put(
    ONE,
    response=DirectiveSaved,
    operation_id="directive_save",
    url_name="directive_save",
    summary="Correct a decision or directive",
)
@private("directive.edit", of=directive_found)
def save(request: HttpRequest, directive: DirectiveInPath, asked: DirectiveChange) -> dict[str, Any]:
    """Over the version that was seen; what meets other changes of the same fields is kept aside."""
    by = person_of(request.user).by
    return _saved(directive_save(target_of(request), asked.fields(), version=asked.version, by=by))


@router.post(
    f"{ONE}/aside/{{aside}}",
    response=DirectiveSaved,
    operation_id="directive_put_back",
    url_name="directive_put_back",
    summary="Put back what was kept aside of a directive",
)
@private("directive.edit", of=directive_around)
def put_back(
    request: HttpRequest, directive: DirectiveInPath, aside: AsideInPath, asked: AsideAsked
) -> dict[str, Any]:
    """Over the version that was seen; what meets other changes of the same fields is kept aside again."""
    by = person_of(request.user).by
    return _saved(
        directive_put_back(target_of(request), aside=aside, names=asked.names, version=asked.version, by=by)
    )


@router.post(
    f"{ONE}/steps",
    response=DirectiveTold,
    operation_id="directive_step",
    url_name="directive_step",
    summary="Take a directive to its next state",
)
@private("directive.follow", of=directive_found)
def step(request: HttpRequest, directive: DirectiveInPath, asked: RoadmapStepAsked) -> dict[str, Any]:
    """Begin, report, confirm, return, cancel, reopen."""
    found, person = target_of(request), person_of(request.user)
    return _record(
        directive_step(
            found,
            asked.action,
            roles=roles_on(person, found),
            on=asked.on or timezone.localdate(),
            reason=asked.reason,
            by=person.by,
        )
    )


@router.post(
    f"{ONE}/notes",
    response=ReportTold,
    operation_id="directive_report",
    url_name="directive_report",
    summary="Report on a directive",
)
@private("directive.follow", of=directive_found)
def report(request: HttpRequest, directive: DirectiveInPath, asked: ReportAsked) -> dict[str, Any]:
    """It stays as it was written."""
    return note_record(directive_note(target_of(request), asked.text, by=person_of(request.user).by))


@router.post(
    "/workspace/roadmap/meetings",
    response=MeetingTold,
    operation_id="meeting_plan",
    url_name="meeting_plan",
    summary="Plan a meeting of the committee",
)
@private("directive.plan")
def plan(request: HttpRequest, asked: MeetingAsked) -> dict[str, Any]:
    """One that is there already stays."""
    return {"on": meeting_plan(asked.on, by=person_of(request.user).by).on}


@router.get(
    PACK,
    response=PackTold,
    operation_id="committee_pack_get",
    url_name="committee_pack_get",
    summary="The committee's pack",
)
@private("roadmap.pack")
def pack(request: HttpRequest, asked: Query[PackAsked]) -> dict[str, Any]:
    """Directives open, late, done and new since the last meeting, late items with their cost, next gains."""
    return pack_record(committee_pack(asked.day))


@router.get(
    f"{PACK}/pack.xlsx",
    operation_id="committee_pack_file",
    url_name="committee_pack_file",
    summary="The committee's pack as a workbook",
    openapi_extra=AS_BYTES,
)
@private("roadmap.pack", gives=BYTES)
def pack_file(request: HttpRequest, asked: Query[PackAsked]) -> HttpResponse:
    """In the language that is asked for."""
    content = pack_workbook(committee_pack(asked.day), language=language_of(request))
    return file_answer(content, name="miqyas-committee.xlsx")


def _saved(saved: Saved[Directive]) -> dict[str, Any]:
    outcome = "saved" if saved.aside is None else "kept_aside"
    return {"outcome": outcome, "directive": _record(saved.row)}


def _record(directive: Directive) -> dict[str, Any]:
    return directive_record(directive, today=timezone.localdate())
