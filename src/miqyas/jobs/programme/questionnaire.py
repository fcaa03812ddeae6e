"""Filling a Member State Questionnaire from what the installation knows: registry, answers, proofs, services,
strategies, stories. What is found is proposed with where it was found; what a person wrote is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from miqyas.assessment.answers import grade_share
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import language_name, say
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Campaign, Kind
from miqyas.workspace.campaigns.queries.before import HANDED_IN
from miqyas.workspace.campaigns.queries.proofs import proofs_of
from miqyas.workspace.questionnaires.fields import AnswerFields
from miqyas.workspace.questionnaires.models import Questionnaire
from miqyas.workspace.questionnaires.queries import items_of
from miqyas.workspace.questionnaires.services import Filled, answers_fill
from miqyas.workspace.registry.fields import is_web_address
from miqyas.workspace.registry.models import Entity, EntityKind, Portal, PortalKind
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.roadmaps.models import ItemKind, RoadmapItem
from miqyas.workspace.services.queries import services_living
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_published

AUTHORITY: Final = "digital_authority"
LEVELS_ONLINE: Final = ("transactional", "connected")
MOST_STORIES: Final = 10
Finder = Callable[[Any], Filled | None]


def questionnaire_fill(questionnaire: Questionnaire, *, by: UUID | None) -> int:
    """Fill what nobody wrote from what is known; how many answers were filled or renewed."""
    found = {
        item.code: filled
        for item in items_of(questionnaire)
        if (filled := found_for(item.filled)) is not None
    }
    return answers_fill(questionnaire, found, by=by)


def found_for(sources: Mapping[str, Any]) -> Filled | None:
    """What is known for a question from all that it names; None where nothing is."""
    parts = [part for name, asked in sources.items() if (part := FINDERS[name](asked)) is not None]
    if not parts:
        return None
    words = {
        language: "\n".join(text for part in parts if (text := part.answer.words.get(language)))
        for language in REQUIRED_LANGUAGES
    }
    pages = tuple(page for part in parts for page in part.answer.pages)
    return Filled(
        AnswerFields(words=words, pages=pages).tidied(), tuple(one for part in parts for one in part.origin)
    )


def _of_entity(asked: str) -> Filled | None:
    """The digital authority: its name and site."""
    held = [one for one in entities_active() if AUTHORITY in one.mandates]
    found = next((one for one in held if one.kind == EntityKind.AUTHORITY), held[0] if held else None)
    return _site_of(found) if found and asked == "authority" else None


def _of_sector(sector: str) -> Filled | None:
    """The ministry of a sector: its name and site."""
    rows = entities_active().filter(sector=sector).order_by("position", "code")
    found = rows.filter(kind=EntityKind.MINISTRY).first() or rows.first()
    return _site_of(found) if found else None


def _site_of(entity: Entity) -> Filled:
    portals = entity.portals.filter(kind__in=[PortalKind.ENTITY, PortalKind.NATIONAL]).order_by("kind")
    return Filled(
        AnswerFields(words=dict(entity.title), pages=tuple(one.address for one in portals)),
        ({"kind": "entity", "code": entity.code},),
    )


def _of_portals(kind: str) -> Filled | None:
    """Portals of a kind; of the national one its languages too."""
    found = list(Portal.objects.filter(kind=kind, entity__is_active=True).select_related("entity"))
    if not found:
        return None
    first = sorted(found, key=lambda one: (not one.is_main, one.address))
    words = _languages_of(first[0]) if kind == PortalKind.NATIONAL else {}
    origin = tuple({"kind": "entity", "code": code} for code in sorted({one.entity.code for one in first}))
    return Filled(AnswerFields(words=words, pages=tuple(one.address for one in first)), origin)


def _languages_of(portal: Portal) -> dict[str, str]:
    if not portal.languages:
        return {}
    return {
        language: say("method.list_comma", language=language).join(
            language_name(code, language=language) for code in portal.languages
        )
        for language in REQUIRED_LANGUAGES
    }


def _of_features(codes: Iterable[str]) -> Filled | None:
    """Proofs of what entities handed in as fulfilled, wholly or partly, to the newest national campaign."""
    campaign = _newest_campaign()
    if campaign is None:
        return None
    rows = Answer.objects.filter(
        assignment__campaign=campaign, assignment__feature__in=list(codes), state=HANDED_IN
    ).select_related("assignment")
    features = instruments_of(campaign).features
    kept = [row for row in rows if grade_share(features[row.assignment.feature].scale, row.grade) > 0]
    proofs = proofs_of(row.assignment_id for row in kept)
    pages = tuple(
        proof.revision.address
        for row in sorted(kept, key=lambda one: one.assignment.feature)
        for proof in proofs.get(row.assignment_id, ())
        if proof.revision.address
    )
    origin = tuple(
        {"kind": "feature", "code": code, "campaign": campaign.code}
        for code in sorted({row.assignment.feature for row in kept})
    )
    return Filled(AnswerFields(pages=pages), origin) if pages else None


def _newest_campaign() -> Campaign | None:
    found = Campaign.objects.filter(kind=Kind.NATIONAL, parts__assignments__answer__state=HANDED_IN)
    return found.order_by("-created_at").distinct().first()


def _of_roadmap(kind: str) -> Filled | None:
    """Strategies of the roadmap that are not stopped, by their titles."""
    found = list(RoadmapItem.objects.filter(kind=ItemKind(kind)).exclude(state="stopped").order_by("code"))
    if not found:
        return None
    words = {
        language: "\n".join(text for one in found if (text := one.title.get(language)))
        for language in REQUIRED_LANGUAGES
    }
    return Filled(AnswerFields(words=words), tuple({"kind": "roadmap", "code": one.code} for one in found))


def _of_services(asked: str) -> Filled | None:
    """How many services there are, and how many of them are carried out wholly online."""
    living = services_living()
    total = living.count()
    if not total or asked != "numbers":
        return None
    online = living.filter(level__in=LEVELS_ONLINE).count()
    words = {
        language: say("questionnaire.found.services", language=language, n=total, online=online)
        for language in REQUIRED_LANGUAGES
    }
    return Filled(AnswerFields(words=words), ({"kind": "services", "code": str(total)},))


def _of_stories(asked: str) -> Filled | None:
    """The newest published stories: titles, and their public pages."""
    found = list(stories_published().order_by("-published_at", "slug")[:MOST_STORIES])
    if not found or asked != "published":
        return None
    words = {
        language: "\n".join(text for one in found if (text := one.content["title"].get(language)))
        for language in REQUIRED_LANGUAGES
    }
    origin = tuple({"kind": "story", "code": one.slug} for one in found)
    return Filled(AnswerFields(words=words, pages=_public_pages(found)), origin)


def _public_pages(found: Iterable[Story]) -> tuple[str, ...]:
    """Their addresses, where the installation has one that others reach."""
    with override(settings.LANGUAGE_CODE):
        paths = [reverse("public_story", args=[one.slug]) for one in found]
    pages = (f"{settings.MIQYAS_BASE_URL.rstrip('/')}{path}" for path in paths)
    return tuple(page for page in pages if is_web_address(page))


FINDERS: Final[Mapping[str, Finder]] = {
    "entity": _of_entity,
    "sector": _of_sector,
    "portals": _of_portals,
    "features": _of_features,
    "roadmap": _of_roadmap,
    "services": _of_services,
    "stories": _of_stories,
}
"""What each source of a question is found by."""
