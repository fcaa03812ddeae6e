"""Bringing in a country's own list: the lead takes the form, brings it in, looks, accepts, takes it off."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.catalogue import instruments, read_list
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.roles import LEAD
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.datasets.services import instrument_import
from miqyas.workspace.datasets.world import instruments_known
from tests.cast import Cast, signed_in
from tests.catalogue.lists import ABOUT, ROW, text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/workspace/lists/"


@pytest.fixture
def lead(cast: Cast) -> Client:
    role_grant(cast.amina, role=LEAD, by=None)
    return signed_in(cast.amina)


def bring(client: Client, content: bytes, name: str = "own.csv"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def digest_of(answer) -> str:
    found = re.search(r'name="digest" value="([^"]*)"', answer.content.decode())
    assert found
    return found[1]


def accept(client: Client, answer):
    address = answer.redirect_chain[-1][0]
    return client.post(address, {"accept": "yes", "digest": digest_of(answer)}, follow=True)


def test_a_list_is_looked_at_accepted_and_taken_off_again(lead: Client) -> None:
    preview = bring(lead, text_of())
    text = preview.content.decode()
    assert "The list is well-formed" in text
    assert "A new list with the code NAKHL" in re.sub(r"</?bdi[^>]*>", "", text)
    assert "NAKHL" not in instruments_known()
    done = accept(lead, preview)
    assert "is in force now" in done.content.decode()
    assert "List of palms" in lead.get("/en/catalogue/").content.decode()
    assert lead.get("/en/catalogue/NAKHL-SP-001/").status_code == 200
    gone = lead.post(f"{PAGE}NAKHL/take-off/", follow=True)
    assert "was taken off" in gone.content.decode()
    assert instruments_known() == instruments()


def test_a_newer_version_says_what_changed(lead: Client) -> None:
    accept(lead, bring(lead, text_of()))
    newer = text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"})
    text = re.sub(r"</?bdi[^>]*>", "", bring(lead, newer).content.decode())
    assert "A new version of the list NAKHL: from 1 to 2" in text
    assert "Sector: from “All sectors” to “Health”" in text


def test_the_list_that_is_in_force_needs_no_accepting(lead: Client) -> None:
    accept(lead, bring(lead, text_of()))
    text = bring(lead, text_of()).content.decode()
    assert "in force as it is" in text
    assert 'name="accept"' not in text


def test_every_problem_has_its_line_and_nothing_is_accepted(lead: Client) -> None:
    rows = [{**ROW, "code": f"NAKHL-SP-{number:03}", "sector": "opera"} for number in range(1, 4)]
    preview = bring(lead, text_of(*rows))
    text = preview.content.decode()
    assert "The file has" in text
    assert text.count("is not known in this column") == 3
    address = preview.redirect_chain[-1][0]
    assert lead.post(address, {"accept": "yes", "digest": digest_of(preview)}).status_code == 422
    assert instruments_known() == instruments()


def test_what_changed_meanwhile_is_shown_before_it_is_accepted(lead: Client, cast: Cast) -> None:
    preview = bring(lead, text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"}))
    instrument_import(read_list(text_of()), by=cast.elif_.pseudonym)
    again = accept(lead, preview)
    assert "Something changed after the file was shown" in again.content.decode()
    assert instruments_known()["NAKHL"].version == "1"
    accept(lead, again)
    assert instruments_known()["NAKHL"].version == "2"


def test_a_file_given_up_is_gone(lead: Client) -> None:
    address = bring(lead, text_of()).redirect_chain[-1][0]
    lead.post(address, {"give_up": "yes"})
    assert "The file is no longer kept here" in lead.get(address, follow=True).content.decode()


def test_a_file_belongs_to_whoever_brought_it(lead: Client, cast: Cast) -> None:
    address = bring(lead, text_of()).redirect_chain[-1][0]
    assert (
        "The file is no longer kept here" in signed_in(cast.elif_).get(address, follow=True).content.decode()
    )


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}{'0' * 64}/", f"{PAGE}NAKHL/take-off/"])
def test_only_leads_and_administrators(client: Client, cast: Cast, address: str) -> None:
    for person in (cast.dana, cast.bruno):
        assert signed_in(person).post(address).status_code == 403
    stranger = client.post(address)
    assert stranger.status_code == 302
    assert "NAKHL" not in stranger.content.decode()


def test_a_reader_is_offered_no_way_in(client: Client, lead: Client) -> None:
    assert "/workspace/lists/" not in client.get("/en/catalogue/").content.decode()
    assert "/workspace/lists/" in lead.get("/en/catalogue/").content.decode()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7", "list.xlsx", "PDF"),
        (b"PK\x03\x04damaged", "list.xlsx", "damaged"),
        (b"<svg onload=alert(1)>", "<img src=x>.csv", "Nothing separates columns"),
    ],
)
def test_a_hostile_file_is_refused_calmly(lead: Client, content: bytes, name: str, says: str) -> None:
    answer = bring(lead, content, name)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert says in text
    assert "<svg onload" not in text
    assert "<img src=x>" not in text


def test_a_file_that_is_too_large_is_refused_unread(lead: Client) -> None:
    answer = bring(lead, b"a" * (LARGEST_FORM + 100_000))
    assert answer.status_code == 422


def test_no_file_at_all(lead: Client) -> None:
    assert lead.post(PAGE, {}, follow=True).status_code == 200


def test_the_token_of_the_form_is_needed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.elif_, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(PAGE, {"file": SimpleUploadedFile("own.csv", text_of())}).status_code == 403
    assert client.post(f"{PAGE}NAKHL/take-off/").status_code == 403
