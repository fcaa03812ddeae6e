"""The watchlist: policies that coming editions may ask for, each with what was seen of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.programme.policies import policies_workbook
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.sheets.plans import FilePlan, Row
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.other_languages import with_other_languages
from miqyas.web.pending import Upload
from miqyas.web.policy_forms import PolicyForm
from miqyas.web.registry_forms import add_problems, choices_of, digest_of, say_if_stale
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.watchlists.importing import policies_apply, policies_plan, tables
from miqyas.workspace.watchlists.models import Policy
from miqyas.workspace.watchlists.queries import (
    fields_of,
    notes_of,
    policies_due,
    policies_matching,
    policy_by_code,
)
from miqyas.workspace.watchlists.services import note_add, policy_create, policy_problems, policy_update
from miqyas.workspace.watchlists.terms import states, themes

POLICIES_ON_A_PAGE: Final = 50
LINES_SHOWN: Final = 200


@work_page
@require_GET
def watchlist(request: HttpRequest) -> HttpResponseBase:
    """The policies that are watched; with a filter, those that match."""
    require(request.user, "policy.list")
    get = request.GET.get
    text, theme, state = get("q", "")[:200], get("theme", ""), get("state", "")
    page = Paginator(policies_matching(text=text, theme=theme, state=state), POLICIES_ON_A_PAGE).get_page(
        get("page")
    )
    today = timezone.localdate()
    context = {
        "text": text,
        "theme": theme,
        "state": state,
        "is_filtered": bool(text or theme or state),
        "page": page,
        "lines": [_line(policy) for policy in page],
        "today": today,
        "due": policies_due(today).count(),
        "themes": choices_of(themes(), empty="watchlist.any_theme"),
        "states": choices_of(states(), empty="watchlist.any_state"),
        "may_edit": allowed(request.user, "policy.edit"),
    }
    return show_work(request, "web/workspace/watchlist.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another policy."""
    person = require(request.user, "policy.edit")
    form = PolicyForm(request.POST if request.method == "POST" else None, entities=entities_active())
    if request.method == "POST" and form.is_valid():
        add_problems(form, policy_problems(form.as_fields()))
        if form.is_valid():
            made = policy_create(form.as_fields(), by=person.by)
            messages.success(request, say_here("watchlist.added", name=made.name))
            return HttpResponseRedirect(reverse("policy", args=[made.code]))
    context = {"form": form, "crumbs": _crumbs(say_here("watchlist.new"))}
    return show_work(request, "web/workspace/policy_new.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def policy_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One policy with what was seen of it; changed by its form."""
    person = require(request.user, "policy.edit" if request.method == "POST" else "policy.list")
    policy = _policy(code)
    before = fields_of(policy)
    form = PolicyForm(
        request.POST if request.method == "POST" else None,
        entities=entities_active(),
        initial=PolicyForm.initial_of(before),
    )
    if request.method == "POST" and form.is_valid():
        fields = with_other_languages(form.as_fields(), policy, "title", "description")
        add_problems(form, policy_problems(fields, policy=policy))
        say_if_stale(form, before)
        if form.is_valid():
            policy_update(policy, fields, by=person.by)
            messages.success(request, say_here("watchlist.changed", name=policy.name))
            return HttpResponseRedirect(reverse("policy", args=[policy.code]))
    return _show_policy(request, policy, form)


@work_page
@require_POST
def policy_note(request: HttpRequest, code: str) -> HttpResponseBase:
    """Keep what somebody saw when they looked at a policy."""
    person = require(request.user, "policy.edit")
    policy = _policy(code)
    note_add(policy, request.POST.get("text", ""), by=person.by)
    messages.success(request, say_here("watchlist.noted"))
    return HttpResponseRedirect(f"{reverse('policy', args=[policy.code])}#notes")


@work_page
@require_GET
def policies_file(request: HttpRequest, which: str) -> HttpResponseBase:
    """The watchlist to take away, or an empty workbook to fill in."""
    is_blank = which == "template"
    require(request.user, "policy.edit" if is_blank else "policy.list")
    content = policies_workbook(language=current_language(), is_blank=is_blank)
    return as_file(content, name=f"miqyas-watchlist-{which}" if is_blank else "miqyas-watchlist", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def policies_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    require(request.user, "policy.edit")
    if request.method == "POST":
        return take_upload(request, preview="policies_import", back=request.path)
    context = {
        "columns": list(tables()["policies"].columns.items()),
        "limit": LIMIT,
        "crumbs": _crumbs(say_here("watchlist.import")),
    }
    return show_work(request, "web/workspace/policies_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def policies_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    person = require(request.user, "policy.edit")

    def accept(_: Upload, plan: FilePlan[Row]) -> None:
        policies_apply(plan, by=person.by)
        messages.success(request, say_here("watchlist.import.accepted"))

    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("policies_upload"),
            ends=reverse("watchlist"),
            template="web/workspace/policies_preview.html",
            plan=lambda upload: policies_plan(upload.content, name=upload.name),
            shown=_told,
            accept=accept,
        ),
    )


def _told(plan: FilePlan[Row]) -> dict[str, Any]:
    language = current_language()
    doing = [row for row in plan.rows if row.doing != "same"]
    return {
        "counts": [say_here(f"watchlist.import.{what}", n=n) for what, n in plan.counts.items()],
        "rows": [
            (Text(row.fields.title).in_language(language), row.fields.code, row.doing)
            for row in doing[:LINES_SHOWN]
        ],
        "row_count": len(doing),
        "crumbs": _crumbs(say_here("watchlist.import")),
    }


def _line(policy: Policy) -> dict[str, Any]:
    language = current_language()
    return {
        "policy": policy,
        "theme": themes()[policy.theme].in_language(language),
        "state": states()[policy.state].in_language(language),
        "mark": Mark(policy.mark),
    }


def _show_policy(request: HttpRequest, policy: Policy, form: PolicyForm) -> HttpResponse:
    notes = list(notes_of(policy))
    names = names_of(note.by for note in notes)
    known = {code: one for offered in instruments_offered().values() for code, one in offered.by_code.items()}
    context = _line(policy) | {
        "form": form,
        "seen": digest_of(fields_of(policy)),
        "features": [(code, known.get(code)) for code in policy.features],
        "notes": [(note, names.get(note.by, "")) for note in notes],
        "may_edit": allowed(request.user, "policy.edit"),
        "crumbs": _crumbs(policy.name.in_language(current_language())),
    }
    return show_work(request, "web/workspace/policy.html", context, status=_status(form))


def _policy(code: str) -> Policy:
    found = policy_by_code(code)
    if found is None:
        raise Http404
    return found


def _status(form: PolicyForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(label: str) -> list[Link]:
    return [Link(label=say_here("workspace.place.watchlist"), url=reverse("watchlist")), Link(label=label)]
