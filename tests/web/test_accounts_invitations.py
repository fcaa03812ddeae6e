"""Invitations: by letter, taken up once, with a password or a passkey."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from miqyas.workspace.accounts.invitation_letters import invitation_post
from miqyas.workspace.accounts.invitations import (
    first_login_for_administrator,
    has_entered,
    invitation_create,
    person_invite,
)
from miqyas.workspace.accounts.models import Invitation, User
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.events.models import Event
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PASSWORD = "harbour lantern seventeen"
FORM = {"display_name": "Huda", "way": "password", "password": PASSWORD}


@pytest.fixture
def link() -> str:
    _, secret = person_invite("Huda@example.org", by=None, role="lead", language="ar")
    return f"/en/account/first/{secret}/"


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


class TestLetter:
    """What an invited person gets."""

    @pytest.mark.parametrize(
        ("language", "subject", "role", "direction"),
        [
            ("ar", "دعوة إلى مقياس", "قائد الحملة", "rtl"),
            ("en", "You are invited to Miqyas", "Authority lead", "ltr"),
        ],
    )
    def test_it_is_in_their_language(
        self, language: str, subject: str, role: str, direction: str, settings: Any
    ) -> None:
        settings.MIQYAS_MAILS = True
        made = person_invite("huda@example.org", by=None, role="lead", language=language)
        assert invitation_post(*made)
        (letter,) = mail.outbox
        assert (letter.subject, letter.to) == (subject, ["huda@example.org"])
        assert role in letter.body
        assert f"/{language}/account/first/{made[1]}/" in letter.body
        assert f'dir="{direction}"' in letter.alternatives[0][0]

    def test_a_server_that_is_away_is_told_of(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MIQYAS_MAILS = "127.0.0.1", 1, True
        assert not invitation_post(*person_invite("huda@example.org", by=None))

    def test_the_event_names_nobody(self, link: str) -> None:
        event = Event.objects.get(kind="person.invited")
        assert event.payload == {"person": str(User.objects.get().pseudonym)}


class TestTakingUp:
    """The page behind the link."""

    def test_it_says_for_whom_it_is_and_asks_no_address(self, client: Client, link: str) -> None:
        page = client.get(link).content.decode()
        assert "huda@example.org" in page
        assert 'name="email"' not in page

    def test_the_name_that_the_inviter_gave_stands_there(self, client: Client) -> None:
        _, secret = person_invite(
            "huda@example.org", by=None, role="lead", display_name="Huda", language="en"
        )
        assert 'value="Huda"' in client.get(f"/en/account/first/{secret}/").content.decode()

    def test_name_and_password_let_in(self, client: Client, link: str) -> None:
        client.post(link, FORM)
        huda = User.objects.get()
        assert is_signed_in(client)
        assert huda.check_password(PASSWORD)
        assert huda.role_codes == {"lead"}
        assert huda.language == "ar"

    def test_an_address_in_the_form_changes_nothing(self, client: Client, link: str) -> None:
        client.post(link, FORM | {"email": "else@example.org"})
        assert User.objects.get().email == "huda@example.org"

    def test_who_wants_a_passkey_goes_on_to_make_one(self, client: Client, link: str) -> None:
        answer = client.post(link, {"display_name": "Huda", "way": "passkey"}, follow=True)
        assert answer.redirect_chain[-1][0].endswith("/account/security/webauthn/add/")
        assert answer.status_code == 200
        assert not User.objects.get().has_usable_password()
        assert has_entered(User.objects.get())

    def test_who_gave_the_passkey_up_still_gets_in_by_a_letter(self, client: Client, link: str) -> None:
        client.post(link, {"display_name": "Huda", "way": "passkey"})
        Client().post("/en/account/password/forgotten/", {"email": "huda@example.org"})
        assert [letter.to for letter in mail.outbox] == [["huda@example.org"]]

    def test_who_entered_is_at_work_in_the_language_of_the_page(self, client: Client, link: str) -> None:
        assert client.post(link, FORM)["Location"] == "/en/workspace/"

    @pytest.mark.parametrize(
        "password", ["huda@example.org", "Huda the signatory"], ids=["the address", "the name just typed"]
    )
    def test_the_password_is_not_what_everybody_knows(self, client: Client, link: str, password: str) -> None:
        form = FORM | {"display_name": "Huda the Signatory", "password": password}
        assert client.post(link, form).status_code == 200
        assert not is_signed_in(client)

    def test_nor_the_address_that_the_administrator_types(self, client: Client) -> None:
        link = f"/en/account/first/{first_login_for_administrator()}/"
        form = FORM | {"email": "first.admin@example.org", "password": "first.admin@example.org"}
        assert client.post(link, form).status_code == 200
        assert not is_signed_in(client)

    @pytest.mark.parametrize(
        "wrong",
        [{"password": ""}, {"password": "short"}, {"display_name": ""}, {"way": "magic"}, {"way": ""}],
    )
    def test_what_is_wrong_spends_nothing(self, client: Client, link: str, wrong: dict[str, str]) -> None:
        assert client.post(link, FORM | wrong).status_code == 200
        assert not is_signed_in(client)
        assert client.post(link, FORM).status_code == 302

    def test_it_works_once(self, client: Client, link: str) -> None:
        client.post(link, FORM)
        assert Client().post(link, FORM | {"password": "another harbour lantern"}).status_code == 410
        assert User.objects.get().check_password(PASSWORD)

    def test_it_is_stale_one_day(self, client: Client, link: str) -> None:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.post(link, FORM).status_code == 410

    def test_not_for_somebody_switched_off(self, client: Client, link: str) -> None:
        User.objects.update(is_active=False)
        assert client.post(link, FORM).status_code == 410


class TestInviting:
    """Who can be invited."""

    def test_again_gives_a_new_link_and_another_role(self, client: Client, link: str) -> None:
        _, secret = person_invite("huda@example.org", by=None, role="viewer")
        assert client.get(link).status_code == 410
        assert client.get(f"/en/account/first/{secret}/").status_code == 200
        assert User.objects.get().role_codes == {"lead", "viewer"}

    def test_nobody_who_has_entered(self, cast: Cast) -> None:
        with pytest.raises(AccountError, match="has_entered"):
            person_invite("amina@example.org", by=None, role="lead")
        with pytest.raises(AccountError, match="has_entered"):
            invitation_create(cast.amina, by=None)
        assert cast.amina.role_codes == frozenset()

    def test_nobody_with_a_role_that_does_not_fit(self) -> None:
        with pytest.raises(AccountError, match="scope_entity"):
            person_invite("huda@example.org", by=None, role="contributor")
        assert not User.objects.exists()

    def test_a_name_with_a_line_break_ends_no_header(self, settings: Any) -> None:
        from miqyas.workspace.accounts.letters import Letter, letter_post

        letter_post(
            Letter(to="huda@example.org", language="en", subject="One\nBcc: all@example.org", lines=["Text"])
        )
        assert mail.outbox[0].subject == "One Bcc: all@example.org"
        assert mail.outbox[0].recipients() == ["huda@example.org"]

    def test_what_a_letter_quotes_is_escaped(self) -> None:
        from miqyas.workspace.accounts.letters import Letter, letter_post

        letter_post(
            Letter(to="huda@example.org", language="en", subject="S", lines=["<script>x</script> & y"])
        )
        assert "<script>" not in mail.outbox[0].alternatives[0][0]
        assert "<script>x</script> & y" in mail.outbox[0].body


def test_no_log_line_shows_a_link_by_mail() -> None:
    from miqyas.server.logs import without_links

    for path in (
        "/en/account/first/s3cr-et_/",
        "/ar/account/password/new/3-abc-def/",
        "/en/account/email/x:y:z/",
    ):
        told = without_links(None, "", {"path": path, "event": f"Gone: {path}"})
        assert re.search(r"s3cr|abc|x:y", str(told)) is None
