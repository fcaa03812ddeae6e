"""An entity answers on pages: the list, one question, saving by script and by form, bad input."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Assignment,
    Campaign,
    CampaignEntity,
    Comment,
    Delegation,
)
from miqyas.workspace.campaigns.services.answers import LONGEST_NOTE, answer_save
from miqyas.workspace.evidence.models import Evidence
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader
from tests.workspace.campaigns.answering_given import Given, closed_before, given, open_campaign

__all__ = ["given"]
pytestmark = pytest.mark.django_db

LIST = "/en/workspace/campaigns/present/entity/health/"
ONE = f"{LIST}OSI-IF-001/"
JSON = {"Accept": "application/json"}
MOST_QUERIES = 50
HOSTILE = "<script>alert(1)</script> \u202egnp.exe \0"


def client(given: Given, who: str) -> Client:
    return signed_in(given.cast.people()[who])


def save(page: Client, note: str = "Article 3", **changes: Any) -> Any:
    words = {"grade": "yes", "note": note, "version": "0", **changes}
    return page.post(f"{ONE}save/", words, headers=JSON)


class TestTheList:
    """All questions of an entity."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_it_opens_in_both_languages(self, given: Given, language: str) -> None:
        page = client(given, "bruno").get(LIST.replace("/en/", f"/{language}/"))
        assert page.status_code == 200
        assert page.content.count(b"data-answer-form") == 3

    def test_it_begins_with_the_next_three_things(self, given: Given) -> None:
        page = client(given, "bruno").get(LIST)
        assert [thing["code"] for thing in page.context["next"]] == ["OSI-IF-001", "OSI-IF-003", "OSI-SP-002"]

    def test_what_came_back_comes_before_what_is_missing(self, given: Given) -> None:
        Answer.objects.create(assignment=given.question(2), grade="form", state="returned", version=1)
        page = client(given, "bruno").get(LIST)
        assert page.context["next"][0]["what"] == "Given back with reasons: revise it"

    def test_when_all_is_ready_it_says_whose_turn_it_is(self, given: Given) -> None:
        Answer.objects.bulk_create(
            Answer(assignment=given.question(number), grade=grade, state="ready", version=1)
            for number, grade in ((1, "yes"), (2, "form"), (3, "no"))
        )
        assert "Nothing waits for you" in client(given, "bruno").get(LIST).content.decode()

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("part=OSI.SP", ["OSI-SP-002"]),
            ("state=draft", ["OSI-IF-001"]),
            ("show=missing", ["OSI-IF-003", "OSI-SP-002"]),
            ("show=lacking", ["OSI-IF-001"]),
            ("show=mine", ["OSI-IF-001"]),
            ("part=OSI.SP&state=draft", []),
            ("state=nonsense&show=nonsense", ["OSI-IF-001", "OSI-IF-003", "OSI-SP-002"]),
        ],
    )
    def test_filters(self, given: Given, query: str, shown: list[str]) -> None:
        save(client(given, "bruno"))
        page = client(given, "bruno").get(f"{LIST}?{query}")
        assert [line.code for group in page.context["groups"] for line in group.lines] == shown

    def test_last_campaign_s_answer_stands_beside_it_and_can_be_taken_over(self, given: Given) -> None:
        closed_before(given)
        page = client(given, "bruno")
        assert "Last campaign: Yes" in page.get(LIST).content.decode()
        shown = page.get(ONE)
        assert "As in the last year" in shown.content.decode()
        words = {"grade": "yes", "note": "As in the last year", "version": "0"}
        assert page.post(f"{ONE}save/", words).status_code == 302
        assert given.question().answer.note == "As in the last year"

    @pytest.mark.parametrize(
        ("who", "page_of"), [("bruno", ""), ("bruno", "OSI-IF-001/"), ("salma", "submission/")]
    )
    def test_it_asks_the_database_equally_often_however_long_it_is(
        self, campaign_cast: CampaignCast, who: str, page_of: str
    ) -> None:
        asked = {}
        for count in (10, 200):
            given = open_campaign(campaign_cast, count=count, code=f"of-{count}")
            questions = list(Assignment.objects.filter(part=given.health))
            Answer.objects.bulk_create(
                Answer(assignment=question, state="draft", note="x", version=1) for question in questions
            )
            Delegation.objects.bulk_create(
                Delegation(assignment=question, holder=given.cast.dana.pseudonym) for question in questions
            )
            page = client(given, who)
            address = f"/en/workspace/campaigns/of-{count}/entity/health/{page_of}"
            page.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert page.get(address).status_code == 200
            asked[count] = len(captured)
        assert asked[10] == asked[200] < MOST_QUERIES

    def test_it_leads_to_the_way_with_a_file(self, given: Given) -> None:
        page = client(given, "bruno")
        assert f'href="{LIST}file/"' in page.get(LIST).content.decode()
        assert page.get(f"{LIST}file/").status_code == 200

    def test_guidance_is_fetched_when_it_is_opened(self, given: Given) -> None:
        page = client(given, "bruno")
        assert "Words about pitfalls 1" not in page.get(LIST).content.decode()
        piece = page.get(f"{ONE}guidance/").content.decode()
        assert "Words about pitfalls 1" in piece
        assert "<html" not in piece


