"""Pages of the challenge: for the authority, an entity, a juror and everybody, in both languages."""

import json

import pytest
from django.test import Client

from miqyas.workspace.challenges.models import Round, ScoreSheet
from miqyas.workspace.challenges.queries import certificates_of
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.challenges.round_given import (
    Given,
    appealing,
    drafted,
    judging,
    nominated,
    opened,
    published,
)
from tests.workspace.scores.scored_given import scored

pytestmark = pytest.mark.django_db
AUTHORITY = ("", "jury/", "scores/", "standings/", "signals/", "appeals/", "certificates/", "settings/")
BASE = "/en/workspace/challenges/"


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("made", [drafted, nominated, judging, appealing, published])
def test_every_page_of_the_authority_opens_in_every_stage(
    made, language, campaign_cast: CampaignCast
) -> None:
    campaign = scored(campaign_cast, state="published").campaign
    given = made(campaign_cast, campaign=campaign.code)
    client = signed_in(campaign_cast.amina)
    for page in AUTHORITY:
        answer = client.get(f"/{language}/workspace/challenges/{given.round.code}/{page}")
        assert answer.status_code == 200, page
        assert given.round.title[language] in plain(answer), page


def test_an_empty_list_teaches_the_first_step(campaign_cast: CampaignCast) -> None:
    assert "No rounds yet" in plain(signed_in(campaign_cast.amina).get(BASE))
    assert "A round appears here once nominations are open." in plain(signed_in(campaign_cast.dana).get(BASE))


def form_of(given: Given, **changes) -> dict[str, object]:
    """The form of a round as a browser sends it."""
    page = signed_in(given.cast.amina).get(f"{BASE}{given.round.code}/settings/")
    form, parts = page.context["form"], page.context["parts"]
    data = {name: form[name].value() for name in form.fields}
    data["publish_at"] = data["publish_at"].strftime("%Y-%m-%dT%H:%M")
    for formset in parts.values():
        for bound in (formset.management_form, *formset.forms):
            for field in bound.fields:
                data[f"{bound.prefix}-{field}"] = bound[field].value()
    return {name: value for name, value in (data | changes).items() if value is not None}


