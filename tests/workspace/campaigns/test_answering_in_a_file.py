"""A ministry takes its questions away in a file and brings them back: cell by cell, and no words are lost."""

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Answer, AnswerRevision
from miqyas.workspace.campaigns.offline.merge import Outcome, fingerprint, merged
from miqyas.workspace.campaigns.queries.submissions import submission_content
from miqyas.workspace.campaigns.services.answers import answer_ready, answer_save
from miqyas.workspace.campaigns.services.approvals import submission_approve, submission_submit
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.history.models import Record
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, feature
from tests.workspace.campaigns.answering_given import open_campaign as campaign_opened

pytestmark = pytest.mark.django_db
PART = "/en/workspace/campaigns/{}/entity/health/"


@pytest.fixture
def open_campaign(campaign_cast: CampaignCast) -> Given:
    """A campaign in which health has five questions."""
    return campaign_opened(campaign_cast, count=5)


class File:
    """The workbook as somebody's spreadsheet has it: read, changed, and saved again."""

    def __init__(self, content: bytes) -> None:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        self.head, *self.rows = sheet.to_python()

    @classmethod
    def of(cls, head: list[Any], rows: list[Any]) -> "File":
        """Rows of several sheets as one."""
        made = cls.__new__(cls)
        made.head, made.rows = head, rows
        return made

    def column(self, heading: str) -> int:
        return self.head.index(heading)

    def set(self, number: int, heading: str, value: str) -> "File":
        row = next(row for row in self.rows if row[0] == feature(number).code)
        row[self.column(heading)] = value
        return self

    def get(self, number: int, heading: str) -> Any:
        row = next(row for row in self.rows if row[0] == feature(number).code)
        return row[self.column(heading)]

    def saved(self) -> io.BytesIO:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet()
        for line, row in enumerate([self.head, *self.rows]):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, str(cell))
        book.close()
        target.seek(0)
        target.name = "answers.xlsx"
        return target


class Desk:
    """Somebody's browser at the part of health."""

    def __init__(self, open_campaign: Given, name: str = "bruno") -> None:
        self.given = open_campaign
        self.client = signed_in(open_campaign.cast.people()[name])
        self.page = PART.format(open_campaign.campaign.code)

    def take(self) -> File:
        response = self.client.get(f"{self.page}file/answers.xlsx")
        assert response.status_code == 200
        return File(response.content)

    def show(self, file: File) -> str:
        response = self.client.post(f"{self.page}file/", {"file": file.saved()})
        self.preview = response["Location"]
        return self.client.get(self.preview).content.decode()

    def accept(self, page: str, decisions: Mapping[str, str] | None = None) -> str:
        digest = re.search(r'name="digest" value="(\w+)"', page)
        assert digest
        data = {"digest": digest[1], "accept": "yes", **(decisions or {})}
        return self.client.post(self.preview, data, follow=True).content.decode()

    def bring(self, file: File, decisions: Mapping[str, str] | None = None) -> str:
        return self.accept(self.show(file), decisions)


@pytest.fixture
def desk(open_campaign: Given) -> Desk:
    return Desk(open_campaign)


def say(desk: Desk, number: int, grade: str, note: str, *, name: str = "noor") -> Answer:
    """Somebody else answers on the page meanwhile."""
    row = desk.given.question(number)
    version = row.answer.version if hasattr(row, "answer") else 0
    by = desk.given.cast.people()[name].pseudonym
    return answer_save(row, grade=grade, note=note, version=version, by=by).answer


def answer(desk: Desk, number: int) -> tuple[str, str]:
    found = Answer.objects.filter(assignment=desk.given.question(number)).first()
    return (found.grade, found.note) if found else ("", "")


def test_what_was_filled_in_comes_back(desk: Desk) -> None:
    file = desk.take().set(1, "answer", "Yes").set(1, "note", "It is there.\nOn the first page.")
    page = desk.show(file)
    assert "One answer would change" in page
    assert "One answer changed." in desk.accept(page)
    assert answer(desk, 1) == ("yes", "It is there.\nOn the first page.")
    assert Record.objects.filter(action="answers.import", chain=str(desk.given.campaign.pk)).count() == 1


def test_an_untouched_file_changes_nothing(desk: Desk) -> None:
    say(desk, 1, "yes", "Here")
    assert "says nothing new" in desk.show(desk.take())