class TestSavingWhileTyping:
    """What the script sends and is told."""

    def test_it_is_told_the_new_version(self, given: Given) -> None:
        told = save(client(given, "bruno")).json()
        assert (told["state"], told["version"], told["answer"]) == ("saved", 1, "draft")

    def test_it_is_told_when_words_were_kept_aside(self, given: Given) -> None:
        save(client(given, "bruno"))
        told = save(client(given, "noor"), "Article 4").json()
        assert told["state"] == "aside"
        assert told["url"].endswith("/OSI-IF-001/#aside")
        assert given.question().answer.note == "Article 3"

    def test_a_session_that_ended_is_said_and_nothing_is_stored(self, given: Given) -> None:
        answer = save(Client())
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]
        assert not Answer.objects.exists()

    def test_a_closed_window_is_said_in_words(self, given: Given) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until="2020-01-01")
        answer = save(client(given, "bruno"))
        assert answer.status_code == 422
        assert "1 January 2020" in answer.json()["problem"]

    def test_a_note_too_long_is_said_in_words(self, given: Given) -> None:
        answer = save(client(given, "bruno"), "x" * (LONGEST_NOTE + 1))
        assert (answer.status_code, answer.json()["state"]) == (422, "refused")

    @pytest.mark.parametrize("version", ["", "one", "-3", "9" * 40, "١"])
    def test_a_version_that_is_none_overwrites_nothing(self, given: Given, version: str) -> None:
        save(client(given, "bruno"))
        assert save(client(given, "noor"), "Other", version=version).json()["state"] == "aside"
        assert given.question().answer.note == "Article 3"

    @pytest.mark.parametrize("who", ["farid", "tariq", "amina", "chen", "ines", "jamal", "elif", "dana"])
    def test_nobody_else_saves(self, given: Given, who: str) -> None:
        assert save(client(given, who)).status_code == 404
        assert not Answer.objects.exists()

    def test_the_signatory_reads_and_does_not_write(self, given: Given) -> None:
        assert save(client(given, "salma")).status_code == 403

    def test_another_entity_s_question_is_not_there(self, given: Given) -> None:
        page = client(given, "farid")
        assert page.get(LIST).status_code == 404
        Assignment.objects.filter(part=given.education, feature="OSI-IF-001").delete()
        own = "/en/workspace/campaigns/present/entity/education/OSI-IF-001/save/"
        assert page.post(own, {"grade": "yes", "version": "0"}, headers=JSON).status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "/en/workspace/campaigns/absent/entity/health/",
            "/en/workspace/campaigns/present/entity/absent/",
            f"{LIST}NO-SUCH-001/",
        ],
    )
    def test_what_is_not_there_is_not_there(self, given: Given, address: str) -> None:
        assert client(given, "bruno").get(address).status_code == 404


