"""Partners of twinning: their profiles with matches and contacts, and the programme as a whole."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.analysis.world import World
from miqyas.jobs.programme.twinning import (
    Programme,
    matches_of,
    measured_of,
    outcomes_of,
    programme_of,
    reasons_of,
)
from miqyas.observations.countries import countries
from miqyas.web.accounts.people import confirmed
from miqyas.web.charts import figure_of
from miqyas.web.components import Link
from miqyas.web.registry_forms import add_problems, digest_of, say_if_stale
from miqyas.web.twin_forms import ContactsForm, ProfileForm, name_here
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.models import Profile, Twin
from miqyas.workspace.twinning.queries import (
    Load,
    fields_of,
    loads,
    profile_by_code,
    profiles_matching,
    twins_of,
)
from miqyas.workspace.twinning.services import (
    contact_fields,
    contacts_set,
    home_set,
    profile_create,
    profile_problems,
    profile_update,
)
from miqyas.workspace.twinning.terms import topics

PARTNERS_ON_A_PAGE: Final = 50
MATCHES_SHOWN: Final = 12
TWINS_SHOWN: Final = 100
PROGRESS: Final = ("reached", "nearer", "same", "farther")


@work_page
@require_GET
def twin_partners(request: HttpRequest) -> HttpResponseBase:
    """All partners with what they offer and need; with a search, those that match."""
    require(request.user, "twinning.list")
    text = request.GET.get("q", "")[:200]
    page = Paginator(profiles_matching(text=text), PARTNERS_ON_A_PAGE).get_page(request.GET.get("page"))
    loaded, known = loads(), topics()
    context = {
        "text": text,
        "page": page,
        "lines": [
            (one, loaded.get(one.pk, Load()), _named(one.offers, known), _named(one.needs, known))
            for one in page
        ],
        "may_edit": allowed(request.user, "twinning.edit"),
        "crumbs": _crumbs(say_here("twins.partners")),
    }
    return show_work(request, "web/workspace/twinning/partners.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def twin_partner_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another partner."""
    person = require(request.user, "twinning.edit")
    form = ProfileForm(request.POST if request.method == "POST" else None, entities=entities_active())
    if request.method == "POST" and form.is_valid():
        add_problems(form, profile_problems(form.as_fields()))
        if form.is_valid():
            made = profile_create(form.as_fields(), by=person.by)
            messages.success(request, say_here("twins.saved"))
            return HttpResponseRedirect(reverse("twin_partner", args=[made.code]))
    context = {"form": form, "crumbs": _crumbs(say_here("twins.partner_new"), within=True)}
    return show_work(request, "web/workspace/twinning/partner_new.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def twin_partner(request: HttpRequest, code: str) -> HttpResponseBase:
    """One partner, with who could help it and why; changed by its form."""
    found = _profile(code)
    person = require(request.user, "twinning.profile" if request.method == "POST" else "twinning.list", found)
    before = fields_of(found)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        entities=entities_active(),
        initial=ProfileForm.initial_of(before),
    )
    if request.method == "POST" and form.is_valid():
        add_problems(form, profile_problems(form.as_fields(), profile=found))
        say_if_stale(form, before)
        if form.is_valid():
            profile_update(found, form.as_fields(), by=person.by)
            messages.success(request, say_here("twins.saved"))
            return HttpResponseRedirect(reverse("twin_partner", args=[form.as_fields().code]))
    return _show(request, found, form)


@work_page
@require_POST
def twin_contacts(request: HttpRequest, code: str) -> HttpResponseBase:
    """Name who is spoken to at a partner."""
    found = _profile(code)
    person = require(request.user, "twinning.profile", found)
    form = ContactsForm(request.POST)
    if form.is_valid():
        say_if_stale(form, contact_fields(found))
    if form.is_valid():
        try:
            contacts_set(found, form.as_fields(), by=person.by)
        except TwinningError as error:
            add_problems(form, [error])
        else:
            messages.success(request, say_here("twins.saved"))
            return HttpResponseRedirect(reverse("twin_partner", args=[found.code]) + "#contacts")
    profile = ProfileForm(entities=entities_active(), initial=ProfileForm.initial_of(fields_of(found)))
    return _show(request, found, profile, contacts=form)


