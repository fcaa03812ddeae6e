"""From a portfolio to what a slip costs: solved, compared, adopted, late, told, solved again."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from miqyas.analysis.portfolio.document import read_document
from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.jobs.models import Job
from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.reports.tables.portfolio import file_of_sheets
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.roadmaps.models import PortfolioPlan, RoadmapItem
from miqyas.workspace.roadmaps.services.items import item_step
from tests.workspace.roadmaps.dated_given import DOCUMENT

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PLANS = "/en/workspace/roadmap/plans/"
TODAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _half_a_year_before_the_window(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    forget_schedules()


def document(*, money):
    """The portfolio over the periods that are left before the window opens."""
    return {
        **DOCUMENT,
        "periods": [
            {"begins": "2027-01-01"},
            {"begins": "2027-03-01"},
            {"begins": "2027-05-01", "ends": "2027-05-31"},
        ],
        "budgets": {"capital": [money] * 3},
    }


def solved(client, *, money, name):
    """Bring the file, let the worker work, keep what came of it."""
    portfolio = read_document(current_world(), document(money=money)).the_portfolio()
    file = file_of_sheets(sheets_of(portfolio), form="csv", language="ar")
    asked = client.post(PLANS, {"file": SimpleUploadedFile("plan.csv", file)})
    job_run(Job.objects.get(kind="question.answer", state="queued").pk)
    assert client.post(asked["Location"], {"name": name}).status_code == 302
    return PortfolioPlan.objects.get(name=name)


def test_from_a_portfolio_to_what_a_slip_costs(client, campaign_cast):
    client.force_login(campaign_cast.karim)
    small = solved(client, money=60, name="With what there is")
    large = solved(client, money=150, name="With more money")

    compared = client.get(f"{PLANS}compare/?plan={small.pk}&plan={large.pk}").content.decode()
    assert "Too little is left of capital for it." in compared
    assert "plans differ" in compared

    client.force_login(campaign_cast.amina)
    for _ in range(2):
        adopted = client.post(f"{PLANS}{small.pk}/", {"reason": "The budget is what it is"})
        assert adopted.status_code == 302
    assert set(RoadmapItem.objects.values_list("code", flat=True)) == {"p1", "p2"}
    assert "The budget is what it is" in client.get(f"{PLANS}{small.pk}/").content.decode()

    before = roadmap_schedule()
    assert before.slips["p1"].with_it == 1
    assert before.lives["p1"].standing == "before"

    client.force_login(campaign_cast.noor)
    identity = RoadmapItem.objects.get(code="p1")
    for action in ("approve", "start"):
        identity = item_step(identity, action, roles=["lead"], on=TODAY, by=None)
    RoadmapItem.objects.filter(pk=identity.pk).update(
        planned_end=dt.date(2027, 8, 1), go_live=dt.date(2027, 8, 1)
    )
    RoadmapItem.objects.get(pk=identity.pk).save()
    late = roadmap_schedule()
    assert late.lives["p1"].standing == "in_window"
    assert late.found.schedule.by_id["p2"].driver == "p1"
    assert late.slips["p1"].now > 0
    on_time, slipped = (held.found.slips.future("late_stay_late").gain.mean for held in (before, late))
    assert slipped < on_time
    words = client.get("/ar/workspace/roadmap/slips/").content.decode()
    assert "هوية رقمية" in words
    assert "إن بقي المتأخر متأخرًا" in words

    job_run(job_enqueue("roadmap.safe_dates", by=None).pk)
    deliver()
    told = Notification.objects.filter(kind="roadmap.unsafe", recipient=campaign_cast.noor.pseudonym)
    assert [one.params["item"]["en"] for one in told] == ["Appointments"]

    client.force_login(campaign_cast.amina)
    taken = client.get(f"{PLANS}roadmap.csv").content
    again = client.post(PLANS, {"file": SimpleUploadedFile("again.csv", taken)})
    assert re.search(r"/answer/[0-9a-f-]{36}/$", again["Location"])
    job_run(Job.objects.get(kind="question.answer", state="queued").pk)
    client.post(again["Location"], {"name": "Solved again"})
    renewed = PortfolioPlan.objects.get(name="Solved again")
    assert client.post(f"{PLANS}{renewed.pk}/", {}).status_code == 302
    assert RoadmapItem.objects.count() == 2
