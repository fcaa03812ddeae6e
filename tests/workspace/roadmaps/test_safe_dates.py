"""Whoever is concerned hears when something is no longer expected to go live by its safe date, once."""

import datetime as dt

import pytest
from django.utils import timezone

from miqyas.jobs.models import Job, State
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.notifications.sentences import params_of, sentence
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.services.items import item_step
from tests.workspace.roadmaps.dated_given import FEATURE, put

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def _half_a_year_before_the_window(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2026, 11, 26))


def rounds():
    asked_for = job_enqueue("roadmap.safe_dates", by=None)
    job_run(asked_for.pk)
    assert Job.objects.get(pk=asked_for.pk).state == State.SUCCEEDED
    deliver()


def told():
    rounds()
    rows = Notification.objects.filter(kind="roadmap.unsafe")
    names = names_of(row.recipient for row in rows)
    return sorted((row.params["item"]["en"], names[row.recipient]) for row in rows)


def last():
    from miqyas.analysis.schedule.window import aim_for, last_day

    return last_day(aim_for(current_world(), timezone.localdate()))


def in_days(code, ends, **fields):
    """An item of which nothing is sure to end before the day on which it should."""
    begins = timezone.localdate()
    return put(
        code,
        features=(FEATURE,),
        planned_start=begins,
        planned_end=max(ends, begins),
        entity="health",
        **fields,
    )


def test_the_authority_and_the_entity_are_told_once(campaign_cast):
    in_days("late", last() + dt.timedelta(days=3))
    once = [("Item late", name) for name in ("Amina", "Bruno", "Karim", "Noor")]
    assert told() == once
    assert told() == once


def test_they_are_told_again_when_it_gets_worse(campaign_cast):
    item = in_days("late", last() + dt.timedelta(days=3))
    assert len(told()) == 4
    RoadmapItem.objects.filter(pk=item.pk).update(planned_end=last() + dt.timedelta(days=400))
    RoadmapItem.objects.get(pk=item.pk).save()
    assert len(told()) == 8


def test_what_is_safe_or_done_or_counts_for_nothing_is_not_told(campaign_cast):
    in_days("soon", timezone.localdate(), shortest_days=0, longest_days=1)
    put("nothing", planned_start=timezone.localdate(), planned_end=last() + dt.timedelta(days=400))
    done = in_days("done", last() + dt.timedelta(days=3))
    for action in ("approve", "start", "finish"):
        done = item_step(done, action, roles=["lead"], on=timezone.localdate(), by=None)
    assert told() == []


def test_the_sentence_names_both_days_in_both_languages(campaign_cast):
    in_days("late", last() + dt.timedelta(days=3))
    rounds()
    row = Notification.objects.filter(kind="roadmap.unsafe").first()
    params = params_of([row])[row.pk]
    assert "“Item late” is expected to go live on" in sentence(row, params, language="en")
    assert str(last().year) in sentence(row, params, language="en")
    assert "يُتوقع إطلاق «بند late»" in sentence(row, params, language="ar")


def test_an_empty_roadmap_tells_nobody(campaign_cast):
    assert told() == []
