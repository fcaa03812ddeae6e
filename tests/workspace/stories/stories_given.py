"""Stories of the ministry of health, as its people would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.fields import Partner, Result, Reusable, StoryFields, Turn
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.services import story_create, story_step
from tests.campaign_cast import CampaignCast

WHOLE = StoryFields(
    title={"ar": "حجز المواعيد في دقيقة", "en": "Appointments in a minute"},
    problem={
        "ar": "كان المراجع ينتظر في الصف ثلاث ساعات.",
        "en": "People waited in a queue for three hours.",
    },
    solution={
        "ar": "صار الحجز من الهاتف، والتذكير برسالة.",
        "en": "They book by phone now, and a message reminds them.",
    },
    sector="health",
    cost="department",
    months=8,
    results=(Result({"ar": "صار الانتظار 12 دقيقة.", "en": "They wait twelve minutes now."}),),
    partners=(
        Partner(
            {"ar": "جامعة نموذجية", "en": "A sample university"},
            "academic",
            {"ar": "اختبرت الصفحات", "en": "Tested the pages"},
        ),
    ),
    reusables=(
        Reusable(
            {"ar": "شيفرة الحجز", "en": "Code of the booking"},
            "code",
            "https://code.example.org/booking",
            "MIT",
        ),
    ),
    tags=("مواعيد", "queues"),
)
"""All that publication wants."""


def said(**others: Any) -> StoryFields:
    """The whole text with something else in it."""
    return replace(WHOLE, **others)


def titled(title_en: str, *, title_ar: str = "قصة", **others: Any) -> StoryFields:
    return said(title={"ar": title_ar, "en": title_en}, **others)


def draft(
    cast: CampaignCast, text: StoryFields = WHOLE, *, entity: Entity | None = None, **how: Any
) -> Story:
    """A story that health (default) has begun."""
    return story_create(entity or cast.health, text, by=cast.bruno.pseudonym, **how)


def taken(story: Story, *actions: str, cast: CampaignCast) -> Story:
    """The story after these steps, with a reason where one is wanted."""
    for action in actions:
        story = story_step(story, action, by=cast.amina.pseudonym, reason="Reason")
    return story


def published(cast: CampaignCast, text: StoryFields = WHOLE, **how: Any) -> Story:
    """A story that everybody may read."""
    return taken(draft(cast, text, **how), "submit", "hand_on", "publish", cast=cast)


TURNED = Turn("OSI-IF-001", "no", "yes", "present")
