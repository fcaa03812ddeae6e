"""What nobody may learn by a way round: drafts by scores, marks by counts, proofs by a question handed on.

Each case was tried by somebody who wanted to know. The leaks that one application can guard alone are tried
beside its own tests (`reviews/test_nothing_leaks.py`, `scores/test_nothing_leaks.py`).
"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant, role_revoke
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, Delegation
from miqyas.workspace.campaigns.services.answers import answer_ready, delegation_set
from miqyas.workspace.campaigns.services.assignments import applicability_propose, applicability_withdraw
from miqyas.workspace.evidence.models import Evidence, EvidenceUse
from miqyas.workspace.evidence.services import Content, evidence_add, evidence_attach
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.services import record_add
from miqyas.workspace.reviews.models import Conflict
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_people_pages import browser_of
from tests.workspace.campaigns.answering_given import Given, open_campaign
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review

__all__ = ["review"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
W = "/en/workspace/"


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    """A campaign in which health has drafted its first answer and handed nothing in."""
    found = open_campaign(campaign_cast)
    Answer.objects.create(assignment=found.question(), grade="yes", note="A draft", state="draft", version=1)
    return found


def proof(cast: CampaignCast, title: str, *, serves: UUID | None = None, by: User | None = None) -> Evidence:
    content = Content(address="https://health.example.org/law")
    made = evidence_add(cast.health, title=title, content=content, by=(by or cast.bruno).pseudonym)
    if serves:
        EvidenceUse.objects.create(evidence=made, object_kind="answer", object_id=serves)
    return made


def asked_by_program(user: User, path: str) -> Any:
    secret = token_create(user, name="a program", scope="read", days=1)[1]
    return signed_in(user).get(f"/api/v1/workspace/{path}", headers={"authorization": f"Bearer {secret}"})


class TestDrafts:
    """Nobody but the entity knows what it has begun."""

    def test_the_score_of_a_part_counts_them_for_its_own_people_only(self, given: Given) -> None:
        path = "campaigns/present/entities/health/score"
        for person, known in ((given.cast.bruno, 1), (given.cast.amina, 0), (given.cast.jamal, 0)):
            told = asked_by_program(person, path).json()
            assert (told["with_drafts"], told["all"]["claimed"]["known"]) == (bool(known), known)

    def test_the_page_of_a_proof_does_not_name_what_it_serves_there(self, given: Given) -> None:
        question = given.question()
        used = proof(given.cast, "The law", serves=question.pk)
        assert question.feature in signed_in(given.cast.noor).get(f"{W}evidence/{used.pk}/").text
        assert question.feature not in signed_in(given.cast.amina).get(f"{W}evidence/{used.pk}/").text
        Answer.objects.update(state="submitted")
        assert question.feature in signed_in(given.cast.amina).get(f"{W}evidence/{used.pk}/").text


def test_no_filter_tells_others_which_proofs_serve_a_draft(given: Given) -> None:
    proof(given.cast, "The law", serves=given.question().pk)
    proof(given.cast, "An idle page")
    for person, shown in ((given.cast.bruno, {"An idle page"}), (given.cast.amina, set())):
        page = signed_in(person).get(f"{W}evidence/?show=unused")
        assert {line["proof"].evidence.title for line in page.context["lines"]} == shown
        told = asked_by_program(person, "evidence?show=unused").json()
        assert {one["title"] for one in told["evidence"]} == shown


def test_what_was_handed_in_is_not_changed_by_taking_a_proposal_back(given: Given) -> None:
    question, person = given.question(), given.cast.noor.pseudonym
    applicability_propose(question, reason="We have no laws", by=person)
    type(given.health).objects.filter(pk=given.health.pk).update(state="submitted")
    with pytest.raises(CampaignError):
        applicability_withdraw(question, by=person)
    assert given.question().applicability == "proposed"


class TestAQuestionHandedOn:
    """Somebody from elsewhere who was handed one question sees nothing else of the entity."""

    @pytest.fixture
    def dana(self, given: Given) -> User:
        until, dana = timezone.localdate() + timedelta(days=3), given.cast.dana
        delegation_set(given.question(), holder=dana.pseudonym, until=until, note="", by=None)
        return User.objects.get(pk=dana.pk)

    def test_they_choose_among_proofs_of_their_own(self, given: Given, dana: User) -> None:
        secret, own = proof(given.cast, "A secret law"), proof(given.cast, "Her own page", by=dana)
        browser, address = signed_in(dana), f"{W}evidence/for/answer/{given.question().pk}/"
        shown = browser.get(address).text
        assert "Her own page" in shown
        assert "A secret law" not in shown
        assert browser.post(address, {"evidence": secret.pk}).status_code == 404
        assert browser.post(address, {"evidence": own.pk}).status_code == 302


class TestMarks:
    """Who assesses learns nothing of the others, whatever else they are."""

    def test_an_adjudicator_s_board_does_not_count_what_they_assessed(self, review: Review) -> None:
        chen = review.person(review.tasks()[0])
        role_grant(chen, role="adjudicator", by=None)
        review.judge_all(1, FOUND, NOT_FOUND)
        boards = signed_in(User.objects.get(pk=chen.pk)).get(W).context["decisions"]
        assert [one["waiting"] for one in boards] == [0]

    def test_no_step_of_the_campaign_tells_a_lead_who_assesses_how_many_differ(self, review: Review) -> None:
        lead = review.person(review.tasks()[0])
        role_grant(lead, role="lead", by=None)
        review.judge_all(1, FOUND, NOT_FOUND)
        browser = signed_in(User.objects.get(pk=lead.pk))
        assert "steps" not in browser.get(f"{W}campaigns/present/").context
        step = {"action": "begin_reply", "seen": "review"}
        assert browser.post(f"{W}campaigns/present/next/", step).status_code == 403
        assert Campaign.objects.get(code="present").state == "review"

    def test_nobody_who_assesses_sees_whose_features_they_are(self, review: Review) -> None:
        hugo = review.cast.hugo
        role_grant(hugo, role="viewer", by=None)
        hugo = User.objects.get(pk=hugo.pk)
        for page in ("assign/", "assign/assignments.xlsx"):
            assert signed_in(hugo).get(f"{W}campaigns/present/{page}").status_code == 403
        for path in ("entities", "assignments"):
            assert asked_by_program(hugo, f"campaigns/present/{path}").status_code == 403
        assert "parts" not in signed_in(hugo).get(f"{W}campaigns/present/").context
        review.step("begin_reply")
        assert signed_in(hugo).get(f"{W}campaigns/present/assign/").status_code == 200

    def test_the_history_stays_closed_to_whoever_has_looked(self, review: Review) -> None:
        review.judge(review.tasks()[0], FOUND)
        chen = review.person(review.tasks()[0])
        role_revoke(chen, role="assessor", by=None)
        role_grant(chen, role="lead", by=None)
        chen = User.objects.get(pk=chen.pk)
        assert str(review.campaign.pk) not in signed_in(chen).get(f"{W}history/").context["chains"]
        assert asked_by_program(chen, "campaigns/present/history").status_code == 403
        assert asked_by_program(review.cast.amina, "campaigns/present/history").status_code == 200

    def test_proofs_are_hidden_from_whoever_assesses(self, review: Review) -> None:
        used = Evidence.objects.get()
        for role in ("lead", "adjudicator", "viewer"):
            person = review.cast.hugo
            role_grant(person, role=role, by=None)
            person = User.objects.get(pk=person.pk)
            assert not allowed(person, "evidence.view", used), role
            assert signed_in(person).get(f"{W}evidence/").status_code == 403

    def test_an_administrator_s_file_of_somebody_holds_none(self, review: Review) -> None:
        review.judge(review.tasks()[0], NOT_FOUND)
        chen = review.person(review.tasks()[0])
        answer = browser_of(review.cast.elif_).get(f"{W}people/{chen.pseudonym}/file/")
        assert answer.status_code == 200
        assert b"reviews.json" not in answer.content
        assert b"history.json" not in answer.content

    def test_the_admin_shows_no_record_of_a_campaign_and_no_answer_of_a_job(self, review: Review) -> None:
        elif_ = signed_in(review.cast.elif_)
        chained = record_add(
            "review.decide", actor=None, object_kind="review_item", object_id="1",
            details={"grade": "no"}, chain=str(review.campaign.pk),
        )  # fmt: skip
        plain = record_add("user.update", actor=None, object_kind="user", object_id="1")
        assert elif_.get(f"/en/admin/history/record/{plain.pk}/change/").status_code == 200
        assert elif_.get(f"/en/admin/history/record/{chained.pk}/change/").status_code == 302
        assert Record.objects.filter(pk=chained.pk).exists()
        job = Job.objects.create(
            kind="question.answer", params={"a": "asked-secret"}, result={"b": "told-secret"}
        )
        page = elif_.get(f"/en/admin/jobs/job/{job.pk}/change/")
        assert page.status_code == 200
        assert "secret" not in page.text


class TestSearching:
    """Who looks for what they must not know is answered as if there were no such thing."""

    @pytest.mark.parametrize("who", ["farid", "tariq"])
    def test_no_search_finds_a_proof_of_another_entity(self, given: Given, who: str) -> None:
        proof(given.cast, "A secret law")
        person = given.cast.people()[who]
        assert "A secret law" in signed_in(given.cast.bruno).get(f"{W}evidence/?q=secret").text
        for asked in ("q=secret", "q=secret&entity=health", "q=secret&show=unused", "entity=health"):
            page = signed_in(person).get(f"{W}evidence/?{asked}")
            assert list(page.context["lines"]) == [], asked
            assert "A secret law" not in page.text
            told = asked_by_program(person, f"evidence?{asked}").json()
            assert (told.get("total", 0), told.get("evidence", [])) == (0, []), asked

    def test_nor_does_whoever_was_handed_one_question(self, given: Given) -> None:
        proof(given.cast, "A secret law")
        delegation_set(given.question(), holder=given.cast.dana.pseudonym, until=None, note="", by=None)
        dana = User.objects.get(pk=given.cast.dana.pk)
        address = f"{W}evidence/for/answer/{given.question().pk}/"
        found, missed = (signed_in(dana).get(f"{address}?q={word}") for word in ("secret", "nowhere"))
        assert found.status_code == 200
        assert "A secret law" not in found.text
        assert list(found.context["lines"]) == list(missed.context["lines"]) == []

    @pytest.mark.parametrize(
        "page",
        [
            "evidence/?q=page", "registry/?q=health", "people/?role=assessor", "adjudication/", "history/",
            "campaigns/present/reviews/?assessor=gita", "campaigns/present/agreement/",
            "campaigns/present/score/", "campaigns/present/assign/?entity=health",
        ],
    )  # fmt: skip
    def test_who_assesses_finds_nothing_anywhere(self, review: Review, page: str) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        chen = review.person(review.tasks()[0])
        assert signed_in(chen).get(f"{W}{page}").status_code == 403

    @pytest.mark.parametrize(
        "path",
        [
            "evidence?q=page", "registry/entities", "people", "adjudication", "history",
            "campaigns/present/history", "campaigns/present/reviews", "campaigns/present/agreement",
            "campaigns/present/score", "campaigns/present/assignments", "campaigns/present/official",
        ],
    )  # fmt: skip
    def test_nor_does_their_program(self, review: Review, path: str) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        chen = review.person(review.tasks()[0])
        assert asked_by_program(chen, path).status_code == (404 if path.endswith("present/history") else 403)

    def test_a_role_is_looked_for_among_one_s_own_people_only(self, review: Review) -> None:
        for role in ("assessor", "adjudicator", "signatory"):
            shown = signed_in(review.cast.noor).get(f"{W}people/?role={role}").text
            assert not {"Chen", "Gita", "Hugo", "Ines", "Tariq"} & set(re.findall(r"\w+", shown)), role

    def test_no_filter_of_results_opens_another_entity(self, review: Review) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        review.step("begin_reply")
        for show in ("all", "open", "lost"):
            address = f"{W}campaigns/present/entity/health/results/?show={show}"
            assert signed_in(review.cast.farid).get(address).status_code == 404

    def test_the_catalogue_knows_of_no_campaign(self, review: Review) -> None:
        words = ("A note of the entity", "secret-proof")
        for page in ("/en/catalogue/?theme=law", "/en/catalogue/OSI-IF-001/"):
            shown = signed_in(review.cast.chen).get(page).text
            assert not [one for one in words if one in shown]


class TestWhoHasAnAccount:
    """No form tells somebody who may not list people whether an address has an account."""

    @pytest.mark.parametrize(
        ("who", "form"), [("noor", "OSI-IF-001/delegate/"), ("salma", "submission/lend/")]
    )
    def test_the_answer_is_the_same_either_way(self, given: Given, who: str, form: str) -> None:
        address = f"{W}campaigns/present/entity/health/{form}"
        days = {"starts": "2026-01-01", "ends": "2999-01-01"}
        browser = signed_in(given.cast.people()[who])
        known, unknown = (
            browser.post(address, {"email": f"{name}@example.org", **days}) for name in ("dana", "nobody")
        )
        assert (known.status_code, unknown.status_code) == (422, 422)
        assert "Nobody with this address works for your entity" in known.text
        assert without_token(known.text) == without_token(unknown.text)
        assert not Delegation.objects.exists()

    def test_one_s_own_people_are_found(self, given: Given) -> None:
        address = f"{W}campaigns/present/entity/health/OSI-IF-001/delegate/"
        answer = signed_in(given.cast.noor).post(address, {"email": "BRUNO@example.org"})
        assert answer.status_code == 302
        assert Delegation.objects.get().holder == given.cast.bruno.pseudonym

    def test_who_sees_everybody_is_told_that_there_is_no_account(self, given: Given) -> None:
        role_grant(given.cast.noor, role="coordinator", by=None)
        browser = signed_in(User.objects.get(pk=given.cast.noor.pk))
        address = f"{W}campaigns/present/entity/health/OSI-IF-001/delegate/"
        refused = browser.post(address, {"email": "nobody@example.org"})
        assert "Nobody with this address has an account" in refused.text
        assert browser.post(address, {"email": "dana@example.org"}).status_code == 302


class TestHistoryOfDrafts:
    """What was done to an answer is told to the authority once it is handed in."""

    @pytest.fixture
    def ready(self, given: Given) -> Given:
        answer_ready(given.question(), version=1, by=given.cast.bruno.pseudonym)
        page = proof(given.cast, "The law")
        question = given.question()
        evidence_attach(page, "answer", question.pk, by=None, chain=str(given.campaign.pk))
        return given

    def test_no_record_and_no_filter_names_it(self, ready: Given) -> None:
        page = signed_in(ready.cast.amina).get(f"{W}history/?chain={ready.campaign.pk}")
        assert page.context["lines"] == []
        assert (page.context["actors"], page.context["actions"]) == ({}, {})
        assert page.context["counts"] == {"sealed": 0, "unsealed": 2}
        assert "not handed in yet is not shown here" in page.text
        assert asked_by_program(ready.cast.amina, "campaigns/present/history").json()["records"] == []

    def test_once_handed_in_it_is_told(self, ready: Given) -> None:
        Answer.objects.update(state="submitted")
        told = asked_by_program(ready.cast.amina, "campaigns/present/history").json()["records"]
        assert [one["action"] for one in told] == ["evidence.attach", "answer.ready"]


def without_token(page: str) -> str:
    """A page without what differs each time it is asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