class TestWithoutScripts:
    """Plain forms."""

    def test_saving_leads_back_to_the_line_of_the_list(self, given: Given) -> None:
        words = {"grade": "yes", "note": "Article 3", "version": "0", "from": "list"}
        answer = client(given, "bruno").post(f"{ONE}save/?show=missing", words)
        assert answer["Location"] == f"{LIST}?show=missing#OSI-IF-001"

    def test_what_was_typed_is_shown_again_when_it_was_not_taken(self, given: Given) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until="2020-01-01")
        words = {"grade": "yes", "note": "Typed for an hour", "version": "0"}
        answer = client(given, "bruno").post(f"{ONE}save/", words)
        assert answer.status_code == 422
        assert "Typed for an hour</textarea>" in answer.content.decode()
        assert "1 January 2020" in answer.content.decode()

    def test_both_texts_stand_side_by_side(self, given: Given) -> None:
        save(client(given, "bruno"), "Bruno writes")
        words = {"grade": "no", "note": "Noor writes", "version": "0"}
        answer = client(given, "noor").post(f"{ONE}save/", words, follow=True)
        shown = answer.content.decode()
        assert "Bruno writes" in shown
        assert "Noor writes" in shown

    def test_the_other_text_can_be_taken(self, given: Given) -> None:
        save(client(given, "bruno"), "Bruno writes")
        save(client(given, "noor"), "Noor writes", grade="no")
        aside = AnswerRevision.objects.get()
        words = {"aside": str(aside.pk), "take": "theirs", "version": "1"}
        assert client(given, "bruno").post(f"{ONE}settle/", words).status_code == 302
        answer = given.question().answer
        assert (answer.grade, answer.note) == ("no", "Noor writes")

    @pytest.mark.parametrize("aside", ["", "x", "999999", "9" * 30])
    def test_a_text_that_is_none_cannot_be_taken(self, given: Given, aside: str) -> None:
        save(client(given, "bruno"))
        answer = client(given, "bruno").post(
            f"{ONE}settle/", {"aside": aside, "take": "theirs", "version": "1"}
        )
        assert answer.status_code == 422

    def test_ready_leads_on_to_the_next_question(self, given: Given) -> None:
        words = {"grade": "yes", "note": "Article 3", "version": "0"}
        answer = client(given, "bruno").post(f"{ONE}ready/", words)
        assert answer["Location"] == f"{LIST}OSI-IF-003/"
        assert given.question().answer.state == "ready"

    def test_ready_without_a_grade_keeps_the_words(self, given: Given) -> None:
        answer = client(given, "bruno").post(f"{ONE}ready/", {"note": "Article 3", "version": "0"})
        assert answer.status_code == 422
        assert given.question().answer.note == "Article 3"

    def test_from_question_to_question(self, given: Given) -> None:
        page = client(given, "bruno").get(f"{LIST}OSI-IF-003/")
        assert page.context["previous_url"] == ONE
        assert page.context["next_url"] == f"{LIST}OSI-SP-002/"
        only = client(given, "bruno").get(f"{LIST}OSI-IF-003/?part=OSI.IF")
        assert (only.context["place"], only.context["of"], only.context["next_url"]) == (2, 2, "")


class TestProofs:
    """What proves an answer stands beside it."""

    def test_an_added_proof_is_shown_and_can_be_let_go_there(self, given: Given) -> None:
        page = client(given, "bruno")
        fields = {"title": "Page of the law", "address": "https://health.example.org/law"}
        new = f"/en/workspace/evidence/new/?for=answer:{given.question().pk}"
        shown = page.post(new, fields, follow=True).content.decode()
        assert "There is no proof of this answer yet." not in shown
        proof = Evidence.objects.get()
        assert f'href="/en/workspace/evidence/{proof.pk}/"' in shown
        page.post(
            f"/en/workspace/evidence/for/answer/{given.question().pk}/", {"evidence": proof.pk, "detach": 1}
        )
        assert "There is no proof of this answer yet." in page.get(ONE).content.decode()


class TestWhatDoesNotApply:
    """An entity says that a feature does not apply; the authority decides."""

    def test_it_is_proposed_and_taken_back(self, given: Given) -> None:
        page = client(given, "bruno")
        page.post(f"{ONE}applicability/", {"reason": "No such law"})
        assert given.question().applicability == "proposed"
        assert "Proposed as not applicable" in page.get(ONE).content.decode()
        assert save(page).json()["state"] == "saved"
        page.post(f"{ONE}applicability/", {"withdraw": "1"})
        assert given.question().applicability == "applicable"

    def test_without_a_reason_it_is_not_proposed(self, given: Given) -> None:
        assert client(given, "bruno").post(f"{ONE}applicability/", {"reason": " "}).status_code == 422

    def test_what_does_not_apply_is_shown_with_its_reason_and_not_answered(self, given: Given) -> None:
        Assignment.objects.filter(pk=given.question().pk).update(
            applicability="not_applicable", reason="No such service"
        )
        shown = client(given, "bruno").get(LIST)
        assert "No such service" in shown.content.decode()
        assert shown.context["progress"]["due"] == 2
        assert save(client(given, "bruno")).status_code == 422


