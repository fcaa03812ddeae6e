"""The gate: the whole matrix of people, actions and objects, and what somebody who may not is told.

Each application has its part of the matrix in `matrix/<name>.yaml`: for each action and each object that it
is tried on, what happens to each person::

    cast: campaign_cast                     # the fixture that brings the people; left out: cast
    answer.save:
      answer_of_health: {sign_in: visitor, allowed: salma bruno, refused: jamal, hidden: others}
      nothing: {sign_in: visitor, refused: others}

* Objects are functions of that name in `matrix/<name>.py`, from the cast to the object; `nothing` is none.
* Answers are `allowed`, `sign_in`, `refused` (403) and `hidden` (404); each names people, divided by spaces.
  Everyone of the cast, and `visitor` who is nobody, is named once; `others` are those not named.
* People are the fields of the cast that hold a person, without an underscore at the end (`elif`).
"""

from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from miqyas.workspace.accounts import access
from miqyas.workspace.accounts.access import SignInFirst, allowed, require, requires
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import roles
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "matrix"
ANSWERS = {"allowed", "sign_in", "refused", "hidden"}


@cache
def part(name: str) -> dict[str, Any]:
    return yaml.safe_load((FILES / f"{name}.yaml").read_text(encoding="utf-8"))


PARTS = sorted(file.stem for file in FILES.glob("*.yaml"))
CASES = [
    (name, action, target)
    for name in PARTS
    for action, targets in part(name).items()
    if action != "cast"
    for target in targets
]


def answer(user: object, action: str, target: object) -> str:
    try:
        require(user, action, target)
    except SignInFirst:
        return "sign_in"
    except PermissionDenied:
        return "refused"
    except Http404:
        return "hidden"
    return "allowed"


def people_of(cast: Any) -> dict[str, object]:
    held = {field.name.rstrip("_"): getattr(cast, field.name) for field in fields(cast)}
    return {"visitor": AnonymousUser()} | {name: one for name, one in held.items() if isinstance(one, User)}


def expected(row: dict[str, str], people: dict[str, object]) -> dict[str, str]:
    """What the row of the matrix says of everyone; each is named once, by name or among the others."""
    assert row.keys() <= ANSWERS
    named = [(name, told) for told, names in row.items() for name in names.split()]
    said = dict(named)
    assert len(said) == len(named), "somebody is named twice"
    others = said.pop("others", None)
    assert said.keys() <= people.keys(), "somebody is not of the cast"
    assert others or said.keys() == people.keys(), "somebody is not named"
    return dict.fromkeys(people, str(others)) | said


@pytest.mark.parametrize(("name", "action", "target"), CASES)
def test_each_person_gets_the_answer_of_the_matrix(
    name: str, action: str, target: str, request: pytest.FixtureRequest
) -> None:
    cast = request.getfixturevalue(part(name).get("cast", "cast"))
    built = None
    if target != "nothing":
        built = getattr(import_module(f"tests.workspace.matrix.{name}"), target)(cast)
    people = people_of(cast)
    got = {who: answer(person, action, built) for who, person in people.items()}
    assert got == expected(part(name)[action][target], people)


def test_the_matrix_names_every_action() -> None:
    assert sorted({action for _, action, _ in CASES}) == list(access.actions())


def test_an_action_without_a_policy_is_denied_to_everybody(cast: Cast) -> None:
    assert not allowed(cast.elif_, "moon.sell")


def test_a_deactivated_person_is_a_stranger(cast: Cast) -> None:
    cast.elif_.is_active = False
    assert answer(cast.elif_, "dataset.import", None) == "sign_in"


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