def test_what_others_wrote_meanwhile_stays_where_the_file_says_nothing_new(desk: Desk) -> None:
    file = desk.take()
    say(desk, 1, "yes", "Written meanwhile")
    page = desk.show(file.set(3, "answer", "No"))
    assert "newer than the file" in page
    desk.accept(page)
    assert answer(desk, 1) == ("yes", "Written meanwhile")
    assert answer(desk, 3) == ("no", "")


def test_two_cells_of_one_answer_come_together_without_a_conflict(desk: Desk) -> None:
    say(desk, 1, "no", "First")
    file = desk.take().set(1, "answer", "Yes")
    say(desk, 1, "no", "Second")
    page = desk.show(file)
    assert "changed on both sides" not in page
    desk.accept(page)
    assert answer(desk, 1) == ("yes", "Second")


class TestConflict:
    """Both sides changed one note."""

    @pytest.fixture
    def page(self, desk: Desk) -> str:
        say(desk, 1, "no", "At first")
        file = desk.take().set(1, "note", "From the file")
        say(desk, 1, "no", "From the page")
        return desk.show(file)

    def key(self, desk: Desk) -> str:
        return f"decide:{desk.given.question(1).pk}:note"

    def test_it_is_shown_with_both_sides(self, page: str) -> None:
        assert "changed on both sides" in page
        assert "From the file" in page
        assert "From the page" in page

    @pytest.mark.parametrize(
        ("decision", "note"),
        [
            ("here", "From the page"),
            ("file", "From the file"),
            ("both", "From the page\n\nFrom the file"),
        ],
    )
    def test_it_is_decided(self, desk: Desk, page: str, decision: str, note: str) -> None:
        desk.accept(page, {self.key(desk): decision})
        assert answer(desk, 1) == ("no", note)
        assert not AnswerRevision.objects.filter(kind="kept_aside").exists()

    @pytest.mark.parametrize("decisions", [{}, {"later": "x"}])
    def test_left_for_later_the_file_s_words_are_kept_aside(
        self, desk: Desk, page: str, decisions: dict[str, str]
    ) -> None:
        desk.accept(page, decisions)
        assert answer(desk, 1) == ("no", "From the page")
        assert AnswerRevision.objects.get(kind="kept_aside").note == "From the file"

    def test_a_decision_that_is_none_counts_as_later(self, desk: Desk, page: str) -> None:
        desk.accept(page, {self.key(desk): "burn it", "decide:nonsense:note": "file"})
        assert answer(desk, 1) == ("no", "From the page")
        assert AnswerRevision.objects.get(kind="kept_aside").note == "From the file"

    def test_what_changed_after_it_was_shown_is_shown_again(self, desk: Desk, page: str) -> None:
        say(desk, 1, "yes", "Later still")
        again = desk.accept(page, {self.key(desk): "file"})
        assert "Something changed after the file was shown" in again
        assert "Later still" in again
        assert answer(desk, 1) == ("yes", "Later still")


def test_a_proof_is_added_once_and_put_to_the_answer(desk: Desk) -> None:
    file = desk.take().set(2, "address of a new proof", "https://health.example.org/a")
    desk.bring(file.set(2, "what it proves", "The service"))
    assert Evidence.objects.get().title == "The service"
    assert "says nothing new" in desk.show(file)


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("answer", "Perhaps", "“Perhaps” is not a grade"),
        ("answer", "Full online transaction", "is not a grade"),
        ("note", "x" * 8001, "The note has 8,001 characters"),
        ("feature", "OSI-IF-999", "has no feature OSI-IF-999"),
        ("key", "00000000-0000-4000-8000-000000000001", "another campaign or entity"),
        ("address of a new proof", "javascript:alert(1)", "is not the address of a web page"),
    ],
)
def test_each_problem_is_told_at_its_line_and_nothing_is_changed(
    desk: Desk, heading: str, value: str, said: str
) -> None:
    file = desk.take().set(3, "answer", "Yes").set(3, "note", "n")
    page = desk.show(file.set(1, "note", "n").set(1, heading, value))
    assert said in page
    assert 'name="accept"' not in page
    assert answer(desk, 3) == ("", "")


def test_a_row_twice_is_told(desk: Desk) -> None:
    file = desk.take()
    file.rows.append(list(file.rows[0]))
    assert "stands in the file twice" in desk.show(file)


def test_a_file_without_the_hidden_columns_conflicts_rather_than_overwrites(desk: Desk) -> None:
    say(desk, 1, "no", "Here")
    file = desk.take().set(1, "note", "There")
    for heading in ("key", "answer when taken away", "note when taken away"):
        place = file.column(heading)
        for row in [file.head, *file.rows]:
            del row[place]
    assert "changed on both sides" in desk.show(file)


