"""A job from asking to its end: once per key, with progress, can be cancelled, says why it failed."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

import tests.jobs.example_tasks
from miqyas import __version__
from miqyas.jobs import queries, recovery, run, services
from miqyas.jobs.models import Job, Schedule, State
from miqyas.jobs.registry import JobError, job
from miqyas.jobs.worker import work
from miqyas.kernel.datasets import Dataset
from miqyas.workspace.datasets.services import dataset_activate, dataset_add
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ask(kind: str, **params: object) -> Job:
    return services.job_enqueue(kind, by=None, params=params)


def carry_out(asked: Job) -> Job:
    run.job_run(asked.pk)
    return queries.job_get(asked.pk)


class TestAsking:
    """What `job_enqueue` promises."""

    def test_a_job_waits_until_it_is_carried_out(self) -> None:
        asked = ask("test.add", a=1, b=2)
        assert list(queries.jobs_open()) == [asked]
        done = carry_out(asked)
        assert (done.state, done.result, done.progress) == (State.SUCCEEDED, {"sum": 3, "attempt": 1}, 1.0)
        assert not queries.jobs_open()

    def test_the_result_carries_the_versions_that_made_it(self) -> None:
        stored = dataset_add(Dataset(kind="test", name="x", content=b"x"), by=None)
        in_force = dataset_activate(stored.sha256, by=None)
        assert carry_out(ask("test.add", a=1, b=2)).versions == {
            "software": __version__,
            "data": in_force.name,
        }

    def test_a_key_is_carried_out_once(self) -> None:
        first = services.job_enqueue("test.add", by=None, params={"a": 1, "b": 1}, key="once")
        carry_out(first)
        assert services.job_enqueue("test.add", by=None, params={"a": 1, "b": 1}, key="once") == first

    def test_a_key_that_failed_may_be_asked_for_again(self) -> None:
        first = services.job_enqueue("test.refuse", by=None, key="again")
        carry_out(first)
        assert services.job_enqueue("test.refuse", by=None, key="again") != first

    def test_the_database_itself_keeps_keys_apart(self) -> None:
        Job.objects.create(kind="test.add", key="k")
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.create(kind="test.add", key="k")

    def test_an_unknown_kind_is_refused_at_once(self) -> None:
        with pytest.raises(JobError, match="kind_unknown"):
            ask("test.nothing")

    def test_two_tasks_cannot_share_a_kind(self) -> None:
        with pytest.raises(ValueError, match="another task"):
            job("test.add")(lambda run: None)

    def test_asking_inside_a_transaction_that_fails_asks_for_nothing(self) -> None:
        with transaction.atomic():
            ask("test.add", a=1, b=2)
            transaction.set_rollback(True)
        assert not Job.objects.exists()


class TestFailing:
    """What is kept of a failure."""

    def test_a_fault_of_the_input_is_kept_with_its_code_and_parameters(self) -> None:
        failed = carry_out(ask("test.refuse"))
        assert failed.state == State.FAILED
        assert (failed.error["code"], failed.error["params"]) == ("dataset.missing", {"name": "x.csv"})

    def test_an_extra_that_is_missing_is_kept_with_the_line_that_mends_it(self) -> None:
        failed = carry_out(ask("test.lacking"))
        assert failed.error["code"] == "extra.missing"
        assert failed.error["params"]["line"] == "pip install 'miqyas[reports]'"

    def test_a_fault_of_the_program_is_named_without_its_insides(self) -> None:
        failed = carry_out(ask("test.crash"))
        assert failed.error["code"] == "job.crashed"
        assert failed.error["params"] == {"kind": "test.crash", "cause": "ZeroDivisionError"}


class TestCancelling:
    """What `job_cancel` promises."""

    def test_a_waiting_job_ends_at_once(self, cast: Cast) -> None:
        asked = ask("test.add", a=1, b=2)
        assert services.job_cancel(asked.pk, by=cast.amina.pseudonym).state == State.CANCELLED
        assert carry_out(asked).state == State.CANCELLED

    def test_a_running_job_ends_at_its_next_step(self) -> None:
        asked = ask("test.steps", steps=3, seconds=0)
        held = run.job_take(asked.pk)
        services.job_cancel(asked.pk, by=None)
        with pytest.raises(run.Cancelled):
            held.progress(0.5, "language.name")

    def test_a_job_that_is_over_stays_as_it_is(self) -> None:
        done = carry_out(ask("test.add", a=1, b=2))
        assert services.job_cancel(done.pk, by=None).state == State.SUCCEEDED

    def test_a_job_that_is_not_there(self) -> None:
        with pytest.raises(JobError, match="not_found"):
            services.job_cancel(uuid4(), by=None)


class TestLeases:
    """What happens when a worker falls silent, played with the clock in hand."""

    def hold(self) -> tuple[Job, run.Run]:
        asked = ask("test.effect", name="x", seconds=0, started="/dev/null")
        return asked, run.job_take(asked.pk)

    def test_a_job_is_held_by_one_worker(self) -> None:
        asked, _ = self.hold()
        assert run.job_take(asked.pk) is None

    def test_a_lease_in_force_is_left_alone(self) -> None:
        asked, _ = self.hold()
        assert recovery.sweep(queries.job_get(asked.pk).lease_until - MINUTE / 2) == []

    def test_a_heartbeat_moves_the_lease_on(self, settings) -> None:
        asked, held = self.hold()
        before = queries.job_get(asked.pk).lease_until
        run.HELD.add(held.token)
        recovery.heartbeat(before)
        run.HELD.discard(held.token)
        assert queries.job_get(asked.pk).lease_until == before + settings.MIQYAS_JOB_LEASE

    def test_after_the_lease_the_job_is_given_out_again(self) -> None:
        asked, _ = self.hold()
        late = queries.job_get(asked.pk).lease_until + MINUTE
        assert recovery.sweep(late) == [asked]
        again = queries.job_get(asked.pk)
        assert (again.state, again.ticket != asked.ticket) == (State.QUEUED, True)
        assert carry_out(asked).attempts == 2

    def test_the_old_holder_can_finish_nothing(self) -> None:
        asked, held = self.hold()
        recovery.sweep(queries.job_get(asked.pk).lease_until + MINUTE)
        with pytest.raises(run.LeaseLost), held.commit():
            raise AssertionError("the effect must not begin")
        with pytest.raises(run.LeaseLost):
            held.progress(0.5, "language.name")

    def test_a_job_that_kills_every_worker_fails_in_the_end(self) -> None:
        asked = ask("test.add", a=1, b=2)
        for _ in range(recovery.MAX_ATTEMPTS):
            run.job_take(asked.pk)
            recovery.sweep(queries.job_get(asked.pk).lease_until + MINUTE)
        failed = queries.job_get(asked.pk)
        assert (failed.state, failed.error["code"]) == (State.FAILED, "job.worker_lost")
        assert JobError("worker_lost", **failed.error["params"]).render("ar")

    def test_a_cancelled_job_whose_worker_died_is_cancelled(self) -> None:
        asked, _ = self.hold()
        services.job_cancel(asked.pk, by=None)
        recovery.sweep(queries.job_get(asked.pk).lease_until + MINUTE)
        assert queries.job_get(asked.pk).state == State.CANCELLED

    def test_a_worker_that_is_stopped_hands_its_job_back(self) -> None:
        asked, held = self.hold()
        held.hand_back()
        given_back = queries.job_get(asked.pk)
        assert (given_back.state, given_back.attempts) == (State.QUEUED, 0)

    def test_a_job_between_two_steps_learns_that_its_worker_is_being_stopped(self, monkeypatch) -> None:
        asked = services.job_enqueue("test.steps", by=None, params={"steps": 9, "seconds": 0})
        monkeypatch.setattr(run.HELD, "stopping", threading.Event())
        run.HELD.stopping.set()
        with pytest.raises(SystemExit):
            run.job_run(asked.pk)
        assert queries.job_get(asked.pk).state == State.QUEUED


class TestSchedules:
    """Jobs that are asked for again and again."""

    def make(self) -> Schedule:
        params = {"a": 1, "b": 1}
        return services.schedule_set(
            "hourly", kind="test.add", every=timedelta(hours=1), params=params, first_at=NOON
        )

    def test_nothing_is_asked_for_before_its_time(self) -> None:
        self.make()
        assert services.schedules_run_due(NOON - MINUTE) == []

    def test_each_time_asks_once_however_many_workers_look(self) -> None:
        self.make()
        assert len(services.schedules_run_due(NOON)) == 1
        assert services.schedules_run_due(NOON + MINUTE) == []

    def test_missed_times_are_not_made_up(self) -> None:
        self.make()
        assert len(services.schedules_run_due(NOON + timedelta(hours=5))) == 1
        assert Schedule.objects.get().next_at == NOON + timedelta(hours=6)

    def test_setting_it_again_keeps_its_next_time(self) -> None:
        self.make()
        services.schedules_run_due(NOON)
        self.make()
        assert Schedule.objects.get().next_at == NOON + timedelta(hours=1)

    def test_it_can_be_removed(self) -> None:
        self.make()
        services.schedule_remove("hourly")
        assert services.schedules_run_due(NOON) == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_empties_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miqyas.jobs.worker.Keeper._beat", lambda keeper: None)  # it has a thread of its own
    asked = [ask("test.add", a=number, b=0) for number in range(5)]
    work(until_empty=True)
    assert {queries.job_get(one.pk).result["sum"] for one in asked} == {0, 1, 2, 3, 4}


assert tests.jobs.example_tasks
