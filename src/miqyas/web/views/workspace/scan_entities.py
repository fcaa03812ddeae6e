"""What scans say to an entity: proposals to decide, contradictions to settle, proofs that are lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.catalogue import Feature
from miqyas.jobs.programme.scan_files import entity_record, entity_tables, features_known
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.reports.tables import write_csv, write_xlsx
from miqyas.web.answering import grade_words
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.scans import crumbs, disagreements_of, line_of, names_known, portal_line, score_of
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.scans.access import entities_own
from miqyas.workspace.scans.models import Contradiction, Proposal, Settled
from miqyas.workspace.scans.queries.entities import (
    EntityReport,
    contradiction_by_id,
    entity_report,
    proposal_by_id,
)
from miqyas.workspace.scans.services.deciding import (
    SAID,
    contradiction_settle,
    proposal_accept,
    proposal_refuse,
)

Row = Proposal | Contradiction
DISAGREEMENTS_SHOWN: Final = 50
_FIRST: Final = (
    "absent",
    "partial",
    "needs_review",
    "not_assessable",
    "not_tested",
    "present",
    "not_applicable",
)
"""States in the order in which an entity reads them: first where something is to be done."""


@work_page
@require_GET
def entity(request: HttpRequest, code: str) -> HttpResponseBase:
    """All that scans say to one entity."""
    return _page(request, _entity(request, code))


@work_page
@require_POST
def proposal(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """Accept a proposed grade as the entity's answer, or refuse it for a reason."""
    found = proposal_by_id(proposal)
    if found is None:
        require(request.user, "scan.list")
        raise Http404
    person = require(request.user, "proposal.decide", found)
    own = found.assignment.entity
    try:
        if request.POST.get("decide") == "accept":
            proposal_accept(found, title=_question(found.assignment.feature), by=person.by)
            messages.success(request, say_here("scans.accepted"))
        else:
            proposal_refuse(found, reason=request.POST.get("reason", ""), by=person.by)
            messages.success(request, say_here("scans.refused"))
    except MiqyasError as error:
        return _page(request, own, error=error)
    return HttpResponseRedirect(f"{reverse('scan_entity', args=[own.code])}#proposals")


@work_page
@require_POST
def contradiction(request: HttpRequest, contradiction: UUID) -> HttpResponseBase:
    """Say what a contradiction came to."""
    found = contradiction_by_id(contradiction)
    if found is None:
        require(request.user, "scan.list")
        raise Http404
    person = require(request.user, "contradiction.settle", found)
    own = found.assignment.entity
    try:
        contradiction_settle(
            found, state=request.POST.get("state", ""), reason=request.POST.get("reason", ""), by=person.by
        )
    except MiqyasError as error:
        return _page(request, own, error=error)
    messages.success(request, say_here("scans.settled_said"))
    return HttpResponseRedirect(f"{reverse('scan_entity', args=[own.code])}#contradictions")


@work_page
@require_GET
def entity_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The report of an entity to take away."""
    report = entity_report(_entity(request, code))
    name = f"miqyas-scan-{report.entity.code}"
    if form == "json":
        content = json.dumps(entity_record(report), ensure_ascii=False, indent=1).encode()
        return as_file(content, name=name, form=form)
    tables = entity_tables(report)
    if not tables:
        raise Http404
    language = current_language()
    if form == "csv":
        return as_file(write_csv(tables[0], language=language, encoding="utf-8-sig"), name=name, form=form)
    return as_file(write_xlsx(tables, language=language), name=name, form=form)


def _page(request: HttpRequest, own: Entity, *, error: MiqyasError | None = None) -> HttpResponse:
    report, names = entity_report(own), names_known()
    is_own = own.pk in entities_own(person_of(request.user))
    lines = [line_of(one.row, names) for one in report.findings]
    name = own.title.in_language(current_language())
    context: dict[str, Any] = {
        "entity": own,
        "name": name,
        "report": report.report,
        "score": _score(report),
        "lines": sorted(lines, key=lambda line: (_FIRST.index(line.state), line.code)),
        "portals": [portal_line(one) for one in report.portals],
        "disagreements": disagreements_of(report.disagreements, most=DISAGREEMENTS_SHOWN),
        "disagreement_count": len(report.disagreements),
        "proposals": _proposals(request, report, names) if is_own else [],
        "contradictions": _contradictions(request, report, names, is_own=is_own),
        "lost": report.lost if is_own else [],
        "is_own": is_own,
        "said": [(one.value, say_here(f"scans.say.{one.value}")) for one in SAID],
        "error": error.as_dict(current_language()) if error else None,
        "crumbs": crumbs(Link(label=name)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show_work(request, "web/workspace/scans/entity.html", context, status=status)


def _score(report: EntityReport) -> dict[str, Any] | None:
    if report.report is None:
        return None
    return score_of((one.row.state for one in report.findings), report.report)


def _proposals(request: HttpRequest, report: EntityReport, names: Mapping[str, Text]) -> list[dict[str, Any]]:
    asked, decides = _features(report.proposals), _where(request, "proposal.decide", report.proposals)
    return [
        {
            "proposal": one,
            "line": line_of(one.finding, names),
            "grade": _grade(one, one.grade, asked),
            "campaign": one.assignment.campaign.name.in_language(current_language()),
            "has_proof": bool(one.finding.record["hits"]),
            "may_decide": one.assignment.campaign_id in decides,
        }
        for one in report.proposals
    ]


def _contradictions(
    request: HttpRequest, report: EntityReport, names: Mapping[str, Text], *, is_own: bool
) -> list[dict[str, Any]]:
    """The entity's own; to others those of answers that were handed in: drafts are nobody else's."""
    asked = _features(report.contradictions)
    settles = _where(request, "contradiction.settle", report.contradictions)
    return [
        {
            "contradiction": one,
            "line": line_of(one.finding, names),
            "claimed": _grade(one, one.claimed, asked),
            "campaign": one.assignment.campaign.name.in_language(current_language()),
            "state": say_here(f"scans.settled.{one.state}"),
            "may_settle": one.state == Settled.OPEN and one.assignment.campaign_id in settles,
        }
        for one in report.contradictions
        if is_own or allowed(request.user, "answer.read", one.assignment)
    ]


def _where(request: HttpRequest, action: str, rows: Iterable[Row]) -> frozenset[UUID]:
    """The campaigns in which the reader may: rows of one entity are alike within a campaign."""
    first = {one.assignment.campaign_id: one for one in rows}
    return frozenset(pk for pk, one in first.items() if allowed(request.user, action, one))


def _features(rows: Iterable[Row]) -> Mapping[UUID, Mapping[str, Feature]]:
    """What each campaign asks, by its id and the code of the feature."""
    campaigns = {one.assignment.campaign_id: one.assignment.campaign for one in rows}
    return {pk: instruments_of(campaign).features for pk, campaign in campaigns.items()}


def _grade(one: Row, grade: str, asked: Mapping[UUID, Mapping[str, Feature]]) -> str:
    return grade_words(asked[one.assignment.campaign_id][one.assignment.feature], grade)


def _question(code: str) -> str:
    feature = features_known().get(code)
    return feature.question.in_language(current_language()) if feature else code


def _entity(request: HttpRequest, code: str) -> Entity:
    require(request.user, "scan.list")
    found = entity_by_code(code)
    if found is None:
        raise Http404
    require(request.user, "scan.entity", found)
    return found
