"""Success stories through the interface: for everybody, and for those who work with them."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.stories.models import Story
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.stories.stories_given import TURNED, draft, published, said, taken, titled

pytestmark = pytest.mark.django_db
WORK = "/api/v1/workspace/stories"


def send(person: User, path: str, body: dict[str, Any], *, method: str = "POST") -> Any:
    data = json.dumps(body)
    return signed_in(person).generic(method, f"{WORK}{path}", data, content_type="application/json")


def test_everybody_reads_what_is_published_and_nothing_else(
    campaign_cast: CampaignCast, client: Client
) -> None:
    published(campaign_cast, slug="one")
    draft(campaign_cast, titled("Unseen"), slug="unseen")
    listed = client.get("/api/v1/stories").json()
    assert [one["slug"] for one in listed["stories"]] == ["one"]
    assert client.get("/api/v1/stories/unseen").status_code == 404
    assert client.get("/api/v1/stories/none").status_code == 404


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=المواعيد", ["one"]),
        ("q=zzz", []),
        ("feature=OSI-IF-001", ["one"]),
        ("tag=QUEUES&entity=health&sector=health", ["one"]),
        ("entity=education", []),
    ],
)
def test_they_are_found_as_on_the_page(
    campaign_cast: CampaignCast, client: Client, query: str, slugs: list[str]
) -> None:
    open_campaign(campaign_cast)
    published(campaign_cast, said(turns=(TURNED,)), slug="one")
    told = client.get(f"/api/v1/stories?{query}").json()
    assert [one["slug"] for one in told["stories"]] == slugs


def test_an_answer_that_has_not_changed_is_not_sent_again(
    campaign_cast: CampaignCast, client: Client
) -> None:
    story = published(campaign_cast, slug="one")
    tag = client.get("/api/v1/stories/one")["ETag"]
    assert client.get("/api/v1/stories/one", headers={"If-None-Match": tag}).status_code == 304
    taken(story, "withdraw", cast=campaign_cast)
    assert client.get("/api/v1/stories/one", headers={"If-None-Match": tag}).status_code == 404


def test_a_story_is_written_and_taken_to_publication(campaign_cast: CampaignCast) -> None:
    cast = campaign_cast
    text = {
        "title": {"ar": "الميناء", "en": "Harbour"},
        "problem": {"ar": "انتظار", "en": "Waiting"},
        "solution": {"ar": "حجز", "en": "Booking"},
        "cost": "team",
        "months": 0,
        "results": [{"text": {"ar": "ساعة", "en": "An hour"}}],
    }
    assert send(cast.bruno, "/entities/health", text).json()["lacks"] == []
    assert send(cast.bruno, "/harbour/steps/submit", {}).json()["state"] == "submitted"
    assert send(cast.bruno, "/harbour/steps/publish", {}).status_code == 403
    assert send(cast.karim, "/harbour/steps/hand_on", {}).json()["state"] == "review"
    assert send(cast.amina, "/harbour/steps/publish", {}).json()["state"] == "published"
    again = send(cast.amina, "/harbour/steps/publish", {})
    assert (again.status_code, again.json()["code"]) == (422, "workflow.not_now")


def test_what_was_written_meanwhile_is_not_written_over(campaign_cast: CampaignCast) -> None:
    draft(campaign_cast, slug="one")
    body = {"version": 1, "title": {"en": "First"}}
    assert send(campaign_cast.noor, "/one", body, method="PUT").json()["version"] == 2
    late = send(campaign_cast.bruno, "/one", body | {"title": {"en": "Second"}}, method="PUT")
    assert (late.status_code, late.json()["code"]) == (422, "story.changed_meanwhile")
    assert Story.objects.get().content["title"] == {"en": "First"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": {}}, 422),
        ({"title": {"en": "A"}, "months": -1}, 422),
        ({"title": {"en": "A"}, "cost": "much"}, 422),
        ({"title": {"xx": "A"}}, 422),
        ({"title": {"en": "A"}, "turns": [{"code": "X", "before": "no", "after": "yes"}]}, 422),
        ({"title": {"en": "A"}, "reusables": [{"name": {}, "kind": "code", "address": "ftp://x"}]}, 422),
        ({"title": "A"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    campaign_cast: CampaignCast, body: dict[str, Any], status: int
) -> None:
    answer = send(campaign_cast.bruno, "/entities/health", body)
    assert (answer.status_code, bool(answer.json()["problem"])) == (status, True)
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("farid", 404), ("chen", 404), ("dana", 404), ("jamal", 404), ("salma", 200)]
)
def test_a_draft_is_hidden_from_others(campaign_cast: CampaignCast, who: str, status: int) -> None:
    draft(campaign_cast, slug="one")
    assert signed_in(getattr(campaign_cast, who)).get(f"{WORK}/one").status_code == status


def test_others_read_no_comment_and_no_past_of_a_published_story(campaign_cast: CampaignCast) -> None:
    story = published(campaign_cast, slug="one")
    send(campaign_cast.bruno, "/one/comments", {"text": "Between us"})
    told = {
        who: signed_in(getattr(campaign_cast, who)).get(f"{WORK}/one").json() for who in ("bruno", "farid")
    }
    assert [one["text"] for one in told["bruno"]["comments"]] == ["Between us"]
    assert (told["farid"]["comments"], told["farid"]["revisions"]) == ([], [])
    assert story.revisions.count() == len(told["bruno"]["revisions"]) == 1


def test_a_file_is_told_and_then_done(campaign_cast: CampaignCast) -> None:
    def bring(digest: str = "") -> dict[str, Any]:
        content = "story,entity,title_en\none,health,One\n"
        form = {"file": SimpleUploadedFile("s.csv", content.encode()), "digest": digest}
        return signed_in(campaign_cast.karim).post(f"{WORK}/file", form).json()

    told = bring()
    assert (told["is_done"], told["lines"]) == (
        False,
        [{"story": "one", "entity": "health", "doing": "add", "changes": []}],
    )
    assert not Story.objects.exists()
    assert bring(told["digest"])["is_done"]
    assert bring(told["digest"])["code"] == "request.plan_changed"
    assert Story.objects.get().slug == "one"


def test_cases_are_for_the_entity_and_the_authority(campaign_cast: CampaignCast) -> None:
    open_campaign(campaign_cast)
    published(campaign_cast, said(turns=(TURNED,)), slug="one")
    address = "/api/v1/workspace/campaigns/present/entities/education/cases"
    found = {
        who: signed_in(getattr(campaign_cast, who)).get(address).status_code
        for who in ("farid", "amina", "bruno", "chen")
    }
    assert found == {"farid": 200, "amina": 200, "bruno": 404, "chen": 404}
    (case,) = signed_in(campaign_cast.farid).get(address).json()["cases"]
    assert (case["story"], case["points"] > 0, case["features"][0]["turned"]) == ("one", True, "OSI-IF-001")
