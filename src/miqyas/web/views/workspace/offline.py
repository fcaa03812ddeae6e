"""Answers without a connection: the workbook of a part, and its way back, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.catalogue import Feature
from miqyas.jobs.offline import answers_workbook, campaign_workbook
from miqyas.web.answering import crumbs_of, grade_words, part_for
from miqyas.web.bringing import Bringing, bring, problems_shown
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pending import Upload, upload_find
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.campaigns.answering import reader_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity
from miqyas.workspace.campaigns.offline.merge import Cell
from miqyas.workspace.campaigns.offline.plan import OfflinePlan, PlannedRow, offline_plan, parts_in
from miqyas.workspace.campaigns.offline.reading import AnswerFile, read_answers
from miqyas.workspace.campaigns.offline.services import DECISIONS, LATER, Decisions, offline_apply
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code


@work_page
@require_GET
def offline_file(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """The workbook with the questions that the person may read."""
    part, _ = part_for(request, campaign=code, entity=entity)
    rows = part.assignments.select_related("answer", "part__campaign", "part__entity", "entity", "campaign")
    readable = [row for row in rows if allowed(request.user, "answer.read", row)]
    content = answers_workbook(part, readable, language=current_language())
    return as_file(content, name=f"miqyas-{part.campaign.code}-{part.entity.code}", form="xlsx")


@work_page
@require_GET
def offline_campaign_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The workbook of a whole campaign, with the questions of each entity that the person may read."""
    campaign = _campaign(request, code)
    rows = campaign.assignments.select_related(
        "answer", "delegation", "part__campaign", "part__entity", "entity", "campaign"
    )
    readable = [row for row in rows if allowed(request.user, "answer.read", row)]
    content = campaign_workbook(campaign, readable, language=current_language())
    return as_file(content, name=f"miqyas-{campaign.code}", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def offline_campaign(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same for a whole campaign: its file leads to what it would do to each entity's answers."""
    campaign = _campaign(request, code)
    if request.method == "POST":
        return take_upload(
            request, preview="offline_campaign_preview", back=request.path, args=(campaign.code,)
        )
    context = {"campaign": campaign, "limit": LIMIT, "crumbs": _campaign_crumbs(campaign)}
    return show_work(request, "web/workspace/offline.html", context)


@work_page
@require_GET
def offline_campaign_preview(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """The entities of which the file holds answers, each with the way to what it would do there."""
    campaign = _campaign(request, code)
    upload = upload_find(sha256, by=person_of(request.user).by)
    if upload is None:
        messages.warning(request, say_here("upload.expired"))
        return HttpResponseRedirect(reverse("offline_campaign", args=[campaign.code]))
    file = read_answers(upload.content, name=upload.name, features=instruments_of(campaign).features)
    counts = parts_in(campaign, file)
    seen = [part for part in counts if allowed(request.user, "submission.view", part)]
    language = current_language()
    context = {
        "name": upload.name,
        "parts": [(part, part.entity.title.in_language(language), counts[part]) for part in seen],
        "unknown": len(file.rows) - sum(counts[part] for part in seen),
        **problems_shown(file.problems),
        "sha256": sha256,
        "crumbs": _campaign_crumbs(campaign),
    }
    return show_work(request, "web/workspace/offline_campaign.html", context)


def _campaign(request: HttpRequest, code: str) -> Campaign:
    """The campaign, for those who may take its answers; 404 where they may not know of it."""
    require(request.user, "workspace.enter")
    campaign = campaign_by_code(code)
    if campaign is None:
        raise Http404
    require(request.user, "answer.take_all", campaign)
    return campaign


def _campaign_crumbs(campaign: Campaign) -> list[Link]:
    return [
        Link(label=say_here("workspace.place.campaigns"), url=reverse("campaigns")),
        Link(
            label=campaign.name.in_language(current_language()), url=reverse("campaign", args=[campaign.code])
        ),
        Link(label=say_here("offline.title")),
    ]


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def offline(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """How it is done (GET); take a file and lead to what it would do (POST)."""
    part, _ = part_for(request, campaign=code, entity=entity)
    if request.method == "POST":
        args = (part.campaign.code, part.entity.code)
        return take_upload(request, preview="offline_preview", back=request.path, args=args)
    context = {"part": part, "limit": LIMIT, "crumbs": _crumbs(request, part)}
    return show_work(request, "web/workspace/offline.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def offline_preview(request: HttpRequest, code: str, entity: str, sha256: str) -> HttpResponseBase:
    """What the file would do (GET); bring it in as decided, or give it up (POST)."""
    part, _ = part_for(request, campaign=code, entity=entity)
    args = [part.campaign.code, part.entity.code]
    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("offline", args=args),
            ends=reverse("entity_answers", args=args),
            template="web/workspace/offline_preview.html",
            plan=lambda upload: offline_plan(part, _read(part, upload), may_answer=_may_answer(request)),
            shown=partial(_shown, request, part),
            accept=partial(_accept, request, part),
            is_spent=lambda plan: not plan.others,
        ),
    )


def _accept(request: HttpRequest, part: CampaignEntity, upload: Upload, plan: OfflinePlan) -> None:
    brought = offline_apply(
        part,
        _read(part, upload),
        seen=plan.digest,
        decisions=_decisions(request),
        may_answer=_may_answer(request),
        by=person_of(request.user).by,
    )
    messages.success(request, say_here("offline.brought", n=brought.changed))
    if brought.aside:
        messages.warning(request, say_here("offline.aside", n=brought.aside))


def _decisions(request: HttpRequest) -> Decisions:
    """What was chosen for each conflict: fields named ``decide-<question>-<cell>``."""
    found: dict[tuple[UUID, str], str] = {}
    for name, value in request.POST.items():
        marker, _, rest = name.partition(":")
        question, _, cell = rest.partition(":")
        if marker == "decide" and value in DECISIONS and isinstance(value, str):
            try:
                found[UUID(question), cell] = value
            except ValueError:
                continue
    return found


def _shown(request: HttpRequest, part: CampaignEntity, plan: OfflinePlan) -> dict[str, Any]:
    features = instruments_of(part.campaign).features
    return {
        "part": part,
        "lines": [_line(row, features[row.assignment.feature]) for row in plan.rows],
        "conflicts": sum(len(row.conflicts) for row in plan.rows),
        "later": LATER,
        "crumbs": _crumbs(request, part),
    }


def _line(row: PlannedRow, feature: Feature) -> dict[str, Any]:
    return {
        "row": row,
        "question": feature.question.in_language(current_language()),
        "changes": [_cell(cell, feature) for cell in row.changes],
        "conflicts": [_cell(cell, feature) for cell in row.conflicts],
    }


def _cell(cell: Cell, feature: Feature) -> dict[str, Any]:
    is_grade = cell.name == "grade"
    return {
        "name": cell.name,
        "label": say_here(f"offline.cell.{cell.name}"),
        "here": (grade_words(feature, cell.here) if is_grade else cell.here) or say_here("offline.nothing"),
        "file": (grade_words(feature, cell.file) if is_grade else cell.file) or say_here("offline.nothing"),
        "may_be_both": not is_grade,
    }


def _read(part: CampaignEntity, upload: Upload) -> AnswerFile:
    return read_answers(upload.content, name=upload.name, features=instruments_of(part.campaign).features)


def _may_answer(request: HttpRequest) -> Callable[[Assignment], bool]:
    return lambda row: allowed(request.user, "answer.save", row)


def _crumbs(request: HttpRequest, part: CampaignEntity) -> list[Link]:
    reader = reader_of(person_of(request.user), part)
    return crumbs_of(part, reader, Link(label=say_here("offline.title")))
