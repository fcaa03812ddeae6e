"""A policy to watch, and a campaign whose answers a coming list is measured against."""

from dataclasses import replace
from datetime import date
from typing import Any

from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.watchlists.fields import PolicyFields
from miqyas.workspace.watchlists.models import Draft
from miqyas.workspace.watchlists.services import draft_keep
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, feature, instrument, open_campaign


def watched(**changes: Any) -> PolicyFields:
    """A law in preparation."""
    law = PolicyFields(
        code="data-law",
        title={"ar": "قانون حماية البيانات", "en": "Data protection law"},
        theme="privacy",
        state="prepared",
        description={"ar": "مسودة لدى المجلس", "en": "A draft lies before the council"},
        entity="health",
        features=("OSI-IF-001",),
        source_words="Gazette 12",
        mark="S",
        look_again=date(2030, 3, 1),
    )
    return replace(law, **changes)


def handed_in(given: Given, number: int, grade: str) -> None:
    """Health's answer to a question, handed in."""
    Answer.objects.create(assignment=given.question(number), grade=grade, state="submitted", version=1)


def readiness_given(cast: CampaignCast) -> tuple[Given, Draft]:
    """Of three questions health answered two; the coming list has a fourth, and asks the first otherwise."""
    given = open_campaign(cast)
    given.campaign.assignments.filter(entity=cast.education).update(is_lead=False)
    handed_in(given, 1, "yes")
    handed_in(given, 2, "form")
    coming = instrument(4)
    otherwise = replace(feature(1), question=feature(9).question)
    features = tuple(otherwise if one.code == otherwise.code else one for one in coming.features)
    draft = draft_keep(replace(coming, version="next", features=features), name="draft.xlsx", by=None)
    return given, draft
