"""What has to be there before the examples of changing a workshop's parts are asked for, and who asks."""

from miqyas.workspace.accounts.models import User
from miqyas.workspace.workshops.models import Invitation, Material, Session, Workshop
from miqyas.workspace.workshops.services.exercises import exercise_start
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast
from tests.workspace.workshops.workshop_given import held

SESSION = "5d0f7f34-9a8f-4a5e-8b1e-2f4f8f7f0001"
MATERIAL = "5d0f7f34-9a8f-4a5e-8b1e-2f4f8f7f0002"
INVITATION = "5d0f7f34-9a8f-4a5e-8b1e-2f4f8f7f0003"


@stage(
    "workshop_session_save", "workshop_session_remove", "workshop_material_save", "workshop_material_remove",
    "workshop_follow_up_save", "workshop_follow_up_remove", "workshop_exercise_save",
    "workshop_uninvite",
    "workshop_exercise_remove",
)  # fmt: skip
def a_workshop_with_parts(cast: CampaignCast) -> User:
    exercise_start(held(cast), feature="OSI-IF-003", by=None)
    day = Workshop.objects.get(code="national-day")
    Invitation.objects.create(pk=INVITATION, workshop=day, entity=cast.education)
    coming = Workshop.objects.get(code="open-day")
    words = {"ar": "افتتاح", "en": "Opening"}
    Session.objects.create(pk=SESSION, workshop=coming, title=words, starts_at=coming.starts_at, minutes=30)
    Material.objects.create(pk=MATERIAL, workshop=coming, title=words, address="https://portal.example.org/")
    return cast.amina
