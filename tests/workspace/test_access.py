"""The gate: the whole matrix of people and actions, and what somebody who may not is told."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from miqyas.jobs.models import AnswerHandle, Job
from miqyas.workspace.accounts import access
from miqyas.workspace.accounts.access import SignInFirst, allowed, require, requires
from miqyas.workspace.accounts.roles import roles
from tests.cast import Cast

pytestmark = pytest.mark.django_db

# Columns: a visitor, Dana who is signed in and no more, Bruno whose own job it is, Elif who administers.
MATRIX = {
    "admin.use": ("sign in", "refused", "refused", "allowed"),
    "answer.ask": ("allowed", "allowed", "allowed", "allowed"),
    "answer.let_go": ("allowed", "allowed", "allowed", "allowed"),
    "answer.view": ("allowed", "allowed", "allowed", "allowed"),
    "dataset.import": ("sign in", "refused", "refused", "allowed"),
    "dataset.view": ("allowed", "allowed", "allowed", "allowed"),
    "dataset_set.activate": ("sign in", "refused", "refused", "allowed"),
    "forecast.publish": ("sign in", "refused", "refused", "allowed"),
    "job.cancel": ("hidden", "hidden", "allowed", "allowed"),
    "job.list": ("sign in", "refused", "refused", "allowed"),
    "job.view": ("hidden", "hidden", "allowed", "allowed"),
    "role.grant": ("sign in", "refused", "refused", "allowed"),
    "user.create": ("sign in", "refused", "refused", "allowed"),
}


def answer(user: object, action: str, target: object) -> str:
    try:
        require(user, action, target)
    except SignInFirst:
        return "sign in"
    except PermissionDenied:
        return "refused"
    except Http404:
        return "hidden"
    return "allowed"


@pytest.mark.parametrize("action", MATRIX)
def test_each_person_gets_the_answer_of_the_matrix(action: str, cast: Cast) -> None:
    bruno_s = Job(kind="any", requested_by=cast.bruno.pseudonym)
    target = AnswerHandle(job=bruno_s) if action.startswith("answer.") else bruno_s
    people = (AnonymousUser(), cast.dana, cast.bruno, cast.elif_)
    assert tuple(answer(person, action, target) for person in people) == MATRIX[action]


@pytest.mark.parametrize("action", ["answer.let_go", "answer.view"])
def test_who_holds_no_handle_learns_nothing_of_an_answer(action: str, cast: Cast) -> None:
    assert answer(cast.elif_, action, None) == "hidden"


def test_the_matrix_names_every_action() -> None:
    assert tuple(MATRIX) == access.actions()


def test_an_action_without_a_policy_is_denied_to_everybody(cast: Cast) -> None:
    assert not allowed(cast.elif_, "moon.sell")


def test_a_deactivated_person_is_a_stranger(cast: Cast) -> None:
    cast.elif_.is_active = False
    assert answer(cast.elif_, "dataset.import", None) == "sign in"


def test_an_action_has_one_policy() -> None:
    with pytest.raises(ValueError, match="has a policy already"):
        access.register("dataset.import", access.roles_only("everyone"))


def test_every_role_has_words() -> None:
    from miqyas.kernel.words import has_words

    assert all(has_words(f"role.{code}") for code in roles())


class TestGuardedPage:
    """A page under `requires`."""

    page = staticmethod(requires("dataset.import")(lambda request: HttpResponse("inside")))

    def open(self, user: object) -> HttpResponse:
        request = RequestFactory().get("/ar/data/import/")
        request.user = user
        return self.page(request)

    def test_it_opens_for_those_who_may(self, cast: Cast) -> None:
        assert self.open(cast.elif_).content == b"inside"

    def test_it_sends_a_visitor_to_sign_in_and_back(self, cast: Cast) -> None:
        response = self.open(AnonymousUser())
        assert response.status_code == 302
        assert response["Location"].endswith("?next=/ar/data/import/")

    def test_it_refuses_those_who_may_not(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            self.open(cast.dana)