class TestSettingUp:
    def test_a_round_is_set_up_by_its_form(self, campaign_cast: CampaignCast) -> None:
        given = drafted(campaign_cast)
        data = form_of(given, code="second", title_en="Second round")
        data["categories-1-code"], data["categories-1-title_ar"] = "open-data", "بيانات"
        data["categories-1-title_en"] = "Open data"
        answer = signed_in(campaign_cast.amina).post(f"{BASE}new/", data)
        assert answer.status_code == 302
        made = Round.objects.get(code="second")
        assert [part["code"] for part in made.categories] == ["service", "open-data"]
        assert made.groups[0]["mandates"][0] == "health_ministry"

    def test_what_is_wrong_is_said_and_nothing_is_lost(self, campaign_cast: CampaignCast) -> None:
        given = drafted(campaign_cast)
        data = form_of(given, code="third", nominations_until="2020-01-01")
        answer = signed_in(campaign_cast.amina).post(f"{BASE}new/", data)
        assert answer.status_code == 422
        assert "“Last day to nominate” is before “Nominations open”." in plain(answer)
        assert 'value="third"' in answer.content.decode()

    def test_after_opening_categories_no_longer_change(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        page = signed_in(campaign_cast.amina).get(f"{BASE}{given.round.code}/settings/")
        assert "categories-0-code" not in page.content.decode()
        data = {name: page.context["form"][name].value() for name in page.context["form"].fields}
        data["publish_at"] = data["publish_at"].strftime("%Y-%m-%dT%H:%M")
        data |= {"title_en": "Renamed", "code": "other", "seen": page.context["seen"]}
        answer = signed_in(campaign_cast.amina).post(f"{BASE}{given.round.code}/settings/", data)
        assert answer.status_code == 302
        assert (given.again().code, given.round.title["en"]) == ("excellence-1", "Renamed")

    def test_a_form_that_was_overtaken_says_so(self, campaign_cast: CampaignCast) -> None:
        given = drafted(campaign_cast)
        data = form_of(given, seen="of-before")
        answer = signed_in(campaign_cast.karim).post(f"{BASE}{given.round.code}/settings/", data)
        assert answer.status_code == 422

    def test_what_stands_in_the_way_of_a_step_is_told(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        text = plain(signed_in(campaign_cast.amina).get(f"{BASE}{given.round.code}/"))
        assert "No entity has handed in a nomination." in text
        signed_in(campaign_cast.amina).post(
            f"{BASE}{given.round.code}/next/", {"action": "begin_jury", "seen": "open"}
        )
        assert given.again().state == "open"


class TestNominating:
    def test_an_entity_begins_writes_and_hands_in(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        noor = signed_in(campaign_cast.noor)
        data = {"entity": "health", "category": "service"}
        answer = noor.post(f"{BASE}{given.round.code}/nominations/new/", data)
        page = answer["Location"]
        words = {"title_ar": "خدمة", "title_en": "Service", "story_ar": "قصة", "story_en": "Story"}
        assert noor.post(page, {"version": 0, **words}).status_code == 302
        told = noor.post(f"{page}step/", {"action": "submit", "seen": "1"}, follow=True)
        assert "The nomination is handed in." in plain(told)
        assert given.nomination().state == "submitted"

    def test_two_people_at_once_lose_nothing(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        noor, bruno = signed_in(campaign_cast.noor), signed_in(campaign_cast.bruno)
        data = {"entity": "health", "category": "service"}
        page = noor.post(f"{BASE}{given.round.code}/nominations/new/", data)["Location"]
        noor.post(page, {"version": 0, "title_en": "By Noor"})
        met = bruno.post(page, {"version": 0, "title_en": "By Bruno"})
        assert met.status_code == 409
        assert "By Noor" in plain(met)
        assert 'value="By Bruno"' in met.content.decode()
        assert [row.values["title"]["en"] for row in given.nomination().revisions.filter(is_aside=True)] == [
            "By Bruno"
        ]

    def test_another_entity_cannot_be_named(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        data = {"entity": "education", "category": "service"}
        answer = signed_in(campaign_cast.noor).post(f"{BASE}{given.round.code}/nominations/new/", data)
        assert answer.status_code == 422

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "=HYPERLINK(1)", "\u202eevil"])
    def test_hostile_words_are_words(self, words, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        noor = signed_in(campaign_cast.noor)
        data = {"entity": "health", "category": "service"}
        page = noor.post(f"{BASE}{given.round.code}/nominations/new/", data)["Location"]
        noor.post(page, {"version": 0, "title_en": words, "story_en": words})
        text = noor.get(page).content.decode()
        assert "<script>alert" not in text
        assert "\u202e" not in text

    def test_a_nomination_of_another_round_is_not_there(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        Round.objects.create(code="other", title=given.round.title, state="open")
        address = f"{BASE}other/nominations/{given.nomination().pk}/"
        assert signed_in(campaign_cast.noor).get(address).status_code == 404


class TestJudging:
    def test_a_juror_keeps_and_hands_in(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        chen, sheet = signed_in(campaign_cast.chen), given.sheet("chen", "health")
        page = f"{BASE}jury/sheets/{sheet.pk}/"
        assert "Words about what the ministry of health did" in plain(chen.get(page))
        chen.post(page, {"version": 0, "mark-use": "4", "keep": "1"})
        assert ScoreSheet.objects.get(pk=sheet.pk).marks == {"use": 4}
        short = chen.post(page, {"version": 1, "mark-use": "4", "submit": "1"})
        assert short.status_code == 422
        assert "This criterion has no mark." in plain(short)
        whole = {"version": 1, "mark-use": "4", "mark-reach": "5", "justification": "Good", "submit": "1"}
        assert chen.post(page, whole).status_code == 302
        assert ScoreSheet.objects.get(pk=sheet.pk).state == "submitted"

    @pytest.mark.parametrize("mark", ["0", "6", "9" * 40, "x", "-1"])
    def test_a_mark_beyond_the_scale_is_refused(self, mark, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        page = f"{BASE}jury/sheets/{given.sheet('chen', 'health').pk}/"
        answer = signed_in(campaign_cast.chen).post(page, {"version": 0, "mark-use": mark, "keep": "1"})
        assert answer.status_code == 422

    def test_a_conflict_is_declared_on_the_queue(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        data = {"entity": "labour", "reason": "My brother runs it"}
        told = signed_in(campaign_cast.chen).post(f"{BASE}jury/excellence-1/conflict/", data, follow=True)
        assert "Your declaration is kept." in plain(told)
        assert "labour" not in {one.nomination.entity.code for one in given.sheets("chen")}

    def test_who_sits_nowhere_is_told(self, campaign_cast: CampaignCast) -> None:
        assert "You sit on no jury" in plain(signed_in(campaign_cast.dana).get(f"{BASE}jury/"))


class TestResults:
    def test_raw_and_corrected_stand_side_by_side(self, campaign_cast: CampaignCast) -> None:
        given = appealing(campaign_cast)
        text = plain(signed_in(campaign_cast.amina).get(f"{BASE}{given.round.code}/scores/"))
        assert "Harsh" in text
        assert "Lenient" in text
        assert "Raw" in text
        assert "Corrected" in text

    def test_an_appeal_is_lodged_and_answered_on_pages(self, campaign_cast: CampaignCast) -> None:
        given = appealing(campaign_cast)
        page = f"{BASE}{given.round.code}/nominations/{given.nomination().pk}/"
        told = signed_in(campaign_cast.salma).post(
            f"{page}step/", {"action": "appeal", "words": "Another service was judged"}, follow=True
        )
        assert "The appeal is lodged." in plain(told)
        appeal = given.nomination().appeal
        answer = f"{BASE}{given.round.code}/appeals/{appeal.pk}/"
        karim = signed_in(campaign_cast.karim)
        assert "Another service was judged" in plain(karim.get(answer))
        assert karim.post(answer, {"answer": "Yes"}).status_code == 422
        sheet = given.sheet("chen", "health").pk
        data = {"outcome": "upheld", "answer": "It was", "sheet": str(sheet)}
        assert karim.post(answer, data).status_code == 302
        assert ScoreSheet.objects.get(pk=sheet).set_aside_reason == "It was"
        assert "Upheld" in plain(signed_in(campaign_cast.noor).get(page))

    def test_a_published_round_is_everybody_s(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast, state="published").campaign
        given = published(campaign_cast, campaign=campaign.code)
        for language, name in (("ar", "وزارة التربية"), ("en", "Ministry of Education")):
            answer = Client().get(f"/{language}/challenge/{given.round.code}/")
            assert answer.status_code == 200
            assert name in plain(answer)
            assert answer.headers["ETag"]
        assert "First round" in plain(Client().get("/en/challenge/"))
        content = Client().get(f"/en/challenge/{given.round.code}/results.json").content
        assert json.loads(content)["round"]["code"] == given.round.code

    def test_signals_take_the_note_of_a_person(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        for of in ("labour", "justice"):
            row = given.nomination(of)
            row.story = {"ar": "نص", "en": "The very same long text about one and the same service"}
            row.save()
        client = signed_in(campaign_cast.amina)
        page = client.get(f"{BASE}{given.round.code}/signals/")
        assert "Identical texts" in plain(page)
        name = page.context["signals"][0]["name"]
        client.post(f"{BASE}{given.round.code}/signals/", {"signal": name, "note": "A joint service"})
        assert "A joint service" in plain(client.get(f"{BASE}{given.round.code}/signals/"))
        lost = client.post(f"{BASE}{given.round.code}/signals/", {"signal": "none", "note": "x"})
        assert lost.status_code == 422


class TestCertificates:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_address_on_paper_is_short_and_leads_to_the_page_in_the_language_of_the_reader(
        self, language: str, campaign_cast: CampaignCast
    ) -> None:
        given = published(campaign_cast)
        code = certificates_of(given.round)[0].code
        drawn = Client().get(f"/en/certificates/{code}/certificate.svg").content.decode()
        assert f"/c/{code}/" in drawn
        assert "/en/" not in drawn
        typed = code.lower().replace("-", "")
        for given_code in (code, typed):
            answer = Client().get(f"/c/{given_code}/", headers={"Accept-Language": language})
            assert answer["Location"] == f"/{language}/certificates/{code}/"
        assert Client().get("/c/nobody/", follow=True).status_code == 404

    @pytest.mark.parametrize(
        ("language", "said"), [("ar", "شهادة صحيحة"), ("en", "This certificate is genuine")]
    )
    def test_a_certificate_is_verified_by_its_code(self, language, said, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        code = certificates_of(given.round)[0].code
        answer = Client().get(f"/{language}/certificates/{code}/")
        assert answer.status_code == 200
        assert said in plain(answer)
        assert "وزارة التربية" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"

    def test_the_code_may_be_typed_as_people_type(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        code = certificates_of(given.round)[0].code
        typed = code.lower().replace("-", " ")
        answer = Client().get("/en/certificates/", {"code": typed}, follow=True)
        assert "This certificate is genuine" in plain(answer)

    @pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA-AAAA", "-", "x" * 300, "<b>"])
    def test_an_unknown_code_is_said_not_to_be_known(self, code, campaign_cast: CampaignCast) -> None:
        published(campaign_cast)
        answer = Client().get(f"/en/certificates/{code}/")
        assert answer.status_code == 404

    def test_a_withdrawn_one_says_when_and_why(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        code = certificates_of(given.round)[0].code
        page = f"{BASE}{given.round.code}/certificates/"
        data = {"certificate": code, "reason": "Issued to the wrong entity"}
        assert signed_in(campaign_cast.karim).post(page, data).status_code == 403
        assert signed_in(campaign_cast.amina).post(page, data).status_code == 302
        text = plain(Client().get(f"/en/certificates/{code}/"))
        assert "This certificate was withdrawn" in text
        assert "Issued to the wrong entity" in text
        assert Client().get(f"/en/certificates/{code}/certificate.svg").status_code == 404

    def test_a_statement_that_was_changed_does_not_hold(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        made = certificates_of(given.round)[0]
        made.statement = made.statement.replace("Ministry of Education", "Ministry of Magic")
        made.save()
        text = plain(Client().get(f"/en/certificates/{made.code}/"))
        assert "This certificate does not hold" in text
        assert "Ministry of Magic" not in text

    def test_it_is_drawn_as_svg_and_png(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        code = certificates_of(given.round)[0].code
        drawn = Client().get(f"/en/certificates/{code}/certificate.svg")
        assert code in drawn.content.decode()
        assert "Ministry of Education" in drawn.content.decode()
        assert Client().get(f"/en/certificates/{code}/certificate.png").content[:4] == b"\x89PNG"
