"""Workshops: all of them, one with its programme, invitations, materials, attendance and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.jobs.programme.workshops import follow_up_item
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.web.components import Link
from miqyas.web.other_languages import with_other_languages
from miqyas.web.people import address_seen
from miqyas.web.registry_forms import add_problems, digest_of, say_if_stale
from miqyas.web.undoing import Reverse, as_sent, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workshop_forms import (
    FollowUpForm,
    InvitationForm,
    MaterialForm,
    SessionForm,
    WorkshopForm,
    follow_up_initial,
    material_initial,
    session_initial,
)
from miqyas.web.workshops import line_of
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.registry.models import Portal, PortalKind
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.workshops.errors import WorkshopError, fault
from miqyas.workspace.workshops.models import FollowUp, Workshop
from miqyas.workspace.workshops.queries import (
    exercises_of,
    feedback_of,
    fields_of,
    follow_ups_of,
    invitations_of,
    workshop_by_code,
    workshops_known_to,
)
from miqyas.workspace.workshops.services.changing import follow_up_fields, follow_up_remove, session_fields
from miqyas.workspace.workshops.services.planning import (
    follow_up_add,
    invitation_withdraw,
    invite_entity,
    invite_person,
    material_add,
    material_remove,
    session_add,
    session_remove,
    workshop_announce,
    workshop_cancel,
    workshop_create,
    workshop_problems,
    workshop_update,
)
from miqyas.workspace.workshops.terms import feedback_questions

ON_A_PAGE: Final = 50
STEPS: Final[Mapping[str, Callable[..., Workshop]]] = {
    "announce": workshop_announce,
    "cancel": workshop_cancel,
}
REMOVED: Final = {
    "sessions": ("sessions", session_remove),
    "materials": ("materials", material_remove),
    "invitations": ("invitations", invitation_withdraw),
    "follow-ups": ("follow_ups", follow_up_remove),
}


@work_page
@require_http_methods(["GET", "POST"])
def workshops(request: HttpRequest) -> HttpResponseBase:
    """Those that the reader may see, and for the authority a form to plan another."""
    posts = request.method == "POST"
    person = require(request.user, "workshop.create" if posts else "workshop.list")
    form = WorkshopForm(request.POST if posts else None, initial=_proposed())
    if posts and form.is_valid():
        add_problems(form, workshop_problems(form.as_fields()))
        if form.is_valid():
            made = workshop_create(form.as_fields(), by=person.by)
            messages.success(request, say_here("workshops.created"))
            return HttpResponseRedirect(reverse("workshop", args=[made.code]))
    page = Paginator(workshops_known_to(person_of(request.user)), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "may_create": allowed(request.user, "workshop.create"),
        "may_kit": allowed(request.user, "workshop.kit"),
        "home": home_country(),
    }
    return show_work(request, "web/workspace/workshops/list.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def workshop(request: HttpRequest, code: str) -> HttpResponseBase:
    """One workshop (GET); change it (POST)."""
    found = workshop_at(code)
    posts = request.method == "POST"
    person = require(request.user, "workshop.edit" if posts else "workshop.view", found)
    before = fields_of(found)
    form = WorkshopForm(request.POST if posts else None, initial=WorkshopForm.initial_of(before))
    if posts and form.is_valid():
        fields = with_other_languages(form.as_fields(), found, "title", "place", "about")
        add_problems(form, workshop_problems(fields, workshop=found))
        say_if_stale(form, before)
        if form.is_valid():
            changed = workshop_update(found, fields, by=person.by)
            messages.success(request, say_here("workshops.changed"))
            return HttpResponseRedirect(reverse("workshop", args=[changed.code]))
    return _show(request, found, {"workshop": form})


@work_page
@require_POST
def workshop_state(request: HttpRequest, code: str) -> HttpResponseBase:
    """Announce a workshop, or call it off."""
    found = workshop_at(code)
    person = require(request.user, "workshop.edit", found)
    action = request.POST.get("action", "")
    if action not in STEPS:
        raise Http404
    STEPS[action](found, by=person.by)
    messages.success(request, say_here(f"workshops.done.{action}"))
    return HttpResponseRedirect(reverse("workshop", args=[found.code]))


@work_page
@require_POST
def part_add(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    """Add to the programme, the invitations, the materials or what follows."""
    found = workshop_at(code)
    person = require(request.user, "workshop.edit", found)
    form = _forms(request, found).get(part)
    if form is None or part == "workshop":
        raise Http404
    if form.is_valid():
        try:
            _add(part, found, form, by=person.by)
        except WorkshopError as error:
            add_problems(form, [error])
        else:
            messages.success(request, say_here(f"workshops.added.{part}"))
            return HttpResponseRedirect(f"{reverse('workshop', args=[found.code])}#{part}")
    return _show(request, found, {part: form})


@work_page
@require_POST
def part_remove(request: HttpRequest, code: str, part: str, item: str) -> HttpResponseBase:
    """Take a session, a material, an invitation or a follow-up away."""
    found = workshop_at(code)
    person = require(request.user, "workshop.edit", found)
    if part not in REMOVED or not item.replace("-", "").isalnum():
        raise Http404
    name, remove = REMOVED[part]
    row = next((one for one in getattr(found, name).all() if str(one.pk) == item), None)
    if row is None:
        raise Http404
    said = _said_of(request, part, row)
    remove(row, by=person.by)
    again = Reverse(reverse("workshop_part", args=[found.code, part]), said) if said else None
    done(request, say_here("workshops.removed"), reverse=again)
    return HttpResponseRedirect(f"{reverse('workshop', args=[found.code])}#{part}")


def _said_of(request: HttpRequest, part: str, row: Any) -> dict[str, str | list[str]]:
    """What the form of a part would say of one that is there; nothing of whom the reader may not look up."""
    if part == "sessions":
        return as_sent(SessionForm(initial=session_initial(session_fields(row))))
    if part == "materials":
        return as_sent(MaterialForm(initial=material_initial(row)))
    if part == "follow-ups":
        initial = follow_up_initial(follow_up_fields(row))
        return as_sent(FollowUpForm(initial=initial, entities=entities_active()))
    if row.entity:
        return {"entity": row.entity.code}
    email = address_seen(request.user, row.person)
    return {"email": email} if email else {}


@work_page
@require_POST
def follow_up_to_roadmap(request: HttpRequest, code: str, follow_up: UUID) -> HttpResponseBase:
    """Make what was agreed on an item of the roadmap."""
    found = workshop_at(code)
    person = require(request.user, "workshop.edit", found)
    row = FollowUp.objects.select_related("entity").filter(workshop=found, pk=follow_up).first()
    if row is None:
        raise Http404
    item = follow_up_item(row, by=person.by)
    messages.success(request, say_here("workshops.placed"))
    return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]))


def workshop_at(code: str) -> Workshop:
    """The workshop of a code. Raises `Http404`."""
    found = workshop_by_code(code)
    if found is None:
        raise Http404
    return found


def crumbs_of(*links: Link, workshop: Workshop | None = None) -> list[Link]:
    """The way from the list of workshops to here."""
    start = Link(label=say_here("workspace.place.workshops"), url=reverse("workshops"))
    if workshop is None:
        return [start, *links]
    name = workshop.name.in_language(current_language())
    return [start, Link(label=name, url=reverse("workshop", args=[workshop.code])), *links]


def _proposed() -> dict[str, Any]:
    """What a new workshop begins with: a morning in a month, the national portal, both languages."""
    day = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
    portals = Portal.objects.filter(kind=PortalKind.NATIONAL, entity__is_active=True).order_by("-is_main")
    return {
        "starts_at": day,
        "ends_at": day + timedelta(hours=5),
        "portal": portals.values_list("address", flat=True).first() or "",
        "languages": list(REQUIRED_LANGUAGES),
    }


def _forms(request: HttpRequest, workshop: Workshop) -> dict[str, forms.Form]:
    data = request.POST if request.method == "POST" else None
    return {
        "sessions": SessionForm(data),
        "materials": MaterialForm(data),
        "invitations": InvitationForm(data, entities=entities_active()),
        "follow-ups": FollowUpForm(data, entities=entities_active()),
    }


def _add(part: str, workshop: Workshop, form: Any, *, by: UUID) -> None:
    given = form.cleaned_data
    if part == "sessions":
        session_add(workshop, form.as_fields(), by=by)
    elif part == "materials":
        material_add(workshop, title=form.as_fields().title, address=given["address"], by=by)
    elif part == "follow-ups":
        follow_up_add(workshop, form.as_fields(), by=by)
    elif given["entity"]:
        invite_entity(workshop, given["entity"], by=by)
    elif given["email"]:
        invite_person(workshop, given["email"], by=by)
    else:
        raise fault("nobody_named", "entity")


def _show(request: HttpRequest, found: Workshop, bound: Mapping[str, forms.Form]) -> HttpResponse:
    language, entities = current_language(), list(entities_active())
    may_edit = allowed(request.user, "workshop.edit", found)
    invitations = invitations_of(found) if may_edit else []
    names = names_of(one.person for one in invitations if one.person)
    sees = may_edit and allowed(request.user, "finding.view")
    summary = feedback_of(found) if may_edit else None
    first = timezone.localtime(found.starts_at)
    context = {
        "workshop": found,
        "name": found.name.in_language(language),
        "seen": digest_of(fields_of(found)),
        "is_long": timezone.localdate(found.starts_at) != timezone.localdate(found.ends_at),
        "may_edit": may_edit,
        "form": bound.get("workshop", WorkshopForm(initial=WorkshopForm.initial_of(fields_of(found)))),
        "session_form": bound.get("sessions", SessionForm(initial={"starts_at": first})),
        "material_form": bound.get("materials", MaterialForm()),
        "invitation_form": bound.get("invitations", InvitationForm(entities=entities)),
        "follow_up_form": bound.get("follow-ups", FollowUpForm(entities=entities)),
        "sessions": found.sessions.all(),
        "materials": found.materials.all(),
        "invitations": [(one, names.get(one.person, "")) for one in invitations],
        "follow_ups": follow_ups_of(found) if may_edit else [],
        "came": found.participants.count(),
        "names": sorted(found.participants.exclude(name="").values_list("name", flat=True))
        if may_edit
        else [],
        "findings": [line_of(one) for one in exercises_of(found) if hasattr(one, "finding")] if sees else [],
        "feedback": summary,
        "marks": _marks(summary) if summary else [],
        "crumbs": crumbs_of(Link(label=found.name.in_language(language))),
    }
    status = max((_status(one) for one in bound.values()), default=200)
    return show_work(request, "web/workspace/workshops/workshop.html", context, status=status)


def _marks(summary: Any) -> list[tuple[str, int, float | None]]:
    language = current_language()
    return [
        (words.in_language(language), *summary.marks[code]) for code, words in feedback_questions().items()
    ]


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
