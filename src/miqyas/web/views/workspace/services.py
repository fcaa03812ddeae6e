"""Services in the workspace: their list, one with its level and what the next needs, how it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.catalogue.matching import Match
from miqyas.jobs.programme.services import feature_found, places_for, proposals_for, worth_of
from miqyas.kernel.text import nearest
from miqyas.web.components import Link
from miqyas.web.level_figures import steps_figure
from miqyas.web.maturities import needs, stops
from miqyas.web.registry_forms import add_problems
from miqyas.web.scores import THOUSAND
from miqyas.web.service_forms import DataForms, OverruleForm, ServiceForm, data_initial, data_said
from miqyas.web.services import data_told, filter_of, filters_offered, line_of, page_of, told
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.services.access import KEEPERS
from miqyas.workspace.services.fields import fault, further_kept
from miqyas.workspace.services.models import Service, ServiceRevision
from miqyas.workspace.services.queries import (
    entities_kept,
    features_of,
    fields_of,
    levels_of_days,
    maturity_of,
    proof_of,
    proofs_of,
    revisions_of,
    service_by_code,
    services_matching,
    services_seen,
)
from miqyas.workspace.services.services import (
    feature_decide,
    level_overrule,
    level_restore,
    service_create,
    service_problems,
    service_publish,
    service_retire,
    service_update,
    service_withdraw,
)
from miqyas.workspace.services.terms import level_name

ON_A_PAGE: Final = 50
REVISIONS_SHOWN: Final = 20
FILTERS: Final = ("entity", "level", "state", "sector", "life_event", "audience", "channel")
_TURNS: Final = {"publish": service_publish, "withdraw": service_withdraw, "retire": service_retire}
_TO: Final = {"published": "publish", "draft": "withdraw", "retired": "retire"}
"""Which of them leads to each state."""


@work_page
@require_GET
def services(request: HttpRequest) -> HttpResponseBase:
    """The services that the person may see, with search and filters."""
    person = require(request.user, "service.list")
    seen, asked = services_seen(person), filter_of(request, *FILTERS)
    page = page_of(services_matching(seen, asked), request, size=ON_A_PAGE)
    entities = Entity.objects.filter(pk__in=seen.order_by().values("entity"))
    context = {
        "asked": asked,
        "page": page,
        "lines": [line_of(service) for service in page.object_list],
        "filters": [(*one, getattr(asked, one[0])) for one in filters_offered(*FILTERS, entities=entities)],
        "may_add": entities_kept(person, keepers=KEEPERS).exists(),
        "may_import": allowed(request.user, "service.import"),
        "may_nation": allowed(request.user, "service.nation"),
        "own": [] if person.holds(*KEEPERS) else entities,
    }
    return show_work(request, "web/workspace/services/list.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def service_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another service, of an entity whose services the person keeps."""
    person = require(request.user, "service.import")
    kept = list(entities_kept(person, keepers=KEEPERS))
    form, data = _forms(request, kept=kept, is_new=True)
    if request.method == "POST" and _are_valid(form, data):
        fields = form.as_fields(data_said(data))
        if form.is_valid():
            add_problems(form, service_problems(fields))
        if form.is_valid():
            made = service_create(fields, by=person.by)
            messages.success(request, say_here("services.added"))
            return HttpResponseRedirect(reverse("service", args=[made.code]))
    context = {"heading": say_here("services.new"), "crumbs": _crumbs(say_here("services.new"))}
    return _show_form(request, form, data, context, draft="service-new", back=reverse("services"))


