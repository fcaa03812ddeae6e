"""Passkeys in a real browser, forms whose words outlive the session, and axe on every page of an account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Route, expect

from miqyas.workspace.accounts.invitations import person_invite
from miqyas.workspace.accounts.models import User
from tests.browser.visits import PHONE, Visit
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "account/",
    "account/email/",
    "account/password/",
    "account/security/",
    "account/security/totp/activate/",
    "account/security/webauthn/",
    "account/security/webauthn/add/",
    "account/sessions/",
    "account/tokens/",
    "account/my-data/",
    "account/my-data/erase/",
    "workspace/people/",
    "workspace/people/new/",
)


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def with_passkeys(seen: Visit) -> None:
    """Give the browser a device that makes passkeys, and whose owner always agrees."""
    session = seen.page.context.new_cdp_session(seen.page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def sign_in(seen: Visit, user: User) -> None:
    seen.go("/en/account/login/")
    seen.page.fill("[name=login]", user.email)
    seen.page.fill("[name=password]", PASSWORD)
    seen.page.click("main form button[type=submit]")


def is_in(seen: Visit) -> None:
    """Wait until the top bar has the menu of somebody who has signed in."""
    expect(seen.page.locator(".topbar details.dropdown")).to_be_visible()


def confirm(seen: Visit) -> None:
    seen.go("/en/account/again/")
    seen.page.fill("[name=password]", PASSWORD)
    seen.page.click("main form button[type=submit]")


def sign_out(seen: Visit) -> None:
    seen.page.context.clear_cookies()


@pytest.fixture
def at_localhost(live_server: Any) -> str:
    """Passkeys belong to a name: an address of numbers has none."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


def test_a_passkey_is_added_and_then_signs_in_by_itself(
    visiting: Callable[..., Visit], cast: Cast, at_localhost: str
) -> None:
    seen = visiting()
    seen.site = at_localhost
    with_passkeys(seen)
    sign_in(seen, cast.amina)
    confirm(seen)
    seen.go("/en/account/security/webauthn/add/")
    seen.page.click("[data-passkey-start]")
    expect(seen.page.locator("h1")).to_have_text("Recovery codes")
    assert User.objects.get(pk=cast.amina.pk).has_second_factor

    sign_out(seen)
    seen.go("/ar/account/login/")
    seen.page.click("form[data-passkey=enter] [data-passkey-start]")
    is_in(seen)
    seen.go("/en/account/")
    expect(seen.page.locator("[name=display_name]")).to_have_value("Amina")

    sign_out(seen)
    sign_in(seen, cast.amina)
    expect(seen.page.locator("h1")).to_have_text("Second step")
    seen.page.click("[data-passkey-start]")
    is_in(seen)
    seen.go("/en/account/tokens/")
    seen.page.click("text=With a passkey")
    seen.page.click("[data-passkey-start]")
    expect(seen.page.locator("h1")).to_have_text("Tokens for programs")


def test_an_invited_person_enters_with_a_passkey_and_no_password(
    visiting: Callable[..., Visit], db: None, at_localhost: str
) -> None:
    _, secret = person_invite("huda@example.org", by=None)
    seen = visiting()
    seen.site = at_localhost
    with_passkeys(seen)
    seen.go(f"/en/account/first/{secret}/")
    seen.page.fill("[name=display_name]", "Huda")
    seen.page.check("[value=passkey]")
    expect(seen.page.locator("[name=password]")).to_be_hidden()
    seen.page.click("main form button[type=submit]")
    seen.page.click("[data-passkey-start]")
    expect(seen.page.locator("h1")).to_have_text("Recovery codes")
    assert not User.objects.get().has_usable_password()


def test_a_passkey_is_not_asked_for_before_the_page_can_hear_it(
    visiting: Callable[..., Visit], cast: Cast, at_localhost: str
) -> None:
    seen = visiting()
    seen.site = at_localhost
    with_passkeys(seen)
    sign_in(seen, cast.amina)
    confirm(seen)
    held: list[Route] = []
    seen.page.route("**/passkeys*.js", lambda route: held.append(route))
    seen.page.goto(f"{at_localhost}/en/account/security/webauthn/add/", wait_until="commit")
    expect(seen.page.locator("h1")).to_have_text("Add a passkey")
    start = seen.page.locator("[data-passkey-start]")
    expect(start).to_be_hidden()
    held[0].continue_()
    start.click()
    expect(seen.page.locator("h1")).to_have_text("Recovery codes")


