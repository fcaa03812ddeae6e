"""Signing in and out, the first-login link, the lock-out, and the administrator's pages."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from miqyas.web.accounts.links import first_login_address
from miqyas.workspace.accounts import services
from miqyas.workspace.accounts.models import Invitation, User
from miqyas.workspace.accounts.roles import ADMINISTRATOR
from miqyas.workspace.accounts.services import AccountError
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
SITE = "http://testserver"
NEW = {
    "email": "Huda@Example.org",
    "display_name": "هدى",
    "way": "password",
    "password": "harbour lantern seventeen",
}


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    """Requests are counted in a cache that outlives a test."""
    cache.clear()


def sign_in(client: Client, email: str, password: str, language: str = "ar") -> object:
    return client.post(f"/{language}/account/login/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestPeople:
    """Accounts and roles, as services keep them."""

    def test_an_address_belongs_to_one_person_in_any_case(self, cast: Cast) -> None:
        with pytest.raises(AccountError, match="email_taken"):
            services.user_create("AMINA@example.org", by=None)

    def test_an_address_that_is_none_is_refused(self) -> None:
        with pytest.raises(AccountError, match="email_malformed"):
            services.user_create("amina", by=None)

    def test_only_roles_that_are_granted_can_be_granted(self, cast: Cast) -> None:
        for role in ("emperor", "everyone"):
            with pytest.raises(AccountError, match="role_unknown"):
                services.role_grant(cast.amina, role=role, by=None)

    def test_the_last_administrator_stays(self, cast: Cast) -> None:
        with pytest.raises(AccountError, match="last_administrator"):
            services.role_revoke(cast.elif_, role=ADMINISTRATOR, by=None)
        services.role_grant(cast.amina, role=ADMINISTRATOR, by=cast.elif_.pseudonym)
        services.role_revoke(cast.elif_, role=ADMINISTRATOR, by=None)
        assert cast.amina.is_staff
        assert not cast.elif_.is_staff


class TestSigningIn:
    """The sign-in page."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_it_shows_in_both_languages(self, client: Client, language: str) -> None:
        response = client.get(f"/{language}/account/login/")
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()

    def test_it_lets_in_whoever_knows_the_password(self, client: Client, cast: Cast) -> None:
        sign_in(client, "Amina@Example.org", PASSWORD)
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        ("email", "password"), [("amina@example.org", "wrong"), ("nobody@example.org", PASSWORD)]
    )
    def test_it_says_the_same_of_a_wrong_password_and_an_unknown_address(
        self, client: Client, cast: Cast, email: str, password: str
    ) -> None:
        response = sign_in(client, email, password, "en")
        assert "The e-mail address or the password is not right." in response.content.decode()
        assert not is_signed_in(client)

    def test_it_keeps_out_a_deactivated_person(self, client: Client, cast: Cast) -> None:
        User.objects.filter(pk=cast.dana.pk).update(is_active=False)
        sign_in(client, "dana@example.org", PASSWORD)
        assert not is_signed_in(client)

    def test_it_locks_even_the_right_password_after_too_many(self, client: Client, cast: Cast) -> None:
        for _ in range(settings.AXES_FAILURE_LIMIT):
            response = sign_in(client, "amina@example.org", "wrong", "en")
        assert response.status_code == 429
        assert "Wait a quarter of an hour" in response.content.decode()
        assert sign_in(client, "AMINA@example.org", PASSWORD).status_code == 429
        assert not is_signed_in(client)

    def test_many_addresses_tried_from_one_place_are_slowed_down(self, client: Client) -> None:
        for number in range(31):
            response = sign_in(client, f"person{number}@example.org", "wrong", "en")
        assert response.status_code == 429
        assert "Wait a minute" in response.content.decode()

    def test_others_are_not_locked_with_them(self, client: Client, cast: Cast) -> None:
        for _ in range(settings.AXES_FAILURE_LIMIT):
            sign_in(client, "amina@example.org", "wrong")
        sign_in(client, "bruno@example.org", PASSWORD)
        assert is_signed_in(client)

    def test_it_brings_people_back_to_where_they_were_going(self, client: Client, cast: Cast) -> None:
        page = client.get("/en/account/login/?next=/en/somewhere/").content.decode()
        assert '<input type="hidden" name="next" value="/en/somewhere/"' in page
        form = {"login": "amina@example.org", "password": PASSWORD, "next": "/en/somewhere/"}
        assert client.post("/en/account/login/", form)["Location"] == "/en/somewhere/"

    def test_it_does_not_send_people_to_another_site(self, client: Client, cast: Cast) -> None:
        form = {"login": "amina@example.org", "password": PASSWORD, "next": "https://elsewhere.example/"}
        assert client.post("/en/account/login/", form)["Location"].startswith("/")

    def test_nobody_signs_up_by_themselves(self, client: Client) -> None:
        assert client.get("/en/account/signup/").status_code == 404


