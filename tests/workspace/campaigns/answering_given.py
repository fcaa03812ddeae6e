"""A small campaign that is open: two ministries, a made-up instrument, an earlier campaign before it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.catalogue import Feature, Instrument, Subindex
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology.model import Basis
from miqyas.workspace.campaigns.instruments import snapshot_take
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, CampaignEntity
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast

BASIS = Basis(Mark("R"), None)
WORDS = {"ar": "كلمات عن", "en": "Words about"}


def words(name: str) -> Text:
    return Text({language: f"{said} {name}" for language, said in WORDS.items()})


def feature(number: int) -> Feature:
    part = "IF" if number % 2 else "SP"
    code = f"OSI-{part}-{number:03d}"
    return Feature(
        code=code,
        subindex=f"OSI.{part}",
        theme="law",
        sector="general" if number % 2 else "health",
        audience="everyone",
        question=words(f"question {number}"),
        place="national_portal",
        scale="yes_no" if number % 2 else "service_stage",
        evidence="page",
        owner="digital_authority",
        basis=BASIS,
        **{name: words(f"{name} {number}") for name in ("find", "counts", "counts_not", "pitfalls", "good")},
        recency=24 if number % 5 == 0 else None,
    )


def instrument(count: int) -> Instrument:
    """An instrument of so many features."""
    parts = (
        Subindex("OSI.IF", "IF", words("framework"), "OSI.IF"),
        Subindex("OSI.SP", "SP", words("services"), "OSI.SP"),
    )
    made = (feature(number) for number in range(1, count + 1))
    features = tuple(sorted(made, key=lambda one: (one.subindex, one.code)))
    return Instrument("OSI", "test", words("instrument"), words("about"), BASIS, parts, features)


@dataclass(frozen=True)
class Given:
    """The campaign, the parts of its two entities, and their questions by code."""

    cast: CampaignCast
    campaign: Campaign
    health: CampaignEntity
    education: CampaignEntity

    def question(self, number: int = 1, *, part: CampaignEntity | None = None) -> Assignment:
        """A question of health (default), read from the database as a request would."""
        found = Assignment.objects.select_related(
            "part__campaign", "campaign", "entity", "answer", "delegation"
        )
        return found.get(part=part or self.health, feature=feature(number).code)


def part_of(campaign: Campaign, entity: Entity, *, count: int) -> CampaignEntity:
    part = CampaignEntity.objects.create(campaign=campaign, entity=entity)
    Assignment.objects.bulk_create(
        Assignment(
            part=part,
            campaign=campaign,
            entity=entity,
            instrument="OSI",
            feature=feature(number).code,
        )
        for number in range(1, count + 1)
    )
    return part


def campaign_of(code: str, *, count: int, previous: Campaign | None = None) -> Campaign:
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        code=code,
        title={"ar": "حملة", "en": "Campaign"},
        state="open",
        previous=previous,
        opens_on=today - timedelta(days=30),
        answers_until=today + timedelta(days=30),
        window_from=today + timedelta(days=100),
        window_until=today + timedelta(days=190),
    )
    campaign.instruments.add(snapshot_take(instrument(count)))
    return campaign


def open_campaign(cast: CampaignCast, *, count: int = 3, code: str = "present") -> Given:
    """A campaign in which health has `count` questions and education two."""
    campaign = campaign_of(code, count=count)
    return Given(
        cast,
        campaign,
        part_of(campaign, cast.health, count=count),
        part_of(campaign, cast.education, count=min(2, count)),
    )


def closed_before(given: Given) -> Answer:
    """An earlier campaign in which health said yes to question 1."""
    earlier = campaign_of("earlier", count=3)
    part = part_of(earlier, given.cast.health, count=3)
    Campaign.objects.filter(pk=earlier.pk).update(state="published")
    given.campaign.previous = earlier
    given.campaign.save()
    question = Assignment.objects.get(part=part, feature=feature(1).code)
    return Answer.objects.create(
        assignment=question, grade="yes", note="As in the last year", state="submitted", version=3
    )


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    """The campaign with three questions for health."""
    return open_campaign(campaign_cast)
