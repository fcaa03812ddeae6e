"""What people look after in their account: name, address, password, sessions, tokens."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from miqyas.workspace.accounts.models import ApiToken, User
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.accounts.tokens import MOST, token_create, tokens_working
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
NEW = "harbour lantern seventeen"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def confirmed(user: User) -> Client:
    browser = signed_in(user)
    browser.post("/en/account/again/", {"password": PASSWORD})
    return browser


def link_in(letter: Any) -> str:
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(\S+)|http://testserver(\S+)", letter.body)
    return "".join(link)


class TestAccountPage:
    """Name and language."""

    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        for page in ("", "email/", "sessions/", "tokens/", "my-data/", "my-data/file/", "my-data/erase/"):
            assert client.get(f"/en/account/{page}").status_code == 302

    def test_name_and_language_are_kept(self, cast: Cast) -> None:
        signed_in(cast.amina).post("/en/account/", {"display_name": "أمينة", "language": "ar"})
        cast.amina.refresh_from_db()
        assert (cast.amina.display_name, cast.amina.language) == ("أمينة", "ar")

    @pytest.mark.parametrize("form", [{"display_name": ""}, {"display_name": "A", "language": "tlh"}])
    def test_nonsense_is_refused(self, cast: Cast, form: dict[str, str]) -> None:
        page = signed_in(cast.amina).post("/en/account/", form)
        assert "The form needs correcting" in page.content.decode()
        cast.amina.refresh_from_db()
        assert cast.amina.display_name == "Amina"

    def test_a_form_cannot_switch_on_what_it_does_not_show(self, cast: Cast) -> None:
        signed_in(cast.amina).post(
            "/en/account/", {"display_name": "A", "email": "else@example.org", "is_active": ""}
        )
        cast.amina.refresh_from_db()
        assert (cast.amina.email, cast.amina.is_active) == ("amina@example.org", True)


class TestAnotherAddress:
    """The address of the account."""

    def ask(self, user: User, address: str = "Amina@New.example") -> Client:
        browser = confirmed(user)
        browser.post("/en/account/email/", {"email": address})
        return browser

    def test_it_changes_when_the_link_is_confirmed_and_the_old_one_is_told(self, cast: Cast) -> None:
        browser = self.ask(cast.amina)
        (letter,) = mail.outbox
        assert letter.to == ["amina@new.example"]
        link = link_in(letter)
        assert browser.get(link).status_code == 200
        cast.amina.refresh_from_db()
        assert cast.amina.email == "amina@example.org"
        browser.post(link)
        cast.amina.refresh_from_db()
        assert cast.amina.email == "amina@new.example"
        assert mail.outbox[1].to == ["amina@example.org"]

    def test_the_link_works_once_and_for_its_owner_alone(self, cast: Cast) -> None:
        browser = self.ask(cast.amina)
        link = link_in(mail.outbox[0])
        assert signed_in(cast.bruno).post(link).status_code == 410
        browser.post(link)
        assert browser.post(link).status_code == 410
        assert browser.get("/en/account/email/made-up/").status_code == 410

    def test_a_stale_link_is_refused(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = self.ask(cast.amina)
        monkeypatch.setattr("miqyas.web.accounts.changes._LIFETIME", timedelta(seconds=-1))
        assert browser.post(link_in(mail.outbox[0])).status_code == 410

    def test_an_address_of_another_account_gets_no_letter_and_nothing_tells(self, cast: Cast) -> None:
        browser = confirmed(cast.amina)
        taken = browser.post("/en/account/email/", {"email": "bruno@example.org"}).content.decode()
        free = browser.post("/en/account/email/", {"email": "free1@example.org"}).content.decode()
        strip = re.compile(r"bruno@example.org|free1@example.org|csrfmiddlewaretoken.+?>")
        assert strip.sub("", taken) == strip.sub("", free)
        assert [letter.to for letter in mail.outbox] == [["free1@example.org"]]

    def test_an_address_taken_meanwhile_is_refused(self, cast: Cast) -> None:
        browser = self.ask(cast.amina)
        User.objects.filter(pk=cast.bruno.pk).update(email="amina@new.example")
        assert browser.post(link_in(mail.outbox[0])).status_code == 410
        cast.amina.refresh_from_db()
        assert cast.amina.email == "amina@example.org"

    def test_it_takes_the_password_once_more(self, cast: Cast) -> None:
        answer = signed_in(cast.amina).post("/en/account/email/", {"email": "x@example.org"})
        assert answer["Location"].startswith("/en/account/again/")
        assert not mail.outbox


class TestForgottenPassword:
    """A link by mail."""

    def test_it_sets_a_new_password_and_ends_other_sessions(self, client: Client, cast: Cast) -> None:
        elsewhere = signed_in(cast.amina)
        client.post("/ar/account/password/forgotten/", {"email": "AMINA@example.org"})
        (letter,) = mail.outbox
        form = client.get(link_in(letter), follow=True)
        action = form.request["PATH_INFO"]
        client.post(action, {"password1": NEW, "password2": NEW})
        cast.amina.refresh_from_db()
        assert cast.amina.check_password(NEW)
        assert elsewhere.get("/en/account/").status_code == 302

    def test_the_link_works_once(self, client: Client, cast: Cast) -> None:
        client.post("/en/account/password/forgotten/", {"email": "amina@example.org"})
        link = link_in(mail.outbox[0])
        action = client.get(link, follow=True).request["PATH_INFO"]
        client.post(action, {"password1": NEW, "password2": NEW})
        assert "used before" in Client().get(link, follow=True).content.decode()

    def test_nothing_tells_whether_there_is_an_account(self, client: Client, cast: Cast) -> None:
        known = client.post("/en/account/password/forgotten/", {"email": "amina@example.org"})
        unknown = client.post("/en/account/password/forgotten/", {"email": "nobody@example.org"})
        assert known["Location"] == unknown["Location"]
        assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]

    def test_a_deactivated_person_gets_no_letter(self, client: Client, cast: Cast) -> None:
        User.objects.filter(pk=cast.amina.pk).update(is_active=False)
        client.post("/en/account/password/forgotten/", {"email": "amina@example.org"})
        assert not mail.outbox

    def test_an_address_is_not_flooded(self, client: Client, cast: Cast) -> None:
        codes = [
            client.post("/en/account/password/forgotten/", {"email": "amina@example.org"}).status_code
            for _ in range(6)
        ]
        assert codes[-1] == 429
        assert len(mail.outbox) == 5

    def test_the_letter_is_in_the_language_of_the_person(self, client: Client, cast: Cast) -> None:
        User.objects.filter(pk=cast.amina.pk).update(language="ar")
        client.post("/en/account/password/forgotten/", {"email": "amina@example.org"})
        (letter,) = mail.outbox
        assert letter.subject == "كلمة مرور جديدة"
        html = letter.alternatives[0][0]
        assert '<html lang="ar" dir="rtl">' in html

    def test_a_mail_server_that_is_away_is_nobody_s_error_page(
        self, client: Client, cast: Cast, settings: Any
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        answer = client.post("/en/account/password/forgotten/", {"email": "amina@example.org"})
        assert answer.status_code == 302


class TestSessions:
    """Where somebody is signed in."""

    def browsers(self, user: User) -> tuple[Client, Client]:
        here, there = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/605")
        for browser in (here, there):
            browser.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
        return here, there

    def test_each_is_listed_and_can_be_ended(self, cast: Cast) -> None:
        here, there = self.browsers(cast.amina)
        page = here.get("/en/account/sessions/")
        assert "Safari on iOS" in page.content.decode()
        own_key = here.session.session_key
        (other,) = [one for one in page.context["sessions"] if one.session_key != own_key]
        here.post("/en/account/sessions/", {"session": other.pk})
        assert there.get("/en/account/").status_code == 302
        assert here.get("/en/account/").status_code == 200

    def test_all_others_end_at_once(self, cast: Cast) -> None:
        here, there = self.browsers(cast.amina)
        here.post("/en/account/sessions/", {"session": "others"})
        assert there.get("/en/account/").status_code == 302

    def test_a_session_of_somebody_else_is_not_there(self, cast: Cast) -> None:
        here, there = self.browsers(cast.amina)
        (bruno_s, _) = self.browsers(cast.bruno)
        of_amina = here.get("/en/account/sessions/").context["sessions"][0].pk
        assert bruno_s.post("/en/account/sessions/", {"session": of_amina}).status_code == 404
        assert bruno_s.post("/en/account/sessions/", {"session": "x"}).status_code == 404
        assert here.get("/en/account/").status_code == 200
        assert there.get("/en/account/").status_code == 200


class TestTokens:
    """Tokens for programs."""

    FORM = {"name": "report", "scope": "read", "days": "30"}

    def test_a_new_one_is_shown_once(self, cast: Cast) -> None:
        browser = confirmed(cast.amina)
        page = browser.post("/en/account/tokens/", self.FORM).content.decode()
        (secret,) = re.findall(r"miqyas_[\w-]{43}", page)
        assert secret not in browser.get("/en/account/tokens/").content.decode()
        answer = Client().get("/api/v1/workspace/me", headers={"authorization": f"Bearer {secret}"})
        assert answer.json()["email"] == "amina@example.org"

    def test_it_takes_the_password_once_more(self, cast: Cast) -> None:
        assert signed_in(cast.amina).post("/en/account/tokens/", self.FORM).status_code == 302
        assert not ApiToken.objects.exists()

    @pytest.mark.parametrize("wrong", [{"name": ""}, {"scope": "all"}, {"days": "9999"}, {"name": "x" * 81}])
    def test_nonsense_is_refused(self, cast: Cast, wrong: dict[str, str]) -> None:
        confirmed(cast.amina).post("/en/account/tokens/", self.FORM | wrong)
        assert not ApiToken.objects.exists()

    def test_its_owner_revokes_it_and_nobody_else(self, cast: Cast) -> None:
        token, _ = token_create(cast.amina, name="x", scope="read", days=1)
        address = reverse("account_token_revoke", args=[token.pk])
        assert signed_in(cast.bruno).post(address).status_code == 404
        assert signed_in(cast.amina).get(address).status_code == 405
        assert tokens_working(cast.amina).exists()
        signed_in(cast.amina).post(address)
        assert not tokens_working(cast.amina).exists()

    def test_there_is_an_end_to_how_many(self, cast: Cast) -> None:
        for number in range(MOST):
            token_create(cast.amina, name=str(number), scope="read", days=1)
        page = confirmed(cast.amina).post("/en/account/tokens/", self.FORM)
        assert "as many working tokens" in page.content.decode()

    @pytest.mark.parametrize("days", [0, -1, 367])
    def test_a_lifetime_has_bounds(self, cast: Cast, days: int) -> None:
        with pytest.raises(AccountError, match="token_lifetime"):
            token_create(cast.amina, name="x", scope="read", days=days)

    def test_its_name_is_escaped(self, cast: Cast) -> None:
        token_create(cast.amina, name="<script>alert(1)</script>", scope="read", days=1)
        assert "<script>alert" not in confirmed(cast.amina).get("/en/account/tokens/").content.decode()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "page", ["", "email/", "sessions/", "tokens/", "my-data/", "my-data/erase/", "password/", "signed-in/"]
)
def test_each_page_shows_in_both_languages(cast: Cast, language: str, page: str) -> None:
    answer = confirmed(cast.amina).get(f"/{language}/account/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
