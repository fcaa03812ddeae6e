"""The programme of the sample government, page by page, from services and roadmap to workshops.

Whoever holds each area starts at its first page and follows the links they are shown, until one page of every
kind has been seen: in both languages, light and dark, on a screen and on two phones, and read by axe in each.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from django.urls import resolve
from django.utils.translation import override
from playwright.sync_api import Page

from miqyas.workspace.workshops.models import Workshop
from miqyas.workspace.workshops.services.exercises import exercise_start
from tests.browser.visits import NARROW, PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORK: Final = "/en/workspace/"
STARTS: Final = {
    "amina": (
        "services/", "services/nation/", "roadmap/", "challenges/sample-excellence-2/", "challenges/new/",
        "stories/", "twinning/", "twinning/partners/", "workshops/", "questionnaires/", "watchlist/",
        "readiness/",
    ),
    "shadi": ("challenges/jury/",),
    "noor": ("stories/new/?entity=sample-health", "challenges/"),
    "": ("/en/services/", "/en/stories/", "/en/challenge/", "/en/certificates/", "/en/w/"),
}  # fmt: skip
"""From where each person walks, below the workspace; nobody walks in public."""
KINDS: Final = {
    "amina": {
        "services", "service", "service_edit", "service_new", "services_nation", "services_entity",
        "services_worth", "services_once_only", "services_upload",
        "roadmap", "roadmap_item", "roadmap_item_edit", "roadmap_new", "roadmap_dates", "roadmap_slips",
        "roadmap_plans", "roadmap_plan", "roadmap_baselines", "roadmap_upload", "committee_pack",
        "directives", "directive", "directive_edit", "directive_new", "gate", "gate_new", "gate_review",
        "challenge", "challenge_new", "challenge_settings", "nomination", "challenge_jury",
        "challenge_scores", "challenge_standings", "challenge_signals", "challenge_appeals",
        "challenge_certificates",
        "stories", "story", "story_edit", "story_revision", "stories_upload",
        "twinnings", "twin", "twin_new", "twin_programme", "twin_keys", "twin_partners", "twin_partner",
        "twin_partner_new", "twin_package_upload", "twin_file_upload",
        "workshops", "workshop", "workshop_kit", "questionnaires", "watchlist", "policy", "policy_new",
        "policies_upload", "readiness", "readiness_list", "readiness_entity",
    },
    "shadi": {"jury_queue", "jury_sheet", "jury_upload"},
    "noor": {"story_new", "challenges"},
    "": {
        "public_services", "public_service", "public_stories", "public_story", "public_booklet",
        "leaderboards", "leaderboard", "certificates", "certificate", "door",
    },
}  # fmt: skip
"""Every kind of page of the programme, with the person who looks at it."""
LINKS: Final = "[...document.querySelectorAll('main a[href]:not(svg *)')].map(a => a.pathname + a.search)"
REACHED: Final = "document.activeElement.closest('main')?.contains(document.activeElement) &&\
 document.activeElement.setAttribute('data-reached', '')"
MISSED: Final = """[...document.querySelectorAll(
  'main :is(a[href], button, select, summary, input:not([type=hidden]), [tabindex="0"])'
    + ':not([data-reached], [tabindex="-1"])'
)].filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
SCROLLED: Final = """[...document.querySelectorAll('main *')].filter(
  one => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)
    && one.tabIndex < 0 && !one.querySelector('a[href], button, input, summary, [tabindex="0"]')
).map(one => one.outerHTML.slice(0, 120))"""


def test_the_programme_is_whole_for_everybody(visiting: Callable[..., Visit], sample: None) -> None:
    for name in KINDS:
        every_page(visiting, name)
    workshop = Workshop.objects.get()
    portal = "https://portal.example.org/"
    exercise_start(workshop, feature="OSI-IF-004", begins_at=portal, seconds=600, by=None)
    a_room_and_its_phones(visiting, workshop)
    without_a_mouse(visiting)
    without_scripts(visiting, workshop)