class TestSignedIn:
    """What those who are in can do with their account."""

    def test_signing_out_takes_a_click_on_a_button(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        assert browser.get("/en/account/logout/").status_code == 200
        assert is_signed_in(browser)
        browser.post("/en/account/logout/")
        assert not is_signed_in(browser)

    def test_a_password_is_changed_with_the_old_one(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        assert browser.get("/ar/account/password/").status_code == 200
        form = {"oldpassword": PASSWORD, "password1": NEW["password"], "password2": NEW["password"]}
        browser.post("/ar/account/password/", form)
        cast.amina.refresh_from_db()
        assert cast.amina.check_password(NEW["password"])


class TestFirstLogin:
    """The link that `run` prints for the local administrator."""

    @pytest.fixture
    def link(self) -> str:
        return first_login_address(SITE)

    def test_looking_at_it_spends_nothing(self, client: Client, link: str) -> None:
        assert client.get(link).status_code == 200
        assert client.get(link).status_code == 200
        assert not is_signed_in(client)

    def test_it_makes_the_administrator_and_lets_them_in(self, client: Client, link: str) -> None:
        client.post(link, NEW)
        huda = User.objects.get()
        assert is_signed_in(client)
        assert (huda.email, huda.display_name, huda.is_staff) == ("huda@example.org", "هدى", True)
        assert huda.check_password(NEW["password"])

    def test_it_cannot_be_used_twice(self, client: Client, link: str) -> None:
        client.post(link, NEW)
        second = Client().post(link, NEW | {"password": "another harbour lantern"})
        assert second.status_code == 410
        assert User.objects.get().check_password(NEW["password"])

    def test_it_is_soon_stale(self, client: Client, link: str) -> None:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.post(link, NEW).status_code == 410

    def test_a_newer_link_replaces_it(self, client: Client, link: str) -> None:
        assert first_login_address(SITE) != link
        assert client.get(link).status_code == 410
        assert User.objects.count() == 1

    def test_a_weak_password_is_refused_and_spends_nothing(self, client: Client, link: str) -> None:
        assert client.post(link, NEW | {"password": "password"}).status_code == 200
        assert client.post(link, NEW).status_code == 302

    def test_a_guessed_link_is_stale_too(self, client: Client) -> None:
        assert client.get(reverse("first_login", args=["guess"])).status_code == 410

    def test_the_database_does_not_hold_the_link(self, link: str) -> None:
        assert link.rstrip("/").rsplit("/", 1)[1] != Invitation.objects.get().token_hash

    def test_none_is_made_once_an_administrator_has_a_password(self, cast: Cast) -> None:
        assert first_login_address(SITE) is None

    def test_the_command_prints_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("first_login", site="http://127.0.0.1:8123")
        wanted = r".+\nhttp://127\.0\.0\.1:8123/ar/account/first/[\w-]{43}/\n"
        assert re.fullmatch(wanted, capsys.readouterr().out)


class TestAdmin:
    """Django's own admin."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    @pytest.mark.parametrize(
        "model", ["accounts/user", "datasets/storeddataset", "jobs/job", "jobs/schedule", "history/record"]
    )
    def test_the_administrator_sees_each_list(self, cast: Cast, model: str, language: str) -> None:
        assert signed_in(cast.elif_).get(f"/{language}/admin/{model}/").status_code == 200

    def test_others_do_not(self, cast: Cast) -> None:
        assert signed_in(cast.dana).get("/en/admin/", follow=False).status_code == 302
        assert Client().get("/en/admin/").status_code == 302

    def test_a_new_person_gets_a_first_login_link(self, cast: Cast) -> None:
        browser = signed_in(cast.elif_)
        form = {"email": "Farid@example.org", "display_name": "Farid", "language": "ar", "is_active": "on"}
        page = browser.post("/en/admin/accounts/user/add/", form, follow=True).content.decode()
        (token,) = re.findall(r"/account/first/([\w-]{43})/", page)
        assert Client().get(f"/ar/account/first/{token}/").status_code == 200
        assert User.objects.get(email="farid@example.org").role_codes == frozenset()

    @pytest.mark.parametrize(
        "model", ["auth/group", "account/emailaddress", "django_tasks_database/dbtaskresult"]
    )
    def test_what_the_services_keep_is_not_there_a_second_time(self, cast: Cast, model: str) -> None:
        assert signed_in(cast.elif_).get(f"/en/admin/{model}/").status_code == 404

    def test_roles_are_granted_and_the_last_administrator_is_kept(self, cast: Cast) -> None:
        browser = signed_in(cast.elif_)
        form = {"email": "amina@example.org", "is_active": "on", "roles": [ADMINISTRATOR]}
        browser.post(f"/en/admin/accounts/user/{cast.amina.pk}/change/", form)
        assert User.objects.get(pk=cast.amina.pk).is_staff
        services.role_revoke(cast.amina, role=ADMINISTRATOR, by=None)
        form = {"email": "elif@example.org", "display_name": "Elif", "is_active": "on", "roles": []}
        page = browser.post(f"/en/admin/accounts/user/{cast.elif_.pk}/change/", form)
        assert "last administrator" in page.content.decode()

    def test_what_is_written_once_has_no_form(self, cast: Cast) -> None:
        browser = signed_in(cast.elif_)
        assert browser.get("/en/admin/history/record/add/").status_code == 403
