"""Who answers what: the features of a campaign with filters, given by hand, in bulk, by proposal, by file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.web.assigning import (
    BETWEEN,
    asked_of,
    chosen_rows,
    digest_of,
    filter_of,
    held_before,
    owner_name,
    query_of,
    selects_of,
    shown_rows,
    value_of,
)
from miqyas.web.campaigns import campaign_asked, campaign_crumbs, campaign_links
from miqyas.web.undoing import Reverse, done
from miqyas.web.uploads import LIMIT
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.campaigns.assigning import (
    Holding,
    entities_taking_part,
)
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign, Kind
from miqyas.workspace.campaigns.proposing import Proposed, assignments_propose
from miqyas.workspace.campaigns.queries.assignments import (
    Row,
    proposals_of,
    rows_matching,
    rows_of,
    standing_counts,
)
from miqyas.workspace.campaigns.queries.campaigns import parts_of
from miqyas.workspace.campaigns.services.assignments import (
    Changed,
    Wanted,
    applicability_decide,
    applicability_propose,
    applicability_set,
    applicability_withdraw,
    assignments_apply,
    cities_assign,
    proposal_wanted,
)
from miqyas.workspace.registry.models import Entity

ON_A_PAGE: Final = 250


@work_page
@require_GET
def assign(request: HttpRequest, code: str) -> HttpResponseBase:
    """The features of a campaign and who has them, narrowed by filters; of cities, city by city."""
    _, campaign = campaign_asked(request, code, "campaign.oversee")
    entities = entities_taking_part(campaign)
    wanted = filter_of(request.GET)
    if campaign.kind == Kind.CITIES and wanted.entity not in entities:
        return _show_cities(request, campaign)
    of_one = entities.get(wanted.entity) if campaign.kind == Kind.CITIES else None
    rows = rows_of(campaign, entity=of_one)
    found = rows_matching(rows, asked_of(campaign, wanted))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    language = current_language()
    context = assign_head(request, campaign) | {
        "wanted": wanted,
        "selects": selects_of(campaign, wanted, entities),
        "repeated": query_of(wanted),
        "digest": digest_of(found),
        "page": page,
        "rows": shown_rows(campaign, page.object_list),
        "found": len(found),
        "total": len(rows),
        "counts": standing_counts(rows),
        "city": of_one.title.in_language(language) if of_one else "",
        "entities": [(code, entity.title.in_language(language)) for code, entity in entities.items()],
        "proposals": _proposals(campaign),
        "limit": LIMIT,
    }
    return show_work(request, "web/workspace/assign.html", context)


def _show_cities(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    context = assign_head(request, campaign) | {
        "parts": list(parts_of(campaign)),
        "total": len(instruments_of(campaign).features),
        "proposals": _proposals(campaign),
    }
    return show_work(request, "web/workspace/assign_cities.html", context)


def assign_head(request: HttpRequest, campaign: Campaign, *labels: str) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "name": campaign.name.in_language(current_language()),
        "pages": campaign_links(request, campaign, "campaign_assign"),
        "may_assign": allowed(request.user, "assignment.edit", campaign)
        and campaign.state in {"draft", "open"},
        "crumbs": campaign_crumbs(campaign, say_here("campaigns.page.campaign_assign"), *labels),
    }


def _proposals(campaign: Campaign) -> list[dict[str, Any]]:
    """What entities say does not apply to them, waiting for a decision."""
    features, language = instruments_of(campaign).features, current_language()
    return [
        {
            "assignment": one,
            "entity": one.entity.title.in_language(language),
            "question": features[one.feature].question.in_language(language),
        }
        for one in proposals_of(campaign)
        if one.feature in features
    ]


@work_page
@require_POST
def assign_change(request: HttpRequest, code: str) -> HttpResponseBase:
    """Do one thing to the chosen features: give, share, take back, say that they do not apply."""
    person, campaign = campaign_asked(request, code, "assignment.edit")
    entities = entities_taking_part(campaign)
    back = (
        f"{reverse('campaign_assign', args=[campaign.code])}?{urlencode(query_of(filter_of(request.POST)))}"
    )
    of_one = entities.get(request.POST.get("entity", "")) if campaign.kind == Kind.CITIES else None
    rows, is_same = chosen_rows(campaign, rows_of(campaign, entity=of_one), request.POST)
    if not rows:
        messages.warning(request, say_here("assign.nothing_chosen"))
    elif not is_same:
        messages.warning(request, say_here("assign.changed_meanwhile"))
    else:
        _do(request, campaign, rows, entities, by=person.pseudonym)
    return HttpResponseRedirect(back)


def _do(
    request: HttpRequest,
    campaign: Campaign,
    rows: list[Row],
    entities: Mapping[str, Entity],
    *,
    by: UUID | None,
) -> None:
    doing, entity = request.POST.get("do", ""), entities.get(request.POST.get("to", ""))
    try:
        if doing in {"not_applicable", "applies"}:
            count = _set_applicability(request, campaign, rows, applies=doing == "applies", by=by)
            messages.success(request, say_here("assign.applicability_set", n=count))
        elif doing == "back":
            wanted = held_before(request.POST, rows, entities)
            tell_changed(request, assignments_apply(campaign, wanted, by=by))
        elif doing == "take" or (doing in _WANTED and entity):
            wanted = [_WANTED[doing](row, entity) for row in rows]
            changed = assignments_apply(campaign, wanted, by=by)
            tell_changed(request, changed, reverse=_back_to(request, campaign, rows))
        else:
            messages.warning(request, say_here("assign.no_entity"))
    except CampaignError as error:
        messages.error(request, f"{error.problem(current_language())} {error.remedy(current_language())}")


def _set_applicability(
    request: HttpRequest, campaign: Campaign, rows: list[Row], *, applies: bool, by: UUID | None
) -> int:
    ids = [share.assignment for row in rows for share in row.given]
    reason = request.POST.get("reason", "")
    return applicability_set(campaign, ids, applies=applies, reason=reason, by=by)


def _helpers(row: Row) -> frozenset[UUID]:
    return frozenset(one.entity.pk for one in row.helpers)


def _lead(row: Row) -> UUID | None:
    return row.lead.entity.pk if row.lead else None


_WANTED: Final[Mapping[str, Callable[[Row, Any], Wanted]]] = {
    "lead": lambda row, entity: Wanted(row.feature.code, entity.pk, _helpers(row) - {entity.pk}),
    "help": lambda row, entity: Wanted(
        row.feature.code, _lead(row), (_helpers(row) | {entity.pk}) - {_lead(row)}
    ),
    "release": lambda row, entity: Wanted(row.feature.code, _lead(row), _helpers(row) - {entity.pk}),
    "take": lambda row, _: Wanted(row.feature.code, None),
}
"""What each thing to do wants of a row; the entity is the one chosen."""


def _back_to(request: HttpRequest, campaign: Campaign, rows: list[Row]) -> Reverse | None:
    """The form that gives features back to whoever had them; None for more than a notice can carry."""
    if len(rows) > ON_A_PAGE:
        return None
    chosen = {row.feature.code for row in rows}
    now = [value_of(row) for row in rows_of(campaign) if row.feature.code in chosen]
    before = [value_of(row) for row in rows]
    filters = dict(query_of(filter_of(request.POST)))
    return Reverse(request.path, {"do": "back", "feature": now, "before": before, **filters})


def tell_changed(request: HttpRequest, changed: Changed, *, reverse: Reverse | None = None) -> None:
    """What became of it, and that answers of those who no longer have a feature are kept."""
    done(request, say_here("assign.done", n=len(changed.features)), reverse=reverse)
    if changed.kept:
        which = ", ".join(f"{feature} ({entity})" for feature, entity in sorted(changed.kept)[:10])
        messages.warning(request, say_here("assign.kept", n=len(changed.kept), which=which))


@work_page
@require_POST
def assign_cities(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give every city every feature."""
    person, campaign = campaign_asked(request, code, "assignment.edit")
    tell_changed(request, cities_assign(campaign, by=person.pseudonym))
    return HttpResponseRedirect(reverse("campaign_assign", args=[campaign.code]))


