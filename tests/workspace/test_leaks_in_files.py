"""Workbooks of answers, and what they are brought back to: nobody learns from a file what they may not read.

Health and education have handed in; health has then been given one answer back and written on, which is a
draft again. Each role takes the campaign's workbook in each state of the campaign, and plays with the way
back, which says what a file would change: it must say nothing about answers that the person may not read.
"""

import io
import json
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer, Campaign
from miqyas.workspace.campaigns.offline.merge import fingerprint
from miqyas.workspace.campaigns.services.answers import delegation_set
from miqyas.workspace.evidence.models import EvidenceUse
from miqyas.workspace.evidence.services import Content, evidence_add
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, feature, open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/campaigns/present/file/"
API = "/api/v1/workspace/campaigns/present"
STATES = ("open", "review", "reply", "frozen", "published", "closed")
BLIND = ("open", "review")
DRAFTED = "SECRET-DRAFT"
HANDED_IN = "HANDED-IN"


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    found = open_campaign(campaign_cast)
    for part in (found.health, found.education):
        for row in part.assignments.all():
            Answer.objects.create(assignment=row, grade="yes", note=HANDED_IN, state="submitted", version=1)
    Answer.objects.filter(assignment=found.question(1)).update(state="draft", note=DRAFTED)
    return found


def in_state(given: Given, state: str) -> None:
    Campaign.objects.filter(pk=given.campaign.pk).update(state=state)


def browser(user: User) -> Any:
    return signed_in(User.objects.get(pk=user.pk))


def program(user: User) -> dict[str, str]:
    secret = token_create(user, name="a program", scope="write", days=1)[1]
    return {"authorization": f"Bearer {secret}"}


def taken(user: User) -> list[tuple[int, bytes]]:
    """Status and content of the workbook, from the page and over the interface."""
    page = browser(user).get(f"{PAGE}answers.xlsx")
    told = browser(user).get(f"{API}/file", headers=program(user))
    return [(one.status_code, one.content) for one in (page, told)]


def words_in(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


class TestTheWorkbookOfACampaign:
    """What is in it, for each role and in each state."""

    @pytest.mark.parametrize("state", STATES)
    def test_who_assesses_or_administers_gets_none(self, given: Given, state: str) -> None:
        in_state(given, state)
        for person in (given.cast.chen, given.cast.elif_):
            assert [status for status, _ in taken(person)] == [403, 403]
            assert browser(person).get(PAGE).status_code == 403

    @pytest.mark.parametrize("state", STATES)
    def test_who_assesses_and_reads_gets_none_while_reviews_are_blind(self, given: Given, state: str) -> None:
        in_state(given, state)
        for role in ("lead", "coordinator", "adjudicator", "viewer"):
            role_grant(given.cast.hugo, role=role, by=None)
            files = taken(given.cast.hugo)
            assert [status for status, _ in files] == ([403, 403] if state in BLIND else [200, 200]), role

    @pytest.mark.parametrize("state", STATES)
    def test_who_reads_gets_what_was_handed_in_and_no_draft(self, given: Given, state: str) -> None:
        in_state(given, state)
        cast = given.cast
        files = [one for person in (cast.amina, cast.karim, cast.ines, cast.jamal) for one in taken(person)]
        for status, content in files:
            assert status == 200
            told = words_in(content)
            assert HANDED_IN in told
            assert DRAFTED not in told
            assert str(given.question(1).pk) not in told

    @pytest.mark.parametrize("state", STATES)
    def test_an_entity_gets_its_own(self, given: Given, state: str) -> None:
        in_state(given, state)
        for status, content in taken(given.cast.bruno):
            assert (status, DRAFTED in words_in(content)) == (200, True)
            assert str(given.question(1, part=given.education).pk) not in words_in(content)
        for status, content in taken(given.cast.farid):
            assert (status, DRAFTED in words_in(content)) == (200, False)
            assert str(given.question(2).pk) not in words_in(content)

    @pytest.mark.parametrize("name", ["dana", "bruno"])
    def test_to_strangers_and_before_it_opens_there_is_none(self, given: Given, name: str) -> None:
        in_state(given, "draft")
        assert [status for status, _ in taken(given.cast.people()[name])] == [404, 404]


HEADINGS = ("feature", "answer", "note", "address of a new proof", "what it proves")


def workbook_of(**cells: str) -> io.BytesIO:
    """One row about question 1, as somebody wrote it by hand."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    row = dict.fromkeys(HEADINGS, "") | {"feature": feature(1).code} | cells
    for place, (heading, value) in enumerate(row.items()):
        sheet.write_string(0, place, heading)
        sheet.write_string(1, place, value)
    book.close()
    target.seek(0)
    target.name = "answers.xlsx"
    return target


GUESSES = [
    {"answer": "Yes"},
    {"answer": "No"},
    {"note": DRAFTED},
    {"note": "Something else"},
    {"answer": "Yes", "answer when taken away": fingerprint("yes")},
    {"answer": "No", "answer when taken away": fingerprint("no")},
    {"note": DRAFTED, "note when taken away": fingerprint(DRAFTED)},
    {"note": "Guessed", "note when taken away": fingerprint("Guessed")},
]
"""Pairs of a guess that is right and one that is wrong."""


class TestTheWayBack:
    """What a file would do tells nobody what stands in a draft."""

    @pytest.mark.parametrize("name", ["amina", "ines", "jamal"])
    @pytest.mark.parametrize("which", range(0, len(GUESSES), 2))
    def test_a_right_guess_is_answered_as_a_wrong_one(self, given: Given, name: str, which: int) -> None:
        person = given.cast.people()[name]
        right, wrong = (told(person, guess) for guess in GUESSES[which : which + 2])
        assert right == wrong

    @pytest.mark.parametrize("which", range(0, len(GUESSES), 2))
    def test_nor_to_whoever_was_handed_another_question(self, given: Given, which: int) -> None:
        delegation_set(given.question(2), holder=given.cast.dana.pseudonym, until=None, note="", by=None)
        right, wrong = (told(given.cast.dana, guess) for guess in GUESSES[which : which + 2])
        assert right == wrong

    def test_an_address_that_is_a_proof_there_is_answered_as_any_other(self, given: Given) -> None:
        law = "https://health.example.org/law"
        made = evidence_add(given.cast.health, title="A law", content=Content(address=law), by=None)
        EvidenceUse.objects.create(evidence=made, object_kind="answer", object_id=given.question(1).pk)
        right, wrong = (
            told(given.cast.jamal, {"address of a new proof": one}) for one in (law, f"{law}-not")
        )
        assert right == wrong

    def test_who_may_write_is_told_as_before(self, given: Given) -> None:
        right, wrong = (told(given.cast.bruno, guess) for guess in GUESSES[:2])
        assert (right[1]["rows"], right[1]["problems"]) == ([], [])
        assert [row["feature"] for row in wrong[1]["rows"]] == [feature(1).code]


def told(person: User, guess: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """What the interface says that the file would do, without the name of the file's own content."""
    answer = browser(person).post(
        f"{API}/entities/health/file", {"file": workbook_of(**guess)}, headers=program(person)
    )
    record = json.loads(answer.content)
    record.pop("digest", None)
    return answer.status_code, record
