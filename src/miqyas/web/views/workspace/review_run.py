"""Running a review: how far it has come, who takes what, ties that bar."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_line
from miqyas.web.campaigns import campaign_asked, campaign_crumbs, campaign_links
from miqyas.web.reviewing import city_of, question_of
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, languages_typed, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.answers import part_by_codes
from miqyas.workspace.reviews.allotting import Lacking, default_seed
from miqyas.workspace.reviews.blindness import UNDER_REVIEW
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.models import ReviewTask
from miqyas.workspace.reviews.queries.progress import (
    assessor_in,
    assessors_progress,
    conflicts_in,
    item_counts,
    lacking_in,
    task_in,
)
from miqyas.workspace.reviews.services.items import (
    conflict_declare,
    conflict_lift,
    items_do_with_fewer,
    review_items_create,
    reviewers_assign,
    task_reassign,
    task_withdraw,
    terms_set,
)

MOST_SEED: Final = 2**31 - 1


@work_page
@require_GET
def progress(request: HttpRequest, code: str) -> HttpResponseBase:
    """Counts of items and of each assessor; what lacks an assessor; ties; whoever assesses here sees none."""
    _, campaign = campaign_asked(request, code, "review.progress")
    people = assessors_progress(campaign)
    names = names_of(one.assessor for one in people)
    lines = [{"name": names[one.assessor], "about": one} for one in people]
    counts = item_counts(campaign)
    parts = campaign.parts.select_related("entity").order_by("entity__position", "entity__code")
    asked = request.GET.get("assessor", "")
    chosen = next((one.assessor for one in people if str(one.assessor) == asked), None)
    context = {
        **about_campaign(request, campaign, "campaign_reviews"),
        "counts": [(say_here(f"results.state.{state}"), n) for state, n in counts.items() if n],
        "items": sum(counts.values()),
        "given": sum(one.given for one in people),
        "submitted": sum(one.submitted for one in people),
        "people": lines,
        "lacking": [_lacking(one) for one in lacking_in(campaign)],
        "may": allowed(request.user, "review.manage", campaign),
        "is_on": campaign.state == UNDER_REVIEW,
        "seed": default_seed(campaign),
        "conflicts": _conflicts(campaign),
        "entities": [part.entity for part in parts],
        "chosen": names.get(chosen, "") if chosen else "",
        "tasks": _tasks(campaign, chosen) if chosen else [],
        "others": [one for one in lines if one["about"].assessor != chosen],
    }
    return show_work(request, "web/workspace/review_run.html", context)


@work_page
@require_POST
def assign(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is lacking is given out."""
    person, campaign = campaign_asked(request, code, "review.manage")
    seed = _number(request.POST.get("seed", ""), detail="seed", most=MOST_SEED)
    review_items_create(campaign, by=person.pseudonym)
    found = reviewers_assign(campaign, seed=seed, by=person.pseudonym)
    messages.success(request, say_here("review_run.assigned_said", n=found.tasks))
    if found.lacking:
        messages.warning(request, say_here("review_run.left_said", n=len(found.lacking)))
    return _back(campaign)


@work_page
@require_POST
def fewer(request: HttpRequest, code: str) -> HttpResponseBase:
    """Features for which nobody else can be found close with those they have."""
    person, campaign = campaign_asked(request, code, "review.manage")
    count = items_do_with_fewer(campaign, by=person.pseudonym)
    messages.success(request, say_here("review_run.fewer_said", n=count))
    return _back(campaign)


