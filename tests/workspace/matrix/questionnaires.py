"""What the actions of questionnaires are tried on."""

from miqyas.workspace.questionnaires.models import Item, Questionnaire
from tests.campaign_cast import CampaignCast


def questionnaire(cast: CampaignCast) -> Questionnaire:
    return Questionnaire(code="msq", title={"ar": "ا", "en": "Q"})


def question_of_health(cast: CampaignCast) -> Item:
    return Item(questionnaire=questionnaire(cast), code="ministry-health", entity=cast.health)


def question_of_the_authority(cast: CampaignCast) -> Item:
    return Item(questionnaire=questionnaire(cast), code="authority-name")
