"""Labels: every decision is one, a team marks pages blindly, and nothing is said under fifty."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.run import job_run
from miqyas.jobs.scan_labels import AGAIN_AFTER, FEW_LEFT, pages_offered
from miqyas.jobs.tasks import scan_labels as task_of_labels
from miqyas.jobs.tasks import scans as task
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.pace import LABORATORY
from miqyas.scanner.labels import By, fewest
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.models import Reply, ReviewItem
from miqyas.workspace.reviews.services.deciding import item_decide
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import DrawnPage, Label, Report
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.queries.labels import measures_of, pages_to_label
from miqyas.workspace.scans.services import drawing
from miqyas.workspace.scans.services.labels import label_add, label_of_agreement
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.scanner.damaging import damage
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review
from tests.workspace.scans.scans_given import present, registered, run_scan, scanned, served

__all__ = ["review"]
pytestmark = pytest.mark.django_db
SEARCH = "OSI-TEC-001"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(task, "POLITENESS", LABORATORY)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def report(campaign_cast: CampaignCast, site: str) -> Report:
    registered(site)
    return Report.objects.get(scan=run_scan())


def decide(review: Review, number: int, grade: str, *, callbacks: Any) -> None:
    item = (
        review.judge_all(number, FOUND, NOT_FOUND)
        if review.item(number).state == "open"
        else review.item(number)
    )
    with callbacks(execute=True):
        item_decide(item, grade=grade, reasons="I looked", by=review.cast.ines.pseudonym)


class TestDecisions:
    """What adjudicators sign."""

    def test_every_decision_becomes_a_label_once(
        self, review: Review, django_capture_on_commit_callbacks: Any
    ) -> None:
        report, _ = scanned(present(1))
        decide(review, 1, "no", callbacks=django_capture_on_commit_callbacks)
        decide(review, 3, "yes", callbacks=django_capture_on_commit_callbacks)
        first, second = Label.objects.order_by("feature")
        assert (first.truth, first.said, first.rule, first.report) == (
            "not_shown",
            "present",
            "laws_portal",
            report,
        )
        assert (second.truth, second.said) == ("shown", "")
        assert first.by == review.cast.ines.pseudonym

    def test_the_measure_says_that_nothing_was_measured(
        self, review: Review, django_capture_on_commit_callbacks: Any
    ) -> None:
        scanned(present(1))
        decide(review, 1, "no", callbacks=django_capture_on_commit_callbacks)
        (whole,) = measures_of("adjudicated")
        assert (whole.n, whole.wrong, whole.is_measured) == (1, 1, False)
        assert whole.as_record()["precision"] is None
        page = signed_in(review.cast.amina).get("/en/workspace/scans/labels/").text
        assert page.count("Not measured") == 3
        assert "%" not in page.partition("<main")[2]


class TestAgreement:
    """What all who looked blindly found the same."""

    @pytest.fixture(autouse=True)
    def agreed(self, review: Review, django_capture_on_commit_callbacks: Any) -> Report:
        report, _ = scanned(present(1))
        with django_capture_on_commit_callbacks(execute=True):
            review.judge_all(1, FOUND, FOUND)
        return report

    def test_it_becomes_a_label_of_its_own_origin_once(self, review: Review, agreed: Report) -> None:
        label = Label.objects.get()
        assert (label.origin, label.truth, label.said, label.report) == ("agreed", "shown", "present", agreed)
        assert label_of_agreement(review.item()) is None
        assert [one.n for one in measures_of("agreed")] == [1]

    def test_a_decision_takes_its_place(
        self, review: Review, django_capture_on_commit_callbacks: Any
    ) -> None:
        Campaign.objects.update(state="reply")
        ReviewItem.objects.filter(pk=review.item().pk).update(state="contested")
        objection = {
            "entity": review.cast.health,
            "due_at": timezone.now(),
            "stance": "contest",
            "at": timezone.now(),
        }
        Reply.objects.create(item=review.item(), **objection)
        with django_capture_on_commit_callbacks(execute=True):
            item_decide(review.item(), grade="no", reasons="I looked", by=review.cast.ines.pseudonym)
        assert set(Label.objects.values_list("origin", "truth")) == {
            ("agreed", "shown"),
            ("adjudicated", "not_shown"),
        }
        assert not measures_of("agreed")
        assert [one.n for one in measures_of("adjudicated")] == [1]


class TestWhatTheScannerHadSaid:
    def test_a_report_of_afterwards_is_held_against_nobody(
        self, review: Review, django_capture_on_commit_callbacks: Any
    ) -> None:
        review.judge_all(1, FOUND, FOUND)
        scanned(present(1))
        label = label_of_agreement(review.item())
        assert label is not None
        assert (label.report, label.said) == (None, "")

    def test_what_is_invented_measures_nothing(
        self, review: Review, django_capture_on_commit_callbacks: Any
    ) -> None:
        scanned(present(1))
        Campaign.objects.update(is_sample=True)
        decide(review, 1, "no", callbacks=django_capture_on_commit_callbacks)
        assert not Label.objects.exists()


def drawn(report: Report, *, by: UUID, feature: str = SEARCH) -> list[str]:
    """The pages that are offered once a worker has drawn them."""
    offered = pages_offered(report, feature, by=by)
    if offered.job is not None and offered.is_being_drawn:
        job_run(offered.job.pk)
    return pages_to_label(report, feature=feature, by=by)


class TestMarking:
    """A team marks pages without seeing what rules say of them."""

    def test_a_mark_is_held_against_what_rules_say_of_that_page(self, report: Report, site: str) -> None:
        by = report.scan_id
        drawn(report, by=by)
        shown = label_add(report, SEARCH, address=site, truth="shown", by=by)
        assert (shown.said, shown.rule, shown.truth, shown.report) == ("present", "search", "shown", report)
        other = label_add(report, SEARCH, address=f"{site}laws", truth="not_shown", by=by)
        assert other.said == "absent"
        with pytest.raises(ScanError, match="labelled"):
            label_add(report, SEARCH, address=site, truth="not_shown", by=by)
        with pytest.raises(ScanError, match="page_not_drawn"):
            label_add(report, SEARCH, address="https://elsewhere.example/", truth="shown", by=by)
        with pytest.raises(ScanError, match="truth_unknown"):
            label_add(report, SEARCH, address=f"{site}contact", truth="perhaps", by=by)
        assert [(one.n, one.right, one.left) for one in measures_of("team")] == [(2, 1, 1)]

    def test_nothing_is_read_of_what_the_scan_saw_once_pages_are_drawn(
        self, report: Report, site: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        offered = drawn(report, by=report.scan_id)
        for name in ("artifacts", "read", "looks"):
            monkeypatch.setattr(Store, name, None)
        monkeypatch.setattr(drawing, "rules", None)
        assert pages_to_label(report, feature=SEARCH, by=report.scan_id) == offered
        assert label_add(report, SEARCH, address=site, truth="shown", by=report.scan_id).said == "present"

    def test_pages_are_drawn_by_lot_and_those_marked_are_left_out(self, report: Report, site: str) -> None:
        by = report.scan_id
        offered = drawn(report, by=by)
        assert sorted(offered) == sorted({site, f"{site}laws", f"{site}contact"})
        label_add(report, SEARCH, address=offered[0], truth="unsure", by=by)
        assert drawn(report, by=by) == offered[1:]
        assert drawn(report, by=UUID(int=1)) == offered
        rows = DrawnPage.objects.filter(feature=SEARCH)
        assert [(row.place, row.address) for row in rows] == list(enumerate(offered))

    def test_further_pages_are_drawn_before_they_run_out_each_once(
        self, report: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(drawing, "DRAWN_AT_A_TIME", 2)
        by = report.scan_id
        first = drawn(report, by=by)
        assert len(first) == 2 < FEW_LEFT
        again = [pages_offered(report, SEARCH, by=one).job for one in (by, UUID(int=1))]
        assert again[0] == again[1]
        every = drawn(report, by=by)
        assert (every[:2], len(every)) == (first, 3)
        for _ in range(3):
            drawn(report, by=by)
        assert pages_offered(report, SEARCH, by=by).is_being_drawn is False
        assert Job.objects.filter(kind="scan.draw").count() == 3
        assert DrawnPage.objects.count() == 3

    def test_what_others_drew_meanwhile_is_not_drawn_twice(self, report: Report) -> None:
        feature = features_known()[SEARCH]
        one, other = (drawing.pages_draw(report, feature, on_share=lambda share: None) for _ in range(2))
        assert [drawing.pages_drawn_keep(report, SEARCH, pages) for pages in (one, other)] == [3, 0]

    def test_a_page_whose_bytes_are_damaged_is_not_drawn(self, report: Report, site: str) -> None:
        folder = scan_folder(report.scan_id)
        look = next(one for one in Store(folder).artifacts() if one.final_address == f"{site}laws")
        assert look.body is not None
        damage(folder, look.body.hash)
        assert sorted(drawn(report, by=report.scan_id)) == sorted({site, f"{site}contact"})

    def test_judged_again_a_scan_draws_again_and_keeps_what_was_marked(
        self, report: Report, site: str
    ) -> None:
        by = report.scan_id
        drawn(report, by=by)
        later = Report.objects.create(
            scan=report.scan, number=2, why="rules", hash="ab" * 32, record=report.record
        )
        label = label_add(later, SEARCH, address=site, truth="shown", by=by)
        assert (label.report, label.said) == (report, "present")
        assert sorted(drawn(later, by=by)) == sorted({f"{site}laws", f"{site}contact"})

    def test_of_looks_that_were_removed_nothing_is_offered_or_drawn(self, report: Report) -> None:
        drawn(report, by=report.scan_id)
        report.scan.looks_removed_at = timezone.now()
        offered = pages_offered(report, SEARCH, by=report.scan_id)
        assert (offered.pages, offered.job) == ((), None)
        with pytest.raises(ScanError, match="looks_removed"):
            drawing.pages_draw(report, features_known()[SEARCH], on_share=lambda share: None)

    def test_a_job_that_failed_is_asked_for_again_after_a_while(
        self, report: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            task_of_labels, "pages_draw", lambda *_, **__: (_ for _ in ()).throw(ScanError("files_gone"))
        )
        by = report.scan_id
        assert drawn(report, by=by) == []
        failed = pages_offered(report, SEARCH, by=by)
        assert failed.job is not None
        assert (failed.job.state, failed.is_being_drawn) == ("failed", False)
        Job.objects.filter(pk=failed.job.pk).update(finished_at=timezone.now() - AGAIN_AFTER)
        assert pages_offered(report, SEARCH, by=by).is_being_drawn

    @pytest.mark.parametrize(
        ("language", "waiting", "failed"),
        [
            ("en", "Pages are being drawn by lot", "No pages could be drawn"),
            ("ar", "تُختار الصفحات بالقرعة", "تعذّر اختيار الصفحات"),
        ],
    )
    def test_the_page_says_that_pages_are_drawn_or_why_not(
        self, report: Report, campaign_cast: CampaignCast, language: str, waiting: str, failed: str
    ) -> None:
        amina = signed_in(campaign_cast.amina)
        address = f"/{language}/workspace/scans/labels/{report.scan_id}/{SEARCH}/"
        page = amina.get(address).text
        assert waiting in page
        assert "data-waiting" in page
        Job.objects.filter(kind="scan.draw").update(
            state="failed", finished_at=timezone.now(), error={"code": "scans.files_gone", "params": {}}
        )
        page = amina.get(address).text
        assert failed in page
        assert "data-waiting" not in page

    def test_the_page_shows_nothing_of_what_was_found(
        self, report: Report, campaign_cast: CampaignCast
    ) -> None:
        amina = signed_in(campaign_cast.amina)
        address = f"/en/workspace/scans/labels/{report.scan_id}/{SEARCH}/"
        drawn(report, by=campaign_cast.amina.pseudonym)
        page = amina.get(address)
        body = page.text.partition("<main")[2]
        assert page.context["address"] in body
        for word in ("Present", "Absent", "Not found", "proof", "tag-green"):
            assert word not in body
        assert amina.post(address, {"address": page.context["address"], "truth": "shown"}).status_code == 302
        assert amina.get(address).context["left"] == page.context["left"] - 1
        assert Client().get(address).status_code == 302
        assert signed_in(campaign_cast.jamal).get(address).status_code == 403
        assert amina.get(f"/en/workspace/scans/labels/{report.scan_id}/NO-SUCH-1/").status_code == 404


class TestMeasuring:
    """Shares with n, and only where there are labels enough."""

    @staticmethod
    def labels(report: Report, *, right: int, wrong: int, unsure: int = 0, twice: int = 0) -> None:
        told = (
            [("shown", "present")] * right
            + [("not_shown", "present")] * wrong
            + [("unsure", "present")] * unsure
        )
        rows = [
            Label(feature=SEARCH, address=f"https://a.example/{at}", truth=truth, said=said, rule="search",
                  proof="content", origin="team", report=report)
            for at, (truth, said) in enumerate(told)
        ]  # fmt: skip
        rows += [
            Label(feature=SEARCH, address=f"https://b.example/{at}", truth=truth, said="present",
                  rule="search", proof="content", origin="team", report=report)
            for at in range(twice)
            for truth in ("shown", "not_shown")
        ]  # fmt: skip
        Label.objects.bulk_create(rows)

    def test_fifty_are_enough_and_less_is_not(self, campaign_cast: CampaignCast) -> None:
        report, _ = scanned(present(1))
        self.labels(report, right=fewest() - 2, wrong=1)
        assert not measures_of("team")[0].is_measured
        Label(
            feature=SEARCH,
            truth="shown",
            said="absent",
            origin="team",
            report=report,
            rule="search",
            address="x",
        ).save()
        (whole,) = measures_of("team", by=By.RULE)
        assert (whole.group, whole.n, whole.right, whole.wrong, whole.missed) == ("search", 50, 48, 1, 1)
        page = signed_in(campaign_cast.jamal).get("/en/workspace/scans/labels/").text
        assert "n = 49" in page

    def test_those_who_are_unsure_or_contradict_each_other_count_for_nothing(
        self, campaign_cast: CampaignCast
    ) -> None:
        report, _ = scanned(present(1))
        self.labels(report, right=3, wrong=0, unsure=60, twice=60)
        assert measures_of("team")[0].n == 3