@work_page
@require_POST
def conflicts(request: HttpRequest, code: str) -> HttpResponseBase:
    """A tie is recorded, or lifted."""
    person, campaign = campaign_asked(request, code, "review.manage")
    if "lift" in request.POST:
        number = _number(request.POST["lift"], detail="seed", most=MOST_SEED)
        lifted = get_object_or_404(conflicts_in(campaign), pk=number)
        again = {"entity": lifted.entity.code, "assessor": str(lifted.assessor), "reason": lifted.reason}
        conflict_lift(lifted, by=person.pseudonym)
        done(request, say_here("review_run.conflict.lifted"), reverse=Reverse(request.path, again))
        return _back(campaign)
    part = part_by_codes(campaign.code, plain_line(request.POST.get("entity", "")))
    if part is None:
        raise Http404
    assessor = assessor_in(campaign, request.POST.get("assessor", ""))
    conflict_declare(assessor, part.entity, reason=request.POST.get("reason", ""), by=person.pseudonym)
    messages.success(request, say_here("review_run.conflict.said"))
    return _back(campaign)


@work_page
@require_POST
def terms(request: HttpRequest, code: str) -> HttpResponseBase:
    """What an assessor takes: languages, and how many at most."""
    person, campaign = campaign_asked(request, code, "review.manage")
    assessor = assessor_in(campaign, request.POST.get("assessor", ""))
    given = request.POST.get("most", "").strip()
    most = _number(given, detail="most", most=10_000) if given else None
    languages = languages_typed(request.POST.get("languages", ""))
    terms_set(campaign, assessor, languages=languages[:20], most=most, by=person.pseudonym)
    messages.success(request, say_here("review_run.saved"))
    return _back(campaign)


@work_page
@require_POST
def task(request: HttpRequest, code: str, task: UUID) -> HttpResponseBase:
    """A task is taken back, or given to somebody else."""
    person, campaign = campaign_asked(request, code, "review.manage")
    found = task_in(campaign, task)
    if found is None:
        raise Http404
    if "withdraw" in request.POST:
        task_withdraw(found, by=person.pseudonym)
        messages.success(request, say_here("review_run.withdrawn_said"))
    else:
        task_reassign(found, to=assessor_in(campaign, request.POST.get("to", "")), by=person.pseudonym)
        messages.success(request, say_here("review_run.reassigned_said"))
    return _back(campaign)


def about_campaign(request: HttpRequest, campaign: Campaign, page: str) -> dict[str, Any]:
    """What each page of a campaign's review says of it."""
    return {
        "campaign": campaign,
        "name": campaign.name.in_language(current_language()),
        "pages": campaign_links(request, campaign, page),
        "crumbs": campaign_crumbs(campaign, say_here(f"campaigns.page.{page}")),
    }


def _lacking(one: Lacking) -> dict[str, Any]:
    return {
        "question": question_of(one.item),
        "code": one.item.feature,
        "missing": say_here("review_run.lacking.line", n=one.missing),
        "reasons": [f"{say_here(f'allocation.{reason}')} ({n})" for reason, n in one.reasons.items()],
    }


def _conflicts(campaign: Campaign) -> list[dict[str, Any]]:
    rows = list(conflicts_in(campaign))
    names = names_of(row.assessor for row in rows)
    return [
        {
            "pk": row.pk,
            "words": say_here(
                "review_run.conflict.line",
                who=names[row.assessor],
                entity=row.entity.title.in_language(current_language()),
                reason=row.reason,
            ),
        }
        for row in rows
    ]


def _tasks(campaign: Campaign, assessor: UUID) -> list[dict[str, Any]]:
    rows = ReviewTask.objects.filter(
        item__campaign=campaign, assessor=assessor, state__in=["assigned", "started"]
    ).select_related("item__campaign", "item__subject")
    return [
        {
            "question": question_of(row.item),
            "code": row.item.feature,
            "city": city_of(row.item),
            "state": say_here(f"review_run.state.{row.state}"),
            "url": reverse("campaign_review_task", args=[campaign.code, row.pk]),
        }
        for row in rows
    ]


def _number(given: str, *, detail: str, most: int) -> int:
    text = given.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise ReviewError(detail, place=Place(name=detail), limit=most)
    return int(text)


def _back(campaign: Campaign) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("campaign_reviews", args=[campaign.code]))