class TestCampaigns:
    """What is prepared, and what belongs to another campaign."""

    def test_the_form_for_roles_names_no_campaign_that_its_reader_does_not_know(self, given: Given) -> None:
        Campaign.objects.create(code="hidden", title={"ar": "سر", "en": "In preparation"})
        for person, is_named in ((given.cast.noor, False), (given.cast.amina, True)):
            page = signed_in(person).get(f"{W}people/new/").text
            assert ("In preparation" in page) is is_named

    def test_a_tie_of_somebody_who_does_not_assess_there_is_not_lifted_there(self, review: Review) -> None:
        tie = Conflict.objects.create(
            assessor=review.cast.dana.pseudonym, entity=review.cast.health, reason="Elsewhere"
        )
        address = f"{W}campaigns/present/reviews/conflicts/"
        assert signed_in(review.cast.amina).post(address, {"lift": tie.pk}).status_code == 404
        assert Conflict.objects.filter(pk=tie.pk).exists()


def test_a_session_that_ended_leads_to_sign_in_and_not_to_nowhere(given: Given) -> None:
    used, question = proof(given.cast, "The law"), Assignment.objects.first()
    assert question is not None
    pages = (f"{used.pk}/", f"{used.pk}/files/1/", "new/?entity=health", f"for/answer/{question.pk}/")
    for page in pages:
        answer = Client().get(f"{W}evidence/{page}")
        assert (answer.status_code, "login" in answer["Location"]) == (302, True), page
