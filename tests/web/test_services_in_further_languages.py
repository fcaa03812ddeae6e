"""A form asks for the required languages alone: what a service says in others stays with it."""

import pytest

from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import fields_of
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_services_pages import CARD, as_sent
from tests.workspace.services.making import service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_french_words_outlive_the_form(campaign_cast: CampaignCast) -> None:
    title = {"ar": "الإجازة المرضية", "en": "Sick leave", "fr": "Congé de maladie"}
    step = {"ar": "قدّم الطلب", "en": "Apply", "fr": "Demander"}
    made = service(title=title, steps=(step,))
    answer = signed_in(campaign_cast.bruno).post(f"{CARD}edit/", as_sent(made, volume="1500"))
    kept = fields_of(Service.objects.get())
    assert (answer.status_code, kept.volume, kept.title, kept.steps) == (302, 1500, title, (step,))
