"""Campaigns: the list, a new one, the overview of one, its settings, and its next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.assessment.errors import WorkflowError
from miqyas.assessment.workflow import step_as
from miqyas.catalogue import Instrument
from miqyas.catalogue.diff import change_sentence, diff
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import plain_line
from miqyas.web.calendars import calendar_ruler
from miqyas.web.campaign_forms import CampaignForm
from miqyas.web.campaigns import (
    ASKED_AGAIN,
    campaign_asked,
    campaign_crumbs,
    campaign_links,
    roles_in,
    stages_of,
    steps_for,
)
from miqyas.web.registry_forms import digest_of, say_if_stale
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.fields import CampaignFields
from miqyas.workspace.campaigns.instruments import instruments_of, instruments_offered
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Kind
from miqyas.workspace.campaigns.queries.assignments import proposals_of
from miqyas.workspace.campaigns.queries.campaigns import (
    DRAFT,
    campaigns_known_to,
    features_led,
    fields_of,
    parts_of,
    parts_of_person,
)
from miqyas.workspace.campaigns.services.campaigns import (
    TAKES_ENTITIES,
    campaign_create,
    campaign_problems,
    campaign_step,
    campaign_update,
    entities_set,
    instrument_renew,
    part_deadline_set,
)
from miqyas.workspace.registry.models import EntityKind
from miqyas.workspace.registry.queries import entities_active, tree_of


@work_page
@require_GET
def campaigns(request: HttpRequest) -> HttpResponseBase:
    """The campaigns that the person may know of."""
    person = require(request.user, "campaign.list")
    found = [_listed(request, campaign) for campaign in campaigns_known_to(person)]
    context = {"campaigns": found, "may_create": allowed(request.user, "campaign.create")}
    return show_work(request, "web/workspace/campaigns.html", context)


def _listed(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    stages = stages_of(campaign)
    return {
        "campaign": campaign,
        "name": campaign.name.in_language(current_language()),
        "next": next((stage for stage in stages if stage.when != "past" and stage.begins), None),
        "oversees": allowed(request.user, "campaign.oversee", campaign),
    }


@work_page
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another campaign."""
    person = require(request.user, "campaign.create")
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        offered=instruments_offered(),
        others=Campaign.objects.exclude(state=DRAFT),
    )
    if request.method == "POST" and form.is_valid() and form.say(campaign_problems(form.as_fields())):
        made = campaign_create(form.as_fields(), by=person.pseudonym)
        messages.success(request, say_here("campaigns.made"))
        return HttpResponseRedirect(f"{reverse('campaign_settings', args=[made.code])}#entities")
    context = {"form": form, "crumbs": campaign_crumbs(None, say_here("campaigns.new"))}
    return show_work(request, "web/workspace/campaign_new.html", context, status=_status(form))


@work_page
@require_GET
def campaign_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """The overview of a campaign: for those who run it the whole, for others what concerns them."""
    person, campaign = campaign_asked(request, code, "campaign.view")
    context = _head(request, campaign, "campaign") | {
        "parts_own": parts_of_person(campaign, person) if campaign.state != DRAFT else [],
        "takes_answers": allowed(request.user, "answer.take_all", campaign),
    }
    if allowed(request.user, "campaign.oversee", campaign):
        context |= _overseen(campaign)
    if allowed(request.user, "campaign.step", campaign):
        context["steps"] = steps_for(person, campaign)
    return show_work(request, "web/workspace/campaign.html", context)


def _head(request: HttpRequest, campaign: Campaign, route: str) -> dict[str, Any]:
    """What stands on top of every page of a campaign."""
    stages = stages_of(campaign)
    name = campaign.name.in_language(current_language())
    drawn = calendar_ruler(
        stages,
        today=timezone.localdate(),
        language=current_language(),
        said=say_here("campaigns.calendar.said", name=name),
    )
    crumbs = campaign_crumbs(
        campaign, *([] if route == "campaign" else [say_here(f"campaigns.page.{route}")])
    )
    return {
        "campaign": campaign,
        "name": name,
        "stages": stages,
        "ruler": drawn,
        "pages": campaign_links(request, campaign, route),
        "instruments": instruments_of(campaign).instruments,
        "crumbs": crumbs,
    }


def _overseen(campaign: Campaign) -> dict[str, Any]:
    """What the authority sees: who takes part with how much, what nobody leads, what waits for a decision."""
    features, led = instruments_of(campaign).features, features_led(campaign)
    return {
        "parts": list(parts_of(campaign)),
        "unowned": sum(1 for code in features if code not in led),
        "feature_count": len(features),
        "proposal_count": proposals_of(campaign).count(),
    }


