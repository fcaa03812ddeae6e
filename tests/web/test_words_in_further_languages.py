"""Forms of the programme ask for the required languages alone: what is said in others outlives them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from miqyas.workspace.roadmaps.models import Directive, GateReview, ItemOutcome, RoadmapItem
from miqyas.workspace.roadmaps.services.gate import gate_create
from miqyas.workspace.roadmaps.services.items import item_create
from miqyas.workspace.roadmaps.services.outcomes import OutcomeFields, outcome_add
from miqyas.workspace.watchlists.fields import PolicyFields
from miqyas.workspace.watchlists.models import Policy
from miqyas.workspace.watchlists.services import policy_create
from miqyas.workspace.workshops.fields import FollowUpFields, SessionFields
from miqyas.workspace.workshops.models import FollowUp, Material, Session, Workshop
from miqyas.workspace.workshops.services.planning import follow_up_add, material_add, session_add
from tests.campaign.browser import Browser
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.roadmaps.roads import PROGRAMME, STRATEGY, directive, project
from tests.workspace.workshops.workshop_given import planned

pytestmark = pytest.mark.django_db
WORDS = {"ar": "الهوية الرقمية", "en": "Digital identity", "fr": "Identité numérique"}
NEW = "Digital identity for all"
ROADMAP, WORKSHOP = "/en/workspace/roadmap/", "/en/workspace/workshops/national-day/"


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Browser:
    return Browser("amina", client=signed_in(campaign_cast.amina))


def is_kept(model: Any, *names: str) -> None:
    """The field that was typed says something new in English, and the rest is as it was."""
    row = model.objects.get()
    first, *others = (dict(getattr(row, name)) for name in names)
    assert first == {**WORDS, "en": NEW}
    assert others == [WORDS] * len(others)


def test_of_a_policy(amina: Browser) -> None:
    policy_create(
        PolicyFields("identity-law", WORDS, "digital_identity", description=WORDS, source_words="Heard"),
        by=None,
    )
    amina.open("/en/workspace/watchlist/policies/identity-law/").send("Save", title_en=NEW)
    is_kept(Policy, "title", "description")


def test_of_an_item_of_the_roadmap_and_its_outcome(amina: Browser) -> None:
    item = item_create(replace(STRATEGY, title=WORDS, description=WORDS), by=None)
    amina.open(f"{ROADMAP}items/{item.code}/edit/").send("Save", title_en=NEW)
    is_kept(RoadmapItem, "title", "description")
    outcome = outcome_add(item, OutcomeFields(WORDS, Decimal(9), "Lists", unit=WORDS), by=None)
    amina.open(f"{ROADMAP}items/{item.code}/outcomes/{outcome.pk}/story/").send("Save", title_en=NEW)
    is_kept(ItemOutcome, "title", "unit")


def test_of_a_directive_and_of_a_project(amina: Browser) -> None:
    for fields in (STRATEGY, PROGRAMME):
        item_create(fields, by=None)
    made = directive(text=WORDS)
    amina.open(f"{ROADMAP}directives/{made.pk}/edit/").send("Save", text_en=NEW)
    is_kept(Directive, "text")
    review = gate_create(project(title=WORDS, description=WORDS), by=None)
    amina.open(f"{ROADMAP}gate/{review.code}/edit/").send("Save", title_en=NEW)
    is_kept(GateReview, "title", "description")


def test_of_a_workshop_and_its_parts(amina: Browser, campaign_cast: CampaignCast) -> None:
    workshop = planned(campaign_cast, title=WORDS, place=WORDS, about=WORDS)
    amina.open(WORKSHOP).send("Save", title_en=NEW, code="national-day")
    is_kept(Workshop, "title", "place", "about")
    session_add(workshop, SessionFields(WORDS, workshop.starts_at, 30), by=None)
    material_add(workshop, title=WORDS, address="https://example.org/read", by=None)
    follow_up_add(workshop, FollowUpFields(WORDS, workshop.ends_at.date()), by=None)
    for part, model in (("sessions", Session), ("materials", Material), ("follow-ups", FollowUp)):
        amina.open(f"{WORKSHOP}parts/{part}/{model.objects.get().pk}/").send("Save", title_en=NEW)
        is_kept(model, "title")
