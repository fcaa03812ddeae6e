"""A published campaign is everybody's; before and after, there is nothing to see."""

import io
import json
import zipfile

import pytest
from django.test import Client

from miqyas.workspace.campaigns.models import Campaign
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import decide, move, scored

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/scored/"


@pytest.mark.parametrize("state", ["draft", "open", "review", "reply", "frozen", "closed"])
def test_there_is_nothing_to_see_but_of_published_campaigns(campaign_cast: CampaignCast, state: str):
    scored(campaign_cast, state=state)
    for address in (f"/en{PAGE}", f"/en{PAGE}results.csv", "/api/v1/campaigns/scored"):
        assert Client().get(address).status_code == 404
    assert "scored" not in Client().get("/en/campaigns/").text
    assert Client().get("/api/v1/campaigns").json()["campaigns"] == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_results_are_told_as_the_governments_own(campaign_cast: CampaignCast, language: str):
    scored(campaign_cast, state="published")
    page = Client().get(f"/{language}{PAGE}")
    assert page.status_code == 200
    assert {"ar": "تقييم ذاتي", "en": "government’s own assessment"}[language] in page.text
    (subject,) = page.context["subjects"]
    assert (subject["whole"]["known"], subject["whole"]["asked"]) == (2, 4)
    assert [line["share"] for line in subject["parts"][0][1]] == [0.0, 1.0]


def test_no_person_and_no_entity_is_named(campaign_cast: CampaignCast):
    scored(campaign_cast, state="published")
    whole = "".join(
        Client().get(address).text
        for address in (
            f"/en{PAGE}",
            f"/en{PAGE}results.csv",
            f"/en{PAGE}results.json",
            "/api/v1/campaigns/scored",
        )
    )
    for name in (*campaign_cast.people(), "Ministry", str(campaign_cast.chen.pseudonym), "OSI-IF-001"):
        assert name not in whole.replace("elif", ""), name


def test_a_page_is_sent_again_only_when_what_is_published_changes(campaign_cast: CampaignCast):
    given = scored(campaign_cast, state="published")
    for address in (f"/en{PAGE}", "/api/v1/campaigns/scored"):
        tag = Client().get(address).headers["ETag"]
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
        Campaign.objects.filter(pk=given.campaign.pk).update(published_at="2026-01-01T00:00Z")
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
        Campaign.objects.filter(pk=given.campaign.pk).update(published_at=None)
    move(given, "closed")
    assert Client().get(f"/en{PAGE}").status_code == 404


def test_the_numbers_can_be_taken_away(campaign_cast: CampaignCast):
    given = scored(campaign_cast, state="published")
    decide(given, 2, "form")
    Campaign.objects.filter(pk=given.campaign.pk).update(title={"ar": "=1+1", "en": "=1+1"}, is_sample=True)
    lines = Client().get(f"/en{PAGE}results.csv").text.splitlines()
    assert lines[0].endswith("city,by,code,name,asked,known,share")
    *first, share = lines[1].split(",")
    assert (first, float(share)) == (["", "all", "", "", "4", "3"], pytest.approx(5 / 9))
    table = json.loads(Client().get(f"/en{PAGE}results.json").text)
    assert "Sample" in json.dumps(table)
    book = zipfile.ZipFile(io.BytesIO(Client().get(f"/en{PAGE}results.xlsx").content))
    sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_only_known_forms_are_files(campaign_cast: CampaignCast):
    scored(campaign_cast, state="published")
    for form in ("pdf", "exe", "csv/../x"):
        assert Client().get(f"/en{PAGE}results.{form}").status_code == 404
