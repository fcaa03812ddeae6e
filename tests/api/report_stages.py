"""What has to be there before the examples of reports are asked for, and who asks."""

from uuid import UUID

from miqyas.jobs.models import MadeReport
from miqyas.jobs.reports.kinds import report_kind_of
from miqyas.jobs.reports.orders import report_order
from miqyas.workspace.accounts.models import User
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast

REPORT = UUID("3b1f7a52-30a4-4ef0-9b0e-6c58d1a7e101")


@stage("reports", "report_get", "report_file_get", "report_drop")
def a_report_that_waits(cast: CampaignCast) -> User:
    """The kit for Bahrain, ordered by Amina, under the name that examples know."""
    kind, by = report_kind_of("workshop_kit"), cast.amina.pseudonym
    made = report_order(kind, "BHR", language="ar", form="pptx", by=by)
    MadeReport.objects.filter(pk=made.pk).update(id=REPORT, made_on="2030-01-01")
    return cast.amina


@stage("report_order", "report_kinds")
def amina(cast: CampaignCast) -> User:
    return cast.amina