def every_page(visiting: Callable[..., Visit], name: str) -> None:
    """Each kind of page that the person looks at, light and dark, one language in each."""
    light, dark = visiting(), visiting(color_scheme="dark")
    for one in (light, dark):
        entered(one, name)
    seen = dict(walk(light, name, KINDS[name]))
    assert KINDS[name] - seen.keys() == set()
    for number, address in enumerate(seen.values()):
        for one, language in zip((light, dark), ("en", "ar") if number % 2 else ("ar", "en"), strict=True):
            whole(one, address.replace("/en/", f"/{language}/", 1))


def a_room_and_its_phones(visiting: Callable[..., Visit], workshop: Workshop) -> None:
    """The presenter's screen, a phone that comes in, looks, answers, and says what it thinks."""
    presenter, phone = visiting(), visiting()
    entered(presenter, "amina")
    for language in ("ar", "en"):
        whole(presenter, f"/{language}/workspace/workshops/{workshop.code}/room/")
        whole(phone, f"/{language}/w/{workshop.door}/")
    with phone.page.expect_navigation():
        phone.page.locator("main form button").first.click()
    for language in ("ar", "en"):
        whole(phone, f"/{language}/w/{workshop.door}/")
    with phone.page.expect_navigation():
        phone.page.locator("main [name='is_found'][value='yes']").click()
    for language in ("ar", "en"):
        whole(phone, f"/{language}/w/{workshop.door}/")
        whole(phone, f"/{language}/w/{workshop.door}/feedback/")


def without_a_mouse(visiting: Callable[..., Visit]) -> None:
    """Tab comes to every control of what is drawn."""
    seen = visiting()
    entered(seen, "amina")
    for address in ("roadmap/dates/", "roadmap/slips/", "services/once-only/", "twinning/programme/"):
        seen.go(f"{WORK}{address}")
        assert unreached(seen.page) == [], address


def without_scripts(visiting: Callable[..., Visit], workshop: Workshop) -> None:
    """Pages that scripts make easier hold together where scripts are off."""
    seen = visiting(java_script_enabled=False)
    entered(seen, "amina")
    room = f"workshops/{workshop.code}/room/"
    for address in ("roadmap/dates/", "services/once-only/", "services/new/", room, "twinning/programme/"):
        for size in (WIDE, PHONE):
            seen.page.set_viewport_size(size)
            assert seen.go(f"/ar/workspace/{address}").status == 200, address
            assert not seen.is_wider_than_its_window(), address


def entered(seen: Visit, name: str) -> None:
    """Be somebody of the sample; nobody stays outside."""
    if name:
        seen.go("en/account/sample/")
        with seen.page.expect_navigation():
            seen.page.locator(f"[value='{name}@example.org']").click()


def walk(seen: Visit, name: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The first address of each kind that links lead to."""
    waiting = deque(one if one.startswith("/") else f"{WORK}{one}" for one in STARTS[name])
    found: set[str] = set()
    while waiting and wanted - found:
        address = waiting.popleft()
        with override("en"):
            kind = resolve(address.partition("?")[0]).url_name
        if kind not in wanted - found:
            continue
        assert seen.go(address).status == 200, address
        found.add(kind)
        yield kind, address
        waiting.extend(link for link in seen.page.evaluate(LINKS) if link.startswith("/en/"))


def whole(seen: Visit, address: str) -> None:
    """Answered, with one heading, clean to axe, and nowhere wider than a screen or a phone."""
    seen.page.set_viewport_size(WIDE)
    assert seen.go(address).status == 200, address
    assert seen.page.locator("h1").count() == 1 or "/booklet/" in address, address  # which has chapters
    assert seen.axe() == [], address
    for size in (WIDE, PHONE, NARROW):
        seen.page.set_viewport_size(size)
        assert not seen.is_wider_than_its_window(), (address, size)
    assert seen.page.evaluate(SCROLLED) == [], address


def unreached(page: Page) -> list[str]:
    """Visible controls of the page to which Tab never came."""
    count = page.locator("a[href], button, select, summary, input, [tabindex='0']").count()
    page.locator("body").focus()
    for _ in range(count + 1):
        page.keyboard.press("Tab")
        page.evaluate(REACHED)
    return list(page.evaluate(MISSED))
