"""A report that is waited for and then taken away: read by axe in every contrast, and on a phone."""

import pytest
from playwright.sync_api import expect

from miqyas.jobs.models import Job, MadeReport, State
from miqyas.jobs.run import job_run
from tests.browser.visits import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTRASTS = (
    {"forced_colors": "active"},
    {"contrast": "more"},
    {"contrast": "more", "color_scheme": "dark"},
    {"color_scheme": "dark"},
)
TAKE = "reports/country_brief.pdf?of=BHR&language=en"
OUTSIDE = """[...document.querySelectorAll('.panel dd')].filter(
    one => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right
        > one.closest('.panel').getBoundingClientRect().right).length"""


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr("miqyas.web.views.reports.PATIENCE", 0.0)


def in_every_contrast(seen):
    for media in CONTRASTS:
        seen.page.emulate_media(
            **{"forced_colors": "none", "contrast": "no-preference", "color_scheme": "light", **media}
        )
        assert seen.axe() == [], media
    seen.page.emulate_media(media="screen", color_scheme="light")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_waited_for_and_taken_away(visiting, language):
    seen = visiting()
    seen.go(f"{language}/{TAKE}")
    expect(seen.page.locator("h1")).to_contain_text({"ar": "البحرين", "en": "Bahrain"}[language])
    in_every_contrast(seen)
    address = seen.page.url.removeprefix(seen.site)
    seen.page.goto("about:blank")
    for one in Job.objects.filter(kind="report.make", state=State.QUEUED):
        job_run(one.pk)
    seen.go(address)
    in_every_contrast(seen)
    for size in (None, NARROW):
        if size:
            seen.page.set_viewport_size(size)
        assert not seen.is_wider_than_its_window()
        assert seen.page.evaluate(OUTSIDE) == 0


SUBMITTED = """() => {
    const form = document.body.appendChild(document.createElement("form"));
    form.dispatchEvent(new Event("submit", { bubbles: true }));
}"""


def test_whoever_stops_it_is_not_led_back_to_what_is_gone(visiting):
    seen = visiting()
    seen.go(f"en/{TAKE}")
    seen.page.evaluate(SUBMITTED)
    MadeReport.objects.all().delete()
    seen.page.wait_for_timeout(2500)
    assert seen.page.locator("[data-waiting]").count() == 1


@pytest.mark.parametrize("page", ["countries/BHR/reports/", "embed/country-rank/?country=BHR"])
def test_pages_beside_it_in_every_contrast(visiting, page):
    seen = visiting()
    seen.go(f"ar/{page}")
    in_every_contrast(seen)
