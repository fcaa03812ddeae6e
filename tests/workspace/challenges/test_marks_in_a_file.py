"""A juror's sheets as a workbook: taken away, filled in, brought back as a whole or not at all."""

import io

import pytest
from python_calamine import CalamineWorkbook

from miqyas.jobs.programme.challenge_files import marks_workbook, round_table
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.marks_file import marks_apply, marks_plan
from miqyas.workspace.challenges.models import ScoreSheet
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import REASONS, Given, appealing, judging

pytestmark = pytest.mark.django_db
HEAD = "key,version,mark-use,mark-reach,justification,hand_in"


def lines(given: Given, *rows: str) -> bytes:
    """A file of rows; each begins with the entity whose sheet it is of."""
    made = [HEAD]
    for row in rows:
        of, rest = row.split(",", 1)
        made.append(f"{given.sheet('chen', of).pk if of in given.ministries else of},{rest}")
    return "\n".join(made).encode()


def plan(given: Given, *rows: str):
    return marks_plan(given.juror("chen"), lines(given, *rows), name="marks.csv")


def test_a_file_fills_sheets_and_hands_them_in(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    found = plan(given, f"health,0,4,3,{REASONS.replace(',', ';')},yes", "labour,0,2,,,no")
    assert (found.is_ready, found.does_something) == (True, True)
    assert marks_apply(given.juror("chen"), found, by=campaign_cast.chen.pseudonym) == 1
    assert given.sheet("chen", "health").state == "submitted"
    assert given.sheet("chen", "labour").marks == {"use": 2}


def test_the_workbook_comes_back_as_it_went(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    for language in ("ar", "en"):
        content = marks_workbook(given.juror("chen"), language=language)
        found = marks_plan(given.juror("chen"), content, name="marks.xlsx")
        assert (found.problems, found.rows) == ((), ())


def test_no_other_juror_s_sheet_is_in_it(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    given.judge("gita", "health", use=5, reach=5)
    content = marks_workbook(given.juror("chen"), language="en")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 5
    assert {row[4] for row in sheet[1:]} == {""}


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ("health,0,6,3,Good,no", "mark_outside"),
        ("health,0,x,3,Good,no", "mark_outside"),
        ("health,0,=1+1,3,Good,no", "mark_outside"),
        ("health,0,4,,Good,yes", "mark_missing"),
        ("health,0,4,3,,yes", "words_missing"),
        ("health,7,4,3,Good,no", "changed_meanwhile"),
        ("00000000-0000-0000-0000-000000000000,0,4,3,Good,no", "sheet_unknown"),
        (f"health,0,4,3,{'x' * 2001},no", "too_long"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_is_done(
    row: str, detail: str, campaign_cast: CampaignCast
) -> None:
    given = judging(campaign_cast)
    found = plan(given, "labour,0,3,3,Fine,no", row)
    assert [(one.detail, one.place.line) for one in found.problems] == [(detail, 3)]
    with pytest.raises(ChallengeError):
        marks_apply(given.juror("chen"), found, by=campaign_cast.chen.pseudonym)
    assert not ScoreSheet.objects.exclude(marks={}).exists()


def test_a_sheet_that_is_handed_in_or_named_twice_is_refused(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    given.judge("chen", "health", use=3, reach=3)
    assert [one.detail for one in plan(given, "health,1,4,3,Good,no").problems] == ["sheet_handed_in"]
    twice = plan(given, "labour,0,4,3,Good,no", "labour,0,4,3,Good,no")
    assert [one.detail for one in twice.problems] == ["sheet_unknown"]


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"a,b\n1,2", b"%PDF-1.7"])
def test_what_is_no_such_file_is_refused(content: bytes, campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    found = marks_plan(given.juror("chen"), content, name="marks.xlsx")
    assert len(found.problems) == 1
    assert not found.is_ready


def test_scores_and_nominations_are_taken_away(campaign_cast: CampaignCast) -> None:
    given = appealing(campaign_cast)
    scores = round_table(given.round, "scores", versions={})
    assert [(row[2], row[9], row[10]) for row in scores.rows] == [
        ("education", 1, "yes"), ("justice", 2, "yes"), ("health", 3, "no"), ("labour", 4, "no"),
    ]  # fmt: skip
    assert len(round_table(given.round, "nominations", versions={}).rows) == 4
