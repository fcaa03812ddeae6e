"""Signing in through a provider: for the invited and for those who linked it; no way to take an account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from miqyas.web.accounts.provider import ProviderAdapter
from miqyas.workspace.accounts.invitations import has_entered, person_invite
from miqyas.workspace.accounts.models import User
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
ISSUER = "https://login.example"
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}
HUDA = {"sub": "h-1", "email": "huda@example.org", "email_verified": True, "name": "Huda"}


class Answer:
    """What the provider answers to this server."""

    headers = {"content-type": "application/json"}
    status_code = 200

    def __init__(self, body: Any) -> None:
        self.body, self.text, self.content = body, str(body), b""

    def json(self) -> Any:
        return self.body

    def raise_for_status(self) -> None:
        return


class Pretended:
    """A provider that says of whoever comes what the test wants."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = dict(HUDA)

    def __enter__(self) -> "Pretended":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def get(self, url: str, **_: Any) -> Answer:
        return Answer(self.says if url.endswith("/userinfo") else CONFIGURATION)

    def request(self, _method: str, _url: str, **_: Any) -> Answer:
        claims = {**self.says, "iss": ISSUER, "aud": "miqyas", "exp": 4_000_000_000, "iat": 0}
        token = jwt.encode(claims, "a key that nobody checks, since TLS does", algorithm="HS256")
        return Answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def post(self, url: str, **more: Any) -> Answer:
        return self.request("POST", url, **more)


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Pretended:
    cache.clear()
    app = {"provider_id": "oidc", "name": "National login", "client_id": "miqyas", "secret": "s"}
    apps = [app | {"settings": {"server_url": ISSUER}}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    pretended = Pretended()
    monkeypatch.setattr(ProviderAdapter, "get_requests_session", lambda _self: pretended)
    return pretended


@pytest.fixture
def come_in(provider: Pretended) -> Callable[..., Any]:
    def through(browser: Client, *, process: str = "login", **says: Any) -> Any:
        provider.says = {**HUDA, **says}
        leads = browser.post(f"/sign-in/oidc/login/?process={process}")
        asked = parse_qs(urlsplit(leads["Location"]).query)
        assert leads["Location"].startswith(f"{ISSUER}/authorize")
        assert asked["code_challenge_method"] == ["S256"]
        return browser.get("/sign-in/oidc/login/callback/", {"code": "c", "state": asked["state"][0]})

    return through


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


class TestInvited:
    """Somebody who was invited and has not entered."""

    def test_a_verified_address_lets_in_and_takes_the_invitation_up(
        self, client: Client, come_in: Callable[..., Any]
    ) -> None:
        _, secret = person_invite("Huda@example.org", by=None, role="lead")
        come_in(client)
        assert is_signed_in(client)
        assert has_entered(User.objects.get())
        assert Client().get(f"/en/account/first/{secret}/").status_code == 410

    def test_afterwards_the_identifier_counts_and_not_the_address(
        self, client: Client, come_in: Callable[..., Any]
    ) -> None:
        person_invite("huda@example.org", by=None)
        come_in(client)
        again, stranger = Client(), Client()
        come_in(again, email="new@example.org")
        come_in(stranger, sub="h-2")
        assert is_signed_in(again)
        assert not is_signed_in(stranger)

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_an_address_that_is_not_verified_does_not(
        self, client: Client, come_in: Callable[..., Any], verified: Any
    ) -> None:
        person_invite("huda@example.org", by=None)
        assert come_in(client, email_verified=verified).status_code == 403
        assert not is_signed_in(client)
        assert not SocialAccount.objects.exists()

    def test_an_invitation_that_is_stale_does_not(self, client: Client, come_in: Callable[..., Any]) -> None:
        from django.utils import timezone

        invitation, _ = person_invite("huda@example.org", by=None)
        type(invitation).objects.update(expires_at=timezone.now())
        assert come_in(client).status_code == 403

    def test_somebody_switched_off_stays_out(self, client: Client, come_in: Callable[..., Any]) -> None:
        person_invite("huda@example.org", by=None)
        User.objects.update(is_active=False)
        come_in(client)
        assert not is_signed_in(client)


class TestAccountsThatExist:
    """An account with a way in of its own is not taken over by an address."""

    def test_its_address_does_not_open_it(
        self, client: Client, cast: Cast, come_in: Callable[..., Any]
    ) -> None:
        page = come_in(client, email="amina@example.org")
        assert page.status_code == 403
        assert not is_signed_in(client)
        assert not SocialAccount.objects.exists()

    def test_nobody_is_made(self, client: Client, cast: Cast, come_in: Callable[..., Any]) -> None:
        come_in(client, email="stranger@example.org")
        assert User.objects.count() == len(cast.all())

    def test_its_owner_links_it_from_inside_after_confirming(
        self, cast: Cast, come_in: Callable[..., Any]
    ) -> None:
        browser = signed_in(cast.amina)
        browser.post("/en/account/again/", {"password": PASSWORD})
        come_in(browser, process="connect", email="other@example.org")
        assert SocialAccount.objects.get().user == cast.amina
        anew = Client()
        come_in(anew, email="other@example.org")
        assert anew.session["_auth_user_id"] == str(cast.amina.pk)

    def test_linking_takes_the_password_once_more(self, cast: Cast, come_in: Callable[..., Any]) -> None:
        come_in(signed_in(cast.amina), process="connect")
        assert not SocialAccount.objects.exists()

    def test_a_second_factor_is_asked_for_all_the_same(
        self, client: Client, cast: Cast, come_in: Callable[..., Any]
    ) -> None:
        from allauth.mfa.totp.internal.auth import TOTP

        SocialAccount.objects.create(user=cast.amina, provider="oidc", uid="h-1")
        TOTP.activate(cast.amina, "JBSWY3DPEHPK3PXP")
        come_in(client)
        assert not is_signed_in(client)


class TestPages:
    """What people see."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_sign_in_page_offers_it_by_its_name(
        self, client: Client, provider: Pretended, language: str
    ) -> None:
        assert "National login" in client.get(f"/{language}/account/login/").content.decode()

    def test_opening_its_address_sends_nobody_away_unasked(self, client: Client, provider: Pretended) -> None:
        page = client.get("/sign-in/oidc/login/", headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "You go to the page of the provider now" in page.content.decode()

    def test_without_one_there_is_nothing(self, client: Client) -> None:
        assert "/sign-in/" not in client.get("/en/account/login/").content.decode()
        assert client.post("/sign-in/oidc/login/").status_code == 404

    @pytest.mark.parametrize("query", ["error=access_denied", "code=c&state=made-up", ""])
    def test_what_goes_wrong_between_the_two_is_a_calm_page(
        self, client: Client, provider: Pretended, query: str
    ) -> None:
        assert client.get(f"/sign-in/oidc/login/callback/?{query}").status_code == 403
        assert not is_signed_in(client)


def test_a_provider_is_whole_or_not_there() -> None:
    from miqyas.server.config import Config

    with pytest.raises(ValueError, match="a provider has"):
        Config(_env_file=None, oidc_url=ISSUER)
    whole = Config(_env_file=None, oidc_url=f"{ISSUER}/realm", oidc_client_id="m", oidc_name="N")
    assert whole.provider_origins() == [ISSUER]
    assert Config(_env_file=None).provider() == []
