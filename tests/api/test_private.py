"""Private addresses: who may ask with a token or a session, what others are told, who may keep the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.utils import timezone

from miqyas.api import gate
from miqyas.api.service import api, private_operations
from miqyas.workspace.accounts import access
from miqyas.workspace.accounts.models import ApiToken, User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.accounts.tokens import token_create, token_revoke
from tests.cast import Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
ME = "/api/v1/workspace/me"


def token_of(user: User, *, scope: str = "read", days: int = 30) -> str:
    return token_create(user, name="a program", scope=scope, days=days)[1]


def ask(token: str, path: str = ME, **more: Any) -> Any:
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    return Client(enforce_csrf_checks=True).get(path, headers=headers, **more)


class TestWhoAsks:
    """A token, a session, or nobody."""

    def test_a_token_says_who_asks_and_with_which_roles(self, cast: Cast) -> None:
        role_grant(cast.amina, role="lead", by=None)
        answer = ask(token_of(cast.amina))
        assert answer.status_code == 200
        told = answer.json()
        assert (told["name"], told["email"]) == ("Amina", "amina@example.org")
        assert told["grants"] == [{"role": "lead", "entity": None, "campaign": None}]
        assert told["pseudonym"] == str(cast.amina.pseudonym)

    def test_so_does_the_session_of_a_browser(self, cast: Cast) -> None:
        assert signed_in(cast.dana).get(ME).json()["roles"] == ["everyone", "signed_in"]

    @pytest.mark.parametrize(("language", "words"), [("en", "signed in"), ("ar", "سجّل الدخول")])
    def test_nobody_is_asked_to_sign_in(self, language: str, words: str) -> None:
        answer = Client().get(ME, headers={"accept-language": language})
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "request.sign_in"
        assert words in answer.json()["problem"]

    @pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic YTpi", "Token miqyas_x", "Bearer \x00é"])
    def test_what_is_no_token_is_refused(self, header: str) -> None:
        answer = Client().get(ME, headers={"authorization": header})
        assert (answer.status_code, answer.json()["code"]) == (401, "account.token_refused")

    def test_a_wrong_token_is_refused_even_beside_a_session(self, cast: Cast) -> None:
        assert signed_in(cast.elif_).get(ME, headers={"authorization": "Bearer x"}).status_code == 401


class TestTokens:
    """How long a token works."""

    def test_a_revoked_one_does_not(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        token_revoke(ApiToken.objects.get(), by=cast.amina.pseudonym)
        assert ask(token).status_code == 401

    def test_an_expired_one_does_not(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert ask(token).status_code == 401

    def test_one_of_a_deactivated_person_does_not(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        User.objects.filter(pk=cast.amina.pk).update(is_active=False)
        assert ask(token).status_code == 401

    def test_the_database_does_not_hold_it_and_notes_that_it_was_used(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        ask(token)
        stored = ApiToken.objects.get()
        assert token not in {stored.token_hash, stored.beginning}
        assert token.startswith(stored.beginning)
        assert stored.last_used_at is not None

    def test_one_whose_role_asks_for_a_second_factor_holds_no_role_without(
        self, cast: Cast, settings: Any
    ) -> None:
        token = token_of(cast.elif_)
        settings.MIQYAS_MFA_ROLES = frozenset({"administrator"})
        told = ask(token).json()
        assert told["needs_second_factor"]
        assert told["roles"] == ["everyone", "signed_in"]

    def test_wrong_ones_are_told_to_wait_and_a_right_one_works_all_the_same(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        codes = [ask("wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
        assert codes == [401] * settings.AXES_FAILURE_LIMIT + [429]
        assert "Retry-After" in ask("wrong").headers
        assert ask(token).status_code == 200


class TestAnswers:
    """Who may keep them, and from where they may be read."""

    def test_nobody_keeps_them_and_no_other_origin_reads_them(self, cast: Cast) -> None:
        answer = ask(token_of(cast.amina))
        assert answer["Cache-Control"] == "private, no-store"
        assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))
        assert "ETag" not in answer
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
        ahead = Client().options(ME, headers={"origin": "https://elsewhere.example"})
        assert not [name for name in ahead.headers if name.startswith("Access-Control")]

    def test_unknown_parameters_and_methods_are_refused_as_for_public_ones(self, cast: Cast) -> None:
        token = token_of(cast.amina)
        assert ask(token, f"{ME}?moon=1").json()["code"] == "request.unknown_parameter"
        assert Client().post(ME, headers={"authorization": f"Bearer {token}"}).status_code == 405

    def test_the_public_part_reads_neither_token_nor_session(self, cast: Cast) -> None:
        answer = ask("wrong", "/api/v1/versions")
        assert answer.status_code == 200
        assert not answer.cookies

    def test_the_description_says_how_to_show_who_one_is(self) -> None:
        told = api.get_openapi_schema()
        private = told["paths"][ME]["get"]
        assert private["security"] == [{"token": []}, {"session": []}]
        assert {"401", "403"} <= set(map(str, private["responses"]))
        assert told["components"]["securitySchemes"].keys() == {"token", "session"}
        assert "security" not in told["paths"]["/api/v1/versions"]["get"]

    def test_every_private_action_is_one_that_the_gate_knows(self) -> None:
        assert {rule.action for rule in private_operations().values()} <= set(access.actions())


class TestGate:
    """What `private` promises to whoever adds an operation."""

    @pytest.fixture
    def post(self, cast: Cast) -> Callable[..., Any]:
        from django.http import HttpResponse
        from django.test import RequestFactory

        def found(**path: Any) -> object:
            if path["code"] == "nothing":
                raise Http404
            return path["code"] if path["code"] != "none" else None

        rule = gate.Private("moon.sell", found, gate.JSON)
        view = gate.gated_privately(
            lambda request, code: HttpResponse(gate.target_of(request)),
            rules=lambda: {"POST": rule},
            parameters=tuple,
            methods=lambda: ("POST", "OPTIONS"),
        )

        def posted(user: User, code: str, *, scope: str = "write", **headers: str) -> Any:
            request = RequestFactory().post(
                f"/api/v1/moons/{code}",
                "{}",
                content_type="application/json",
                headers={"authorization": f"Bearer {token_of(user, scope=scope)}", **headers},
            )
            return view(request, code=code)

        return posted

    @pytest.fixture(autouse=True)
    def _policy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def policy(person: access.Person, target: object) -> access.Verdict:
            if target == "hidden":
                return access.Verdict.HIDDEN
            may = "administrator" in person.roles
            return access.Verdict.ALLOWED if may else access.Verdict.FORBIDDEN

        monkeypatch.setitem(access._policies, "moon.sell", policy)

    def test_the_function_gets_what_was_found(self, cast: Cast, post: Callable[..., Any]) -> None:
        assert post(cast.elif_, "luna").content == b"luna"

    @pytest.mark.parametrize(
        ("who", "code", "status"),
        [
            ("dana", "luna", 403),
            ("elif_", "hidden", 404),
            ("elif_", "nothing", 404),
            ("elif_", "none", 404),
        ],
    )
    def test_others_get_the_answer_of_the_gate(
        self, cast: Cast, post: Callable[..., Any], who: str, code: str, status: int
    ) -> None:
        assert post(getattr(cast, who), code).status_code == status

    def test_a_token_for_reading_changes_nothing(self, cast: Cast, post: Callable[..., Any]) -> None:
        assert b"request.token_reads" in post(cast.elif_, "luna", scope="read").content

    def test_a_role_asleep_is_told_why(self, cast: Cast, post: Callable[..., Any], settings: Any) -> None:
        settings.MIQYAS_MFA_ROLES = frozenset({"administrator"})
        assert b"request.second_factor" in post(cast.elif_, "luna").content

    def test_a_session_without_its_csrf_token_changes_nothing(self, cast: Cast) -> None:
        from django.test import RequestFactory

        from miqyas.api.callers import caller_of
        from miqyas.api.errors import RequestError

        request = RequestFactory(enforce_csrf_checks=True).post(ME)
        request.user = cast.elif_
        with pytest.raises(RequestError, match="csrf"):
            caller_of(request)
        request = RequestFactory().get(ME)
        request.user = cast.elif_
        assert caller_of(request) == cast.elif_
