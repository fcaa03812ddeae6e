"""What has to be there before the examples of twinning are asked for, and who asks."""

from datetime import date
from uuid import UUID

from miqyas.analysis.world import load_world
from miqyas.jobs.programme.twinning import agreement_make
from miqyas.workspace.accounts.models import User
from miqyas.workspace.twinning.fields import ExchangeFields, GoalFields
from miqyas.workspace.twinning.models import Message, Signer, Twin
from miqyas.workspace.twinning.services import exchange_save, profile_create, twin_begin
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast
from tests.workspace.twinning.twins_given import bahrain, estonia, skills

EXCHANGE = UUID("7d0c7a52-30a4-4ef0-9b0e-6c58d1a7e001")
PACKAGE = UUID("7d0c7a52-30a4-4ef0-9b0e-6c58d1a7e002")
SIGNER = UUID("7d0c7a52-30a4-4ef0-9b0e-6c58d1a7e003")
FINGERPRINT = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"


def drafted() -> Twin:
    """Bahrain, which is not at home here, and Estonia: a draft of the two."""
    profile_create(bahrain(), by=None)
    profile_create(estonia(), by=None)
    goal = GoalFields("HCI", "0.86804", "0.9", date(2030, 3, 1))
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}
    return twin_begin(skills(goals=(goal,), **days), by=None)


@stage(
    "twins_list", "twin_create", "twin_get", "twin_update", "twin_step", "twin_close",
    "twin_partners_list", "twin_partner_create", "twin_partner_get", "twin_partner_update",
    "twin_contacts_get", "twin_contacts_set", "twin_home_set",
    "twin_programme_get", "twin_package_bring", "twin_key_confirm", "twin_file_get", "twin_file_bring",
)  # fmt: skip
def a_draft(cast: CampaignCast) -> User:
    drafted()
    cast.amina.set_unusable_password()
    cast.amina.save()
    return cast.amina


@stage("twin_reading", "exchange_create", "exchange_update", "exchange_tell", "twin_package_get")
def an_agreement(cast: CampaignCast) -> User:
    twin = drafted()
    agreement_make(twin, world=load_world(), by=None)
    visit = ExchangeFields("visit", {"en": "Visit"}, date(2026, 5, 1), date(2026, 5, 3))
    exchange_save(Twin.objects.get(), visit, by=None, pk=EXCHANGE)
    Message.objects.create(
        id=PACKAGE, twin=twin, kind="agreement", is_ours=True, text="{}", sha256="0" * 64,
        issued_at="2026-01-01T00:00:00Z", expires_at="2026-03-01T00:00:00Z",
    )  # fmt: skip
    cast.amina.set_unusable_password()
    cast.amina.save()
    return cast.amina


@stage("twin_keys_list", "twin_key_revoke")
def a_key(cast: CampaignCast) -> User:
    Signer.objects.create(
        id=SIGNER, code="est", iso3="EST", name={"en": "Estonia"}, key="A" * 43 + "=",
        fingerprint=FINGERPRINT, how="A call",
    )  # fmt: skip
    cast.amina.set_unusable_password()
    cast.amina.save()
    return cast.amina
