"""The committee's pack for a meeting, on a page that prints and as a workbook; its meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_POST

from miqyas.jobs.programme.committee import LateItem, NextGain, Pack
from miqyas.jobs.programme.committee import committee_pack as pack_for
from miqyas.jobs.programme.committee_file import pack_workbook
from miqyas.web.files import as_file
from miqyas.web.roadmaps import roadmap_tabs
from miqyas.web.views.workspace.directives import directive_line
from miqyas.web.views.workspace.roadmaps import line_of
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.models import Directive, Meeting
from miqyas.workspace.roadmaps.services.directives import meeting_plan


@work_page
@require_GET
def committee_pack(request: HttpRequest) -> HttpResponseBase:
    """The pack of the meeting on the day that is asked, or of the next one."""
    require(request.user, "roadmap.pack")
    pack = pack_for(_day_asked(request))
    agenda, found = pack.agenda, pack.held.found
    context: dict[str, Any] = {
        "tabs": roadmap_tabs(request, "committee_pack"),
        "pack": pack,
        "day": date_format(agenda.on),
        "since": date_format(agenda.since) if agenda.since else "",
        "of": date_format(agenda.of),
        "late": agenda.late,
        "open": agenda.open,
        "done": agenda.done,
        "parts": [
            (say_here(f"committee.part.{name}"), _lines(getattr(agenda, name), on=agenda.of))
            for name in ("late", "open", "done", "new")
        ],
        "slips": [_slip(one, on=agenda.of) for one in pack.late],
        "gains": [_gain(one, pack, on=agenda.of) for one in pack.gains],
        "edition": found.aim.edition if found else "",
    }
    return show_work(request, "web/workspace/roadmaps/pack.html", context)


@work_page
@require_GET
def committee_file(request: HttpRequest) -> HttpResponseBase:
    """The pack as a workbook."""
    require(request.user, "roadmap.pack")
    on = _day_asked(request)
    content = pack_workbook(pack_for(on), language=current_language())
    return as_file(content, name=f"committee-{on.isoformat()}", form="xlsx")


@work_page
@require_POST
def meeting_new(request: HttpRequest) -> HttpResponseBase:
    """Put a meeting into the calendar."""
    person = require(request.user, "directive.plan")
    on = _day(request.POST.get("on", ""))
    if on is None:
        raise fault("day_missing", "on")
    meeting_plan(on, by=person.pseudonym)
    messages.success(request, say_here("directive.meeting.planned", day=on.isoformat()))
    return HttpResponseRedirect(reverse("directives") + "#meetings")


def _lines(found: tuple[Directive, ...], *, on: date) -> list[Any]:
    return [directive_line(one, today=on) for one in found]


def _slip(one: LateItem, *, on: date) -> dict[str, Any]:
    slip = one.slip
    return {
        "line": line_of(one.item, today=on),
        "days": one.days,
        "places": slip.places.mean if slip and slip.places else None,
        "index": slip.gain.mean if slip else None,
    }


def _gain(one: NextGain, pack: Pack, *, on: date) -> dict[str, Any]:
    slip = pack.held.slips.get(one.item.code)
    return {
        "line": line_of(one.item, today=on),
        "live": one.live,
        "index": slip.gain.mean if slip else None,
    }


def _day_asked(request: HttpRequest) -> date:
    today = timezone.localdate()
    coming = Meeting.objects.filter(on__gte=today).order_by("on").first()
    return _day(request.GET.get("on", "")) or (coming.on if coming else today)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