def test_a_browser_without_passkeys_says_so(
    visiting: Callable[..., Visit], cast: Cast, at_localhost: str
) -> None:
    seen = visiting()
    seen.site = at_localhost
    seen.page.add_init_script("delete window.PublicKeyCredential")
    sign_in(seen, cast.amina)
    confirm(seen)
    seen.go("/en/account/security/webauthn/add/")
    expect(seen.page.locator("[data-passkey-unable]")).to_be_visible()
    expect(seen.page.locator("[data-passkey-start]")).to_be_hidden()


def test_what_the_browser_gives_up_is_said_calmly(
    visiting: Callable[..., Visit], cast: Cast, at_localhost: str
) -> None:
    seen = visiting()
    seen.site = at_localhost
    seen.go("/en/account/login/")
    seen.page.evaluate("() => { navigator.credentials.get = async () => { throw new Error('given up'); }; }")
    seen.page.click("form[data-passkey=enter] [data-passkey-start]")
    expect(seen.page.locator("[data-passkey-error]")).to_be_visible()


class TestWordsOutliveTheSession:
    """A form that was being filled in when the session ended."""

    FORM = "/en/workspace/people/new/"

    def begin(self, seen: Visit, cast: Cast) -> None:
        sign_in(seen, cast.elif_)
        seen.go(self.FORM)
        seen.page.fill("[name=email]", "huda@example.org")
        seen.page.fill("[name=display_name]", "هدى")
        seen.page.select_option("[name=role]", "viewer")

    def test_a_plain_form_comes_back_with_them_after_signing_in(
        self, visiting: Callable[..., Visit], cast: Cast
    ) -> None:
        seen = visiting()
        self.begin(seen, cast)
        Session.objects.all().delete()
        seen.page.click(".work-main form button[type=submit]")
        seen.page.fill("[name=login]", cast.elif_.email)
        seen.page.fill("[name=password]", PASSWORD)
        seen.page.click("main form button[type=submit]")
        expect(seen.page.locator("[data-draft-notice=back]")).to_be_visible()
        expect(seen.page.locator("[name=email]")).to_have_value("huda@example.org")
        expect(seen.page.locator("[name=display_name]")).to_have_value("هدى")
        expect(seen.page.locator("[name=role]")).to_have_value("viewer")
        assert seen.axe() == []

    def test_what_was_not_sent_is_offered_when_the_page_is_opened_again(
        self, visiting: Callable[..., Visit], cast: Cast
    ) -> None:
        seen = visiting()
        self.begin(seen, cast)
        seen.go("/en/about/")
        seen.go(self.FORM)
        expect(seen.page.locator("[name=email]")).to_have_value("")
        seen.page.click("[data-restore]")
        expect(seen.page.locator("[name=email]")).to_have_value("huda@example.org")

    def test_what_was_taken_is_not_offered_again(self, visiting: Callable[..., Visit], cast: Cast) -> None:
        seen = visiting()
        self.begin(seen, cast)
        confirm(seen)
        seen.go(self.FORM)
        seen.page.click("[data-restore]")
        seen.page.click(".work-main form button[type=submit]")
        expect(seen.page.locator("h1")).to_have_text("هدى")
        seen.go(self.FORM)
        expect(seen.page.locator("[data-draft-notice]")).to_have_count(0)

    def test_a_script_that_met_the_end_shows_the_way(
        self, visiting: Callable[..., Visit], cast: Cast
    ) -> None:
        seen = visiting()
        self.begin(seen, cast)
        seen.page.evaluate(
            "document.querySelector('[data-draft]').dispatchEvent(new CustomEvent('draft:expired'))"
        )
        expect(seen.page.locator("[data-draft-notice=expired]")).to_be_visible()
        expect(seen.page.locator("[name=email]")).to_have_value("huda@example.org")
        assert seen.axe() == []

    def test_another_person_in_the_same_tab_sees_none_of_it(
        self, visiting: Callable[..., Visit], cast: Cast
    ) -> None:
        from miqyas.workspace.accounts.services import role_grant

        role_grant(cast.amina, role="lead", by=None)
        seen = visiting()
        self.begin(seen, cast)
        sign_out(seen)
        sign_in(seen, cast.amina)
        seen.go(self.FORM)
        expect(seen.page.locator("[data-draft-notice]")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "options"), [("ar", {}), ("en", {"viewport": PHONE, "color_scheme": "dark"})]
)
def test_every_page_is_whole(
    visiting: Callable[..., Visit], cast: Cast, language: str, options: dict[str, Any]
) -> None:
    seen = visiting(**options)
    sign_in(seen, cast.elif_)
    confirm(seen)
    for page in PAGES:
        seen.go(f"/{language}/{page}")
        assert seen.axe() == [], page
        assert not seen.is_wider_than_its_window(), page
