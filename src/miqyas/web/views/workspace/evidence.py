"""The evidence store: the proofs of an entity, one with its revisions, its file, and what it serves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.web.components import Link
from miqyas.web.evidence_forms import EvidenceForm, initial_of
from miqyas.web.scans import made_of
from miqyas.web.undoing import Reverse, done
from miqyas.web.uploads import is_too_large
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import refused, show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.evidence.errors import EvidenceError
from miqyas.workspace.evidence.files import file_path
from miqyas.workspace.evidence.listing import LOST, SHOWS, entities_seen, evidence_shown
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision, EvidenceUse
from miqyas.workspace.evidence.queries import Proof, newest_revision, proofs_of, uses_of
from miqyas.workspace.evidence.services import (
    evidence_add,
    evidence_restore,
    evidence_retire,
    evidence_revise,
)
from miqyas.workspace.evidence.targets import (
    Target,
    evidence_add_for,
    evidence_for,
    target_for,
    targets_seen,
)
from miqyas.workspace.registry.models import Entity

ON_A_PAGE: Final = 50


@work_page
@require_GET
def evidence(request: HttpRequest) -> HttpResponseBase:
    """The proofs that the person may see, with filters."""
    person = require(request.user, "evidence.list")
    entities = entities_seen(person)
    chosen = next((entity for entity in entities if entity.code == request.GET.get("entity")), None)
    show = request.GET.get("show", "all") if request.GET.get("show") in SHOWS else "all"
    text = request.GET.get("q", "")[:200].strip()
    found = evidence_shown([chosen] if chosen else entities, person=person, show=show, text=text)
    page = Paginator(found.select_related("entity"), ON_A_PAGE).get_page(request.GET.get("page"))
    proofs = proofs_of(page.object_list)
    own = [entity for entity in entities if allowed(request.user, "evidence.add", entity)]
    context = {
        "page": page,
        "lines": [_line(proofs[item.pk]) for item in page.object_list],
        "entities": [(entity.code, entity.title.in_language(current_language())) for entity in entities],
        "entity": chosen,
        "own": [(entity.code, entity.title.in_language(current_language())) for entity in own],
        "show": show,
        "shows": [(name, say_here(f"evidence.show.{name}")) for name in SHOWS],
        "text": text,
    }
    return show_work(request, "web/workspace/evidence.html", context)


def _line(proof: Proof) -> dict[str, Any]:
    outcome = proof.check.outcome if proof.check else "unchecked"
    until = proof.revision.valid_until
    return {
        "proof": proof,
        "entity": proof.evidence.entity.title.in_language(current_language()),
        "outcome": say_here(f"evidence.outcome.{outcome}") if proof.revision.address else "",
        "is_lost": outcome in LOST,
        "is_over": until is not None and until < timezone.localdate(),
    }


@csrf_exempt  # the token stands in the body, which is not read before its length is known: see `_take`
@work_page
@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another proof: of an entity, or of the very thing that it is to serve."""
    require(request.user, "workspace.enter")
    target = _target_asked(request)
    entity = target.entity if target else _entity_asked(request)
    if request.method == "POST" and is_too_large(request, largest=settings.MIQYAS_FILE_BYTES):
        return _too_large(request)
    return _take(request, entity=entity, target=target)


@csrf_protect
def _take(request: HttpRequest, *, entity: Entity, target: Target | None) -> HttpResponse:
    by = person_of(request.user).pseudonym
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"title": form.cleaned_data["title"], "content": form.content(), "by": by}
            made = evidence_add_for(target, **given) if target else evidence_add(entity, **given)
        except MiqyasError as error:
            form.add_error(None, error.render(current_language()))
        else:
            messages.success(request, say_here("evidence.added", title=made.title))
            return HttpResponseRedirect(
                (target and target.address) or reverse("evidence_item", args=[made.pk])
            )
    context = {"form": form, "entity": entity, "target": target, "crumbs": _crumbs(say_here("evidence.new"))}
    return show_work(request, "web/workspace/evidence_new.html", context, status=_status(form))


@csrf_exempt  # as above
@work_page
@require_http_methods(["GET", "POST"])
def evidence_item(request: HttpRequest, evidence: UUID) -> HttpResponseBase:
    """One proof: what is in force, what was, what it serves, what became of its link; a new revision."""
    require(request.user, "workspace.enter")
    found = get_object_or_404(Evidence.objects.select_related("entity"), pk=evidence)
    require(request.user, "evidence.edit" if request.method == "POST" else "evidence.view", found)
    if request.method == "POST" and is_too_large(request, largest=settings.MIQYAS_FILE_BYTES):
        return _too_large(request)
    return _revise(request, found)


@csrf_protect
def _revise(request: HttpRequest, found: Evidence) -> HttpResponse:
    before = newest_revision(found)
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=initial_of(before))
    if request.method == "POST" and form.is_valid():
        try:
            evidence_revise(
                found,
                title=form.cleaned_data["title"],
                content=form.content(),
                by=person_of(request.user).pseudonym,
            )
        except MiqyasError as error:
            form.add_error(None, error.render(current_language()))
        else:
            messages.success(request, say_here("evidence.revised"))
            return HttpResponseRedirect(reverse("evidence_item", args=[found.pk]))
    return _show(request, found, form=form)