@work_page
@require_POST
def twin_home(request: HttpRequest, code: str) -> HttpResponseBase:
    """Sign packages in the name of this profile."""
    person = require(request.user, "twinning.sign")
    confirmed(request)
    found = _profile(code)
    home_set(found, by=person.by)
    messages.success(request, say_here("twins.home_chosen"))
    return HttpResponseRedirect(reverse("twin_partner", args=[found.code]))


@work_page
@require_GET
def twin_programme(request: HttpRequest) -> HttpResponseBase:
    """Who helps whom, with how many places left, and what came of it."""
    require(request.user, "twinning.list")
    found = programme_of()
    world = world_of(request)
    rows = [_row(one, world) for one in found.twins[:TWINS_SHOWN]]
    context = {
        "programme": found,
        "rows": rows,
        "people": sum(one.people_count for one in found.twins),
        "exchanges": sum(one.exchange_count for one in found.twins),
        "reached": sum(one.progress == "reached" for each in found.twins for one in measured_of(each)),
        "sides": Paginator(found.sides, PARTNERS_ON_A_PAGE).get_page(request.GET.get("page")),
        "chart": _map(request, found),
        "crumbs": _crumbs(say_here("twins.programme")),
    }
    return show_work(request, "web/workspace/twinning/programme.html", context)


def _row(one: Twin, world: World) -> dict[str, Any]:
    """A twinning with what is known of its results: goals measured, and the rank that was published."""
    counted = Counter(goal.progress for goal in measured_of(one))
    goals = [say_here(f"twins.goals.{name}", n=counted[name]) for name in PROGRESS if counted[name]]
    ranks = [each for each in outcomes_of(one, world=world) if each.foreseen.measure == "rank"]
    verdicts = [say_here(f"twins.verdict.{each.verdict}") for each in ranks if each.value is not None]
    return {"twin": one, "state": say_here(f"twins.state.{one.state}"), "results": [*goals, *verdicts]}


def _map(request: HttpRequest, found: Programme) -> Any:
    """Who helps and who is helped, on the map; nothing where nobody does."""
    givers = sorted({one.giver.iso3 for one in found.running})
    seekers = sorted({one.seeker.iso3 for one in found.running})
    if not givers:
        return None
    return figure_of(request, "twinning-map", givers=",".join(givers), seekers=",".join(seekers))


def _show(
    request: HttpRequest, found: Profile, form: ProfileForm, *, contacts: ContactsForm | None = None
) -> HttpResponse:
    language, known = current_language(), topics()
    may_edit = allowed(request.user, "twinning.profile", found)
    matches = matches_of(found, world=world_of(request), language=language)
    named = contact_fields(found) if may_edit else ()
    context = {
        "profile": found,
        "heading": name_here(found.name),
        "form": form,
        "seen": digest_of(fields_of(found)),
        "country": countries()[found.iso3].name.in_language(language),
        "load": loads().get(found.pk, Load()),
        "offers": _named(found.offers, known),
        "needs": _named(found.needs, known),
        "matches": [(one, reasons_of(one, language=language)) for one in matches[:MATCHES_SHOWN]],
        "twins": [(one, say_here(f"twins.state.{one.state}")) for one in twins_of(found)[:TWINS_SHOWN]],
        "contacts": named,
        "contacts_form": contacts or ContactsForm(initial=ContactsForm.initial_of(named)),
        "contacts_seen": digest_of(named),
        "may_edit": may_edit,
        "may_begin": allowed(request.user, "twinning.edit"),
        "may_sign": allowed(request.user, "twinning.sign"),
        "crumbs": _crumbs(name_here(found.name), within=True),
    }
    status = 422 if contacts is not None else _status(form)
    return show_work(request, "web/workspace/twinning/partner.html", context, status=status)


def _named(codes: list[str], known: Any) -> list[str]:
    language = current_language()
    return [known[code].in_language(language) if code in known else code for code in codes]


def _profile(code: str) -> Profile:
    found = profile_by_code(code)
    if found is None:
        raise Http404
    return found


def _status(form: ProfileForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(label: str, *, within: bool = False) -> list[Link]:
    start = Link(label=say_here("workspace.place.twinnings"), url=reverse("twinnings"))
    between = [Link(label=say_here("twins.partners"), url=reverse("twin_partners"))] if within else []
    return [start, *between, Link(label=label)]