def test_formulas_and_markup_are_words(desk: Desk) -> None:
    note = '=HYPERLINK("https://evil.example","x")<script>alert(1)</script>'
    page = desk.show(desk.take().set(1, "answer", "Yes").set(1, "note", note))
    assert "<script>alert(1)</script>" not in page
    desk.accept(page)
    assert answer(desk, 1)[1] == note
    assert desk.take().get(1, "note") == note


@pytest.mark.parametrize("name", ["farid", "tariq", "chen", "dana"])
def test_others_take_and_bring_nothing(open_campaign: Given, name: str) -> None:
    desk = Desk(open_campaign, name)
    assert desk.client.get(f"{desk.page}file/answers.xlsx").status_code == 404
    assert desk.client.post(f"{desk.page}file/", {"file": io.BytesIO(b"x")}).status_code == 404


def test_the_authority_takes_only_what_was_handed_in(open_campaign: Given) -> None:
    say(Desk(open_campaign), 1, "yes", "A draft")
    assert Desk(open_campaign, "amina").take().rows == []


def test_an_upload_is_its_owner_s_alone(desk: Desk, open_campaign: Given) -> None:
    desk.show(desk.take().set(1, "answer", "Yes"))
    noor = Desk(open_campaign, "noor")
    assert noor.client.get(desk.preview).status_code == 302


def test_a_closed_window_takes_nothing(desk: Desk) -> None:
    file = desk.take().set(1, "answer", "Yes")
    page = desk.show(file)
    type(desk.given.campaign).objects.update(state="review")
    desk.accept(page)
    assert answer(desk, 1) == ("", "")


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_what_is_signed_or_handed_in_is_not_changed_by_a_file(desk: Desk, is_handed_in: bool) -> None:
    say(desk, 1, "yes", "")
    row = desk.given.question(1)
    answer_ready(row, version=row.answer.version, by=None)
    part = desk.given.health
    file = desk.take().set(1, "note", "Changed")
    submission_approve(part, seen=submission_content(part).hash, by=desk.given.cast.salma.pseudonym)
    if is_handed_in:
        submission_submit(part, by=None)
    assert "signed or handed in" in desk.show(file)
    assert answer(desk, 1) == ("yes", "")


def test_a_signature_over_other_answers_falls_when_a_file_adds_one(desk: Desk) -> None:
    say(desk, 1, "yes", "")
    row = desk.given.question(1)
    answer_ready(row, version=row.answer.version, by=None)
    part = desk.given.health
    submission_approve(part, seen=submission_content(part).hash, by=desk.given.cast.salma.pseudonym)
    desk.bring(desk.take().set(3, "answer", "Yes"))
    part.refresh_from_db()
    assert part.state == "open"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_what_is_no_such_file_is_told_in_words(desk: Desk, content: bytes) -> None:
    upload = io.BytesIO(content)
    upload.name = "x.xlsx"
    response = desk.client.post(f"{desk.page}file/", {"file": upload}, follow=True)
    assert "The file has one problem" in response.content.decode()
    assert "Nothing was changed" in response.content.decode()
    assert not Answer.objects.filter(assignment__part=desk.given.health).exclude(grade="").exists()


def test_a_hundred_megabytes_are_refused(desk: Desk) -> None:
    kind = "multipart/form-data; boundary=x"
    response = desk.client.post(f"{desk.page}file/", b"", content_type=kind, CONTENT_LENGTH=str(10**8))
    assert response.status_code == 422
    assert "at most" in response.content.decode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(
    base=st.text(max_size=5),
    here=st.text(max_size=5),
    file=st.text(max_size=5),
    knows=st.booleans(),
)
def test_no_words_are_lost_whatever_both_sides_did(base: str, here: str, file: str, knows: bool) -> None:
    """The words of either side win only where the other side has not changed them, or has none."""
    cell = merged("note", here=here, file=file, seen=fingerprint(base) if knows else "")
    if cell.outcome is Outcome.TAKE:
        assert not here or here == base
    if cell.outcome is Outcome.KEEP:
        assert file == base or not file
    if here != file and knows and base not in {here, file} and here:
        assert cell.outcome is Outcome.CONFLICT


