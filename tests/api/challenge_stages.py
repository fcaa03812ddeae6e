"""What has to be there before the examples of the challenge are asked for, and who asks."""

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from miqyas.workspace.accounts.models import User
from miqyas.workspace.challenges.models import Appeal, Certificate, Juror, Nomination, ScoreSheet
from miqyas.workspace.challenges.services.nominations import nomination_save, nomination_submit
from miqyas.workspace.challenges.services.results import appeal_lodge
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import (
    Given,
    appealing,
    drafted,
    judging,
    nominated,
    published,
    story,
)

NOMINATION = "5c1f7a52-30a4-4ef0-9b0e-6c58d1a7e001"
JUROR = "5c1f7a52-30a4-4ef0-9b0e-6c58d1a7e002"
SHEET = "5c1f7a52-30a4-4ef0-9b0e-6c58d1a7e003"
APPEAL = "5c1f7a52-30a4-4ef0-9b0e-6c58d1a7e004"
CODE = "ABCD-EFGH-JKLM-NPQR-STUV"


@stage("rounds_published", "round_published")
def a_published_round(cast: CampaignCast) -> User:
    published(cast)
    return cast.dana


@stage("certificate_verify", "certificate_withdraw")
def a_certificate(cast: CampaignCast) -> User:
    codes = iter([CODE, *(f"CODE-{number}" for number in range(9))])
    with patch("miqyas.workspace.challenges.services.results.certificate_code", lambda: next(codes)):
        published(cast)
    assert Certificate.objects.filter(code=CODE).exists()
    return cast.amina


@stage("rounds_list", "round_create", "round_get", "round_update", "round_step")
def a_round_in_draft(cast: CampaignCast) -> User:
    drafted(cast)
    return cast.amina


def begun(cast: CampaignCast) -> Given:
    """A round that takes nominations, and one of health with a name that examples know."""
    given = drafted(cast)
    given.take("open")
    made = Nomination.objects.create(
        pk=NOMINATION, round=given.round, category="service", entity=cast.health, group="ministries"
    )
    nomination_save(made, story("health"), version=0, by=None)
    return given


@stage("nominations_list", "nomination_get", "nomination_save", "nomination_create")
def a_nomination(cast: CampaignCast) -> User:
    begun(cast)
    return cast.noor


@stage("nomination_submit", "nomination_withdraw")
def a_nomination_to_hand_in(cast: CampaignCast) -> User:
    begun(cast)
    return cast.salma


@stage("nomination_return")
def a_nomination_handed_in(cast: CampaignCast) -> User:
    begun(cast)
    nomination_submit(Nomination.objects.get(pk=NOMINATION), facts=[], seen=1, by=None)
    return cast.karim


@stage("nomination_appeal")
def appeals_open(cast: CampaignCast) -> User:
    given = begun(cast)
    nomination_submit(Nomination.objects.get(pk=NOMINATION), facts=[], seen=1, by=None)
    type(given.round).objects.filter(pk=given.round.pk).update(state="appeals")
    return cast.salma


def seated(cast: CampaignCast) -> None:
    given = drafted(cast)
    Juror.objects.create(pk=JUROR, round=given.round, person=cast.chen.pseudonym)


@stage("jury_get", "juror_appoint", "juror_withdraw")
def a_juror(cast: CampaignCast) -> User:
    seated(cast)
    return cast.karim


@stage("sheets_list", "sheet_save", "marks_file_get", "marks_file_bring")
def a_sheet(cast: CampaignCast) -> User:
    given = judging(cast)
    kept = given.sheet("chen", "health")
    ScoreSheet.objects.filter(juror=kept.juror).exclude(pk=kept.pk).delete()
    ScoreSheet.objects.filter(pk=kept.pk).update(id=SHEET)
    return cast.chen


@stage("conflict_declare")
def a_juror_with_one_sheet(cast: CampaignCast) -> User:
    a_sheet(cast)
    return cast.chen


@stage("scores_get", "sheet_set_aside")
def scores(cast: CampaignCast) -> User:
    given = appealing(cast)
    ScoreSheet.objects.filter(pk=given.sheet("chen", "health").pk).update(id=SHEET)
    return cast.amina


@stage("signals_list", "signal_note")
def the_same_text(cast: CampaignCast) -> User:
    given = nominated(cast)
    for of in given.ministries:
        row = given.nomination(of)
        same = "The very same long text about one and the same service"
        row.story = {"ar": "نص", "en": same if of in {"health", "education"} else f"Of {of}"}
        row.save()
    return cast.amina


@stage("appeals_list", "appeal_answer")
def an_appeal(cast: CampaignCast) -> User:
    given = begun(cast)
    nomination_submit(Nomination.objects.get(pk=NOMINATION), facts=[], seen=1, by=None)
    later = timezone.localdate() + timedelta(5)
    type(given.round).objects.filter(pk=given.round.pk).update(state="appeals", appeals_until=later)
    nomination = Nomination.objects.select_related("round", "entity").get(pk=NOMINATION)
    made = appeal_lodge(nomination, text="Another service was judged", by=None)
    Appeal.objects.filter(pk=made.pk).update(id=APPEAL)
    return cast.karim
