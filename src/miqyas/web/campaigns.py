"""What pages of campaigns share: the campaign of an address behind the gate, its calendar and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from miqyas.assessment.workflow import allowed_actions, flows
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.campaigns.hindrances import Hindrance, hindrances_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code
from miqyas.workspace.campaigns.running import RUNS

When = Literal["past", "now", "coming"]
TONES: Final = {
    "answers": "sea",
    "review": "palm",
    "reply": "brass",
    "freeze": "ink",
    "publish": "ink",
    "window": "slate",
}
STATES: Final = {
    "answers": "open",
    "review": "review",
    "reply": "reply",
    "freeze": "frozen",
    "publish": "published",
}
"""The state of a campaign in each stage of its calendar; the window of the Survey has none."""


@dataclass(frozen=True)
class Stage:
    """A stretch of the calendar, or a day of it; what is not set is None."""

    code: str
    begins: date | None
    ends: date | None
    tone: str
    when: When

    @property
    def label(self) -> str:
        return say_here(f"campaigns.stage.{self.code}")

    @property
    def is_day(self) -> bool:
        """Whether it is one day by its nature."""
        return self.code in {"freeze", "publish"}


ASKED_AGAIN: Final = frozenset({"freeze", "publish", "close"})
"""Steps that are taken only by whoever says that they are sure."""
_MENDED_AT: Final[Mapping[str, str]] = {
    "no_date": "campaign_settings",
    "no_entities": "campaign_settings#entities",
    "nobody_works": "people",
    "nothing_given": "campaign_assign",
    "unowned": "campaign_assign",
    "cities_lack": "campaign_assign",
    "no_portal": "registry",
    "cities_without_site": "registry",
    "few_assessors": "people",
    "no_adjudicator": "people",
    "not_handed_in": "campaign#entities",
    "undecided_applicability": "campaign_assign#proposals",
    "ahead": "campaign_settings",
    "review_unfinished": "campaign_reviews",
    "review_differs": "campaign_reviews",
    "review_contested": "campaign_reviews",
    "review_replies": "campaign_reviews",
}
"""Where each hindrance is mended, by its code: a route, and a part of its page."""


@dataclass(frozen=True)
class NextStep:
    """A step that the person may take: what it does, what stands in its way."""

    action: str
    does: str
    blocks: tuple[Link, ...]
    notices: tuple[Link, ...]

    @property
    def label(self) -> str:
        return say_here(f"campaign.step.{self.action}")

    @property
    def asks_again(self) -> bool:
        """Whether somebody has to say that they mean it: nothing leads back, and others see it."""
        return self.action in ASKED_AGAIN


def campaign_asked(request: HttpRequest, code: str, action: str) -> tuple[Person, Campaign]:
    """Who asks and the campaign of the address, if they may. A stranger signs in before learning anything."""
    require(request.user, "workspace.enter")
    campaign = campaign_by_code(code)
    if campaign is None:
        raise Http404
    return require(request.user, action, campaign), campaign


def stages_of(campaign: Campaign) -> tuple[Stage, ...]:
    """The calendar of a campaign in its order."""
    until = campaign.review_until
    reply = until + timedelta(days=campaign.reply_days) if until else None
    spans = {
        "answers": (campaign.opens_on, campaign.answers_until),
        "review": (campaign.review_from, until),
        "reply": (until + timedelta(days=1) if until else None, reply),
        "freeze": (campaign.freeze_on, campaign.freeze_on),
        "publish": (campaign.publish_on, campaign.publish_on),
        "window": (campaign.window_from, campaign.window_until),
    }
    if campaign.reply_days == 0:
        del spans["reply"]
    return tuple(
        Stage(code, *span, TONES[code], _when(campaign, code, *span)) for code, span in spans.items()
    )


def _when(campaign: Campaign, code: str, begins: date | None, ends: date | None) -> When:
    """Where a stage stands: by the state of the campaign, which may be ahead of its days or behind them."""
    if code in STATES:
        order = flows()["campaign"].states
        here, there = order.index(campaign.state), order.index(STATES[code])
        return "past" if there < here else "now" if there == here else "coming"
    today = timezone.localdate()
    if ends and ends < today:
        return "past"
    return "now" if begins and begins <= today else "coming"


def roles_in(person: Person, campaign: Campaign) -> tuple[str, ...]:
    """The roles with which a person runs the campaign."""
    return tuple(role for role in RUNS if person.holds(role, campaign=campaign.pk))


def steps_for(person: Person, campaign: Campaign) -> tuple[NextStep, ...]:
    """The steps that the person may take from here, in the order of the workflow."""
    found = []
    for action in allowed_actions("campaign", campaign.state, roles_in(person, campaign)):
        lacks = hindrances_of(campaign, action)
        found.append(
            NextStep(
                action,
                say_here(f"campaign.step.{action}.does"),
                tuple(_mended_at(one, campaign) for one in lacks if one.blocks),
                tuple(_mended_at(one, campaign) for one in lacks if not one.blocks),
            )
        )
    return tuple(found)


def _mended_at(hindrance: Hindrance, campaign: Campaign) -> Link:
    """What stands in the way, in words, with the page where it is mended."""
    route, _, part = _MENDED_AT.get(hindrance.code, "").partition("#")
    own = [campaign.code] if route.startswith("campaign") else []
    address = reverse(route, args=own) if route else ""
    return Link(label=hindrance.sentence(current_language()), url=f"{address}#{part}" if part else address)


def campaign_links(request: HttpRequest, campaign: Campaign, current: str) -> list[Link]:
    """The pages of a campaign that the person may open, one of them current."""
    pages = (
        ("campaign", "campaign.view"),
        ("campaign_assign", "campaign.oversee"),
        ("city_scores" if campaign.kind == Kind.CITIES else "campaign_score", "score.view"),
        ("campaign_reviews", "review.progress"),
        ("campaign_agreement", "review.agreement"),
        ("campaign_settings", "campaign.edit"),
    )
    return [
        Link(
            label=say_here(f"campaigns.page.{route}"),
            url=reverse(route, args=[campaign.code]),
            current=route == current,
        )
        for route, action in pages
        if allowed(request.user, action, campaign)
    ]


def campaign_crumbs(campaign: Campaign | None, *labels: str) -> list[Link]:
    """The way from the list of campaigns."""
    found = [Link(label=say_here("workspace.place.campaigns"), url=reverse("campaigns"))]
    if campaign:
        name = campaign.name.in_language(current_language())
        found.append(Link(label=name, url=reverse("campaign", args=[campaign.code]) if labels else ""))
    return [*found, *(Link(label=label) for label in labels)]