@work_page
@require_http_methods(["GET", "POST"])
def assign_proposal(request: HttpRequest, code: str) -> HttpResponseBase:
    """To whom the features that nobody leads might be given, and why; accepted line by line."""
    person, campaign = campaign_asked(request, code, "assignment.edit")
    lines = assignments_propose(campaign)
    if request.method == "POST":
        chosen = set(request.POST.getlist("line"))
        accepted = [line for line in lines if line.lead and _line_value(line) in chosen]
        if len(accepted) < len(chosen):
            messages.warning(request, say_here("assign.changed_meanwhile"))
            return HttpResponseRedirect(reverse("campaign_proposal", args=[campaign.code]))
        tell_changed(request, assignments_apply(campaign, proposal_wanted(accepted), by=person.pseudonym))
        return HttpResponseRedirect(reverse("campaign_assign", args=[campaign.code]))
    context = assign_head(request, campaign, say_here("assign.proposal.title")) | {
        "proposed": [_shown_line(line) for line in lines if line.lead],
        "open": [_shown_line(line) for line in lines if not line.lead],
    }
    return show_work(request, "web/workspace/assign_proposal.html", context)


def _line_value(line: Proposed) -> str:
    holding = Holding(line.lead.code if line.lead else "", tuple(sorted(one.code for one in line.helpers)))
    return f"{line.feature.code}{BETWEEN}{holding}"


def _shown_line(line: Proposed) -> dict[str, Any]:
    language = current_language()
    named = line.lead or line.outside
    return {
        "feature": line.feature,
        "question": line.feature.question.in_language(language),
        "value": _line_value(line),
        "lead": line.lead.title.in_language(language) if line.lead else "",
        "helpers": [one.title.in_language(language) for one in line.helpers],
        "why": say_here(
            f"assign.why.{line.why}",
            owner=owner_name(line.feature),
            name=named.title if named else "",
        ),
    }


@work_page
@require_POST
def applicability(request: HttpRequest, code: str, assignment: UUID) -> HttpResponseBase:
    """That a feature does not apply to an entity: proposed or taken back by it, decided by the authority."""
    require(request.user, "workspace.enter")
    found = get_object_or_404(
        Assignment.objects.select_related("campaign", "part", "entity"),
        pk=assignment,
        campaign__code__iexact=code,
    )
    doing, said = request.POST.get("do", ""), request.POST.get("reason", "")
    action = "applicability.propose" if doing in {"propose", "withdraw"} else "applicability.decide"
    by = require(request.user, action, found).pseudonym
    try:
        if doing == "propose":
            applicability_propose(found, reason=said, by=by)
        elif doing == "withdraw":
            applicability_withdraw(found, by=by)
        else:
            applicability_decide(found, accept=doing == "accept", note=said, by=by)
    except CampaignError as error:
        messages.error(request, f"{error.problem(current_language())} {error.remedy(current_language())}")
    else:
        messages.success(request, say_here("assign.applicability_done"))
    return HttpResponseRedirect(_back(request, found))


def _back(request: HttpRequest, assignment: Assignment) -> str:
    """The page that the form was on, if it is one of ours."""
    given = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}):
        return given
    return reverse("campaign", args=[assignment.campaign.code])
