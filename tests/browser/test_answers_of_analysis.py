"""Answers that take long: the page that waits, then the answer, read by axe wide and on a phone."""

import pytest

from miqyas.jobs import run
from miqyas.jobs.answers import ask_now
from miqyas.jobs.models import Job, State
from miqyas.web import answers
from tests.browser.visits import PHONE

LANGUAGES = ("ar", "en")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_whole(seen):
    assert seen.page.locator("h1").count() == 1
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    seen.page.set_viewport_size(PHONE)
    seen.page.emulate_media(color_scheme="dark")
    assert not seen.is_wider_than_its_window()
    assert seen.axe() == []


def test_an_audit_is_whole_in_both_languages(visiting):
    ask_now("audit", {"edition": 2024})
    for language in LANGUAGES:
        seen = visiting()
        assert seen.go(f"{language}/audit/2024/").status == 200
        is_whole(seen)


def test_a_page_that_waits_is_whole(visiting, monkeypatch):
    monkeypatch.setattr(answers, "PATIENCE", 0.0)
    seen = visiting()
    assert seen.go("ar/audit/2012/").status == 202
    is_whole(seen)


def test_the_plan_of_the_sample_portfolio_is_whole_in_both_languages(visiting):
    asking = visiting()
    asking.go("ar/portfolio/")
    asking.page.locator("button[name=sample]").first.click()
    asking.page.wait_for_url("**/portfolio/*-*/**")
    for job in Job.objects.filter(state=State.QUEUED):
        run.job_run(job.pk)
    for language in LANGUAGES:
        seen = visiting()
        place = asking.page.url.partition("/ar/")[2]
        seen.go(f"{language}/{place}")
        assert seen.page.locator("figure").count() > 0
        is_whole(seen)
