"""Waiting for an answer in a browser: the page goes on by itself, can be given up, and hears well."""

import pytest
from playwright.sync_api import expect

import tests.jobs.example_tasks  # noqa: F401 - the question asked here
from miqyas.jobs import run
from miqyas.jobs.models import Job, State
from miqyas.web import answers
from tests.browser.visits import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.web.waiting_urls"),
]


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(answers, "PATIENCE", 0.0)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_tells_how_far_it_is_and_goes_to_the_answer_by_itself(visiting, language):
    seen = visiting()
    seen.go(f"{language}/sum/?of=1,2")
    expect(seen.page.locator("[role=status]")).to_contain_text({"ar": "عامل", "en": "no worker"}[language])
    held = run.job_take(Job.objects.get().pk)
    held.progress(0.43, "answer.working")
    expect(seen.page.locator("[data-moving]")).to_contain_text("43%")
    expect(seen.page.locator("[role=status]")).to_contain_text(
        {"ar": "جارٍ حساب", "en": "being worked out"}[language]
    )
    held.hand_back()
    run.job_run(held.job_id)
    expect(seen.page.get_by_text("the sum is 3.0")).to_be_visible()
    assert "waiting" not in seen.page.url


def test_it_goes_on_without_scripts(visiting):
    seen = visiting(java_script_enabled=False)
    seen.go("en/sum/?of=1,2")
    run.job_run(Job.objects.get().pk)
    expect(seen.page.get_by_text("the sum is 3.0")).to_be_visible()


def test_it_is_given_up_by_keyboard(visiting):
    seen = visiting()
    seen.go("en/sum/?of=1,2")
    seen.page.get_by_role("button", name="Cancel").press("Enter")
    expect(seen.page.get_by_role("link", name="Ask again")).to_be_visible()
    assert Job.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["wide", "phone"])
def test_axe_finds_nothing(visiting, language, options):
    seen = visiting(**options)
    seen.go(f"{language}/sum/?of=1,2")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
