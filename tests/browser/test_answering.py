"""Answering in a browser: saved while typing, guidance beside it, by keyboard, over the end of a session."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.campaigns.services.answers import answer_save
from tests.browser.visits import PHONE, Visit
from tests.campaign_cast import CampaignCast
from tests.cast import PASSWORD, signed_in
from tests.workspace.campaigns.answering_given import Given, closed_before, open_campaign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "workspace/campaigns/present/entity/health/"
ONE = f"{LIST}OSI-IF-001/"


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    return open_campaign(campaign_cast, count=6)


@pytest.fixture
def visiting_as(visiting: Callable[..., Visit], given: Given) -> Callable[..., Visit]:
    """Opens a tab in which somebody of the cast has signed in."""

    def opened(who: str, **options: Any) -> Visit:
        seen = visiting(**options)
        session = signed_in(given.cast.people()[who]).cookies["sessionid"].value
        seen.page.context.add_cookies([{"name": "sessionid", "value": session, "url": seen.site}])
        return seen

    return opened


def form(seen: Visit, code: str = "OSI-IF-001") -> Any:
    return seen.page.locator(f"[data-answer-form][action*='/{code}/']")


def test_it_is_saved_while_typing(visiting_as: Callable[..., Visit], given: Given) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{LIST}")
    form(seen).get_by_label("Yes").check()
    form(seen).locator("textarea").press_sequentially("Article 3")
    expect(seen.page.locator("[data-answers-status]")).to_have_text("Everything you typed is saved.")
    expect(seen.page.locator("#OSI-IF-001 .tag")).to_have_text("Draft")
    answer = given.question().answer
    assert (answer.grade, answer.note) == ("yes", "Article 3")


def test_guidance_comes_beside_the_answer_that_one_is_in(visiting_as: Callable[..., Visit]) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{LIST}")
    form(seen, "OSI-IF-003").locator("textarea").focus()
    expect(seen.page.locator(".work-aside")).to_contain_text("Words about pitfalls 3")


def test_on_a_phone_guidance_opens_below_the_question(visiting_as: Callable[..., Visit]) -> None:
    seen = visiting_as("bruno", viewport=PHONE)
    seen.go(f"ar/{LIST}")
    seen.page.locator("#OSI-IF-001 .answer-guide summary").click()
    expect(seen.page.locator("#OSI-IF-001 .answer-guide")).to_contain_text("كلمات عن pitfalls 1")
    assert not seen.is_wider_than_its_window()


def test_of_two_tabs_both_keep_their_words(visiting_as: Callable[..., Visit], given: Given) -> None:
    one, other = visiting_as("bruno"), visiting_as("noor")
    one.go(f"en/{LIST}")
    other.go(f"en/{LIST}")
    form(one).locator("textarea").fill("Bruno writes")
    expect(one.page.locator("#OSI-IF-001 .tag")).to_have_text("Draft")
    form(other).locator("textarea").fill("Noor writes")
    form(other).get_by_role("link", name="Compare the two").click()
    expect(other.page.locator(".answer-aside")).to_contain_text("Bruno writes")
    expect(other.page.locator(".answer-aside")).to_contain_text("Noor writes")
    assert other.axe() == []
    other.page.get_by_text("Take the words kept aside").click()
    expect(other.page.locator("#answer-note")).to_have_value("Noor writes")


def test_by_keyboard_from_answer_to_answer(visiting_as: Callable[..., Visit], given: Given) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{LIST}")
    form(seen).locator("textarea").focus()
    seen.page.keyboard.press("Control+Enter")
    seen.page.keyboard.press("Space")
    expect(form(seen, "OSI-IF-003").get_by_label("Yes")).to_be_checked()
    seen.page.keyboard.press("Control+Shift+Enter")
    seen.page.keyboard.press("ArrowRight")
    expect(form(seen).locator("input[name=grade]:checked")).to_have_count(1)
    expect(seen.page.locator("[data-answers-status]")).to_have_text("Everything you typed is saved.")
    assert Answer.objects.exclude(grade="").count() == 2


def test_one_question_at_a_time_saves_before_it_goes_on(
    visiting_as: Callable[..., Visit], given: Given
) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{ONE}")
    seen.page.locator("#answer-note").press_sequentially("Article 3")
    seen.page.keyboard.press("Control+Enter")
    expect(seen.page).to_have_url(f"{seen.site}/en/{LIST}OSI-IF-003/")
    assert given.question().answer.note == "Article 3"


def test_a_session_that_ends_takes_no_words_with_it(visiting_as: Callable[..., Visit], given: Given) -> None:
    seen = visiting_as("bruno")
    seen.go(f"en/{ONE}")
    Session.objects.all().delete()
    seen.page.locator("#answer-note").press_sequentially("Typed for an hour")
    expect(seen.page.locator("[data-draft-notice=expired]")).to_be_visible()
    assert not Answer.objects.exists()
    with seen.page.context.expect_page() as opened:
        seen.page.locator("[data-draft-notice=expired] a").click()
    door = opened.value
    door.locator("[name=login]").fill("bruno@example.org")
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("main button[type=submit]").click()
    door.wait_for_url("**/account/**")
    seen.page.locator("#answer-note").press_sequentially(", and more")
    expect(seen.page.locator("[data-answers-status]")).to_have_text("Everything you typed is saved.")
    assert given.question().answer.note == "Typed for an hour, and more"
    seen.complaints.clear()  # the browser notes each request that was turned away


def test_every_page_is_read_by_everybody(visiting_as: Callable[..., Visit], given: Given) -> None:
    closed_before(given)
    answer_save(given.question(), grade="yes", note="Note", version=0, by=given.cast.bruno.pseudonym)
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        seen = visiting_as("salma", **options)
        writer = visiting_as("bruno", **options)
        for language in ("ar", "en"):
            for tab, address in ((writer, LIST), (writer, ONE), (seen, f"{LIST}submission/"), (seen, ONE)):
                tab.go(f"{language}/{address}")
                assert tab.axe() == [], f"{language} {address}"
                assert not tab.is_wider_than_its_window(), f"{language} {address}"
