"""Statistical inputs in a browser: readable for everybody, on a phone too, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from miqyas.analysis.updates import inputs_of
from miqyas.analysis.world import load_world
from miqyas.workspace.statistics.fields import Figures, Plan
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.services import input_plan, input_save, inputs_prepare
from tests.browser.visits import PHONE, Visit
from tests.campaign_cast import CampaignCast
from tests.cast import PASSWORD, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORLD = load_world()
TABLE = "workspace/statistics/"
ONE = f"{TABLE}{WORLD.target}/TII.AM/"


@pytest.fixture
def visiting_as(
    visiting: Callable[..., Visit], campaign_cast: CampaignCast, settings: Any
) -> Callable[..., Visit]:
    """Opens a tab in which somebody of the cast has signed in, where inputs are prepared."""
    settings.MIQYAS_HOME_COUNTRY = "LBN"
    inputs_prepare(inputs_of(WORLD, edition=WORLD.target).values(), edition=WORLD.target, by=None)
    item = StatisticalInput.objects.get(indicator="TII.AM")
    input_plan(item, Plan(entity=campaign_cast.health, agency="ITU"), version=0, by=None)
    figures = Figures(national_value=96.0, national_year=2025, agency_value=90.0, agency_year=2023)
    input_save(item, figures, version=1, by=campaign_cast.bruno.pseudonym)

    def opened(who: str, **options: Any) -> Visit:
        seen = visiting(**options)
        session = signed_in(campaign_cast.people()[who]).cookies["sessionid"].value
        seen.page.context.add_cookies([{"name": "sessionid", "value": session, "url": seen.site}])
        return seen

    return opened


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_readable_for_everybody(
    language: str, scheme: str, visiting_as: Callable[..., Visit]
) -> None:
    seen = visiting_as("amina", color_scheme=scheme)
    for page in (TABLE, ONE, f"{TABLE}{WORLD.target}/HCI.MYS/"):
        seen.go(f"{language}/{page}")
        assert seen.axe() == [], page


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_is_wider_than_a_phone(language: str, visiting_as: Callable[..., Visit]) -> None:
    seen = visiting_as("bruno", viewport=PHONE)
    for page in (TABLE, ONE):
        seen.go(f"{language}/{page}")
        assert not seen.is_wider_than_its_window()
        assert seen.axe() == []


def test_figures_are_saved_by_keyboard(visiting_as: Callable[..., Visit]) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{ONE}")
    seen.page.locator("#id_national_value").focus()
    seen.page.keyboard.press("Control+A")
    seen.page.keyboard.type("97.5")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".statistics-value").first).to_have_text("97.5")
    assert StatisticalInput.objects.get(indicator="TII.AM").national_value == 97.5


def test_of_two_tabs_the_second_sees_both_and_decides(visiting_as: Callable[..., Visit]) -> None:
    one, other = visiting_as("bruno"), visiting_as("noor")
    one.go(f"en/{ONE}")
    other.go(f"en/{ONE}")
    one.page.get_by_label("What explains the difference").fill("Census")
    one.page.locator("#figures button[type=submit]").last.click()
    expect(one.page.get_by_label("What explains the difference")).to_have_value("Census")
    other.page.get_by_label("What explains the difference").fill("Survey")
    other.page.locator("#figures button[type=submit]").last.click()
    expect(other.page.get_by_role("alert").first).to_contain_text("Bruno")
    expect(other.page.get_by_role("alert").first).to_contain_text("Census")
    expect(other.page.get_by_label("What explains the difference")).to_have_value("Survey")
    assert other.axe() == []
    other.complaints.clear()  # the browser tells of the 409
    other.page.locator("#figures button[type=submit]").last.click()
    expect(other.page.get_by_label("What explains the difference")).to_have_value("Survey")
    assert StatisticalInput.objects.get(indicator="TII.AM").explanation == "Survey"


def test_a_session_that_ends_takes_no_words_with_it(visiting_as: Callable[..., Visit]) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{ONE}")
    seen.page.get_by_label("What explains the difference").fill("A survey of our own")
    Session.objects.all().delete()
    seen.page.locator("#figures button[type=submit]").last.click()
    seen.page.locator("[name=login]").fill("bruno@example.org")
    seen.page.locator("[name=password]").fill(PASSWORD)
    seen.page.locator("main button[type=submit]").click()
    seen.page.locator("[data-draft-notice=kept] [data-restore], [data-draft-notice=back]").first.click()
    expect(seen.page.get_by_label("What explains the difference")).to_have_value("A survey of our own")
