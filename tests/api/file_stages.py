"""What has to be there before the examples of long files are asked for, and who asks."""

from uuid import UUID

from miqyas.jobs.files import Asked, file_bring
from miqyas.jobs.models import BroughtFile, Job
from miqyas.jobs.programme.brought import SERVICES
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.models import User
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast

HANDLE = UUID("7a1f7a52-30a4-4ef0-9b0e-6c58d1a7e001")


@stage("file_get", "file_cancel")
def a_long_file(cast: CampaignCast) -> User:
    held = file_bring(SERVICES, Asked(person_of(cast.amina)), name="services.csv", content=b"code")
    Job.objects.filter(pk=held.planning_id).update(id=HANDLE)
    BroughtFile.objects.filter(pk=held.pk).update(planning=HANDLE)
    return cast.amina
