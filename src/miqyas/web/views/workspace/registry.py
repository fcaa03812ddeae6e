"""The registry: the tree of entities, one entity with its portals, what is added and changed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.registry_files import registry_csv, registry_template, registry_workbook
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.registry_forms import (
    EntityForm,
    PortalForm,
    add_problems,
    choices_of,
    digest_of,
    say_if_stale,
)
from miqyas.web.undoing import Reverse, as_sent, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import (
    entities_all,
    entities_matching,
    entity_by_code,
    fields_of,
    fields_of_portal,
    national_portal,
    portals_of,
    tree_of,
)
from miqyas.workspace.registry.services import (
    entity_activate,
    entity_create,
    entity_deactivate,
    entity_problems,
    entity_update,
    portal_create,
    portal_problems,
    portal_remove,
    portal_update,
)
from miqyas.workspace.registry.terms import entity_kinds, owners, portal_kinds, sectors


@dataclass(frozen=True)
class Choice:
    """What the address asks to see."""

    text: str
    kind: str
    mandate: str
    sector: str

    @property
    def is_any(self) -> bool:
        """Whether anything is asked."""
        return bool(self.text or self.kind or self.mandate or self.sector)


@work_page
@require_GET
def registry(request: HttpRequest) -> HttpResponseBase:
    """The tree of entities; with a filter, those that match."""
    require(request.user, "registry.list")
    get = request.GET.get
    choice = Choice(get("q", "")[:200], get("kind", ""), get("mandate", ""), get("sector", ""))
    everybody = list(entities_all())
    found = entities_matching(
        everybody, text=choice.text, kind=choice.kind, mandate=choice.mandate, sector=choice.sector
    )
    context = {
        "choice": choice,
        "total": len(everybody),
        "branches": [_branch(branch.entity, branch.depth) for branch in tree_of(found)],
        "kinds": choices_of(entity_kinds(), empty="registry.any_kind"),
        "mandates": choices_of(owners(), empty="registry.any_mandate"),
        "sectors": choices_of(sectors(), empty="registry.any_sector"),
        "main": national_portal(),
        "may_edit": allowed(request.user, "registry.edit"),
    }
    return show_work(request, "web/workspace/registry.html", context)


def _branch(entity: Entity, depth: int) -> dict[str, Any]:
    language = current_language()
    return {
        "entity": entity,
        "depth": min(depth, 4),
        "name": entity.title.in_language(language),
        "kind": entity_kinds()[entity.kind].in_language(language),
        "mandates": [owners()[code].in_language(language) for code in entity.mandates if code in owners()],
        "sector": sectors()[entity.sector].in_language(language) if entity.sector in sectors() else "",
    }


@work_page
@require_http_methods(["GET", "POST"])
def entity_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another entity."""
    person = require(request.user, "registry.edit")
    form = EntityForm(request.POST if request.method == "POST" else None, others=entities_all())
    if request.method == "POST" and form.is_valid():
        add_problems(form, entity_problems(form.as_fields()))
        if form.is_valid():
            made = entity_create(form.as_fields(), by=person.pseudonym)
            messages.success(request, say_here("registry.added", name=made.title))
            return HttpResponseRedirect(reverse("registry_entity", args=[made.code]))
    context = {"form": form, "crumbs": _crumbs(say_here("registry.new"))}
    return show_work(request, "web/workspace/registry_new.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def entity_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One entity and its portals; changed by its form."""
    person = require(request.user, "registry.edit" if request.method == "POST" else "registry.list")
    entity = _entity(code)
    before = fields_of(entity)
    form = EntityForm(
        request.POST if request.method == "POST" else None,
        others=entities_all().exclude(pk=entity.pk),
        initial=EntityForm.initial_of(before),
    )
    if request.method == "POST" and form.is_valid():
        add_problems(form, entity_problems(form.as_fields(), entity=entity))
        say_if_stale(form, before)
        if form.is_valid():
            entity_update(entity, form.as_fields(), by=person.pseudonym)
            messages.success(request, say_here("registry.changed", name=entity.title))
            return HttpResponseRedirect(reverse("registry_entity", args=[entity.code]))
    return _show_entity(request, entity, form=form, portal_form=PortalForm())


@work_page
@require_POST
def entity_switch(request: HttpRequest, code: str) -> HttpResponseBase:
    """Switch an entity off, or on again."""
    person = require(request.user, "registry.edit")
    entity = _entity(code)
    try:
        if request.POST.get("to") == "on":
            entity_activate(entity, by=person.pseudonym)
        else:
            entity_deactivate(entity, by=person.pseudonym)
    except RegistryError as error:
        messages.error(request, f"{error.problem(current_language())} {error.remedy(current_language())}")
    else:
        key, back = ("switched_on", "off") if entity.is_active else ("switched_off", "on")
        said = say_here(f"registry.{key}", name=entity.title)
        done(request, said, reverse=Reverse(request.path, {"to": back}))
    return HttpResponseRedirect(reverse("registry_entity", args=[entity.code]))


@work_page
@require_POST
def portal_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Add an address to an entity."""
    person = require(request.user, "registry.edit")
    entity = _entity(code)
    form = PortalForm(request.POST)
    if form.is_valid():
        add_problems(form, portal_problems(form.as_fields(), entity=entity))
        if form.is_valid():
            portal_create(entity, form.as_fields(), by=person.pseudonym)
            messages.success(request, say_here("registry.portal_added"))
            return HttpResponseRedirect(f"{reverse('registry_entity', args=[entity.code])}#portals")
    shown = EntityForm(
        others=entities_all().exclude(pk=entity.pk), initial=EntityForm.initial_of(fields_of(entity))
    )
    return _show_entity(request, entity, form=shown, portal_form=form)


@work_page
@require_http_methods(["GET", "POST"])
def portal_page(request: HttpRequest, code: str, portal: UUID) -> HttpResponseBase:
    """Change an address of an entity, or take it off."""
    person = require(request.user, "registry.edit")
    found = get_object_or_404(Portal.objects.select_related("entity"), pk=portal, entity__code__iexact=code)
    back = f"{reverse('registry_entity', args=[found.entity.code])}#portals"
    if request.method == "POST" and "remove" in request.POST:
        again = Reverse(
            reverse("registry_portal_new", args=[found.entity.code]),
            as_sent(PortalForm(initial=PortalForm.initial_of(fields_of_portal(found)))),
        )
        portal_remove(found, by=person.pseudonym)
        done(request, say_here("registry.portal_removed"), reverse=again)
        return HttpResponseRedirect(back)
    form = PortalForm(
        request.POST if request.method == "POST" else None,
        initial=PortalForm.initial_of(fields_of_portal(found)),
    )
    if request.method == "POST" and form.is_valid():
        add_problems(form, portal_problems(form.as_fields(), entity=found.entity, portal=found))
        say_if_stale(form, fields_of_portal(found))
        if form.is_valid():
            portal_update(found, form.as_fields(), by=person.pseudonym)
            messages.success(request, say_here("registry.portal_changed"))
            return HttpResponseRedirect(back)
    name = found.entity.title.in_language(current_language())
    context = {
        "form": form,
        "seen": digest_of(fields_of_portal(found)),
        "portal": found,
        "crumbs": _crumbs(say_here("registry.portal_edit"), Link(label=name, url=back)),
    }
    return show_work(request, "web/workspace/registry_portal.html", context, status=_status(form))


@work_page
@require_GET
def registry_file(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """The registry to take away, or an empty workbook to fill in."""
    require(request.user, "registry.edit" if which == "template" else "registry.list")
    language = current_language()
    if form == "csv" and which in {"entities", "portals"}:
        content = registry_csv(which, language=language)
    elif form == "xlsx" and which == "registry":
        content = registry_workbook(language=language)
    elif form == "xlsx" and which == "template":
        content = registry_template(language=language)
    else:
        raise Http404
    return as_file(content, name=f"miqyas-{which}", form=form)


def _show_entity(
    request: HttpRequest, entity: Entity, *, form: EntityForm, portal_form: PortalForm
) -> HttpResponse:
    language = current_language()
    shown = _branch(entity, 0)
    context = shown | {
        "form": form,
        "seen": digest_of(fields_of(entity)),
        "portal_form": portal_form,
        "parent": entity.parent,
        "portals": [
            (portal, portal_kinds()[portal.kind].in_language(language)) for portal in portals_of(entity)
        ],
        "children": entity.children.all(),
        "may_edit": allowed(request.user, "registry.edit"),
        "crumbs": _crumbs(shown["name"]),
    }
    status = max(_status(form), _status(portal_form))
    return show_work(request, "web/workspace/registry_entity.html", context, status=status)


def _entity(code: str) -> Entity:
    found = entity_by_code(code)
    if found is None:
        raise Http404
    return found


def _status(form: EntityForm | PortalForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(label: str, *between: Link) -> list[Link]:
    start = Link(label=say_here("workspace.place.registry"), url=reverse("registry"))
    return [start, *between, Link(label=label)]
