"""Reports are ordered, made by a job, kept for a while, and made once for all who ask for the same."""

import errno
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from miqyas.jobs.models import Job, MadeReport, State
from miqyas.jobs.reports import orders
from miqyas.jobs.reports.kinds import ReportOrderError, report_kind_of, report_kinds
from miqyas.jobs.reports.orders import (
    report_content,
    report_drop,
    report_find,
    report_order,
    reports_of,
    reports_purge,
)
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.campaigns.models import Answer
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import feature
from tests.workspace.scores.scored_given import scored

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BRIEF = "country_brief"


def ordered(kind: str = BRIEF, of: str = "BHR", *, form: str = "pdf", by: object = None) -> MadeReport:
    return report_order(report_kind_of(kind), of, language="en", form=form, by=by)


def made(report: MadeReport) -> MadeReport:
    job_run(report.job.pk)
    found = report_find(report.pk)
    assert found is not None
    return found


class TestPublicReports:
    """Anybody may order them; whoever asks for the same has the same."""

    def test_made_once_for_all_who_ask(self) -> None:
        first = made(ordered())
        assert first.is_done
        assert report_content(first).startswith(b"%PDF-")
        assert first.name == "miqyas-country-brief-BHR-en.pdf"
        assert first.size == len(report_content(first))
        assert ordered().pk == first.pk
        assert MadeReport.objects.count() == 1

    def test_another_language_form_or_country_is_another_report(self) -> None:
        kind = report_kind_of(BRIEF)
        one = report_order(kind, "BHR", language="ar", form="pdf", by=None)
        assert len({one.pk, ordered().pk, ordered(form="docx").pk, ordered(of="TUN").pk}) == 4

    def test_what_is_not_there(self) -> None:
        kind = report_kind_of(BRIEF)
        assert kind.found("XYZ") is None
        assert kind.found("BHR;edition=1999") is None
        assert kind.found("BHR;colour=red") is None
        assert kind.found("BHR;edition") is None
        assert kind.found("BHR;edition=2022") is not None

    @pytest.mark.parametrize(
        ("language", "form", "detail"), [("tlh", "pdf", "language"), ("en", "exe", "form")]
    )
    def test_a_language_or_form_that_it_has_not(self, language: str, form: str, detail: str) -> None:
        with pytest.raises(ReportOrderError, match=detail) as refused:
            report_order(report_kind_of(BRIEF), "BHR", language=language, form=form, by=None)
        assert "pdf" in refused.value.render("ar") or "en" in refused.value.render("ar")

    def test_an_unknown_kind(self) -> None:
        with pytest.raises(ReportOrderError, match="kind_unknown") as refused:
            report_kind_of("horoscope")
        assert "country_brief" in refused.value.render("en")

    def test_there_is_an_end_to_what_everybody_may_have_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(orders, "MOST_PUBLIC", 1)
        ordered()
        with pytest.raises(ReportOrderError, match="busy"):
            ordered(of="TUN")
        assert ordered().pk  # what is being made already may be waited for

    def test_the_oldest_go_when_there_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(orders, "PUBLIC_KEPT", 0)
        first = made(ordered())
        ordered(of="TUN")
        assert report_find(first.pk) is None

    def test_one_that_failed_is_made_anew(self) -> None:
        first = ordered()
        Job.objects.filter(pk=first.job.pk).update(state=State.FAILED)
        again = ordered()
        assert again.pk == first.pk
        assert again.job.pk != first.job.pk


