"""Readiness for lists that may come: all entities, one entity by feature; drafts kept to measure by."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.assessment.readiness import STATES, Ready
from miqyas.jobs.own_lists import OwnListPlan, own_list_plan
from miqyas.jobs.programme.readiness import (
    Coming,
    Readiness,
    coming_by_hash,
    comings,
    readiness_of,
    readiness_of_entity,
)
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.pending import Upload
from miqyas.web.undoing import Reverse, done
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.views.workspace.lists import list_shown
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.campaigns.instruments import instrument_by_hash
from miqyas.workspace.campaigns.models import InstrumentSnapshot
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_by_id, entity_by_code
from miqyas.workspace.watchlists.access import OF_ENTITY
from miqyas.workspace.watchlists.queries import draft_by_hash
from miqyas.workspace.watchlists.services import draft_keep, draft_remove

OPEN_FIRST: Final = ("none", "new", "unanswered", "look_again", "partly", "full")
"""The order in which an entity's features are shown: what asks for most work first."""


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def readiness(request: HttpRequest) -> HttpResponseBase:
    """The lists that readiness may be measured against (GET); take the file of a draft (POST)."""
    require(request.user, "readiness.draft" if request.method == "POST" else "readiness.list")
    if request.method == "POST":
        return take_upload(request, preview="draft_preview", back=request.path)
    context = {
        "comings": [(one, _shown_to(request, one)) for one in comings()],
        "may_keep": allowed(request.user, "readiness.draft"),
        "limit": LIMIT,
    }
    return show_work(request, "web/workspace/readiness.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def draft_preview(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded draft says (GET); keep it or give it up (POST)."""
    person = require(request.user, "readiness.draft")

    def accept(upload: Upload, plan: OwnListPlan) -> None:
        assert plan.instrument
        draft_keep(plan.instrument, name=upload.name, by=person.by)
        messages.success(request, say_here("readiness.kept"))

    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("readiness"),
            ends=reverse("readiness"),
            template="web/workspace/draft_preview.html",
            plan=lambda upload: own_list_plan(upload.content, name=upload.name),
            shown=lambda plan: list_shown(plan) | {"crumbs": _crumbs(say_here("readiness.preview"))},
            accept=accept,
        ),
    )


@work_page
@require_GET
def readiness_list(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """How ready every entity is for one list."""
    require(request.user, "readiness.view")
    found = readiness_of(_coming(sha256))
    context = _about(found) | {
        "whole": _gauge(found.whole),
        "entities": [(entity, _gauge(own)) for entity, own in found.entities.items()],
        "nobodys": _gauge(found.nobodys),
        "may_keep": allowed(request.user, "readiness.draft"),
        "crumbs": _crumbs(_name(found.coming)),
    }
    return show_work(request, "web/workspace/readiness_list.html", context)


@work_page
@require_GET
def readiness_entity(request: HttpRequest, sha256: str, code: str) -> HttpResponseBase:
    """How ready one entity is for a list, feature by feature."""
    entity = entity_by_code(code)
    if entity is None:
        raise Http404
    require(request.user, "readiness.view", entity)
    found = readiness_of(_coming(sha256))
    own = readiness_of_entity(found, entity)
    url = reverse("readiness_list", args=[sha256]) if allowed(request.user, "readiness.view") else ""
    context = _about(found) | {
        "entity": entity,
        "own": _gauge(own),
        "groups": [
            (state, say_here(f"readiness.state.{state}"), rows)
            for state in OPEN_FIRST
            if (rows := [one for one in own.standings if one.state == state])
        ],
        "crumbs": _crumbs(
            entity.title.in_language(current_language()),
            Link(label=_name(found.coming), url=url),
        ),
    }
    return show_work(request, "web/workspace/readiness_entity.html", context)


@work_page
@require_POST
def draft_gone(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Measure against a draft no longer; or again, as long as the frozen list is there."""
    person = require(request.user, "readiness.draft")
    if name := request.POST.get("name", ""):
        kept = get_object_or_404(InstrumentSnapshot, pk=sha256)
        draft_keep(instrument_by_hash(kept.pk), name=name, by=person.by)
        messages.success(request, say_here("readiness.kept"))
        return HttpResponseRedirect(reverse("readiness"))
    draft = draft_by_hash(sha256)
    if draft is None:
        raise Http404
    draft_remove(draft, by=person.by)
    done(request, say_here("readiness.removed"), reverse=Reverse(request.path, {"name": draft.name}))
    return HttpResponseRedirect(reverse("readiness"))


def _coming(sha256: str) -> Coming:
    found = coming_by_hash(sha256)
    if found is None:
        raise Http404
    return found


def _shown_to(request: HttpRequest, coming: Coming) -> list[Link]:
    """Where the reader sees their readiness for a list: the nation's page, or that of each own entity."""
    if allowed(request.user, "readiness.view"):
        return [Link(label=say_here("readiness.nation"), url=reverse("readiness_list", args=[coming.sha256]))]
    language = current_language()
    return [
        Link(
            label=entity.title.in_language(language),
            url=reverse("readiness_entity", args=[coming.sha256, entity.code]),
        )
        for entity in _own_entities(person_of(request.user))
    ]


def _own_entities(person: Person) -> list[Entity]:
    return sorted(entities_by_id(person.entities(*OF_ENTITY)).values(), key=lambda one: one.code)


def _about(found: Readiness) -> dict[str, Any]:
    return {"coming": found.coming, "name": _name(found.coming), "campaign": found.campaign}


def _name(coming: Coming) -> str:
    return coming.instrument.title.in_language(current_language())


def _gauge(ready: Ready) -> dict[str, Any]:
    """Counts in sentences for those that occur, and in columns for all."""
    counts = [(state, say_here(f"readiness.count.{state}", n=n)) for state, n in ready.counts.items() if n]
    return {
        "ready": ready,
        "counts": counts,
        "numbers": [(say_here(f"readiness.state.{state}"), ready.counts[state]) for state in STATES],
    }


def _crumbs(label: str, *between: Link) -> list[Link]:
    start = Link(label=say_here("workspace.place.readiness"), url=reverse("readiness"))
    return [start, *between, Link(label=label)]