class TestACampaignInTheMaking:
    """Entities do not know of it yet."""

    @pytest.mark.parametrize("who", ["bruno", "salma"])
    def test_there_is_nothing(self, given: Given, who: str) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(state="draft")
        assert client(given, who).get(LIST).status_code == 404

    def test_what_was_taken_back_is_not_there_and_not_signed(self, given: Given) -> None:
        client(given, "bruno").post(f"{ONE}ready/", {"grade": "yes", "note": "Article 3", "version": "0"})
        Assignment.objects.filter(pk=given.question().pk).update(withdrawn_at="2026-01-01T00:00Z")
        assert client(given, "bruno").get(ONE).status_code == 404
        content = client(given, "salma").get(f"{LIST}submission/").context["content"]
        assert [row["feature"] for row in content.rows] == ["OSI-IF-003", "OSI-SP-002"]


class TestHostileWords:
    """Words of people are shown as words."""

    def test_script_and_override_characters_stay_text_in_their_own_direction(self, given: Given) -> None:
        save(client(given, "bruno"), HOSTILE)
        client(given, "bruno").post(f"{ONE}comment/", {"text": HOSTILE, "audience": "entity"})
        for reader, address in (
            ("bruno", LIST),
            ("bruno", ONE),
            ("salma", ONE),
            ("salma", f"{LIST}submission/"),
        ):
            shown = client(given, reader).get(address).content.decode()
            assert "<script>alert" not in shown
            assert "&lt;script&gt;alert(1)" in shown
        shown = client(given, "salma").get(ONE).content.decode()
        assert '<bdi dir="auto">&lt;script&gt;' in shown
        assert "\u202e" not in shown


@pytest.mark.every_database
class TestSignsThatNoDatabaseStores:
    """A zero byte, wherever it is put."""

    @pytest.mark.parametrize(
        ("path", "words", "status"),
        [
            ("OSI-IF-001/save/", {"grade": "yes", "note": "Article\0 3", "version": "0"}, 302),
            ("OSI-IF-001/save/", {"grade": "yes\0", "note": "", "version": "0"}, 422),
            ("OSI-IF-001/comment/", {"text": "Which\0 law?", "audience": "entity"}, 302),
            ("OSI-IF-001/delegate/", {"email": "dana@example.org\0", "note": "\0"}, 422),
            ("OSI-IF-001/delegate/", {"email": "dana@example.org", "until": "\0"}, 422),
            ("OSI-IF-001/applicability/", {"reason": "No\0 such law"}, 302),
            ("OSI-IF-001/settle/", {"aside": "\0", "version": "1"}, 422),
            ("%00/save/", {"grade": "yes", "note": "", "version": "0"}, 400),
        ],
    )
    def test_is_never_a_fault(self, given: Given, path: str, words: dict[str, str], status: int) -> None:
        assert client(given, "noor").post(f"{LIST}{path}", words).status_code == status

    def test_nor_in_an_address(self, given: Given) -> None:
        assert client(given, "noor").get(f"{LIST}?part=%00&state=%00").status_code == 400
        assert client(given, "noor").get(f"{LIST}%00/").status_code == 400
        base = "/api/v1/workspace/campaigns"
        for path in (f"{base}/%00/entities/health/answers", f"{base}/present/entities/health/answers/%00"):
            assert client(given, "noor").get(path).status_code == 400


