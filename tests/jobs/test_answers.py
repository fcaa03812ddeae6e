"""Answers that take long: asked once for all, followed by a handle, cancelled when nobody waits any more."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

import tests.jobs.example_tasks
from miqyas.analysis.errors import AnalysisError
from miqyas.jobs import answers, questions, run, services
from miqyas.jobs.answers import KIND, answer_let_go, answer_of, ask, ask_held, ask_now, handle_find
from miqyas.jobs.models import AnswerHandle, Job, State, WorkerPresence
from miqyas.jobs.questions import MOST_BYTES, AnswerError, ParametersError, question
from miqyas.jobs.worker import work
from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.datasets.services import dataset_activate, dataset_add
from miqyas.workspace.datasets.world import current_world
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def sum_of(*numbers: float, **more: object) -> answers.Answer:
    return ask("test.sum", {"numbers": list(numbers), **more})


def now(asked: answers.Answer) -> answers.Answer:
    held = handle_find(asked.handle)
    assert held is not None
    return answer_of(held)


def let_go(asked: answers.Answer) -> answers.Answer:
    held = handle_find(asked.handle)
    assert held is not None
    return answer_let_go(held)


def carry_out_all() -> None:
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


class TestAsking:
    def test_the_first_waits_and_the_answer_comes(self) -> None:
        first = sum_of(1, 2)
        assert (first.state, first.is_open, first.result) == (State.QUEUED, True, None)
        carry_out_all()
        assert now(first).result == {"sum": 3.0, "data": current_world().data_version}

    def test_who_asks_later_has_it_at_once_and_needs_no_handle(self) -> None:
        sum_of(1, 2)
        carry_out_all()
        later = sum_of(1, 2)
        assert (later.state, later.handle) == (State.SUCCEEDED, None)
        assert later.result["sum"] == 3.0

    def test_one_job_serves_all_who_ask_the_same_each_by_an_own_handle(self) -> None:
        first, second = sum_of(1, 2), sum_of(1.0, 2.0, scale=1)
        assert first.handle != second.handle
        assert Job.objects.filter(kind=KIND).count() == 1
        carry_out_all()
        assert now(first).result == now(second).result

    def test_another_question_is_another_job(self) -> None:
        sum_of(1, 2), sum_of(2, 1), sum_of(1, 2, scale=2)
        assert Job.objects.filter(kind=KIND).count() == 3

    def test_other_data_is_another_answer(self) -> None:
        sum_of(1, 2)
        carry_out_all()
        stored = dataset_add(Dataset(kind="test", name="x", content=b"x"), by=None)
        dataset_activate(stored.sha256, by=None)
        again = sum_of(1, 2)
        assert again.is_open
        carry_out_all()
        assert now(again).result["data"] == current_world().data_version

    def test_other_software_or_target_is_another_answer(self, monkeypatch, settings) -> None:
        sum_of(1, 2)
        carry_out_all()
        settings.MIQYAS_TARGET_EDITION = 2030
        assert sum_of(1, 2).is_open
        settings.MIQYAS_TARGET_EDITION = None
        monkeypatch.setattr(questions, "software_hash", lambda: "other")
        assert sum_of(1, 2).is_open

    def test_patience_waits_for_what_is_done_soon(self, monkeypatch) -> None:
        monkeypatch.setattr(time, "sleep", lambda _: carry_out_all())
        assert ask("test.sum", {"numbers": [1]}, patience=9).result["sum"] == 1.0

    def test_what_is_quick_is_answered_here_and_kept_for_all(self) -> None:
        assert ask_now("test.sum", {"numbers": [1, 2]}).result["sum"] == 3.0
        assert sum_of(1, 2).result["sum"] == 3.0
        assert ask_now("test.sum", {"numbers": [1, 2]}).result["sum"] == 3.0
        assert Job.objects.filter(kind=KIND).count() == 1

    def test_what_is_answered_here_beside_a_waiting_job_leaves_the_job_alone(self) -> None:
        waiting = sum_of(1, 2)
        assert ask_now("test.sum", {"numbers": [1, 2]}).result["sum"] == 3.0
        assert now(waiting).is_open
        carry_out_all()
        assert now(waiting).result["sum"] == 3.0

    def test_the_engine_of_the_installation_does_the_work(self, settings) -> None:
        settings.MIQYAS_ENGINE = "processes:1"
        asked = ask("test.chunks", {"total": 6})
        carry_out_all()
        assert now(asked).result == {"engine": "processes:1", "sizes": [4, 2]}

    def test_who_comes_back_for_it_has_a_handle_even_to_what_is_known(self) -> None:
        params = {"numbers": [1, 2]}
        first = ask_held("test.sum", params)
        assert first.is_open
        carry_out_all()
        again = [ask_held("test.sum", params) for _ in range(3)]
        assert {(now(asked).result["sum"], asked.handle) for asked in again} == {(3.0, first.handle)}
        ask_now("test.sum", {"numbers": [7]})
        assert now(ask_held("test.sum", {"numbers": [7]})).result["sum"] == 7.0

    def test_a_handle_that_was_let_go_is_given_to_nobody_again(self) -> None:
        first, second = ask_held("test.sum", {"numbers": [1]}), ask_held("test.sum", {"numbers": [1]})
        let_go(first)
        carry_out_all()
        assert ask_held("test.sum", {"numbers": [1]}).handle == second.handle


class TestNonsense:
    def test_an_unknown_question_names_those_known(self) -> None:
        with pytest.raises(AnswerError, match="unknown_question") as caught:
            ask("moon", {})
        assert "test.sum" in caught.value.remedy("ar")

    @pytest.mark.parametrize(
        ("params", "place"),
        [
            ({}, "numbers"),
            ({"numbers": "many"}, "numbers"),
            ({"numbers": [1] * 10}, "numbers"),
            ({"numbers": [float("nan")]}, "numbers"),
            ({"numbers": [1], "scale": 1.5}, "scale"),
            ({"numbers": [1], "on_progress": 1}, "on_progress"),
            ({"numbers": [1], "extra": 1}, "extra"),
        ],
    )
    def test_parameters_that_do_not_fit_are_named(self, params, place) -> None:
        with pytest.raises(ParametersError) as caught:
            ask("test.sum", params)
        assert caught.value.errors[0]["loc"][0] == place
        assert "test.sum" in caught.value.problem("ar")
        assert not Job.objects.exists()

    def test_a_question_has_an_end(self) -> None:
        with pytest.raises(AnswerError, match="too_long") as caught:
            ask("test.impossible", {"country": "x" * MOST_BYTES})
        assert "1,000" in caught.value.remedy("en")

    def test_two_functions_cannot_answer_one_kind(self) -> None:
        with pytest.raises(ValueError, match="another question"):
            question("test.sum")(lambda world: {})


class TestFailing:
    def test_an_error_that_is_the_answer_is_told_to_all_who_ask(self) -> None:
        asked = ask("test.impossible", {"country": "XXX"})
        carry_out_all()
        told = now(asked)
        assert told.state == State.FAILED
        error = AnalysisError("unknown_country", given="XXX")
        for language in ("ar", "en"):
            assert told.error.problem(language) == error.problem(language)
            assert told.error.remedy(language) == error.remedy(language)
        assert told.error.is_the_answer
        assert (told.error.full_code, told.error.place.name) == ("analysis.unknown_country", "country")
        again = ask("test.impossible", {"country": "XXX"})
        assert (again.state, again.handle) == (State.FAILED, None)

    def test_a_fault_of_the_program_may_be_asked_again(self) -> None:
        asked = ask("test.broken", {})
        carry_out_all()
        told = now(asked)
        assert (told.state, told.error.full_code) == (State.FAILED, "job.crashed")
        assert "ValueError" in told.error.problem("en")
        assert not told.error.is_the_answer
        assert ask("test.broken", {}).is_open

    def test_data_that_moved_on_before_the_answer_was_begun(self) -> None:
        asked = sum_of(1, 2)
        stored = dataset_add(Dataset(kind="test", name="x", content=b"x"), by=None)
        dataset_activate(stored.sha256, by=None)
        carry_out_all()
        told = now(asked)
        assert (told.state, told.error.full_code) == (State.FAILED, "answer.moved_on")
        assert told.error.remedy("ar")


class TestWaiting:
    def test_where_no_worker_runs_it_is_said(self) -> None:
        assert sum_of(1, 2).waits_for == "worker"

    def test_where_the_last_worker_fell_silent_it_is_said(self, settings) -> None:
        silent = timezone.now() - settings.MIQYAS_JOB_LEASE - timedelta(seconds=1)
        WorkerPresence.objects.create(worker="w", seen_at=silent)
        assert sum_of(1, 2).waits_for == "worker"

    def test_beside_a_worker_it_waits_for_its_turn(self) -> None:
        WorkerPresence.objects.create(worker="w", seen_at=timezone.now())
        assert sum_of(1, 2).waits_for == "turn"

    def test_progress_is_seen_by_all(self) -> None:
        first, second = sum_of(1, 2), sum_of(1, 2)
        held = run.job_take(Job.objects.get(kind=KIND).pk)
        held.progress(0.4, "answer.working")
        assert [now(asked).share for asked in (first, second)] == [0.4, 0.4]
        assert now(first).waits_for is None

    @pytest.mark.django_db(transaction=True)
    def test_long_work_that_nobody_watches_gives_way(self, monkeypatch) -> None:
        order: list[str] = []

        def began(kind: str) -> None:
            order.append(kind)
            if len(order) == 1:
                sum_of(1, 2)

        monkeypatch.setattr(tests.jobs.example_tasks, "began", began)
        services.job_enqueue("test.patient", by=None)
        monkeypatch.setattr("miqyas.jobs.worker.Keeper._beat", lambda keeper: None)  # it has its own thread
        work(until_empty=True)
        assert order == ["test.patient", "test.sum", "test.patient"]
        assert sum_of(1, 2).result["sum"] == 3.0


class TestLettingGo:
    def test_a_waiting_job_that_nobody_waits_for_ends_at_once(self) -> None:
        asked = sum_of(1, 2)
        assert let_go(asked).state == State.CANCELLED
        assert Job.objects.get(kind=KIND).state == State.CANCELLED
        assert now(asked).state == State.CANCELLED

    def test_others_who_wait_are_not_hurt(self) -> None:
        first, second = sum_of(1, 2), sum_of(1, 2)
        assert let_go(first).state == State.CANCELLED
        carry_out_all()
        assert now(second).result["sum"] == 3.0
        assert now(first).state == State.CANCELLED

    def test_letting_go_twice_is_once(self) -> None:
        first, second = sum_of(1, 2), sum_of(1, 2)
        let_go(first)
        let_go(first)
        assert now(second).is_open

    def test_a_running_job_ends_at_its_next_step(self) -> None:
        asked = sum_of(1, 2)
        held = run.job_take(Job.objects.get(kind=KIND).pk)
        let_go(asked)
        with pytest.raises(run.Cancelled):
            held.progress(0.5, "answer.working")
        held.cancel()
        assert Job.objects.get(kind=KIND).state == State.CANCELLED

    def test_who_comes_before_it_ended_keeps_it_going(self) -> None:
        first = sum_of(1, 2)
        held = run.job_take(Job.objects.get(kind=KIND).pk)
        let_go(first)
        second = sum_of(1, 2)
        held.progress(0.5, "answer.working")
        assert now(second).share == 0.5
        assert Job.objects.filter(kind=KIND).count() == 1

    def test_who_comes_when_it_is_about_to_end_has_it_begun_again(self) -> None:
        first = sum_of(1, 2)
        held = run.job_take(Job.objects.get(kind=KIND).pk)
        let_go(first)
        with pytest.raises(run.Cancelled):
            held.stop_if_cancelled()
        second = sum_of(1, 2)
        held.cancel()
        carry_out_all()
        assert now(second).result["sum"] == 3.0

    def test_an_answer_that_is_there_stays(self) -> None:
        asked = sum_of(1, 2)
        carry_out_all()
        assert let_go(asked).result["sum"] == 3.0
        assert sum_of(1, 2).handle is None

    def test_an_administrator_may_end_what_others_wait_for(self, cast: Cast) -> None:
        asked = sum_of(1, 2)
        services.job_cancel(Job.objects.get(kind=KIND).pk, by=cast.elif_.pseudonym)
        assert now(asked).state == State.CANCELLED


class TestBounds:
    def test_too_many_questions_at_a_time(self, monkeypatch) -> None:
        monkeypatch.setattr(answers, "MOST_OPEN", 2)
        sum_of(1), sum_of(2)
        with pytest.raises(AnswerError, match="busy") as caught:
            sum_of(3)
        assert caught.value.remedy("ar")
        assert sum_of(2).is_open, "what is asked already may be asked by others"
        carry_out_all()
        assert sum_of(3).is_open

    def test_too_many_who_wait_for_one(self, monkeypatch) -> None:
        monkeypatch.setattr(answers, "MOST_WAITING", 2)
        sum_of(1), sum_of(1)
        with pytest.raises(AnswerError, match="busy"):
            sum_of(1)

    def test_the_oldest_answers_go(self, monkeypatch) -> None:
        monkeypatch.setattr(answers, "KEPT", 2)
        first = sum_of(1)
        carry_out_all()
        for number in (2, 3, 4):
            sum_of(number)
            carry_out_all()
        assert sum_of(3).handle is None
        assert handle_find(first.handle) is None
        assert not AnswerHandle.objects.filter(pk=first.handle).exists()
        assert sum_of(1).is_open

    def test_other_jobs_are_not_pruned(self, monkeypatch) -> None:
        monkeypatch.setattr(answers, "KEPT", 0)
        other = services.job_enqueue("test.add", by=None, params={"a": 1, "b": 1})
        run.job_run(other.pk)
        sum_of(1)
        assert Job.objects.filter(pk=other.pk).exists()


def test_an_error_without_words_of_its_own_has_those_of_its_code() -> None:
    told = answers.ToldError(run.error_values(AnswerError("moved_on")))
    assert isinstance(told, MiqyasError)
    assert told.problem("ar") == AnswerError("moved_on").problem("ar")
