from miqyas.workspace.challenges.access import Nominating
from miqyas.workspace.challenges.models import Appeal, Certificate, Juror, Nomination, Round, ScoreSheet
from tests.campaign_cast import CampaignCast


def round_in(cast: CampaignCast, state: str) -> Round:
    """A round on whose jury Chen sits."""
    title = {"ar": "جولة", "en": "Round"}
    made = Round.objects.create(code=f"round-{state}", title=title, state=state)
    Juror.objects.create(round=made, person=cast.chen.pseudonym)
    return made


def round_in_draft(cast: CampaignCast) -> Round:
    return round_in(cast, "draft")


def round_with_jury(cast: CampaignCast) -> Round:
    return round_in(cast, "jury")


def round_sealed(cast: CampaignCast) -> Round:
    return round_in(cast, "embargo")


def round_published(cast: CampaignCast) -> Round:
    return round_in(cast, "published")


def health_nominating(cast: CampaignCast) -> Nominating:
    return Nominating(round_in(cast, "open"), cast.health)


def health_nominating_in_draft(cast: CampaignCast) -> Nominating:
    return Nominating(round_in(cast, "draft"), cast.health)


def nomination_in(cast: CampaignCast, state: str, *, handed_in: bool) -> Nomination:
    made = Nomination(round=round_in(cast, state), category="service", entity=cast.health)
    if handed_in:
        made.submitted_at, made.state = made.round.created_at, "submitted"
    made.save()
    return made


def draft_of_health(cast: CampaignCast) -> Nomination:
    return nomination_in(cast, "open", handed_in=False)


def nomination_of_health(cast: CampaignCast) -> Nomination:
    return nomination_in(cast, "jury", handed_in=True)


def nomination_with_outcome(cast: CampaignCast) -> Nomination:
    return nomination_in(cast, "appeals", handed_in=True)


def sheet_of_chen(cast: CampaignCast) -> ScoreSheet:
    nomination = nomination_of_health(cast)
    return ScoreSheet.objects.create(juror=nomination.round.jurors.get(), nomination=nomination)


def sheet_of_chen_who_left(cast: CampaignCast) -> ScoreSheet:
    sheet = sheet_of_chen(cast)
    sheet.juror.withdrawn_at = sheet.nomination.round.created_at
    sheet.juror.save()
    return sheet


def appeal_of_health(cast: CampaignCast) -> Appeal:
    nomination = nomination_with_outcome(cast)
    return Appeal.objects.create(nomination=nomination, text="Why", due_on=nomination.round.created_at.date())


def certificate_of_health(cast: CampaignCast) -> Certificate:
    return Certificate(round=round_published(cast), entity=cast.health, code="X", award="level:g")