class TestOwnReports:
    """What somebody ordered of the workspace is theirs."""

    def test_two_people_have_each_their_own(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        both = [campaign_cast.amina, campaign_cast.karim]
        reports = [ordered("campaign_report", campaign.code, by=one.pseudonym) for one in both]
        assert reports[0].pk != reports[1].pk
        assert [one.pk for one in reports_of(campaign_cast.amina.pseudonym)] == [reports[0].pk]

    def test_what_everybody_may_have_is_among_their_own_once_they_order_it(
        self, campaign_cast: CampaignCast
    ) -> None:
        own = ordered(by=campaign_cast.amina.pseudonym)
        assert [one.pk for one in reports_of(campaign_cast.amina.pseudonym)] == [own.pk]
        assert ordered().pk != own.pk

    def test_removed_and_ordered_again(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        first = made(ordered("campaign_report", campaign.code, by=campaign_cast.amina.pseudonym))
        report_drop(first)
        second = made(ordered("campaign_report", campaign.code, by=campaign_cast.amina.pseudonym))
        assert second.pk != first.pk
        assert second.sha256 == first.sha256

    def test_what_was_made_stays_as_it_was_made_and_a_new_one_says_what_it_is_made_of(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = scored(campaign_cast)
        by = campaign_cast.amina.pseudonym
        first = made(ordered("campaign_report", given.campaign.code, by=by))
        before = report_content(first)
        Answer.objects.filter(assignment__feature=feature(1).code).update(grade="no", version=2)
        second = made(ordered("campaign_report", given.campaign.code, by=by))
        assert second.pk != first.pk
        assert report_content(first) == before != report_content(second)
        assert report_find(first.pk).versions == first.versions
        assert {name for name in first.versions if first.versions[name] != second.versions[name]} == {
            "content"
        }

    def test_removing_one_that_is_being_made_ends_it(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        report = ordered("campaign_report", campaign.code, by=campaign_cast.amina.pseudonym)
        report_drop(report)
        assert Job.objects.get(pk=report.job.pk).state == State.CANCELLED

    def test_a_report_of_a_campaign_at_work_is_a_draft(self, campaign_cast: CampaignCast) -> None:
        at_work = scored(campaign_cast).campaign
        assert made(ordered("campaign_report", at_work.code, by=campaign_cast.amina.pseudonym)).is_draft

    def test_old_ones_go(self) -> None:
        report = made(ordered())
        assert reports_purge(timezone.now() + orders.KEPT - timedelta(minutes=1)) == 0
        assert reports_purge(timezone.now() + orders.KEPT + timedelta(minutes=1)) == 1
        assert report_find(report.pk) is None


class TestSets:
    """Scorecards of a whole campaign come in one archive, one file an entity."""

    def test_one_file_an_entity(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        report = made(ordered("entity_scorecard", campaign.code, by=campaign_cast.amina.pseudonym))
        assert report.name.endswith(".zip")
        with zipfile.ZipFile(io.BytesIO(report_content(report))) as archive:
            names = archive.namelist()
            assert all(archive.read(name).startswith(b"%PDF-") for name in names)
        assert len(names) == campaign.parts.count() > 1
        assert any("health" in name for name in names)

    def test_cancelled_in_the_middle_nothing_is_kept(
        self, campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from miqyas.jobs.tasks import reports

        campaign = scored(campaign_cast).campaign
        report = ordered("entity_scorecard", campaign.code, by=campaign_cast.amina.pseudonym)
        write = reports.write

        def write_and_cancel(*given: object, **named: object) -> bytes:
            Job.objects.filter(pk=report.job.pk).update(cancel_requested=True)
            return write(*given, **named)

        monkeypatch.setattr(reports, "write", write_and_cancel)
        found = made(report)
        assert not found.is_done
        assert found.job.state == State.CANCELLED


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")],
    ids=["disk", "database"],
)
def test_on_a_full_disk_nothing_is_kept_and_it_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    from miqyas.jobs.tasks import reports

    def full(*given: object, **named: object) -> bytes:
        raise error

    monkeypatch.setattr(reports, "write", full)
    found = made(ordered())
    assert found.job.state == State.FAILED
    assert found.job.error["code"] == "report.no_room"
    assert not found.is_done
    assert not found.size


def test_every_kind_has_its_words() -> None:
    for kind in report_kinds():
        for language in ("ar", "en"):
            assert kind.title(language)
            assert kind.about(language).endswith(".")


def test_what_somebody_waits_for_goes_before_what_goes_its_rounds() -> None:
    job_enqueue("report.tidy", by=None)
    ordered()
    first = DBTaskResult.objects.ready().first()
    assert first is not None
    assert first.args_kwargs["args"] == [str(ordered().job.pk)]