def _show(request: HttpRequest, found: Evidence, *, form: EvidenceForm) -> HttpResponse:
    revisions = list(found.revisions.order_by("-number"))
    checks = list(revisions[0].checks.all()[:12])
    may_edit = allowed(request.user, "evidence.edit", found)
    context = {
        "evidence": found,
        "entity": found.entity.title.in_language(current_language()),
        "revision": revisions[0],
        "revisions": revisions,
        "names": names_of(revision.created_by for revision in revisions),
        "language": say_here(f"evidence.language.{revisions[0].language or 'none'}"),
        "checks": [(check, say_here(f"evidence.outcome.{check.outcome}")) for check in checks],
        "uses": _uses(request, uses_of(found)),
        "made_of": made_of(request.user, found),
        "form": form,
        "may_edit": may_edit and not found.retired_at,
        "may_restore": may_edit and found.retired_at,
        "crumbs": _crumbs(found.title),
    }
    return show_work(request, "web/workspace/evidence_item.html", context, status=_status(form))


def _uses(request: HttpRequest, uses: Iterable[EvidenceUse]) -> list[dict[str, Any]]:
    return [
        {
            "use": use,
            "code": target.code,
            "url": target.address,
            "may": allowed(request.user, target.kind.action, target.found),
        }
        for use, target in targets_seen(request.user, uses)
    ]


@work_page
@require_POST
def evidence_switch(request: HttpRequest, evidence: UUID) -> HttpResponseBase:
    """Take a proof out of use, or put it back into use."""
    require(request.user, "workspace.enter")
    found = get_object_or_404(Evidence, pk=evidence)
    person = require(request.user, "evidence.edit", found)
    if request.POST.get("to") == "use":
        evidence_restore(found, by=person.pseudonym)
        messages.success(request, say_here("evidence.restored", title=found.title))
        return HttpResponseRedirect(reverse("evidence_item", args=[found.pk]))
    evidence_retire(found, by=person.pseudonym)
    done(
        request,
        say_here("evidence.retired", title=found.title),
        reverse=Reverse(request.path, {"to": "use"}),
    )
    return HttpResponseRedirect(reverse("evidence"))


@work_page
@require_http_methods(["GET", "POST"])
def evidence_choose(request: HttpRequest, kind: str, object_id: UUID) -> HttpResponseBase:
    """Choose among the entity's proofs for something (GET); put one to it or take it away (POST)."""
    require(request.user, "workspace.enter")
    target = target_for(request.user, kind, object_id)
    by = person_of(request.user).pseudonym
    if request.method == "POST":
        found = get_object_or_404(
            evidence_for(request.user, target), pk=_uuid(request.POST.get("evidence", ""))
        )
        _turn(request, target, found, by=by)
        return HttpResponseRedirect(target.address or reverse("evidence_item", args=[found.pk]))
    text = request.GET.get("q", "")[:200].strip()
    there = EvidenceUse.objects.filter(object_kind=kind, object_id=object_id).values("evidence")
    found = evidence_for(request.user, target).filter(retired_at=None).exclude(pk__in=there)
    if text:
        found = found.filter(title__icontains=text)
    page = Paginator(found.select_related("entity"), ON_A_PAGE).get_page(request.GET.get("page"))
    proofs = proofs_of(page.object_list)
    context = {
        "target": target,
        "page": page,
        "lines": [_line(proofs[item.pk]) for item in page.object_list],
        "text": text,
        "new_url": f"{reverse('evidence_new')}?for={kind}:{object_id}",
        "crumbs": [*_crumbs("")[:1], Link(label=target.code, url=target.address)],
    }
    return show_work(request, "web/workspace/evidence_choose.html", context)


def _turn(request: HttpRequest, target: Target, found: Evidence, *, by: UUID | None) -> None:
    """Put a proof to what it is to serve, or take it away; either is the reverse of the other."""
    same = {"evidence": str(found.pk)}
    if "detach" in request.POST:
        target.detach(found, by=by)
        said, back = "evidence.detached", same
    else:
        target.attach(found, by=by)
        said, back = "evidence.attached", same | {"detach": "1"}
    done(request, say_here(said, title=found.title), reverse=Reverse(request.path, back))


@work_page
@require_GET
def evidence_file(request: HttpRequest, evidence: UUID, number: int) -> HttpResponseBase:
    """The file of a revision, to be kept and not to be opened here."""
    require(request.user, "workspace.enter")
    found = get_object_or_404(Evidence, pk=evidence)
    require(request.user, "evidence.view", found)
    revision = get_object_or_404(EvidenceRevision, evidence=found, number=number)
    if not revision.file_sha256:
        raise Http404
    try:
        source = file_path(revision.file_sha256).open("rb")
    except FileNotFoundError as error:
        raise EvidenceError("file_gone") from error
    response = FileResponse(
        source, as_attachment=True, filename=revision.file_name, content_type=revision.media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _target_asked(request: HttpRequest) -> Target | None:
    kind, _, object_id = request.GET.get("for", "").partition(":")
    return target_for(request.user, kind, _uuid(object_id)) if kind else None


def _entity_asked(request: HttpRequest) -> Entity:
    entity = get_object_or_404(Entity, code=request.GET.get("entity", ""), is_active=True)
    require(request.user, "evidence.add", entity)
    return entity


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _too_large(request: HttpRequest) -> HttpResponse:
    error = EvidenceError("file_too_large", most=settings.MIQYAS_FILE_BYTES // 2**20)
    return refused(request, error, status=413)


def _status(form: EvidenceForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(last: str) -> list[Link]:
    return [Link(label=say_here("workspace.place.evidence"), url=reverse("evidence")), Link(label=last)]
