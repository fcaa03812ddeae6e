"""No assessor sees what a scan found: not before judging, not after, by no page, program, file, news or role.

A scan finds the very page that two assessors look for; its words stand nowhere that they can reach.
"""

import io
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.access import Verdict, person_of, verdict
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.personal import person_told
from miqyas.workspace.accounts.services import role_grant, role_revoke
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, Delegation
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.reviews.services.judging import task_start
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal, Report
from miqyas.workspace.scans.queries.beside import finding_beside
from miqyas.workspace.scans.services.proving import proof_of_finding
from tests.cast import signed_in
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review
from tests.workspace.scans.scans_given import absent, found, hit, portal_of, present, scanned

__all__ = ["review"]
pytestmark = pytest.mark.django_db
W = "/en/workspace/"
SECRET = "words-that-only-the-scan-saw"
PAGES = (
    "", "reviews/", "reviews/{task}/", "campaigns/", "campaigns/present/", "notifications/", "scans/",
    "scans/{scan}/", "scans/{scan}/changes/", "scans/{scan}/findings.json", "scans/findings/{finding}/",
    "scans/entities/health/", "scans/entities/health/findings.csv", "scans/labels/",
    "scans/labels/{scan}/OSI-TEC-001/", "scans/lookouts/", "adjudication/", "adjudication/{item}/",
    "campaigns/present/entity/health/", "campaigns/present/entity/health/results/", "evidence/", "history/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(review: Review) -> Report:
    """A scan that found the feature, with words of its own."""
    secret = hit(f"https://portal.example.org/{SECRET}", text=SECRET)
    return scanned(found(1, State.PRESENT, grade="yes", hits=(secret,)), absent(2, grade="none"))[0]


def seen(user: User, review: Review, report: Report) -> dict[str, tuple[int, str]]:
    client, task = signed_in(User.objects.get(pk=user.pk)), review.tasks()[0]
    row = FindingRow.objects.get(report=report, feature="OSI-IF-001")
    told = {}
    for page in PAGES:
        address = page.format(task=task.pk, scan=report.scan_id, finding=row.pk, item=review.item().pk)
        answer = client.get(f"{W}{address}", follow=True)
        told[page] = (answer.status_code, answer.content.decode())
    return told


@pytest.mark.parametrize("role", ["", "lead", "coordinator", "viewer", "adjudicator", "contributor"])
def test_no_page_tells_an_assessor_whatever_else_they_are(review: Review, report: Report, role: str) -> None:
    chen = review.person(review.tasks()[0])
    if role:
        entity = review.cast.health.pk if role == "contributor" else None
        role_grant(chen, role=role, by=None, entity=entity)
    for page, (status, text) in seen(chen, review, report).items():
        assert SECRET not in text, page
        if page.startswith("scans/"):
            assert status in {403, 404}, page


@pytest.mark.parametrize("role", ["lead", "viewer"])
def test_who_has_looked_and_gives_the_role_back_learns_no_more(
    review: Review, report: Report, role: str
) -> None:
    chen = review.person(review.tasks()[0])
    task_start(review.tasks()[0], by=None)
    role_revoke(chen, role="assessor", by=None)
    role_grant(chen, role=role, by=None)
    chen = User.objects.get(pk=chen.pk)
    assert verdict(person_of(chen), "scan.view") is Verdict.FORBIDDEN
    assert all(SECRET not in text for _, text in seen(chen, review, report).values())
    Campaign.objects.update(state="reply")
    assert verdict(person_of(User.objects.get(pk=chen.pk)), "scan.view") is Verdict.ALLOWED


@pytest.mark.parametrize("role", ["lead", "coordinator", "viewer", "entity_lead"])
def test_who_decides_reads_no_scan_before_both_have_judged_whatever_else_they_are(
    review: Review, report: Report, role: str
) -> None:
    ines = review.cast.ines
    role_grant(ines, role=role, by=None, entity=review.cast.health.pk if role == "entity_lead" else None)
    for page, (status, text) in seen(ines, review, report).items():
        assert SECRET not in text, page
        if page.startswith("scans/"):
            assert status in {403, 404}, page
    review.judge_all(1, FOUND, NOT_FOUND)
    has_part = role == "entity_lead"
    assert (SECRET in seen(ines, review, report)["adjudication/{item}/"][1]) is not has_part


def test_who_decides_is_told_of_no_finding_by_news(
    review: Review, django_capture_on_commit_callbacks: Any
) -> None:
    role_grant(review.cast.ines, role="entity_lead", by=None, entity=review.cast.health.pk)
    with django_capture_on_commit_callbacks(execute=True):
        scanned(absent(1))
    told = Notification.objects.filter(kind="scan.contradiction").values_list("recipient", flat=True)
    assert review.cast.ines.pseudonym not in told
    assert review.cast.noor.pseudonym in told


def test_pages_of_an_assessor_are_the_same_with_and_without_a_scan(review: Review) -> None:
    chen = review.person(review.tasks()[0])
    client = signed_in(chen)
    own = ("", "reviews/", f"reviews/{review.tasks()[0].pk}/", "campaigns/present/", "notifications/")

    def texts() -> list[str]:
        return [client.get(f"{W}{page}").content.decode().partition("<main")[2] for page in own]

    def bare(text: str) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", text)

    before = [bare(text) for text in texts()]
    scanned(present(1), absent(2, grade="none"))
    assert [bare(text) for text in texts()] == before


def test_the_third_column_stands_only_after_both_have_judged(review: Review, report: Report) -> None:
    ines = person_of(review.cast.ines)
    page, client = f"{W}adjudication/{review.item().pk}/", signed_in(review.cast.ines)
    assert finding_beside(ines, review.item()) is None
    assert client.get(page).status_code == 404
    review.judge(review.tasks()[0], FOUND)
    assert finding_beside(ines, review.item()) is None
    assert SECRET not in client.get(page).content.decode()
    review.judge(review.tasks()[1], NOT_FOUND)
    beside = finding_beside(ines, review.item())
    assert beside is not None
    assert beside.report == report
    shown = client.get(page).text
    assert SECRET in shown
    assert "What a scan found" in shown
    assert shown.index("Assessor 1") < shown.index("What a scan found")


def test_neither_assessor_sees_it_after_they_judged_nor_when_the_review_is_over(
    review: Review, report: Report
) -> None:
    review.judge_all(1, FOUND, NOT_FOUND)
    for task in review.tasks():
        assert finding_beside(person_of(review.person(task)), review.item()) is None
    Campaign.objects.update(state="reply")
    for task in review.tasks():
        chen = review.person(task)
        assert finding_beside(person_of(chen), review.item()) is None
        assert all(SECRET not in text for _, text in seen(chen, review, report).values())


def test_a_finding_from_after_the_judgements_does_not_take_the_place_of_the_one_before(
    review: Review, report: Report
) -> None:
    review.judge_all(1, FOUND, NOT_FOUND)
    scanned(absent(1))
    beside = finding_beside(person_of(review.cast.ines), review.item())
    assert beside is not None
    assert beside.report == report


def test_an_item_that_no_scan_looked_at_shows_no_third_column(review: Review) -> None:
    scanned(present(1))
    item = review.judge_all(3, FOUND, NOT_FOUND)
    page = signed_in(review.cast.ines).get(f"{W}adjudication/{item.pk}/")
    assert page.context["beside"] is None
    assert "What a scan found" not in page.text


def test_nobody_who_assesses_is_told_by_news(review: Review, django_capture_on_commit_callbacks: Any) -> None:
    chen = review.person(review.tasks()[0])
    role_grant(chen, role="entity_lead", by=None, entity=review.cast.health.pk)
    question = Assignment.objects.get(entity=review.cast.health, feature="OSI-IF-001")
    Delegation.objects.create(assignment=question, holder=chen.pseudonym)
    with django_capture_on_commit_callbacks(execute=True):
        scanned(absent(1))
    assert Contradiction.objects.filter(assignment=question).exists()
    assert not Notification.objects.filter(recipient=chen.pseudonym, kind__startswith="scan.").exists()
    assert Notification.objects.filter(
        recipient=review.cast.noor.pseudonym, kind="scan.contradiction"
    ).exists()


def test_the_own_data_of_an_assessor_holds_nothing_of_it(review: Review, report: Report) -> None:
    with ZipFile(io.BytesIO(person_told(review.person(review.tasks()[0])))) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
    assert SECRET not in whole


def test_no_id_of_a_scan_can_be_used_by_a_stranger(review: Review, report: Report) -> None:
    Campaign.objects.update(state="open")
    Answer.objects.update(grade="", state="empty")
    scanned(present(1))
    waiting = Proposal.objects.get(assignment__entity=review.cast.health)
    row = FindingRow.objects.filter(report=report).first()
    assert row is not None
    for page in (f"scans/{report.scan_id}/", f"scans/findings/{row.pk}/", "scans/entities/health/"):
        assert Client().get(f"{W}{page}").status_code == 302
        assert signed_in(review.cast.dana).get(f"{W}{page}").status_code in {403, 404}
    for person in (review.cast.dana, review.person(review.tasks()[0])):
        answer = signed_in(person).post(f"{W}scans/proposals/{waiting.pk}/", {"decide": "accept"})
        assert answer.status_code == 404
    assert Proposal.objects.get(pk=waiting.pk).state == "open"


def test_no_token_of_an_assessor_reads_it(review: Review, report: Report) -> None:
    chen = review.person(review.tasks()[0])
    role_grant(chen, role="lead", by=None)
    token = token_create(User.objects.get(pk=chen.pk), name="a program", scope="read", days=3)[1]
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    item = review.item().pk
    for path in (
        f"adjudication/{item}/finding",
        "scans",
        f"scans/{report.scan_id}",
        "scan-entities/health",
        "scan-measures",
    ):
        answer = Client().get(f"/api/v1/workspace/{path}", headers=headers)
        assert answer.status_code in {403, 404}, path
        assert SECRET not in answer.content.decode()


def test_who_has_looked_and_gives_the_role_back_is_told_by_no_news(
    review: Review, django_capture_on_commit_callbacks: Any
) -> None:
    chen = review.person(review.tasks()[0])
    task_start(review.tasks()[0], by=None)
    role_revoke(chen, role="assessor", by=None)
    role_grant(chen, role="entity_lead", by=None, entity=review.cast.health.pk)
    with django_capture_on_commit_callbacks(execute=True):
        scanned(absent(1))
    told = Notification.objects.filter(kind="scan.contradiction")
    assert chen.pseudonym not in {one.recipient for one in told}
    assert review.cast.noor.pseudonym in {one.recipient for one in told}


def test_the_history_of_the_installation_tells_an_assessor_of_no_finding(
    review: Review, report: Report
) -> None:
    row = FindingRow.objects.get(report=report, feature="OSI-IF-001")
    proof_of_finding(row, review.cast.health, title="Laws", by=review.cast.noor.pseudonym)
    chen = review.person(review.tasks()[0])
    role_grant(chen, role="lead", by=None)
    for person, is_told in ((review.cast.amina, True), (chen, False)):
        asked = User.objects.get(pk=person.pk)
        token = token_create(asked, name="a program", scope="read", days=3)[1]
        headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        for text in (
            signed_in(asked).get(f"{W}history/?chain=installation").text,
            Client().get("/api/v1/workspace/history", headers=headers).text,
        ):
            assert "evidence" in text.lower()
            assert (row.feature in text, str(row.pk)[:8] in text) == (is_told, is_told)


def test_what_was_found_on_the_portals_of_one_entity_is_hidden_from_others_with_the_same_feature(
    review: Review,
) -> None:
    cast = review.cast
    portal_of(cast.health, "https://health.example.org/")
    own = scanned(present(1), entity=cast.health)[0].rows.get()
    of_all = scanned(present(1))[0].rows.get()
    for person, seen_of in (("bruno", {own, of_all}), ("farid", {of_all}), ("amina", {own, of_all})):
        user = cast.people()[person]
        allowed = {
            row for row in (own, of_all) if verdict(person_of(user), "scan.finding", row) is Verdict.ALLOWED
        }
        assert allowed == seen_of, person
    assert signed_in(cast.farid).get(f"{W}scans/findings/{own.pk}/").status_code == 404
