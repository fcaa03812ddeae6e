"""What has to be there before the examples of scans are asked for, and who asks."""

from datetime import UTC, datetime

from miqyas.jobs.models import Job
from miqyas.jobs.scans import scan_start
from miqyas.scanner.records import finding_record
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.scans.models import (
    Contradiction,
    DrawnPage,
    FindingRow,
    Lookout,
    Proposal,
    Report,
    Scan,
)
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.services.scans import report_write
from miqyas.workspace.scans.services.schedules import schedule_keep
from tests.api.stages import STAGES, stage
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.scans.scans_given import absent, present, report_of

ID = "5d0f7f34-9a8f-4a5e-8b1e-2f4f8f7f010{}"
SCAN, FINDING, PROPOSAL, CONTRADICTION, SECOND, WAITING = (ID.format(n) for n in range(1, 7))


def scanned(cast: CampaignCast) -> None:
    """A campaign, and a scan that proposes and contradicts, all by names that examples know."""
    given = open_campaign(cast)
    Answer.objects.create(assignment=given.question(2), grade="form", state="draft", version=1)
    told = report_of(present(1), absent(2, grade="none"))
    usual = ScanPlan.usual().as_record()
    scan = Scan.objects.create(pk=SCAN, plan=usual, finished_at=datetime(2026, 3, 1, tzinfo=UTC))
    report = Report.objects.create(
        scan=scan, number=1, hash=told.hash, pages=told.pages, coverage=told.coverage, is_whole=False,
        versions=told.as_record()["versions"], record=told.as_record(),
    )  # fmt: skip
    for pk, finding in zip((FINDING, SECOND), told.findings, strict=True):
        FindingRow.objects.create(
            pk=pk, report=report, feature=finding.feature, rule=finding.rule, rule_version=finding.version,
            state=finding.state.value, grade=finding.grade, coverage=0.97, record=finding_record(finding),
        )  # fmt: skip
    DrawnPage.objects.create(
        report=report, feature=told.findings[0].feature, place=0, address="https://portal.example.org/",
        said="present", rule=told.findings[0].rule,
    )  # fmt: skip
    Proposal.objects.create(pk=PROPOSAL, assignment=given.question(1), finding_id=FINDING, grade="yes")
    Contradiction.objects.create(
        pk=CONTRADICTION, assignment=given.question(2), finding_id=SECOND, claimed="form", found="absent"
    )


@stage(
    "scans_list", "scan_start", "scan_get", "scan_judge", "scan_findings", "scan_changes", "scan_file_get",
    "scan_to_label", "scan_label_add", "scan_measures",
)  # fmt: skip
def a_scan(cast: CampaignCast) -> User:
    scanned(cast)
    return cast.amina


@stage("adjudication_finding")
def beside_two_judgements(cast: CampaignCast) -> User:
    decider = STAGES["adjudication_get"](cast)
    told = report_of(present(1))
    scan = Scan.objects.create(plan=ScanPlan.usual().as_record())
    report_write(scan, told, why="scan", by=None)
    return decider


@stage("scan_stop")
def one_that_waits(cast: CampaignCast) -> User:
    scan = scan_start(None, plan=ScanPlan.usual(), by=None)
    Scan.objects.filter(pk=scan.pk).delete()
    Job.objects.filter(key=str(scan.pk)).update(key=WAITING)
    scan.pk = WAITING
    scan.save(force_insert=True)
    return cast.amina


@stage("scan_schedules", "scan_schedule_set", "scan_schedule_end")
def a_rhythm(cast: CampaignCast) -> User:
    first_at = datetime(2030, 1, 1, 6, tzinfo=UTC)
    schedule_keep(None, every="weekly", plan=ScanPlan.usual(), first_at=first_at, by=None)
    return cast.amina


@stage("lookouts_list", "lookout_confirm", "lookout_revoke", "scan_bundle_take")
def a_vantage(cast: CampaignCast) -> User:
    scanned(cast)
    Lookout.objects.create(name="vienna", country="AUT", fingerprint="a" * 64, how="By telephone")
    cast.amina.set_unusable_password()
    cast.amina.save()
    return cast.amina


@stage(
    "scan_of_entity", "scan_entity_file_get", "scan_finding_get", "scan_finding_prove",
    "scan_proposal_accept", "scan_proposal_refuse", "scan_contradiction_settle",
)  # fmt: skip
def findings_of_health(cast: CampaignCast) -> User:
    scanned(cast)
    return cast.noor
