"""What a person wrote anywhere in the workspace is in the file that they get of themselves."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from miqyas.workspace.accounts.personal import person_told
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db


def told(user: Any) -> dict[str, Any]:
    with ZipFile(BytesIO(person_told(user))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_their_proofs_and_what_they_said_of_statistics(campaign_cast: CampaignCast) -> None:
    bruno = campaign_cast.bruno
    content = Content(address="https://health.example.org/", quote="As it stands there")
    evidence_add(campaign_cast.health, title="The page", content=content, by=bruno.pseudonym)
    item = StatisticalInput.objects.create(edition=2028, indicator="TII.IU")
    InputRevision.objects.create(input=item, number=1, values={"national_value": 97.5}, by=bruno.pseudonym)
    own, other = told(bruno), told(campaign_cast.farid)
    assert own["evidence.json"]["proofs"][0]["quote"] == "As it stands there"
    assert own["statistics.json"]["inputs"][0]["values"] == {"national_value": 97.5}
    assert other["evidence.json"]["proofs"] == other["statistics.json"]["inputs"] == []


def test_every_application_that_holds_words_of_people_tells_them(campaign_cast: CampaignCast) -> None:
    expected = {"account", "history", "evidence", "statistics", "campaigns", "reviews", "notifications"}
    assert {name.removesuffix(".json") for name in told(campaign_cast.dana)} >= expected
