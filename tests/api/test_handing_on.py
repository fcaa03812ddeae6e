"""A program hands questions on, lends a signature, takes answers away in a file and brings them back."""

import io
import json
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer, Delegation, SignatureDelegation
from miqyas.workspace.campaigns.services.answers import answer_save
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, feature, open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def given(campaign_cast: CampaignCast) -> Given:
    return open_campaign(campaign_cast)


@pytest.fixture
def base(given: Given) -> str:
    return f"/api/v1/workspace/campaigns/{given.campaign.code}/entities/health"


def program_of(person: User, *, scope: str = "write") -> Client:
    secret = token_create(person, name="a program", scope=scope, days=1)[1]
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.generic(method, path, json.dumps(body) if body else "", "application/json")


def test_a_question_is_handed_on_and_taken_back(given: Given, base: str) -> None:
    path = f"{base}/answers/{feature(1).code}/delegation"
    noor, body = program_of(given.cast.noor), {"holder": str(given.cast.dana.pseudonym)}
    assert send(noor, "PUT", path, body).json()["name"] == "Dana"
    assert program_of(given.cast.dana).get(f"{base}/answers/{feature(1).code}").status_code == 200
    assert send(noor, "DELETE", path).json()["holder"] is None
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("who", ["farid", "dana", "chen"])
def test_strangers_hand_nothing_on_and_lend_nothing(given: Given, base: str, who: str) -> None:
    program = program_of(given.cast.people()[who])
    body = {"holder": str(given.cast.dana.pseudonym)}
    days = {"starts_on": "2098-01-01", "ends_on": "2098-01-02"}
    assert send(program, "PUT", f"{base}/answers/{feature(1).code}/delegation", body).status_code == 404
    assert send(program, "POST", f"{base}/signatures", {**body, **days}).status_code == 404
    assert program.get(f"{base}/file").status_code == 404
    assert not Delegation.objects.exists()
    assert not SignatureDelegation.objects.exists()


def test_nobody_lends_what_is_not_theirs(given: Given, base: str) -> None:
    body = {
        "holder": str(given.cast.dana.pseudonym), "starts_on": "2098-01-01", "ends_on": "2098-01-02"
    }  # fmt: skip
    salma, noor = program_of(given.cast.salma), program_of(given.cast.noor)
    assert send(noor, "POST", f"{base}/signatures", body).status_code == 403
    lent = send(salma, "POST", f"{base}/signatures", body).json()
    assert send(noor, "DELETE", f"{base}/signatures/{lent['id']}").status_code == 403
    assert send(salma, "DELETE", f"{base}/signatures/{lent['id']}").json()["has_ended"]
    wrong = {**body, "ends_on": "2001-01-01"}
    assert send(salma, "POST", f"{base}/signatures", wrong).status_code == 422
    assert send(salma, "DELETE", f"{base}/signatures/999").status_code == 404


