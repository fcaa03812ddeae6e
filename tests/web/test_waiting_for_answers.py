"""A page whose answer takes long: the reader waits on it, may give up, and then has the answer."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

import tests.jobs.example_tasks  # noqa: F401 - the questions asked here
from miqyas.jobs import answers, run
from miqyas.jobs.models import AnswerHandle, Job, State, WorkerPresence
from miqyas.web import answers as pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.waiting_urls")]
SUM = "/en/sum/?of=1,2"


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 0.0)


@pytest.fixture
def reader() -> Client:
    return Client()


def carry_out_all() -> None:
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


def wait(reader: Client, address: str):
    """Follow the reader to where they wait."""
    response = reader.get(address)
    assert response.status_code == 302
    assert "waiting=" in response["Location"]
    return reader.get(response["Location"])


def give_up(reader: Client, page):
    action = re.search(r'action="(/\w+/answers/[^"]+)"', page.text)[1]
    back = re.search(r'name="next" value="([^"]+)"', page.text)[1].replace("&amp;", "&")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    return reader.post(action, {"next": back, "csrfmiddlewaretoken": token}, follow=True)


class TestWaiting:
    def test_the_reader_waits_and_then_has_the_answer_at_the_address_they_asked(self, reader):
        page = wait(reader, SUM)
        assert page.status_code == 202
        assert "<h1>Sum</h1>" in page.text
        carry_out_all()
        done = reader.get(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], follow=True)
        assert done.text == "the sum is 3.0"
        assert done.redirect_chain == [("/en/sum/?of=1%2C2", 302)]

    def test_the_next_reader_has_it_at_once(self, reader):
        wait(reader, SUM)
        carry_out_all()
        assert Client().get(SUM).text == "the sum is 3.0"

    def test_it_goes_on_without_scripts_and_is_kept_by_nobody(self, reader):
        page = wait(reader, SUM)
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text
        assert "no-store" in page["Cache-Control"]
        assert 'content="noindex"' in page.text

    def test_looking_again_is_not_asking_again(self, reader):
        page = wait(reader, SUM)
        for _ in range(3):
            reader.get(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"])
        assert AnswerHandle.objects.count() == 1

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_how_far_it_is(self, reader, language):
        wait(reader, f"/{language}/sum/?of=1,2")
        held = run.job_take(Job.objects.get().pk)
        held.progress(0.43, "answer.working")
        page = wait(reader, f"/{language}/sum/?of=1,2")
        assert "43%" in page.text
        assert {"ar": "جارٍ حساب الجواب", "en": "being worked out"}[language] in page.text

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_where_no_worker_runs_the_reader_is_told(self, reader, language):
        page = wait(reader, f"/{language}/sum/?of=1,2")
        assert {"ar": "لا يعمل في هذا النظام عامل", "en": "no worker is running"}[language] in page.text
        assert "miqyas worker" in page.text

    def test_behind_others_the_reader_is_told(self, reader):
        WorkerPresence.objects.create(worker="w", seen_at=timezone.now())
        assert "waits for its turn" in wait(reader, SUM).text

    def test_too_many_questions(self, reader, monkeypatch):
        monkeypatch.setattr(answers, "MOST_OPEN", 0)
        page = reader.get(SUM)
        assert (page.status_code, page["Retry-After"]) == (503, "60")
        assert "ask again in a minute" in page.text
        assert 'href="/en/sum/?of=1%2C2"' in page.text

    @pytest.mark.parametrize("handle", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_a_handle_that_nobody_has_leads_back_to_the_question(self, reader, handle):
        response = reader.get(f"{SUM}&waiting={handle}")
        assert (response.status_code, response["Location"]) == (302, "/en/sum/?of=1%2C2")

    def test_an_answer_that_comes_soon_is_waited_for(self, reader, monkeypatch):
        monkeypatch.setattr(pages, "PATIENCE", 9.0)
        monkeypatch.setattr(answers.time, "sleep", lambda _: carry_out_all())
        assert reader.get(SUM).text == "the sum is 3.0"


class TestGivingUp:
    def test_the_reader_cancels_and_may_ask_again(self, reader):
        reader = Client(enforce_csrf_checks=True)
        page = give_up(reader, wait(reader, SUM))
        assert "The answer was cancelled" in page.text
        assert 'href="/en/sum/?of=1%2C2"' in page.text
        assert "refresh" not in page.text
        assert Job.objects.get().state == State.CANCELLED

    def test_others_who_wait_go_on(self, reader):
        other = Client()
        mine, theirs = wait(reader, SUM), wait(other, SUM)
        give_up(reader, mine)
        carry_out_all()
        there = theirs.request["PATH_INFO"] + "?" + theirs.request["QUERY_STRING"]
        assert other.get(there, follow=True).text == "the sum is 3.0"

    def test_only_a_form_of_ours_may_cancel(self, reader):
        wait(reader, SUM)
        action = f"/en/answers/{AnswerHandle.objects.get().pk}/cancel/"
        assert Client(enforce_csrf_checks=True).post(action).status_code == 403
        assert Client().get(action).status_code == 405
        assert Job.objects.get().state == State.QUEUED

    def test_it_leads_to_pages_of_ours_alone(self, reader):
        wait(reader, SUM)
        action = f"/en/answers/{AnswerHandle.objects.get().pk}/cancel/"
        assert reader.post(action, {"next": "https://example.org/"})["Location"] == "/en/"

    def test_a_handle_that_nobody_has(self, reader):
        assert reader.post(f"/en/answers/{uuid4()}/cancel/").status_code == 404


class TestFailing:
    def test_an_error_that_is_the_answer_is_the_pages_to_tell(self, reader):
        page = wait(reader, "/en/country/?iso3=XXX")
        carry_out_all()
        there = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
        told = reader.get(there, follow=True)
        assert (told.status_code, told.text) == (422, "No Member State has the code XXX.")

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_a_fault_of_the_program_is_told_and_may_be_tried_again(self, reader, language):
        page = wait(reader, f"/{language}/broken/")
        carry_out_all()
        told = reader.get(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"])
        assert {"ar": "تعذر حساب الجواب", "en": "could not be worked out"}[language] in told.text
        assert "ValueError" in told.text
        assert f'href="/{language}/broken/"' in told.text


class TestByHandle:
    def test_an_answer_at_the_address_of_its_handle(self, reader):
        asked = answers.ask_held("test.sum", {"numbers": [1, 2]})
        assert reader.get(f"/en/held/{asked.handle}/").status_code == 202
        carry_out_all()
        assert reader.get(f"/en/held/{asked.handle}/").text == "the sum is 3.0"

    def test_one_that_was_given_up_leads_to_where_it_is_asked_afresh(self, reader):
        asked = answers.ask_held("test.sum", {"numbers": [1, 2]})
        page = give_up(reader, reader.get(f"/en/held/{asked.handle}/"))
        assert 'href="/en/form/"' in page.text

    def test_a_handle_that_nobody_has(self, reader):
        assert reader.get(f"/en/held/{uuid4()}/").status_code == 404