@work_page
@require_http_methods(["GET", "POST"])
def service_edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Change a service; what somebody else changed meanwhile is not written over unawares."""
    found = _found(code)
    person = require(request.user, "service.edit", found)
    before = fields_of(found)
    kept = {one.code: one for one in entities_kept(person, keepers=KEEPERS)} | {before.entity: found.entity}
    form, data = _forms(
        request,
        kept=kept.values(),
        is_new=False,
        initial=ServiceForm.initial_of(before, version=found.version),
        data_rows=data_initial(before),
    )
    address = reverse("service", args=[found.code])
    if request.method == "POST" and _are_valid(form, data):
        fields = further_kept(form.as_fields(data_said(data)), before)
        if form.is_valid():
            _say_if_moved(form, found)
            add_problems(form, service_problems(fields, service=found))
        if form.is_valid():
            service_update(found, fields, version=found.version, by=person.by)
            messages.success(request, say_here("services.changed"))
            return HttpResponseRedirect(address)
    name = _title(found)
    context = {"heading": name, "crumbs": _crumbs(say_here("services.edit"), Link(label=name, url=address))}
    return _show_form(
        request, form, data, context | {"service": found}, draft=f"service-{found.pk}", back=address
    )


def _forms(
    request: HttpRequest,
    *,
    kept: Iterable[Entity],
    is_new: bool,
    initial: Mapping[str, Any] | None = None,
    data_rows: list[dict[str, str]] | None = None,
) -> tuple[ServiceForm, Any]:
    sent = request.POST if request.method == "POST" else None
    form = ServiceForm(sent, entities=kept, is_new=is_new, initial=initial)
    others = list(entities_active())
    data = DataForms(sent, prefix="data", initial=data_rows or [], form_kwargs={"entities": others})
    return form, data


def _are_valid(form: ServiceForm, data: Any) -> bool:
    """Both are looked at, so that all that is wrong is said at once."""
    return all([form.is_valid(), data.is_valid()])


def _say_if_moved(form: ServiceForm, found: Service) -> None:
    """Say above the form that somebody changed the service since it was shown; sent again, it counts."""
    if form.cleaned_data.get("version") != found.version:
        error = fault("changed_meanwhile", "version")
        form.add_error(None, f"{error.problem(current_language())} {error.remedy(current_language())}")


def _show_form(
    request: HttpRequest, form: ServiceForm, data: Any, context: dict[str, Any], *, draft: str, back: str
) -> HttpResponse:
    found: Service | None = context.get("service")
    shown = {
        "form": form,
        "data": data,
        "draft": draft,
        "back": back,
        "version": found.version if found else "",
        "currency": settings.MIQYAS_CURRENCY,
    }
    is_wrong = form.is_bound and (form.errors or not data.is_valid())
    status = 422 if is_wrong else 200
    return show_work(request, "web/workspace/services/form.html", shown | context, status=status)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A feature beside a service: what it asks, what raising the service adds; None while it is proposed."""

    code: str
    question: str
    gain: float | None
    low: float | None
    high: float | None
    words: tuple[str, ...] = ()


@work_page
@require_GET
def service(request: HttpRequest, code: str) -> HttpResponseBase:
    """One service: its level and what the next needs, what it is worth, its proofs, its past."""
    found = _found(code)
    require(request.user, "service.view", found)
    return _show_service(request, found)


def _show_service(
    request: HttpRequest, found: Service, *, overrule: OverruleForm | None = None, status: int = 200
) -> HttpResponse:
    language, user = current_language(), request.user
    measured, worth = maturity_of(found), worth_of(found)
    may_edit, proofs = allowed(user, "service.edit", found), proofs_of(found)
    context = {
        "service": found,
        "line": line_of(found),
        "currency": settings.MIQYAS_CURRENCY,
        "told": told(found),
        "data": data_told(found.data.all()),
        "stops": stops(found.level_number),
        "measured": level_name(measured.code).in_language(language),
        "needs": needs(measured),
        "next": measured.next.name.in_language(language) if measured.next else "",
        "worth": _worth_shown(worth.gain, worth.low, worth.high),
        "places": places_for(worth.gain),
        "mapped": [_mapped(one) for one in worth.features],
        "refused": [row.feature for row in features_of(found).values() if not row.is_accepted],
        "proposals": [_proposed(one) for one in proposals_for(found)] if may_edit else [],
        "proofs": proofs,
        "revisions": _revisions(found),
        "history": steps_figure(levels_of_days(found), name=_title(found), today=timezone.localdate()),
        "overrule": overrule or OverruleForm(proofs=_proofs_offered(proofs)),
        "may_edit": may_edit,
        "may_publish": allowed(user, "service.publish", found),
        "may_prove": allowed(user, "service.prove", found),
        "may_overrule": allowed(user, "service.overrule", found),
        "is_in_both": fields_of(found).is_in_both_languages,
        "crumbs": _crumbs(_title(found)),
    }
    return show_work(request, "web/workspace/services/service.html", context, status=status)


