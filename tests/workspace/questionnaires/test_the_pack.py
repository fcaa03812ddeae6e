"""The Member State Questionnaire from the template to a signature: filled, answered, checked, signed."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.assessment.errors import WorkflowError
from miqyas.jobs.programme.questionnaire import FINDERS, questionnaire_fill
from miqyas.jobs.programme.questionnaire_files import questionnaire_document, questionnaire_workbook
from miqyas.workspace.campaigns.services.proofs import OBJECT_KIND
from miqyas.workspace.evidence.services import Content, evidence_add, evidence_attach
from miqyas.workspace.history.models import Record
from miqyas.workspace.questionnaires.errors import QuestionnaireError
from miqyas.workspace.questionnaires.fields import (
    AnswerFields,
    QuestionFields,
    QuestionnaireFields,
    template,
)
from miqyas.workspace.questionnaires.importing import answers_apply, answers_plan
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import content_of, item_at, items_of, progress_of
from miqyas.workspace.questionnaires.services import (
    answer_check,
    answer_write,
    question_add,
    question_change,
    question_remove,
    questionnaire_create,
    questionnaire_step,
)
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast
from tests.cast import PASSWORD, signed_in
from tests.workspace.watchlists.watched_given import handed_in, readiness_given

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/questionnaires/"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path


@pytest.fixture
def msq(campaign_cast: CampaignCast) -> Questionnaire:
    fields = QuestionnaireFields(code="msq", title={"ar": "استبيان", "en": "The questionnaire"})
    return questionnaire_create(fields, by=campaign_cast.amina.pseudonym)


def item(code: str) -> Item:
    found = item_at("msq", code)
    assert found
    return found


def write(code: str, *, by: Any = None, **answer: Any) -> Item:
    held = item(code)
    return answer_write(held, AnswerFields(**answer), version=held.version, by=by)


def refused(deed: Any) -> QuestionnaireError:
    with pytest.raises(QuestionnaireError) as error:
        deed()
    assert error.value.problem("ar")
    assert error.value.remedy("en")
    return error.value


def complete(msq: Questionnaire, cast: CampaignCast) -> None:
    """Every question that is needed answered, and all answers checked."""
    for one in items_of(msq):
        if one.is_needed:
            answer = AnswerFields(does_not_apply=True)
            answer_write(one, answer, version=one.version, by=cast.karim.pseudonym)
    for one in items_of(msq):
        if one.is_answered:
            answer_check(one, version=one.version, by=cast.karim.pseudonym)


class TestTemplate:
    def test_codes_are_one_each_and_every_source_is_known(self) -> None:
        codes = [one.code for one in template()]
        assert len(codes) == len(set(codes))
        assert {source for one in template() for source in one.filled} <= FINDERS.keys()

    def test_it_names_features_that_there_are(self, campaign_cast: CampaignCast) -> None:
        from miqyas.catalogue import instrument

        named = {code for one in template() for code in one.filled.get("features", ())}
        assert named <= instrument("OSI").by_code.keys()


class TestFilling:
    def test_what_the_registry_knows_is_filled_in_with_where_it_came_from(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        assert questionnaire_fill(msq, by=campaign_cast.amina.pseudonym) == 4
        name = item("authority-name")
        assert (name.words["en"], name.pages) == ("Digital authority", [NATIONAL_PORTAL])
        assert name.origin == [{"kind": "entity", "code": "authority"}]
        assert item("portal-national").words == {"ar": "العربية، الإنجليزية", "en": "Arabic, English"}
        assert item("ministry-health").words["en"] == "Ministry of Health"
        assert not item("ministry-justice").is_answered

    def test_again_it_fills_nothing_and_never_touches_what_somebody_wrote(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        write("ministry-health", words={"en": "Ours"}, by=campaign_cast.amina.pseudonym)
        assert questionnaire_fill(msq, by=None) == 3
        assert questionnaire_fill(msq, by=None) == 0
        assert item("ministry-health").words == {"en": "Ours"}

    def test_what_was_filled_is_renewed_when_the_registry_changes(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        questionnaire_fill(msq, by=None)
        campaign_cast.health.name = {"ar": "وزارة", "en": "Health and care"}
        campaign_cast.health.save()
        assert questionnaire_fill(msq, by=None) == 1
        assert item("ministry-health").words["en"] == "Health and care"

    def test_proofs_of_answers_that_were_handed_in_are_pages(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        given, _ = readiness_given(campaign_cast)
        handed_in(given, 3, "yes")
        proof = evidence_add(
            campaign_cast.health,
            title="A",
            content=Content(address="https://health.example.org/chief"),
            by=None,
        )
        evidence_attach(proof, OBJECT_KIND, given.question(3).pk, by=None)
        questionnaire_fill(msq, by=None)
        head = item("authority-head")
        assert head.pages == ["https://health.example.org/chief"]
        assert head.origin == [{"kind": "feature", "code": "OSI-IF-003", "campaign": "present"}]

    def test_a_signed_one_is_not_filled(self, msq: Questionnaire, campaign_cast: CampaignCast) -> None:
        Questionnaire.objects.update(state="signed")
        with pytest.raises(WorkflowError):
            questionnaire_fill(msq, by=None)


class TestAnswering:
    def test_every_answer_stays_as_a_revision_and_a_change_undoes_the_check(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        first = write("law-data", words={"en": "In force"}, by=campaign_cast.amina.pseudonym)
        answer_check(first, version=1, by=campaign_cast.karim.pseudonym)
        second = write("law-data", words={"en": "Amended"})
        assert (second.version, second.checked_by) == (2, None)
        assert [one.words["en"] for one in second.revisions.all()] == ["Amended", "In force"]
        assert write("law-data", words={"en": "Amended"}).version == 2

    def test_two_at_one_answer_are_told(self, msq: Questionnaire) -> None:
        seen = item("law-data")
        write("law-data", words={"en": "First"})
        error = refused(lambda: answer_write(seen, AnswerFields(words={"en": "Second"}), version=0, by=None))
        assert error.detail == "changed_meanwhile"
        assert refused(lambda: answer_check(seen, version=0, by=seen.pk)).detail == "changed_meanwhile"

    @pytest.mark.parametrize(
        ("code", "answer", "detail"),
        [
            ("portal-services", {"words": {"en": "Words"}}, "no_words"),
            ("services-number", {"pages": ("https://a.example.org/",)}, "no_pages"),
            ("law-data", {"pages": ("javascript:alert(1)",)}, "page_malformed"),
            ("law-data", {"pages": ("ftp://a.example.org/",)}, "page_malformed"),
            ("law-data", {"pages": tuple(f"https://a.example.org/{n}" for n in range(31))}, "too_many_pages"),
            ("law-data", {"words": {"ar": "ع" * 4001}}, "too_long"),
        ],
    )
    def test_what_cannot_be_is_said(
        self, msq: Questionnaire, code: str, answer: dict[str, Any], detail: str
    ) -> None:
        assert refused(lambda: write(code, **answer)).detail == detail
        assert item(code).version == 0

    def test_nobody_checks_what_is_not_there(self, msq: Questionnaire) -> None:
        assert (
            refused(lambda: answer_check(item("law-data"), version=0, by=msq.pk)).detail == "nothing_to_check"
        )

    def test_an_entity_answers_its_question_and_sees_no_other(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        held = item("ministry-health")
        question_change(
            held,
            QuestionFields(code=held.code, section=held.section, question=held.question, entity="health"),
            by=None,
        )
        noor = signed_in(campaign_cast.noor)
        address = f"{PAGE}msq/questions/ministry-health/"
        assert address in noor.get(PAGE).content.decode()
        assert noor.post(address, {"words_en": "The ministry", "version": 0})["Location"] == address
        assert item("ministry-health").words == {"en": "The ministry"}
        assert noor.get(f"{PAGE}msq/questions/law-data/").status_code == 404
        assert noor.get(f"{PAGE}msq/").status_code == 404
        assert noor.get(f"{PAGE}msq/questionnaire.docx").status_code == 404


class TestQuestions:
    def test_another_stands_at_the_end_of_its_section(self, msq: Questionnaire) -> None:
        law = item("law-data")
        words = {"ar": "قانون", "en": "Another law"}
        question_add(msq, QuestionFields("law-new", law.section, words), by=None)
        codes = [one.code for one in items_of(msq)]
        assert codes.index("law-new") == codes.index("law-accessibility") + 1
        assert sorted(items_of(msq).values_list("position", flat=True)) == list(range(len(codes)))

    @pytest.mark.parametrize(
        ("changes", "detail"),
        [
            ({"code": "law-data"}, "code_taken"),
            ({"code": "No code"}, "code_malformed"),
            ({"question": {"en": "Only"}}, "words_missing"),
            ({"answers": "song"}, "kind_unknown"),
            ({"entity": "nobody"}, "entity_unknown"),
        ],
    )
    def test_what_is_no_question_is_refused(
        self, msq: Questionnaire, changes: dict[str, Any], detail: str
    ) -> None:
        words = {"ar": "ا", "en": "A"}
        fields = {"code": "new", "section": words, "question": words} | changes
        assert refused(lambda: question_add(msq, QuestionFields(**fields), by=None)).detail == detail

    def test_one_that_was_answered_stays(self, msq: Questionnaire) -> None:
        question_remove(item("law-security"), by=None)
        assert item_at("msq", "law-security") is None
        write("law-data", words={"en": "In force"})
        assert refused(lambda: question_remove(item("law-data"), by=None)).detail == "answered_stays"


class TestSigning:
    def test_it_is_signed_once_nothing_is_missing_and_all_was_checked(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        amina = campaign_cast.amina.pseudonym
        held = questionnaire_step(msq, "hand_on", by=amina)
        seen = content_of(held).sha256
        error = refused(lambda: questionnaire_step(msq, "sign", by=amina, seen=seen))
        assert error.detail == "not_ready"
        questionnaire_step(msq, "take_back", by=amina)
        complete(msq, campaign_cast)
        assert progress_of(items_of(msq)).is_ready
        questionnaire_step(msq, "hand_on", by=amina)
        assert (
            refused(lambda: questionnaire_step(msq, "sign", by=amina, seen=seen)).detail
            == "changed_meanwhile"
        )
        signed = questionnaire_step(msq, "sign", by=amina, seen=content_of(msq).sha256)
        assert signed.state == "signed"
        assert signed.signatures.get().sha256 == content_of(msq).sha256
        with pytest.raises(WorkflowError):
            write("law-data", words={"en": "Late"})
        assert refused(lambda: questionnaire_step(msq, "take_up", by=amina)).detail == "reason_missing"
        assert questionnaire_step(msq, "take_up", by=amina, reason="A law changed").state == "draft"
        kept = list(Record.objects.filter(object_kind="questionnaire").values_list("action", flat=True))
        assert kept[-2:] == ["questionnaire.sign", "questionnaire.take_up"]

    def test_an_answer_written_in_review_takes_it_back(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        questionnaire_step(msq, "hand_on", by=campaign_cast.amina.pseudonym)
        write("law-data", words={"en": "In force"})
        msq.refresh_from_db()
        assert msq.state == "draft"

    def test_a_signature_is_for_whoever_leads_and_shows_who_they_are(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        complete(msq, campaign_cast)
        questionnaire_step(msq, "hand_on", by=campaign_cast.amina.pseudonym)
        form = {"action": "sign", "seen": content_of(msq).sha256}
        assert signed_in(campaign_cast.karim).post(f"{PAGE}msq/step/", form).status_code == 403
        amina = signed_in(campaign_cast.amina)
        assert amina.post(f"{PAGE}msq/step/", form)["Location"].startswith("/en/account/again/")
        amina.post("/en/account/again/", {"password": PASSWORD})
        assert amina.post(f"{PAGE}msq/step/", form)["Location"] == f"{PAGE}msq/"
        assert "Amina" in amina.get(f"{PAGE}msq/").content.decode()

    @pytest.mark.parametrize("action", ["", "fly", "take_up"])
    def test_a_step_that_leads_nowhere_is_refused_in_words(
        self, msq: Questionnaire, campaign_cast: CampaignCast, action: str
    ) -> None:
        answer = signed_in(campaign_cast.amina).post(f"{PAGE}msq/step/", {"action": action, "reason": "x"})
        assert answer.status_code == 422


class TestFiles:
    def test_the_workbook_comes_back_unchanged_and_with_new_answers(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        write(
            "law-data", words={"ar": "=1+1", "en": "In force\nsince 2030"}, pages=("https://a.example.org/",)
        )
        for language in ("ar", "en"):
            plan = answers_plan(msq, questionnaire_workbook(msq, language=language), name="msq.xlsx")
            assert (plan.problems, plan.doing) == ((), ())
        rows = "code,version,answer in English,pages\nlaw-data,1,Amended,https://b.example.org/\n"
        plan = answers_plan(msq, rows.encode(), name="msq.csv")
        answers_apply(msq, plan, by=None)
        held = item("law-data")
        assert held.words == {"ar": "=1+1", "en": "Amended"}
        assert held.pages == ["https://b.example.org/"]

    @pytest.mark.parametrize(
        ("row", "detail"),
        [
            ("law-data,0,Late", "changed_since"),
            ("law-data,x,Late", "version_malformed"),
            ("moon,0,Late", "question_unknown"),
            ("law-data,1,Late\nlaw-data,1,Later", "question_twice"),
        ],
    )
    def test_where_somebody_was_faster_or_a_row_is_wrong_nothing_is_done(
        self, msq: Questionnaire, row: str, detail: str
    ) -> None:
        write("law-data", words={"en": "In force"})
        plan = answers_plan(msq, f"code,version,answer in English\n{row}\n".encode(), name="msq.csv")
        assert [one.detail for one in plan.problems] == [detail]
        assert item("law-data").words == {"en": "In force"}

    def test_a_file_is_shown_then_accepted(self, msq: Questionnaire, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        file = SimpleUploadedFile("msq.csv", b"code,version,answer in English\nlaw-data,0,In force\n")
        preview = amina.post(f"{PAGE}msq/import/", {"file": file})["Location"]
        page = amina.get(preview)
        assert "One answer would change" in page.content.decode()
        digest = page.context["plan"].digest
        assert amina.post(preview, {"accept": "yes", "digest": digest})["Location"] == f"{PAGE}msq/"
        assert item("law-data").words == {"en": "In force"}

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_document_holds_every_answer_and_what_is_missing_and_is_the_same_twice(
        self, msq: Questionnaire, language: str
    ) -> None:
        write("law-data", words={"ar": "سارٍ", "en": "In force"}, pages=("https://a.example.org/law",))
        content = questionnaire_document(msq, language=language)
        assert questionnaire_document(msq, language=language) == content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            words = archive.read("word/document.xml").decode()
        assert ("سارٍ" in words, "In force" in words, "https://a.example.org/law" in words) == (True,) * 3
        assert words.count("<w:bidi/>") > 50 if language == "ar" else "<w:bidi/>" not in words
        missing = {"ar": "ما ينقص", "en": "What is missing"}[language]
        assert missing in words


class TestPages:
    def test_one_begins_is_shown_and_its_code_is_taken_once(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        form = {
            "title_ar": "استبيان",
            "title_en": "For the next edition",
            "code": "next",
            "due_on": "2030-05-01",
        }
        assert amina.post(PAGE, form)["Location"] == f"{PAGE}next/"
        assert "For the next edition" in amina.get(PAGE).content.decode()
        again = amina.post(PAGE, form | {"code": "NEXT"})
        assert again.status_code == 422
        assert Questionnaire.objects.count() == 1

    def test_one_page_asks_a_constant_number_of_questions(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        amina = signed_in(campaign_cast.amina)
        with CaptureQueriesContext(connection) as few:
            amina.get(f"{PAGE}msq/")
        complete(msq, campaign_cast)
        with CaptureQueriesContext(connection) as many:
            amina.get(f"{PAGE}msq/")
        assert len(many) == len(few)

    def test_what_was_typed_stays_in_the_form(self, msq: Questionnaire, campaign_cast: CampaignCast) -> None:
        address = f"{PAGE}msq/questions/law-data/"
        answer = signed_in(campaign_cast.amina).post(
            address, {"words_en": "Kept", "pages": "nowhere", "version": 0}
        )
        assert answer.status_code == 422
        assert "Kept" in answer.content.decode()

    @pytest.mark.parametrize("name", ["chen", "ines", "dana", "salma"])
    def test_others_do_not_see_them(self, msq: Questionnaire, campaign_cast: CampaignCast, name: str) -> None:
        other: Client = signed_in(campaign_cast.people()[name])
        assert other.get(PAGE).status_code == 403
        assert other.get(f"{PAGE}msq/").status_code == 404
        assert other.get(f"{PAGE}msq/questions/law-data/").status_code == 404

    def test_an_answer_is_checked_from_the_page(
        self, msq: Questionnaire, campaign_cast: CampaignCast
    ) -> None:
        write("law-data", words={"en": "In force"})
        karim = signed_in(campaign_cast.karim)
        address = f"{PAGE}msq/questions/law-data/check/"
        assert karim.post(address, {"version": "x"}).status_code == 422
        assert karim.post(address, {"version": "1"})["Location"] == f"{PAGE}msq/#law-data"
        assert item("law-data").checked_by == campaign_cast.karim.pseudonym
