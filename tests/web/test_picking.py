"""Choosing features, services and items by code or words, in every form that wants codes."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from miqyas.web.picking import SOURCES, PickField, picked_pairs, read
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.services.services import service_publish
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.roadmaps.roads import laid
from tests.workspace.services.making import service

pytestmark = pytest.mark.django_db
PICK = "/en/workspace/pick/"
NEW = "/en/workspace/roadmap/new/"


def codes(source: str, typed: str) -> list[str]:
    return [one.code for one in read(SOURCES[source], typed).chosen]


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        "typed",
        [
            "OSI-SP-001",
            "osi sp 001",
            "OSI OSI-SP-001",
            "osi–sp–٠٠١",
            "osisp001\n osi_sp_001",
            "OSI,OSI-SP-001",
        ],
    )
    def test_a_code_is_known_however_it_is_written(self, typed: str) -> None:
        assert codes("features", typed) == ["OSI-SP-001"]

    def test_several_stand_on_lines_or_between_signs_and_each_counts_once(self) -> None:
        typed = "osi-sp-001 osi-sp-002\nOSI-IF-001، osi-if-002؛OSI-SP-001"
        assert codes("features", typed) == ["OSI-SP-001", "OSI-SP-002", "OSI-IF-001", "OSI-IF-002"]

    @pytest.mark.parametrize("words", ["birth certificate", "شهادات الميلاد", "ميلاد"])
    def test_words_are_asked_back_in_both_languages(self, words: str) -> None:
        said = read(SOURCES["features"], words)
        assert said.chosen == ()
        assert [one.words for one in said.asked] == [words]
        assert "OSI-SP-001" in [pick.code for pick in said.asked[0].picks]

    def test_a_choice_answers_the_words(self) -> None:
        said = read(SOURCES["features"], "birth certificate\nOSI-SP-001")
        assert ([one.code for one in said.chosen], said.asked, said.rest) == (["OSI-SP-001"], (), ())

    def test_what_nothing_has_is_handed_on_as_it_is(self) -> None:
        assert read(SOURCES["features"], "XY OLD-1\nqqqqqq").rest == ("XY OLD-1", "qqqqqq")
        assert picked_pairs(["xy old-1", "OSI-SP-001"]) == (("XY", "OLD-1"), ("OSI", "OSI-SP-001"))

    def test_raw_indicators_are_turned_too(self) -> None:
        assert codes("turned", "tii.iu\nosi-sp-001") == ["TII.IU", "OSI-SP-001"]

    def test_services_and_items_are_known_by_code_and_words(self, campaign_cast: CampaignCast) -> None:
        laid()
        service(code="birth-certificate")
        assert codes("services", "Birth Certificate") == ["birth-certificate"]
        assert codes("items", "RECORDS\nbooking") == ["records", "booking"]
        assert [one.code for one in SOURCES["items"].search("سجل")] == ["records"]


class TestTheField:
    def test_more_than_are_wanted_are_refused(self) -> None:
        field: Any = PickField("features", most=1)
        assert field.clean("osi sp 001") == ("OSI-SP-001",)
        with pytest.raises(ValidationError) as refused:
            field.clean("osi-sp-001 osi-sp-002")
        assert refused.value.code == "too_many"

    def test_without_scripts_words_come_back_to_be_ticked(self, campaign_cast: CampaignCast) -> None:
        browser = signed_in(campaign_cast.amina)
        typed = {
            "code": "births", "kind": "initiative", "title_en": "Births", "version": "",
            **{f"{name}-{part}": "0" for name in ("partners", "costs", "needs", "risks")
               for part in ("TOTAL_FORMS", "INITIAL_FORMS")},
        }  # fmt: skip
        asked = browser.post(NEW, typed | {"features": "birth certificate\nOSI-IF-001"})
        page = asked.content.decode()
        assert asked.status_code == 422
        assert "Which one is meant by “birth certificate”?" in plain(asked)
        assert '<input type="checkbox" name="features" value="OSI-SP-001">' in page
        ticked = browser.post(NEW, typed | {"features": ["OSI-IF-001\nbirth certificate", "OSI-SP-001"]})
        assert ticked.status_code == 302
        kept = RoadmapItem.objects.get(code="births").features.values_list("feature", flat=True)
        assert sorted(kept) == ["OSI-IF-001", "OSI-SP-001"]


class TestWhatIsOfferedWhileTyping:
    @staticmethod
    def offered(browser: Client, source: str, query: str) -> list[str]:
        return [one["note"] for one in browser.get(f"{PICK}{source}/?{query}").json()["suggestions"]]

    def test_words_and_codes(self, campaign_cast: CampaignCast) -> None:
        laid()
        amina = signed_in(campaign_cast.amina)
        assert self.offered(amina, "features", "q=osi sp 001")[0] == "OSI-SP-001"
        assert "OSI-SP-001" in self.offered(amina, "features", "q=الميلاد")
        assert self.offered(amina, "items", "code=records&code=nothing") == ["records"]
        assert self.offered(amina, "items", "q=") == []
        assert amina.get(f"{PICK}people/?q=a").status_code == 404

    def test_a_service_that_is_not_published_is_offered_to_its_own_only(
        self, campaign_cast: CampaignCast
    ) -> None:
        service(code="birth-certificate")
        own, other = signed_in(campaign_cast.noor), signed_in(campaign_cast.farid)
        assert self.offered(own, "services", "q=sick") == ["birth-certificate"]
        assert self.offered(other, "services", "q=sick") == []
        assert SOURCES["services"].search("sick") == []

    @pytest.mark.parametrize(
        "query", ["code=birth-certificate", "q=birth-certificate", "q=Birth Certificate"]
    )
    def test_its_code_tells_others_nothing(self, campaign_cast: CampaignCast, query: str) -> None:
        service(code="birth-certificate")
        own, other = signed_in(campaign_cast.noor), signed_in(campaign_cast.farid)
        assert self.offered(own, "services", query) == ["birth-certificate"]
        assert self.offered(other, "services", query) == []

    def test_a_form_does_not_name_what_not_everybody_sees(self, campaign_cast: CampaignCast) -> None:
        made = service(code="birth-certificate")
        [draft] = read(SOURCES["services"], "birth-certificate").chosen
        assert (draft.code, draft.name) == ("birth-certificate", "")
        service_publish(made, by=None)
        [public] = read(SOURCES["services"], "birth-certificate").chosen
        assert public.name

    def test_who_may_not_see_a_list_searches_it_neither(self, campaign_cast: CampaignCast) -> None:
        assert signed_in(campaign_cast.dana).get(f"{PICK}items/?q=a").status_code == 403
        assert signed_in(campaign_cast.dana).get(f"{PICK}services/?q=a").status_code == 403
