"""Pages of assessors, adjudicators, entities and of those who run a review, played through."""

import re
from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.evidence.models import EvidenceUse
from miqyas.workspace.reviews.models import Conflict, Decision, Judgement, ReviewTask
from miqyas.workspace.reviews.services.replies import replies_open_all
from tests.cast import signed_in
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, proof_of, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db

FORM = {
    "found": "found",
    "path": "Home\nLaws",
    "address": "https://portal.example.org/laws",
    "language": "ar",
    "viewpoint": "outside",
    "confidence": "4",
}


def page(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(f"/en/workspace/{address}")
    assert response.status_code == status, address
    return response.content.decode()


def post(client: Client, address: str, data: dict[str, Any] | None = None, *, status: int = 302) -> Any:
    response = client.post(f"/en/workspace/{address}", data or {})
    assert response.status_code == status, response.content.decode()[-2000:]
    return response


def in_reply(review: Review) -> None:
    Campaign.objects.filter(pk=review.campaign.pk).update(state="reply")
    review.campaign.refresh_from_db()
    replies_open_all(review.campaign)


@pytest.fixture
def task(review: Review) -> ReviewTask:
    return review.tasks()[0]


@pytest.fixture
def client(review: Review, task: ReviewTask) -> Client:
    """The browser of the first assessor of feature 1."""
    return signed_in(review.person(task))


class TestAnAssessor:
    def test_the_queue_leads_to_the_first_feature(self, client: Client, task: ReviewTask) -> None:
        first = ReviewTask.objects.filter(assessor=task.assessor).order_by("position")[0]
        assert f"/en/workspace/reviews/{first.pk}/" in page(client, "reviews/")

    def test_a_feature_shows_the_question_and_the_portal_and_no_form_yet(
        self, client: Client, task: ReviewTask
    ) -> None:
        shown = page(client, f"reviews/{task.pk}/")
        assert "Words about question 1" in shown
        assert "Words about counts_not 1" in shown
        assert 'href="https://portal.example.org/"' in shown
        assert 'name="found"' not in shown

    def test_the_clock_runs_over_a_reload(self, client: Client, task: ReviewTask) -> None:
        post(client, f"reviews/{task.pk}/start/")
        started = ReviewTask.objects.get(pk=task.pk).started_at
        post(client, f"reviews/{task.pk}/start/")
        assert ReviewTask.objects.get(pk=task.pk).started_at == started
        assert "data-clock" in page(client, f"reviews/{task.pk}/")

    def test_after_the_time_not_found_is_proposed_and_nothing_is_chosen(
        self, client: Client, task: ReviewTask
    ) -> None:
        Campaign.objects.update(seconds=0)
        post(client, f"reviews/{task.pk}/start/")
        shown = page(client, f"reviews/{task.pk}/")
        assert re.search(r'data-clock-over role="status">', shown)
        assert "checked" not in shown

    def test_before_it_nothing_is_proposed(self, client: Client, task: ReviewTask) -> None:
        post(client, f"reviews/{task.pk}/start/")
        assert 'data-clock-over role="status" hidden' in page(client, f"reviews/{task.pk}/")

    def test_what_is_typed_is_kept_by_a_script_and_by_the_button(
        self, client: Client, task: ReviewTask
    ) -> None:
        post(client, f"reviews/{task.pk}/start/")
        address = f"/en/workspace/reviews/{task.pk}/save/"
        told = client.post(address, {"path": "Home"}, headers={"Accept": "application/json"})
        assert told.json()["state"] == "saved"
        assert not told.json()["stands"]
        post(client, f"reviews/{task.pk}/save/", {"path": "Home, then Laws", "found": "found"})
        assert "Home, then Laws" in page(client, f"reviews/{task.pk}/")

    def test_handed_in_it_goes_on_to_the_next(self, client: Client, task: ReviewTask) -> None:
        post(client, f"reviews/{task.pk}/start/")
        answer = post(client, f"reviews/{task.pk}/submit/", FORM)
        assert Judgement.objects.get().address == FORM["address"]
        following = ReviewTask.objects.filter(assessor=task.assessor).exclude(pk=task.pk)
        assert answer.url == f"/en/workspace/reviews/{following.order_by('position')[0].pk}/"

    def test_what_is_missing_is_told_and_nothing_typed_is_lost(
        self, client: Client, task: ReviewTask
    ) -> None:
        post(client, f"reviews/{task.pk}/start/")
        given = {**FORM, "found": "unsure", "justification": ""}
        answer = post(client, f"reviews/{task.pk}/submit/", given, status=422)
        assert "No reason is given." in answer.content.decode()
        assert "Home\nLaws" in answer.content.decode()

    def test_sent_twice_it_is_handed_in_once(self, client: Client, task: ReviewTask) -> None:
        post(client, f"reviews/{task.pk}/start/")
        post(client, f"reviews/{task.pk}/submit/", FORM)
        post(client, f"reviews/{task.pk}/submit/", FORM)
        post(client, f"reviews/{task.pk}/submit/", {**FORM, "confidence": "5"}, status=422)
        assert Judgement.objects.get().confidence == 4

    def test_a_script_sent_back_to_sign_in_is_told_so(self, task: ReviewTask) -> None:
        answer = Client().post(
            f"/en/workspace/reviews/{task.pk}/save/", FORM, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 302

    @pytest.mark.parametrize("address", ["", "start/", "save/", "submit/"])
    def test_another_s_task_is_not_there(self, review: Review, task: ReviewTask, address: str) -> None:
        other = signed_in(review.person(review.tasks()[1]))
        method = other.post if address else other.get
        assert method(f"/en/workspace/reviews/{task.pk}/{address}").status_code == 404

    def test_hostile_words_are_shown_as_words(self, client: Client, task: ReviewTask) -> None:
        post(client, f"reviews/{task.pk}/start/")
        hostile = {**FORM, "path": "<script>alert(1)</script>\u202e"}
        post(client, f"reviews/{task.pk}/submit/", hostile)
        shown = page(client, f"reviews/{task.pk}/")
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown

    def test_a_queue_asks_the_database_alike_for_one_task_and_for_many(
        self, client: Client, task: ReviewTask, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(30):
            page(client, "reviews/")


class TestAnAdjudicator:
    @pytest.fixture
    def ines(self, review: Review) -> Client:
        review.judge_all(1, FOUND, NOT_FOUND)
        return signed_in(review.cast.ines)

    def test_both_records_stand_side_by_side_with_the_answers(self, review: Review, ines: Client) -> None:
        address = f"adjudication/{review.item().pk}/"
        assert address in page(ines, "adjudication/")
        shown = page(ines, address)
        for words in ("Home, then Laws", "Searched the portal", "A note of the entity", "secret-proof"):
            assert words in shown
        for name in ("Chen", "Gita", "Hugo"):
            assert name not in shown

    def test_a_decision_is_signed_and_leaves_the_queue(self, review: Review, ines: Client) -> None:
        address = f"adjudication/{review.item().pk}/"
        post(ines, f"{address}decide/", {"grade": "yes", "reasons": "It is there", "seen": "0"})
        assert Decision.objects.get().content_hash in page(ines, address)
        assert "Nothing waits for your decision" in page(ines, "adjudication/")

    def test_an_old_form_decides_nothing(self, review: Review, ines: Client) -> None:
        address = f"adjudication/{review.item().pk}/decide/"
        post(ines, address, {"grade": "yes", "reasons": "It is there", "seen": "0"})
        answer = post(
            ines, address, {"grade": "no", "reasons": "On second thoughts", "seen": "0"}, status=422
        )
        assert "On second thoughts" in answer.content.decode()
        assert Decision.objects.count() == 1

    def test_one_with_a_tie_neither_finds_nor_opens_it(self, review: Review, ines: Client) -> None:
        Conflict.objects.create(
            assessor=review.cast.ines.pseudonym, entity=review.cast.health, reason="A former post"
        )
        assert str(review.item().pk) not in page(ines, "adjudication/")
        page(ines, f"adjudication/{review.item().pk}/", status=403)


class TestAnEntity:
    def test_before_the_review_is_over_there_is_nothing(self, review: Review) -> None:
        review.judge_all(1, FOUND, NOT_FOUND)
        shown = page(signed_in(review.cast.noor), "campaigns/present/entity/health/results/")
        assert "No results yet" in shown
        assert "Home, then Laws" not in shown

    def test_it_reads_what_strangers_found_with_no_name(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        in_reply(review)
        shown = page(signed_in(review.cast.noor), "campaigns/present/entity/health/results/")
        assert "Searched the portal" in shown
        assert "feature is claimed and did not stand." in shown
        for name in ("Chen", "Gita", "Hugo"):
            assert name not in shown

    def test_it_contests_with_a_proof_and_the_adjudicator_decides_for_good(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        in_reply(review)
        noor, reply = signed_in(review.cast.noor), review.reply()
        proof = proof_of(review.cast.health, title="A photograph of it")
        answer = noor.post(f"/en/workspace/evidence/for/reply/{reply.pk}/", {"evidence": proof.pk})
        assert answer.status_code == 302
        assert EvidenceUse.objects.get(object_kind="reply").object_id == reply.pk
        address = f"campaigns/present/entity/health/results/{reply.pk}/"
        post(noor, address, {"stance": "contest", "text": "It is on the first page."})
        ines, item = signed_in(review.cast.ines), f"adjudication/{review.item().pk}/"
        shown = page(ines, item)
        assert "It is on the first page." in shown
        assert "A photograph of it" in shown
        post(ines, f"{item}decide/", {"grade": "yes", "reasons": "There it is", "seen": "0"})
        assert review.item().state == "final"
        assert "There it is" in page(noor, "campaigns/present/entity/health/results/")

    def test_an_objection_without_proof_keeps_its_words(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        in_reply(review)
        address = f"campaigns/present/entity/health/results/{review.reply().pk}/"
        given = {"stance": "contest", "text": "It is on the first page."}
        answer = post(signed_in(review.cast.noor), address, given, status=422)
        assert "It is on the first page." in answer.content.decode()

    def test_another_entity_s_results_are_not_there(self, review: Review) -> None:
        review.judge_all(1, NOT_FOUND, NOT_FOUND)
        in_reply(review)
        farid = signed_in(review.cast.farid)
        page(farid, "campaigns/present/entity/health/results/", status=404)
        own = f"campaigns/present/entity/education/results/{review.reply().pk}/"
        post(signed_in(review.cast.tariq), own, {"stance": "agree"}, status=404)


class TestWhoRunsIt:
    def test_the_coordinator_sees_how_far_each_has_come(self, review: Review) -> None:
        review.judge_all(1, FOUND, FOUND)
        shown = page(signed_in(review.cast.karim), "campaigns/present/reviews/")
        assert re.search(r"2\W*(</bdi>)? judgements of", shown)
        assert "Hugo" in shown

    def test_a_tie_is_recorded_what_is_lacking_given_out_and_the_tie_lifted(self, review: Review) -> None:
        karim, chen = signed_in(review.cast.karim), review.cast.chen.pseudonym
        base = "campaigns/present/reviews/"
        post(karim, f"{base}conflicts/", {"assessor": chen, "entity": "health", "reason": "A former post"})
        assert not ReviewTask.objects.filter(assessor=chen, state="assigned").exists()
        post(karim, f"{base}assign/", {"seed": "3"})
        assert all(len(review.tasks(number)) == 2 for number in range(1, 5))
        post(karim, f"{base}conflicts/", {"lift": Conflict.objects.get().pk})
        assert not Conflict.objects.exists()

    def test_a_task_goes_to_another_or_is_taken_back(self, review: Review) -> None:
        karim = signed_in(review.cast.karim)
        first = review.tasks()[0]
        shown = page(karim, f"campaigns/present/reviews/?assessor={first.assessor}")
        assert f"/reviews/tasks/{first.pk}/" in shown
        post(karim, f"campaigns/present/reviews/tasks/{first.pk}/", {"withdraw": "1"})
        assert len(review.tasks()) == 1

    def test_what_an_assessor_takes_is_recorded(self, review: Review) -> None:
        karim = signed_in(review.cast.karim)
        given = {"assessor": review.cast.hugo.pseudonym, "languages": "ar en", "most": "2"}
        post(karim, "campaigns/present/reviews/terms/", given)
        assert 'value="Arabic, English"' in page(karim, "campaigns/present/reviews/")
        post(karim, "campaigns/present/reviews/terms/", {**given, "most": "many"}, status=422)

    @pytest.mark.parametrize("seed", ["", "-1", "x", "99999999999999999999"])
    def test_a_seed_that_is_none_is_refused(self, review: Review, seed: str) -> None:
        karim = signed_in(review.cast.karim)
        post(karim, "campaigns/present/reviews/assign/", {"seed": seed}, status=422)

    def test_agreement_is_told_with_intervals_and_where_it_has_no_value(self, review: Review) -> None:
        lead = signed_in(review.cast.amina)
        assert "No agreement to measure yet" in page(lead, "campaigns/present/agreement/")
        review.judge_all(1, FOUND, NOT_FOUND)
        review.judge_all(3, NOT_FOUND, NOT_FOUND)
        shown = page(lead, "campaigns/present/agreement/")
        assert "Each pair (kappa)" in shown
        assert "agree-pin" in shown
        assert "The coefficient is not defined" in shown

    @pytest.mark.parametrize("who", ["chen", "noor", "jamal"])
    def test_agreement_is_for_those_who_run_and_decide(self, review: Review, who: str) -> None:
        client = signed_in(review.cast.people()[who])
        page(client, "campaigns/present/agreement/", status=403)