@work_page
@require_POST
def campaign_next(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the campaign a step on; `seen` is the state that the form was shown in."""
    person, campaign = campaign_asked(request, code, "campaign.step")
    action, back = request.POST.get("action", ""), reverse("campaign", args=[campaign.code])
    if action in ASKED_AGAIN and request.POST.get("sure") != action:
        messages.warning(request, say_here("campaigns.sure.missing"))
        return HttpResponseRedirect(f"{back}#steps")
    try:
        step_as("campaign", campaign.state, action, roles=roles_in(person, campaign))
        moved = campaign_step(campaign, action, by=person.pseudonym, seen=request.POST.get("seen", ""))
    except (WorkflowError, CampaignError) as error:
        messages.error(request, _said(error))
    else:
        state = say_here(f"campaign.state.{moved.state}")
        messages.success(request, say_here("campaigns.moved", state=state))
    return HttpResponseRedirect(back)


@work_page
@require_http_methods(["GET", "POST"])
def campaign_settings(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the campaign measures and when; changed by its form."""
    person, campaign = campaign_asked(request, code, "campaign.edit")
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        offered=_own_and_offered(campaign),
        others=Campaign.objects.exclude(pk=campaign.pk),
        state=campaign.state,
        initial=CampaignForm.initial_of(fields_of(campaign)),
    )
    if request.method == "POST" and form.is_valid():
        given: CampaignFields = form.as_fields()
        say_if_stale(form, fields_of(campaign))
        if form.say(campaign_problems(given, campaign=campaign)):
            changed = campaign_update(campaign, given, by=person.pseudonym)
            messages.success(request, say_here("campaigns.saved"))
            return HttpResponseRedirect(reverse("campaign_settings", args=[changed.code]))
    return _show_settings(request, campaign, form)


def _own_and_offered(campaign: Campaign) -> Mapping[str, Instrument]:
    """The instruments to choose from: those on offer, and those that the campaign has frozen."""
    return {**instruments_offered(), **{one.code: one for one in instruments_of(campaign).instruments}}


def _show_settings(request: HttpRequest, campaign: Campaign, form: CampaignForm) -> HttpResponse:
    taking_part = {part.entity_id: part for part in parts_of(campaign)}
    of_kind = entities_active().filter(kind=EntityKind.CITY)
    if campaign.kind == Kind.NATIONAL:
        of_kind = entities_active().exclude(kind=EntityKind.CITY)
    language = current_language()
    context = _head(request, campaign, "campaign_settings") | {
        "form": form,
        "seen": digest_of(fields_of(campaign)),
        "parts_seen": _parts_digest(campaign),
        "entities": [
            (
                branch.entity,
                min(branch.depth, 4),
                branch.entity.title.in_language(language),
                taking_part.get(branch.entity.pk),
            )
            for branch in tree_of(list(of_kind))
        ],
        "takes_entities": campaign.state in TAKES_ENTITIES,
        "part_count": len(taking_part),
        "versions": _new_versions(campaign) if campaign.state == DRAFT else [],
    }
    return show_work(request, "web/workspace/campaign_settings.html", context, status=_status(form))


def _new_versions(campaign: Campaign) -> list[dict[str, Any]]:
    """Instruments that have changed since the draft took them up, with each difference in words."""
    offered, language = instruments_offered(), current_language()
    found = []
    for old in instruments_of(campaign).instruments:
        new = offered.get(old.code)
        if new is not None and new != old:
            changes = [change_sentence(change, language=language) for change in diff(old, new)]
            found.append({"old": old, "new": new, "changes": changes})
    return found


@work_page
@require_POST
def campaign_entities(request: HttpRequest, code: str) -> HttpResponseBase:
    """Choose the entities that take part."""
    person, campaign = campaign_asked(request, code, "campaign.edit")
    given = set(map(plain_line, request.POST.getlist("entity")))
    chosen = entities_active().filter(code__in=given)
    back = f"{reverse('campaign_settings', args=[campaign.code])}#entities"
    is_same = request.POST.get("seen", _parts_digest(campaign)) == _parts_digest(campaign)
    if not is_same or chosen.count() < len(given):
        messages.warning(request, say_here("assign.changed_meanwhile"))
        return HttpResponseRedirect(back)
    try:
        entities_set(campaign, chosen, by=person.pseudonym)
    except CampaignError as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, say_here("campaigns.entities.saved", n=campaign.parts.count()))
    return HttpResponseRedirect(back)


def _parts_digest(campaign: Campaign) -> str:
    """Names who takes part now."""
    return digest_of(sorted(campaign.parts.values_list("entity__code", flat=True)))


@work_page
@require_POST
def campaign_renew(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take up the version on offer of an instrument."""
    person, campaign = campaign_asked(request, code, "campaign.edit")
    wanted = plain_line(request.POST.get("instrument", ""))
    gone = instrument_renew(campaign, wanted, by=person.pseudonym)
    messages.success(request, say_here("campaigns.renewed", n=gone))
    return HttpResponseRedirect(reverse("campaign_settings", args=[campaign.code]))


@work_page
@require_POST
def campaign_deadline(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give one entity a deadline of its own, or take it back."""
    person, campaign = campaign_asked(request, code, "campaign.edit")
    part = get_object_or_404(
        CampaignEntity.objects.select_related("campaign", "entity"),
        campaign=campaign,
        entity__code=plain_line(request.POST.get("entity", "")),
    )
    try:
        given = request.POST.get("until", "")
        until = parse_date(given) if given else None
        if given and until is None:
            raise ValueError(given)
        part_deadline_set(part, until=until, by=person.pseudonym)
    except ValueError:
        messages.error(request, say_here("campaigns.deadline.no_date"))
    except CampaignError as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, say_here("campaigns.deadline.saved", name=part.entity.title))
    return HttpResponseRedirect(f"{reverse('campaign', args=[campaign.code])}#entities")


def _said(error: MiqyasError) -> str:
    return f"{error.problem(current_language())} {error.remedy(current_language())}"


def _status(form: CampaignForm) -> int:
    return 422 if form.is_bound and form.errors else 200
