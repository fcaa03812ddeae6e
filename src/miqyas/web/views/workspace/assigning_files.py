"""Who answers what as a workbook: taken away, filled in, brought back, and looked over before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.assignment_files import assignment_workbook
from miqyas.web.bringing import Bringing, bring
from miqyas.web.campaigns import campaign_asked
from miqyas.web.files import as_file
from miqyas.web.pending import Upload
from miqyas.web.uploads import take_upload
from miqyas.web.views.workspace.assigning import assign_head, tell_changed
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import work_page
from miqyas.workspace.campaigns.assigning import (
    AssignmentLine,
    AssignmentPlan,
    Holding,
    assignment_plan,
    entities_taking_part,
)
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.services.assignments import assignments_apply
from miqyas.workspace.registry.models import Entity


@work_page
@require_GET
def assign_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who answers what, as a workbook to fill in and bring back."""
    _, campaign = campaign_asked(request, code, "campaign.oversee")
    if campaign.kind == Kind.CITIES:
        raise Http404
    content = assignment_workbook(campaign, language=current_language())
    return as_file(content, name=f"miqyas-{campaign.code}-assignments", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_POST
def assign_upload(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take a workbook, if it is not too large, and lead to what it would change."""
    _, campaign = campaign_asked(request, code, "assignment.edit")
    back = reverse("campaign_assign", args=[campaign.code])
    return take_upload(request, preview="campaign_assign_import", back=back, args=(campaign.code,))


@work_page
@require_http_methods(["GET", "POST"])
def assign_import(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """What the workbook would change, and where it meets a change made meanwhile; accept it or give it up."""
    person, campaign = campaign_asked(request, code, "assignment.edit")
    back = reverse("campaign_assign", args=[campaign.code])

    def accept(_: Upload, plan: AssignmentPlan) -> None:
        taken = frozenset(request.POST.getlist("take"))
        wanted = plan.wanted(entities_taking_part(campaign), taken=taken)
        tell_changed(request, assignments_apply(campaign, wanted, by=person.by))

    return bring(
        request,
        sha256,
        Bringing(
            begins=back,
            ends=back,
            template="web/workspace/assign_import.html",
            plan=lambda upload: assignment_plan(campaign, upload.content, name=upload.name),
            shown=partial(_shown, request, campaign),
            accept=accept,
        ),
    )


def _shown(request: HttpRequest, campaign: Campaign, plan: AssignmentPlan) -> dict[str, Any]:
    entities = entities_taking_part(campaign)
    return assign_head(request, campaign, say_here("assign.import.title")) | {
        "changes": [_compared(line, entities) for line in plan.changes],
        "conflicts": [_compared(line, entities) for line in plan.conflicts],
    }


def _compared(line: AssignmentLine, entities: Mapping[str, Entity]) -> dict[str, str]:
    return {
        "feature": line.feature,
        "now": _named(line.now, entities),
        "wanted": _named(line.wanted, entities),
        "seen": _named(line.seen, entities) if line.seen else "",
    }


def _named(holding: Holding, entities: Mapping[str, Entity]) -> str:
    """Who has a feature, in words."""
    if not holding.lead:
        return say_here("assign.nobody")
    language = current_language()
    names = [
        entities[code].title.in_language(language) if code in entities else code
        for code in (holding.lead, *holding.helpers)
    ]
    return say_here("assign.comma").join(names)
