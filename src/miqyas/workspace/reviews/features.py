"""The features of a campaign as those who judge them need them, and as the assessment computes with them."""

from __future__ import annotations

from collections.abc import Mapping

from miqyas.assessment.answers import grades_of
from miqyas.assessment.asked import Asked, asked_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.models import Entity, Portal, PortalKind
from miqyas.workspace.registry.queries import national_portal
from miqyas.workspace.reviews.models import ReviewItem

PLAIN = 2
"""Grades of a scale on which what is found needs no grade."""


def asked_by_code(campaign: Campaign) -> Mapping[str, Asked]:
    """Every feature of the campaign as an assessment asks for it, by code."""
    given = instruments_of(campaign)
    return {one.feature: one for instrument in given.instruments for one in asked_of(instrument)}


def grades_to_choose(scale: str) -> tuple[str, ...]:
    """The grades among which an assessor who found it chooses, highest first; none where yes says it all.

    >>> grades_to_choose("yes_no"), grades_to_choose("service_stage")
    ((), ('transaction', 'form', 'information'))
    """
    grades = grades_of(scale)
    return () if len(grades) == PLAIN else tuple(reversed(grades[1:]))


def is_highest(scale: str, grade: str) -> bool:
    """Whether nothing better could be said of the feature."""
    return grade == grades_of(scale)[-1]


def starting_portal(item: ReviewItem) -> Portal | None:
    """The address from which assessors start: the national portal, or that of the city."""
    if item.subject_id is None:
        return national_portal()
    return city_portal(item.subject)


def city_portal(city: Entity | None) -> Portal | None:
    """The site of a city."""
    return Portal.objects.filter(entity=city, kind=PortalKind.CITY).order_by("address").first()