def test_every_answer_survives_the_round_trip_letter_by_letter(desk: Desk) -> None:
    """All that is there is in the file, and all that is in the file is there again."""
    notes = {
        1: "سطر أول\nسطر ثانٍ",
        2: "  spaces kept inside  ".strip(),
        3: "\N{RIGHT-TO-LEFT OVERRIDE}abc",
        4: "١٢٣ – “quotes” & <tags>",
        5: "-1+1",
    }
    for number, note in notes.items():
        say(desk, number, "yes" if number % 2 else "form", note)
    file = desk.take()
    kept = {number: answer(desk, number)[1] for number in notes}
    assert {number: str(file.get(number, "note")) for number in notes} == kept
    assert kept[1] == notes[1]
    assert "says nothing new" in desk.show(file)
    Answer.objects.update(note="", grade="")
    blank = desk.take()
    for number, note in kept.items():
        blank.set(number, "note", note).set(number, "answer", str(file.get(number, "answer")))
    desk.bring(blank)
    assert {number: answer(desk, number)[1] for number in notes} == kept


def test_the_workbook_reads_from_right_to_left_in_arabic_with_what_is_asked_locked(
    open_campaign: Given,
) -> None:
    import zipfile

    client: Client = signed_in(open_campaign.cast.bruno)
    page = PART.format(open_campaign.campaign.code).replace("/en/", "/ar/")
    content = client.get(f"{page}file/answers.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert "<sheetProtection" in sheet
    assert "<dataValidation" in sheet
    assert 'hidden="1"' in sheet


class TestWholeCampaign:
    """One file for all entities: a sheet each, and each entity's rows go to its own page."""

    @pytest.fixture
    def both(self, open_campaign: Given) -> Desk:
        """Noor leads at education too."""
        cast = open_campaign.cast
        role_grant(cast.noor, role="entity_lead", by=None, entity=cast.education.pk)
        return Desk(open_campaign, "noor")

    def file(self, desk: Desk) -> bytes:
        return desk.client.get("/en/workspace/campaigns/present/file/answers.xlsx").content

    def test_it_holds_a_sheet_for_each_entity_whose_answers_one_may_read(
        self, both: Desk, open_campaign: Given
    ) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.file(both)))
        assert [name for name in book.sheet_names if name != "lists"] == ["1 education", "2 health"]
        alone = CalamineWorkbook.from_filelike(io.BytesIO(self.file(Desk(open_campaign, "farid"))))
        assert [name for name in alone.sheet_names if name != "lists"] == ["1 education"]

    def test_brought_back_each_entity_takes_its_own_rows(self, both: Desk) -> None:
        upload = io.BytesIO(self.file(both))
        upload.name = "all.xlsx"
        page = both.client.post("/en/workspace/campaigns/present/file/", {"file": upload}, follow=True)
        text = page.content.decode()
        assert "answers of 2" in text.replace('<bdi dir="ltr" class="num">2</bdi>', "2")
        assert "Ministry of Education" in text
        ways = re.findall(r'href="([^"]*/entity/[a-z]+/file/[0-9a-f]{64}/)"', text)
        assert len(ways) == 2
        for way in ways:
            assert "says nothing new" in both.client.get(way).content.decode()

    def test_what_was_filled_in_for_two_entities_comes_back_for_both(self, both: Desk) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.file(both)))
        head, *rows = book.get_sheet_by_name("1 education").to_python()
        _, *more = book.get_sheet_by_name("2 health").to_python()
        both_of_them = File.of(head, [*rows, *more])
        for row in both_of_them.rows:
            if row[0] == feature(1).code:
                row[both_of_them.column("answer")] = "Yes"
        answer_page = both.client.post(
            "/en/workspace/campaigns/present/file/", {"file": both_of_them.saved()}, follow=True
        ).content.decode()
        for way in re.findall(r'href="([^"]*/entity/[a-z]+/file/[0-9a-f]{64}/)"', answer_page):
            both.preview = way
            both.accept(both.client.get(way).content.decode())
        grades = Answer.objects.filter(grade="yes").values_list("assignment__entity__code", flat=True)
        assert sorted(grades) == ["education", "health"]

    def test_a_stranger_to_the_campaign_finds_nothing(self, open_campaign: Given) -> None:
        client = Desk(open_campaign, "dana").client
        assert client.get("/en/workspace/campaigns/present/file/").status_code == 404
        assert client.get("/en/workspace/campaigns/present/file/answers.xlsx").status_code == 404

    def test_while_nothing_was_handed_in_the_authority_takes_an_empty_file(
        self, open_campaign: Given
    ) -> None:
        say(Desk(open_campaign), 1, "yes", "A draft")
        content = self.file(Desk(open_campaign, "amina"))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        assert len(sheet.to_python()) == 1