class TestWhatStaysWithin:
    """What the authority, assessors and other entities see of it."""

    def test_the_authority_sees_progress_and_no_draft(self, given: Given) -> None:
        save(client(given, "bruno"), "Secret so far")
        Answer.objects.create(assignment=given.question(2), grade="form", state="ready", version=1)
        page = client(given, "amina").get(LIST)
        assert page.context["progress"] == {"done": 1, "due": 3, "share": 1 / 3}
        assert page.context["total"] == 0
        shown = page.content.decode()
        assert "Secret so far" not in shown
        assert "OSI-IF-001" not in shown
        for query in ("state=draft", "show=missing", "show=lacking", "part=OSI.IF"):
            assert client(given, "amina").get(f"{LIST}?{query}").context["total"] == 0

    def test_the_authority_opens_a_question_only_to_talk(self, given: Given) -> None:
        save(client(given, "bruno"), "Secret so far")
        Comment.objects.create(
            assignment=given.question(), author=given.cast.bruno.pseudonym, audience="entity", text="Within"
        )
        Comment.objects.create(
            assignment=given.question(),
            author=given.cast.bruno.pseudonym,
            audience="authority",
            text="May we?",
        )
        shown = client(given, "karim").get(ONE).content.decode()
        assert "May we?" in shown
        assert "Within" not in shown
        assert "Secret so far" not in shown
        assert client(given, "karim").get(f"{ONE}guidance/").status_code == 404

    def test_the_authority_cannot_speak_into_the_entity_s_own_talk(self, given: Given) -> None:
        said = {"text": "Hello", "audience": "entity"}
        assert client(given, "karim").post(f"{ONE}comment/", said).status_code == 404

    def test_handed_in_it_is_read_with_its_versions_and_not_with_earlier_ones(self, given: Given) -> None:
        by = given.cast.bruno.pseudonym
        answer_save(given.question(), grade="no", note="First thought", version=0, by=by)
        answer_save(given.question(), grade="yes", note="Second", version=1, by=given.cast.noor.pseudonym)
        Answer.objects.update(state="submitted")
        AnswerRevision.objects.create(
            answer_id=given.question().pk, number=2, kind="submitted", note="Second"
        )
        shown = client(given, "amina").get(ONE).content.decode()
        assert "Second" in shown
        assert "First thought" not in shown

    @pytest.mark.parametrize("who", ["chen", "gita", "dana", "elif", "farid"])
    def test_to_others_there_is_nothing(self, given: Given, who: str) -> None:
        Answer.objects.create(assignment=given.question(), grade="yes", state="submitted", version=1)
        CampaignEntity.objects.update(state="submitted")
        for address in (LIST, ONE, f"{LIST}submission/", f"{ONE}guidance/"):
            assert client(given, who).get(address).status_code == 404

    def test_who_was_handed_one_question_sees_that_one(self, given: Given) -> None:
        Delegation.objects.create(assignment=given.question(), holder=given.cast.dana.pseudonym)
        page = client(given, "dana")
        shown = page.get(LIST)
        assert [line.code for group in shown.context["groups"] for line in group.lines] == ["OSI-IF-001"]
        assert shown.context["progress"]["due"] == 1
        assert page.get(f"{LIST}OSI-IF-003/").status_code == 404
        assert page.get(f"{LIST}submission/").status_code == 404
        assert save(page).json()["state"] == "saved"
        other = page.post(f"{LIST}OSI-IF-003/save/", {"grade": "yes", "version": "0"}, headers=JSON)
        assert other.status_code == 404


@pytest.mark.parametrize("address", ["", "OSI-IF-001/", "OSI-IF-001/guidance/", "submission/"])
def test_no_word_is_written_into_a_page(given: Given, settings: Any, address: str) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]
    closed_before(given)
    save(client(given, "bruno"), "1")
    save(client(given, "noor"), "2")
    client(given, "bruno").post(f"{ONE}comment/", {"text": "3", "audience": "entity"})
    page = client(given, "noor").get(LIST.replace("/en/", f"/{PSEUDO_LANGUAGE}/") + address)
    reader = Reader()
    reader.feed(page.content.decode())
    names = {str(user) for user in given.cast.people().values()}
    same_everywhere = {"noor@example.org", "As in the last year", "Ctrl + Enter", "Ctrl + Shift + Enter"}
    assert set(reader.untranslated) - names - same_everywhere == set()


