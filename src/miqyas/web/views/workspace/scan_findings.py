"""One finding with all that it rests on: words in their script, picture with its box, way of the look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.jobs.advice import adviser, has_adviser
from miqyas.jobs.programme.scan_files import features_known
from miqyas.scanner.adviser.advice import Draft, Order, draft, ordered
from miqyas.scanner.adviser.endpoint import Answered
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.records import finding_of
from miqyas.scanner.rules.verdict import Hit
from miqyas.web.components import Link
from miqyas.web.scans import TONES, crumbs, hits_of, rightness_of, scan_label
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.scans.access import entities_own
from miqyas.workspace.scans.models import FindingRow
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.queries.entities import features_of
from miqyas.workspace.scans.queries.reports import finding_by_id
from miqyas.workspace.scans.services.proving import proof_of_finding


@work_page
@require_GET
def finding(request: HttpRequest, finding: UUID) -> HttpResponseBase:
    """A finding: its state and why, where it was found and how that was seen, by which rule."""
    return _show(request, finding_asked(request, finding))


@work_page
@require_POST
def advised(request: HttpRequest, finding: UUID) -> HttpResponseBase:
    """The same with what the language model drafts, and places in its order; nothing of it is kept."""
    row = finding_asked(request, finding)
    feature = features_known().get(row.feature)
    with adviser() as model:
        if model is None or feature is None:
            raise Http404
        found, language = finding_of(row.record), current_language()
        order = ordered(feature, found.hits, adviser=model, language=language)
        drafted = draft(feature, found, adviser=model, language=language)
    return _show(request, row, advice=Advice(drafted, order))


@dataclass(frozen=True, slots=True)
class Advice:
    """What a language model was asked for."""

    drafted: Draft
    order: Order

    def context(self) -> dict[str, Any]:
        """As the page shows it: words with whose they are, or why there are none."""
        language = current_language()
        why = self.drafted.failure or self.order.failure
        return {
            "drafted": self.drafted.text,
            "draft_mark": self.drafted.mark_in_words(language),
            "order_mark": self.order.mark_in_words(language),
            "advice_failure": Answered({}, why, self.drafted.status).failure_in_words(language),
        }


def _show(request: HttpRequest, row: FindingRow, *, advice: Advice | None = None) -> HttpResponseBase:
    language, found = current_language(), finding_of(row.record)
    feature = features_known().get(row.feature)
    question = feature.question.in_language(language) if feature else row.feature
    scan = row.report.scan
    may_view = allowed(request.user, "scan.view")
    way = [Link(label=scan_label(scan), url=reverse("scan", args=[scan.pk]))] if may_view else []
    context: dict[str, Any] = {
        "row": row,
        "question": question,
        "is_catalogued": feature is not None,
        "words": found.beyond_state(language),
        "advice": found.advice_in_words(language),
        "dated": found.dated_in_words(language),
        "rightness": rightness_of(found, language),
        "state_words": say_here(f"scan.state.{row.state}"),
        "proof": say_here(f"scan.proof.{row.proof or 'none'}"),
        "tone": TONES.get(row.state, ""),
        "found": found,
        "hits": _in_order(hits_of(row), found.hits, order=advice.order if advice else None),
        "has_adviser": has_adviser() and feature is not None,
        "provers": _provers(request, row),
        "crumbs": crumbs(*way, Link(label=row.feature)),
        **(advice.context() if advice else {}),
    }
    return show_work(request, "web/workspace/scans/finding.html", context)


@work_page
@require_GET
def picture(request: HttpRequest, finding: UUID, name: str) -> HttpResponseBase:
    """The picture of a page on which something was found, as it was taken."""
    row = finding_asked(request, UUID(str(finding)))
    named = {source["picture"]["name"] for source in row.sources.values() if source["picture"]}
    if name not in named:
        raise Http404
    try:
        content = Store(scan_folder(row.report.scan_id)).read(name)
    except StoreError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/png")


@work_page
@require_POST
def prove(request: HttpRequest, finding: UUID) -> HttpResponseBase:
    """Make a finding a proof of an entity."""
    row = finding_asked(request, finding)
    entity = next((one for one in _provers(request, row) if one.code == request.POST.get("entity")), None)
    if entity is None:
        raise Http404
    person = require(request.user, "evidence.add", entity)
    place = request.POST.get("hit", "0")
    hit = int(place) if place.isdecimal() and len(place) < 3 else -1
    feature = features_known().get(row.feature)
    title = feature.question.in_language(current_language()) if feature else row.feature
    made = proof_of_finding(row, entity, title=title, by=person.by, hit=hit)
    messages.success(request, say_here("scans.proved"))
    return HttpResponseRedirect(reverse("evidence_item", args=[made.pk]))


def finding_asked(request: HttpRequest, finding: UUID) -> FindingRow:
    """The finding, for who may see all of a scan and for the entities that answer for its feature."""
    require(request.user, "scan.list")
    row = finding_by_id(finding)
    if row is None:
        raise Http404
    require(request.user, "scan.finding", row)
    return row


def _in_order(
    shown: list[dict[str, Any]], hits: Sequence[Hit], *, order: Order | None
) -> list[dict[str, Any]]:
    """The places as the model ordered them, if it did."""
    return [shown[hits.index(hit)] for hit in order.hits] if order else shown


def _own(person: Person) -> list[Entity]:
    own = entities_own(person)
    return list(entities_active().filter(pk__in=own))


def _provers(request: HttpRequest, row: FindingRow) -> list[Entity]:
    """The entities for which the reader may make a proof of it."""
    if not row.record["hits"]:
        return []
    own = _own(person_of(request.user))
    return [
        one for one in own if allowed(request.user, "evidence.add", one) and row.feature in features_of(one)
    ]
