"""`miqyas user create`, `user invite`, `user list`."""

import re
from typing import Any

import pytest
from django.core import mail

from miqyas.workspace.accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Ready:
    """An installation that is set up already."""

    def set_up(self) -> None:
        """Nothing to do: the tests have done it."""

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        return [("database", True, ""), ("migrations", True, "")]


def test_a_person_is_made_and_their_link_printed(cli: Any) -> None:
    outcome = cli("user", "create", "Huda@example.org", "--name", "Huda", "--role", "lead", processes=Ready())
    assert outcome.code == 0
    assert re.search(r"/account/first/[\w-]{43}/", outcome.out)
    huda = User.objects.get()
    assert (huda.email, huda.display_name, huda.role_codes) == ("huda@example.org", "Huda", {"lead"})
    assert not mail.outbox


def test_as_json_the_link_is_a_field(cli: Any) -> None:
    told = cli("user", "create", "huda@example.org", "--json", processes=Ready()).json
    assert told["link"].endswith("/")
    assert told["has_entered"] is False
    assert told["is_posted"] is False


def test_an_invitation_is_mailed_in_the_language_asked_for(cli: Any, settings: Any) -> None:
    settings.MIQYAS_MAILS = True
    outcome = cli("user", "invite", "huda@example.org", "--mail-language", "ar", processes=Ready())
    assert "was mailed to" in outcome.out
    assert mail.outbox[0].subject == "دعوة إلى مقياس"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("huda@example.org", "--role", "emperor"), "There is no role called emperor"),
        (("huda@example.org", "--role", "contributor"), "Name the entity"),
        (("huda@example.org", "--role", "lead", "--entity", "moon"), "There is no entity with the code moon"),
        (
            ("huda@example.org", "--role", "lead", "--campaign", "moon"),
            "There is no campaign with the code moon",
        ),
        (("huda",), "is not an e-mail address"),
        (("amina@example.org",), "has entered before"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_makes_nobody(
    cli: Any, cast: Cast, words: tuple[str, ...], told: str
) -> None:
    outcome = cli("user", "create", *words, processes=Ready())
    assert outcome.code == 2
    assert told in re.sub("[\u2066-\u2069]", "", outcome.err)
    assert User.objects.count() == len(cast.all())


def test_a_role_for_an_entity_is_named_by_its_code(cli: Any, campaign_cast: Any) -> None:
    words = ("huda@example.org", "--role", "contributor", "--entity", "health")
    assert cli("user", "create", *words, processes=Ready()).code == 0
    grant = User.objects.get(email="huda@example.org").grants.get()
    assert grant.entity == campaign_cast.health.pk


def test_people_are_listed_with_their_roles(cli: Any, cast: Cast) -> None:
    outcome = cli("user", "list", processes=Ready())
    assert "elif@example.org" in outcome.out
    assert "Administrator" in outcome.out
    told = cli("user", "list", "--role", "administrator", "--json", processes=Ready()).json
    assert [one["email"] for one in told["people"]] == ["elif@example.org"]
