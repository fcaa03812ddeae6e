"""A small government of which every kind of report of the workspace has something to say, and not all of it.

Its campaign is over with something found and something not; a scan could not look at one feature; a directive
is late and another done; a questionnaire is half answered; two countries agreed and one goal is measured.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from miqyas.scanner.rules.model import State
from miqyas.workspace.questionnaires.fields import AnswerFields, QuestionnaireFields
from miqyas.workspace.questionnaires.models import Questionnaire
from miqyas.workspace.questionnaires.queries import item_at
from miqyas.workspace.questionnaires.services import answer_write, questionnaire_create
from miqyas.workspace.twinning.fields import ExchangeFields
from miqyas.workspace.twinning.models import Foreseen, Twin
from miqyas.workspace.twinning.services import (
    exchange_save,
    profile_create,
    reading_add,
    twin_agree,
    twin_begin,
)
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import published as published_round
from tests.workspace.roadmaps.dated_given import dated_roadmap, put
from tests.workspace.roadmaps.roads import directive
from tests.workspace.scans.scans_given import absent, found, present, scanned
from tests.workspace.scores.scored_given import scored
from tests.workspace.stories.stories_given import published as published_story
from tests.workspace.stories.stories_given import titled
from tests.workspace.twinning.twins_given import bahrain, estonia, skills


def small_government(cast: CampaignCast) -> dict[str, str]:
    """Lays the government; what each kind of report may be about, by its name."""
    campaign = scored(cast, state="reply").campaign
    published_round(cast)
    published_story(cast)
    published_story(cast, titled("A story told in short", partners=(), reusables=(), tags=()))
    return {
        "entity_scorecard": f"{campaign.code}/health",
        "campaign_report": campaign.code,
        "scan_report": _scan(),
        "committee_pack": _meeting(cast),
        "challenge_booklet": "excellence-1",
        "story_booklet": "all",
        "twinning_proposal": _twin().code,
        "workshop_kit": "COM",
        "questionnaire_pack": _questionnaire(cast).code,
    }


def _scan() -> str:
    unseen = found(4, State.NOT_ASSESSABLE)
    report, _ = scanned(present(1), absent(2), found(3, State.PARTIAL, grade="form"), unseen)
    return f"{report.scan_id}/0"


def _meeting(cast: CampaignCast) -> str:
    today = timezone.localdate()
    dated_roadmap()
    put("passed", entity="health", planned_start=today - timedelta(60), planned_end=today - timedelta(9))
    directive("2026/1", due=today - timedelta(3), decided_on=today - timedelta(30))
    directive("2026/2", due=today + timedelta(30), decided_on=today - timedelta(2))
    return (today + timedelta(20)).isoformat()


def _twin() -> Twin:
    profile_create(bahrain(), by=None)
    profile_create(estonia(), by=None)
    twin = twin_agree(twin_begin(skills(), by=None), foreseen=(), by=None)
    goal = twin.goals.get()
    reading_add(twin, indicator=goal.indicator, due=goal.due, value="0.87", on=timezone.localdate(), by=None)
    frozen = {"twin": twin, "iso3": "BHR", "origin": 2022, "versions": {}, "model": "x"}
    Foreseen.objects.create(**frozen, measure="rank", edition=2024, low=20, middle=25, high=31)
    exchange = ExchangeFields("visit", {"ar": "زيارة", "en": "A visit"}, twin.starts_on, twin.ends_on)
    exchange_save(twin, exchange, by=None)
    return twin


def _questionnaire(cast: CampaignCast) -> Questionnaire:
    fields = QuestionnaireFields(code="msq", title={"ar": "استبيان", "en": "The questionnaire"})
    made = questionnaire_create(fields, by=cast.amina.pseudonym)
    for code, answer in ANSWERED.items():
        item = item_at("msq", code)
        assert item
        answer_write(item, AnswerFields(**answer), version=item.version, by=cast.amina.pseudonym)
    return made


ANSWERED: dict[str, dict[str, Any]] = {
    "law-data": {
        "words": {"ar": "قانون 30 لسنة 2018.\nوله لائحة.", "en": "Law 30 of 2018.\nIt has a by-law."},
        "pages": ["https://portal.example.org/law-data"],
    },
    "ministry-health": {"words": {"en": "The ministry of health"}},
    "law-procurement": {"does_not_apply": True},
}