class TestSigningPage:
    """The signatory reads, signs and hands in; the authority gives back."""

    def sign(self, given: Given) -> Any:
        page = client(given, "salma")
        seen = page.get(f"{LIST}submission/").context["content"].hash
        return page.post(f"{LIST}submission/approve/", {"seen": seen}, follow=True)

    def test_the_whole_way(self, given: Given) -> None:
        client(given, "bruno").post(f"{ONE}ready/", {"grade": "yes", "note": "Article 3", "version": "0"})
        assert "The answers are signed" in self.sign(given).content.decode()
        done = client(given, "noor").post(f"{LIST}submission/submit/", follow=True)
        assert "The answers are handed in" in done.content.decode()
        read = client(given, "amina").get(f"{LIST}submission/").content.decode()
        assert "Article 3" in read
        back = client(given, "amina").post(f"{LIST}submission/return/", {"reasons": "Name the law"})
        assert back.status_code == 302
        assert "Name the law" in client(given, "bruno").get(ONE).content.decode()

    def test_the_board_tells_the_signatory_and_then_whoever_hands_in(self, given: Given) -> None:
        board, leads_to = "/en/workspace/", f'href="{LIST}submission/"'
        assert leads_to not in client(given, "salma").get(board).content.decode()
        Answer.objects.bulk_create(
            Answer(assignment=given.question(number), grade=grade, state="ready", version=1)
            for number, grade in ((1, "yes"), (2, "form"), (3, "no"))
        )
        told = client(given, "salma").get(board).content.decode()
        assert leads_to in told
        assert "3 answers of" in told
        assert "wait for your signature" in told
        assert leads_to not in client(given, "bruno").get(board).content.decode()
        self.sign(given)
        assert "are signed and wait to be handed in" in client(given, "noor").get(board).content.decode()

    def test_an_old_form_signs_nothing(self, given: Given) -> None:
        answer = client(given, "salma").post(f"{LIST}submission/approve/", {"seen": "0" * 64})
        assert answer.status_code == 422
        assert "nothing was signed" in answer.content.decode()

    @pytest.mark.parametrize("who", ["bruno", "noor", "amina"])
    def test_nobody_else_signs(self, given: Given, who: str) -> None:
        assert client(given, who).post(f"{LIST}submission/approve/", {"seen": ""}).status_code == 403

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "Only the signatory"), ("ar", "إلا المفوَّض بالتوقيع")]
    )
    def test_who_opens_a_signed_answer_again_is_said(self, given: Given, language: str, words: str) -> None:
        page = client(given, "noor")
        for code in ("OSI-IF-001", "OSI-IF-003"):
            page.post(f"{LIST}{code}/ready/", {"grade": "yes", "note": "Article 3", "version": "0"})
        seen = client(given, "salma").get(f"{LIST}submission/").context["content"].hash
        client(given, "salma").post(f"{LIST}submission/approve/", {"seen": seen})
        address = ONE.replace("/en/", f"/{language}/")
        assert words in client(given, "noor").get(address).text
        assert words not in client(given, "salma").get(address).text
        assert page.post(f"{ONE}return/", {"reasons": "One more page"}).status_code == 403
        client(given, "salma").post(f"{ONE}return/", {"reasons": "One more page"})
        assert Answer.objects.get(assignment__feature="OSI-IF-001").state == "returned"

    def test_what_is_missing_is_named(self, given: Given) -> None:
        page = client(given, "salma").get(f"{LIST}submission/")
        assert [row["code"] for row in page.context["missing"]] == ["OSI-IF-001", "OSI-IF-003", "OSI-SP-002"]
        assert "questions have no answer" in page.content.decode()

    def test_a_signature_is_lent_and_taken_back(self, given: Given) -> None:
        page = client(given, "salma")
        days = {"email": "noor@example.org", "starts": "2026-01-01", "ends": "2999-01-01"}
        page.post(f"{LIST}submission/lend/", days)
        assert client(given, "noor").get(f"{LIST}submission/").context["may"]["approve"]
        (lent,) = client(given, "salma").get(f"{LIST}submission/").context["lent"]
        page.post(f"{LIST}submission/lend/", {"end": str(lent["lent"].pk)})
        assert not client(given, "noor").get(f"{LIST}submission/").context["may"]["approve"]

    @pytest.mark.parametrize(
        "days",
        [
            {"email": "nobody@example.org", "starts": "2026-01-01", "ends": "2999-01-01"},
            {"email": "noor@example.org", "starts": "tomorrow", "ends": "2999-01-01"},
            {"email": "noor@example.org", "starts": "2026-02-31", "ends": "2999-01-01"},
            {"email": "salma@example.org", "starts": "2026-01-01", "ends": "2999-01-01"},
            {"end": "0"},
        ],
    )
    def test_bad_input_is_said(self, given: Given, days: dict[str, str]) -> None:
        answer = client(given, "salma").post(f"{LIST}submission/lend/", days)
        assert answer.status_code == (404 if "end" in days else 422)
