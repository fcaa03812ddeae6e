"""Whoever is named in a registry's file gets the letter by which they first enter."""

import re

import pytest
from django.core import mail
from django.test import Client

from miqyas.workspace.registry.importing import registry_apply
from miqyas.workspace.registry.reading import read_registry

pytestmark = pytest.mark.django_db
FILE = "email,name,role,entity,language\nhuda@example.org,Huda,assessor,,ar\n"


@pytest.fixture
def letters(django_capture_on_commit_callbacks: object) -> list[str]:
    """What was mailed for the file, brought in twice."""
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            registry_apply(read_registry(FILE.encode(), name="a.csv"), by=None)
    return [str(letter.body) for letter in mail.outbox if letter.to == ["huda@example.org"]]


def test_one_letter_with_a_link_that_works(letters: list[str]) -> None:
    (letter,) = letters
    found = re.search(r"/ar/account/first/\S+", letter)
    assert found
    assert Client().get(found.group()).status_code == 200
