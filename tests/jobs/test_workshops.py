"""Exercises end by the clock: some minutes late, once, with what they showed and with history."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.workspace.history.models import Record
from miqyas.workspace.workshops.fields import AttemptFields
from miqyas.workspace.workshops.models import Exercise, Finding
from miqyas.workspace.workshops.services.attending import attempt_add, workshop_join
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start, exercises_over
from tests.campaign_cast import CampaignCast
from tests.jobs.test_challenges import run_once
from tests.workspace.workshops.workshop_given import announced

pytestmark = pytest.mark.django_db


def running(cast: CampaignCast, *, seconds_ago: int) -> Exercise:
    """An exercise of three minutes that one phone has answered."""
    workshop = announced(cast)
    begun = timezone.now() - timedelta(seconds=seconds_ago)
    made = exercise_start(workshop, feature="OSI-IF-001", by=None, now=begun)
    attempt_add(made, workshop_join(workshop), AttemptFields(True), now=begun + timedelta(seconds=40))
    return made


def closings() -> list[Any]:
    found = Record.objects.filter(action="workshop.exercise_close")
    return [(record.actor, record.details["feature"]) for record in found]


def test_one_whose_clock_just_ran_out_stays_open_for_answers_on_their_way(
    campaign_cast: CampaignCast,
) -> None:
    running(campaign_cast, seconds_ago=200)
    assert run_once("workshop.close_exercises") == {"closed": []}
    assert Exercise.objects.get().closed_at is None


def test_minutes_after_its_clock_it_is_closed_once_and_what_it_showed_is_kept(
    campaign_cast: CampaignCast,
) -> None:
    running(campaign_cast, seconds_ago=180 + 121)
    assert run_once("workshop.close_exercises") == {"closed": ["national-day/1"]}
    assert run_once("workshop.close_exercises") == {"closed": []}
    found = Finding.objects.get()
    assert (found.looked, found.found, found.median_seconds) == (1, 1, 40.0)
    assert closings() == [(None, "OSI-IF-001")]


def test_one_that_the_presenter_closed_is_left_alone(campaign_cast: CampaignCast) -> None:
    exercise_close(running(campaign_cast, seconds_ago=400), by=campaign_cast.amina.pseudonym)
    assert run_once("workshop.close_exercises") == {"closed": []}
    assert closings() == [(campaign_cast.amina.pseudonym, "OSI-IF-001")]


@pytest.mark.every_database
def test_it_is_held_while_it_is_closed(campaign_cast: CampaignCast) -> None:
    running(campaign_cast, seconds_ago=400)
    with CaptureQueriesContext(connection) as asked:
        assert len(exercises_over(now=timezone.now())) == 1
    assert connection.vendor == "sqlite" or "FOR UPDATE" in asked.captured_queries[-1]["sql"]
