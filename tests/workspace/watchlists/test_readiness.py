"""Readiness for a list that may come: what answers that were handed in already serve, by entity."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs.programme.readiness import coming_by_hash, comings, readiness_of
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.history.models import Record
from miqyas.workspace.watchlists.models import Draft
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.catalogue.lists import text_of as list_text
from tests.workspace.scores.scored_given import cities_scored
from tests.workspace.watchlists.watched_given import handed_in, readiness_given

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/readiness/"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path


def states_of(draft: Draft) -> dict[str, dict[str, str]]:
    coming = coming_by_hash(draft.snapshot_id)
    assert coming
    found = readiness_of(coming)
    named = {entity.code: own for entity, own in found.entities.items()} | {"": found.nobodys}
    return {
        code: {one.feature.code: one.state for one in own.standings}
        for code, own in named.items()
        if own.standings
    }


class TestStandings:
    def test_each_feature_stands_where_the_answer_leaves_it(self, campaign_cast: CampaignCast) -> None:
        _, draft = readiness_given(campaign_cast)
        assert states_of(draft) == {
            "health": {
                "OSI-IF-001": "look_again",
                "OSI-IF-003": "unanswered",
                "OSI-SP-002": "partly",
            },
            "authority": {"OSI-SP-004": "new"},
        }

    def test_what_is_being_written_does_not_count(self, campaign_cast: CampaignCast) -> None:
        given, draft = readiness_given(campaign_cast)
        Answer.objects.create(assignment=given.question(3), grade="yes", state="draft", version=1)
        assert states_of(draft)["health"]["OSI-IF-003"] == "unanswered"

    def test_a_full_answer_to_the_same_words_is_full(self, campaign_cast: CampaignCast) -> None:
        given, draft = readiness_given(campaign_cast)
        handed_in(given, 3, "yes")
        assert states_of(draft)["health"]["OSI-IF-003"] == "full"

    def test_without_answers_all_of_a_list_is_new(self, campaign_cast: CampaignCast) -> None:
        osi = next(one for one in comings() if one.instrument.code == "OSI")
        found = readiness_of(osi)
        assert found.campaign is None
        assert found.whole.counts["new"] == found.whole.total == len(osi.instrument.features)

    def test_every_city_is_asked_everything(self, campaign_cast: CampaignCast) -> None:
        campaign = cities_scored(campaign_cast)[0]
        cities = {part.entity for part in campaign.parts.select_related("entity")}
        code = campaign.instruments.get().code
        coming = next(one for one in comings() if one.instrument.code == code)
        found = readiness_of(coming)
        assert set(found.entities) == cities
        assert {own.total for own in found.entities.values()} == {len(coming.instrument.features)}


class TestPages:
    def test_the_authority_sees_all_and_an_entity_its_own(self, campaign_cast: CampaignCast) -> None:
        _, draft = readiness_given(campaign_cast)
        nation = f"{PAGE}{draft.snapshot_id}/"
        own = f"{nation}entities/health/"
        page = signed_in(campaign_cast.amina).get(nation).content.decode()
        assert "Ministry of Health" in page
        assert "1 to look" not in page
        assert "one to look at again · one unanswered · one new" in page
        noor = signed_in(campaign_cast.noor)
        assert own in noor.get(PAGE).content.decode()
        assert noor.get(own).status_code == 200
        assert noor.get(nation).status_code == 403
        assert signed_in(campaign_cast.tariq).get(own).status_code == 404

    @pytest.mark.parametrize("name", ["chen", "ines", "dana"])
    def test_whoever_judges_learns_nothing_of_it(self, campaign_cast: CampaignCast, name: str) -> None:
        _, draft = readiness_given(campaign_cast)
        other = signed_in(campaign_cast.people()[name])
        assert other.get(PAGE).status_code == 403
        assert other.get(f"{PAGE}{draft.snapshot_id}/").status_code == 403
        assert other.get(f"{PAGE}{draft.snapshot_id}/entities/health/").status_code == 404

    def test_what_there_is_not_is_not_found(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        assert amina.get(f"{PAGE}{'0' * 64}/").status_code == 404
        assert amina.get(f"{PAGE}{'0' * 64}/entities/nobody/").status_code == 404

    def test_an_entity_with_nothing_is_told_so(self, campaign_cast: CampaignCast) -> None:
        _, draft = readiness_given(campaign_cast)
        page = signed_in(campaign_cast.tariq).get(f"{PAGE}{draft.snapshot_id}/entities/education/")
        assert "Nothing for this entity" in page.content.decode()


class TestDrafts:
    @pytest.fixture
    def amina(self, campaign_cast: CampaignCast) -> Client:
        return signed_in(campaign_cast.amina)

    def test_a_draft_is_looked_at_kept_and_removed_and_is_in_force_for_nothing(self, amina: Client) -> None:
        preview = amina.post(PAGE, {"file": SimpleUploadedFile("draft.csv", list_text())})["Location"]
        digest = amina.get(preview).context["plan"].digest
        assert amina.post(preview, {"accept": "yes", "digest": digest})["Location"] == PAGE
        draft = Draft.objects.get()
        assert [one.is_draft for one in comings()] == [True, False, False, False]
        assert "draft.csv" in amina.get(PAGE).content.decode()
        assert amina.get(f"{PAGE}{draft.snapshot_id}/").status_code == 200
        assert amina.post(f"{PAGE}{draft.snapshot_id}/remove/")["Location"] == PAGE
        assert not Draft.objects.exists()
        assert amina.post(f"{PAGE}{draft.snapshot_id}/remove/").status_code == 404
        kept = Record.objects.filter(object_kind="draft").values_list("action", flat=True)
        assert list(kept) == ["draft.keep", "draft.remove"]

    def test_a_broken_list_is_refused_in_words(self, amina: Client) -> None:
        preview = amina.post(PAGE, {"file": SimpleUploadedFile("draft.csv", b"code\n1\n")})["Location"]
        page = amina.get(preview)
        assert page.context["problem_count"] == 1
        assert (
            amina.post(preview, {"accept": "yes", "digest": page.context["plan"].digest}).status_code == 422
        )
        assert not Draft.objects.exists()

    def test_an_entity_keeps_none(self, campaign_cast: CampaignCast) -> None:
        upload = {"file": SimpleUploadedFile("draft.csv", list_text())}
        assert signed_in(campaign_cast.noor).post(PAGE, upload).status_code == 403