def changed(content: bytes, heading: str, value: str) -> bytes:
    """The workbook as somebody saves it with another word in the row of the first feature."""
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    for row in rows:
        if row[0] == feature(1).code:
            row[head.index(heading)] = value
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate([head, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


class TestWorkbook:
    """Away and back."""

    def bring(self, program: Client, base: str, content: bytes, **more: str) -> Any:
        return program.post(f"{base}/file", {"file": SimpleUploadedFile("answers.xlsx", content), **more})

    def test_first_it_is_told_then_it_is_done(self, given: Given, base: str) -> None:
        bruno = program_of(given.cast.bruno)
        got = bruno.get(f"{base}/file")
        assert got["Content-Disposition"].startswith("attachment;")
        content = changed(got.content, "note", "From the file")
        plan = self.bring(bruno, base, content).json()
        assert [row["feature"] for row in plan["rows"]] == [feature(1).code]
        assert plan["changed"] is None
        assert not Answer.objects.filter(note="From the file").exists()
        assert self.bring(bruno, base, content, digest=plan["digest"]).json()["changed"] == 1
        assert Answer.objects.filter(note="From the file").count() == 1

    def test_what_both_sides_changed_is_decided_by_cell(self, given: Given, base: str) -> None:
        bruno = program_of(given.cast.bruno)
        content = changed(bruno.get(f"{base}/file").content, "note", "From the file")
        answer_save(given.question(), grade="", note="Typed here", version=0, by=given.cast.noor.pseudonym)
        plan = self.bring(bruno, base, content).json()
        assert plan["rows"][0]["conflicts"] == [
            {"cell": "note", "here": "Typed here", "file": "From the file"}
        ]
        decided = json.dumps({feature(1).code: {"note": "both"}})
        self.bring(bruno, base, content, digest=plan["digest"], decisions=decided)
        assert Answer.objects.get(assignment=given.question()).note == "Typed here\n\nFrom the file"

    def test_what_has_changed_since_is_refused(self, given: Given, base: str) -> None:
        bruno = program_of(given.cast.bruno)
        content = changed(bruno.get(f"{base}/file").content, "note", "From the file")
        refused = self.bring(bruno, base, content, digest="0" * 64)
        assert (refused.status_code, refused.json()["code"]) == (422, "request.plan_changed")

    def test_bad_files_and_decisions_are_told_in_words(self, given: Given, base: str) -> None:
        bruno = program_of(given.cast.bruno)
        assert self.bring(bruno, base, b"%PDF-1.7").json()["problems"]
        content = changed(bruno.get(f"{base}/file").content, "note", "From the file")
        digest = self.bring(bruno, base, content).json()["digest"]
        assert self.bring(bruno, base, content, digest=digest, decisions="[").status_code == 400
        form = "multipart/form-data; boundary=x"
        large = bruno.generic("POST", f"{base}/file", b"x", form, CONTENT_LENGTH=str(10**8))
        assert large.status_code == 413
        reading = program_of(given.cast.bruno, scope="read")
        assert self.bring(reading, base, content).json()["code"] == "request.token_reads"


class TestWorkbookOfACampaign:
    """All entities that whoever asks answers for, in one file, and back: all of it or nothing."""

    PATH = "/api/v1/workspace/campaigns/present/file"

    def bring(self, program: Client, content: bytes, **more: str) -> Any:
        return program.post(self.PATH, {"file": SimpleUploadedFile("answers.xlsx", content), **more})

    def test_it_is_told_for_each_entity_and_then_done(self, given: Given) -> None:
        bruno = program_of(given.cast.bruno)
        got = bruno.get(self.PATH)
        assert got["Content-Disposition"] == 'attachment; filename="miqyas-present.xlsx"'
        content = changed(got.content, "note", "From the file")
        plan = self.bring(bruno, content).json()
        assert [(one["entity"], len(one["rows"])) for one in plan["parts"]] == [("health", 1)]
        assert (plan["is_done"], plan["unknown"], plan["problems"]) == (False, 0, [])
        assert not Answer.objects.exists()
        done = self.bring(bruno, content, digest=plan["digest"]).json()
        assert (done["is_done"], done["parts"][0]["changed"]) == (True, 1)
        assert Answer.objects.get().note == "From the file"
        refused = self.bring(bruno, content, digest=plan["digest"])
        assert (refused.status_code, refused.json()["code"]) == (422, "request.plan_changed")

    def test_conflicts_are_decided_by_entity_feature_and_cell(self, given: Given) -> None:
        bruno = program_of(given.cast.bruno)
        content = changed(bruno.get(self.PATH).content, "note", "From the file")
        answer_save(given.question(), grade="", note="Typed here", version=0, by=given.cast.noor.pseudonym)
        digest = self.bring(bruno, content).json()["digest"]
        decided = json.dumps({"health": {feature(1).code: {"note": "both"}}})
        self.bring(bruno, content, digest=digest, decisions=decided)
        assert Answer.objects.get(assignment=given.question()).note == "Typed here\n\nFrom the file"

    def test_rows_of_another_entity_are_left_alone(self, given: Given) -> None:
        content = changed(program_of(given.cast.bruno).get(self.PATH).content, "note", "From the file")
        farid = program_of(given.cast.farid)
        plan = self.bring(farid, content).json()
        assert (plan["parts"], plan["unknown"]) == ([], 3)
        self.bring(farid, content, digest=plan["digest"])
        assert not Answer.objects.exists()

    def test_the_authority_takes_away_no_draft(self, given: Given) -> None:
        answer_save(given.question(), grade="yes", note="A draft", version=0, by=None)
        content = program_of(given.cast.amina).get(self.PATH).content
        assert "A draft" not in str(
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        )

    def test_who_does_not_see_the_campaign_finds_none(self, given: Given) -> None:
        dana = program_of(given.cast.dana)
        assert (dana.get(self.PATH).status_code, self.bring(dana, b"").status_code) == (404, 404)
