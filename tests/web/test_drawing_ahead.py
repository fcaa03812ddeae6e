"""Charts drawn ahead: asked for once, drawn for every state in both languages, stopped when cancelled."""

import pytest

from miqyas.jobs.models import State
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_cancel
from miqyas.jobs.tasks import charts
from miqyas.web import charts as charts_of_pages
from miqyas.web.warming import pages_ahead

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


class Counted:
    """A page that counts how often it was drawn."""

    def __init__(self) -> None:
        self.times = 0

    def draw(self) -> None:
        self.times += 1


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    found = [Counted() for _ in range(3)]
    monkeypatch.setattr(charts, "_plans", [lambda: found])
    return found


def test_the_same_data_and_software_are_asked_for_once() -> None:
    assert charts.charts_warm_ask().pk == charts.charts_warm_ask().pk


def test_every_page_is_drawn_and_counted(pages: list[Counted]) -> None:
    job = charts.charts_warm_ask()
    job_run(job.pk)
    job.refresh_from_db()
    assert [page.times for page in pages] == [1, 1, 1]
    assert (job.state, job.result) == (State.SUCCEEDED, {"pages": 3})


def test_a_job_that_is_cancelled_stops_at_the_next_page(pages: list[Counted]) -> None:
    job = charts.charts_warm_ask()
    pages[0].draw = lambda: job_cancel(job.pk, by=None)  # type: ignore[method-assign]
    job_run(job.pk)
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert pages[1].times == 0


def test_all_states_in_both_languages_are_planned_home_first() -> None:
    found = pages_ahead()
    assert len(found) == 2 * (2 + 193)
    assert [page.language for page in found[:2]] == ["ar", "en"]
    assert dict(found[4].figures[0].params) == {"country": "BHR"}


def test_what_was_drawn_ahead_is_not_drawn_again(client, monkeypatch: pytest.MonkeyPatch) -> None:
    charts_of_pages._drawn.clear()
    pages_ahead()[5].draw()
    charts_of_pages._drawn.clear()
    monkeypatch.setattr(charts_of_pages, "_made", lambda *_: pytest.fail("drawn again"))
    assert client.get("/en/countries/BHR/").status_code == 200