def _proofs_offered(proofs: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(one.evidence.pk), one.evidence.title) for one in proofs]


def _worth_shown(gain: float, low: float, high: float) -> dict[str, float]:
    """A gain of the index in points, a thousandth each."""
    return {"gain": gain * THOUSAND, "low": low * THOUSAND, "high": high * THOUSAND}


def _mapped(one: Any) -> Mapped:
    question = one.feature.question.in_language(current_language())
    return Mapped(one.feature.code, question, *_worth_shown(one.gain, one.low, one.high).values())


def _proposed(one: Match) -> Mapped:
    question = one.feature.question.in_language(current_language())
    return Mapped(one.feature.code, question, None, None, None, one.words)


def _revisions(found: Service) -> list[dict[str, Any]]:
    """What the service was, the newest first, each with what changed since the one before."""
    rows = list(revisions_of(found)[: REVISIONS_SHOWN + 1])
    people = names_of(row.by for row in rows)
    earlier: list[ServiceRevision | None] = [*rows[1:], None]
    shown = [
        {
            "revision": row,
            "by": people.get(row.by, ""),
            "level": level_name(row.level).in_language(current_language()),
            "is_first": row.number == 1,
            "changed": _changed(row, former),
        }
        for row, former in zip(rows, earlier, strict=True)
    ]
    return shown[:REVISIONS_SHOWN]


def _changed(row: ServiceRevision, former: ServiceRevision | None) -> list[str]:
    if former is None:
        return []
    return [
        say_here(f"services.field.{name}")
        for name, value in row.values.items()
        if former.values.get(name) != value
    ]


@work_page
@require_POST
def service_turn(request: HttpRequest, code: str) -> HttpResponseBase:
    """Publish a service, withdraw it, retire it."""
    found = _found(code)
    person = require(request.user, "service.publish", found)
    turn = _TURNS.get(request.POST.get("to", ""))
    if turn is None:
        raise Http404
    again = Reverse(request.path, {"to": _TO[found.state]})
    turned = turn(found, by=person.by)
    done(request, say_here(f"services.turned.{turned.state}"), reverse=again)
    return HttpResponseRedirect(reverse("service", args=[found.code]))


@work_page
@require_POST
def service_level(request: HttpRequest, code: str) -> HttpResponseBase:
    """Overrule the level of a service for a reason and with a proof, or let it follow again."""
    found = _found(code)
    person = require(request.user, "service.overrule", found)
    address = reverse("service", args=[found.code])
    if "restore" in request.POST:
        again = {
            "level": found.overruled_level,
            "reason": found.overruled_reason,
            "proof": str(found.overruled_proof_id or ""),
        }
        level_restore(found, by=person.by)
        done(request, say_here("services.overrule.restored"), reverse=Reverse(request.path, again))
        return HttpResponseRedirect(address)
    form = OverruleForm(request.POST, proofs=_proofs_offered(proofs_of(found)))
    if not form.is_valid():
        return _show_service(request, found, overrule=form, status=422)
    given = form.cleaned_data
    proof = proof_of(found, given["proof"])
    level_overrule(found, level=given["level"], reason=given["reason"], proof=proof, by=person.by)
    messages.success(request, say_here("services.overrule.done"))
    return HttpResponseRedirect(address)


@work_page
@require_POST
def service_features(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say that a feature of the catalogue and a service belong together, or do not."""
    found = _found(code)
    require(request.user, "service.edit", found)
    by, feature = person_of(request.user).by, feature_found(request.POST.get("feature", "").strip())
    feature_decide(found, feature.code, is_accepted="accept" in request.POST, by=by)
    return HttpResponseRedirect(f"{reverse('service', args=[found.code])}#features")


def _found(code: str) -> Service:
    found = service_by_code(code)
    if found is None:
        raise Http404
    return found


def _title(found: Service) -> str:
    return nearest(found.title, current_language()).text


def _crumbs(label: str, *between: Link) -> list[Link]:
    start = Link(label=say_here("workspace.place.services"), url=reverse("services"))
    return [start, *between, Link(label=label)]
