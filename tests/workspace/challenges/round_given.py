"""A round of the challenge as people run it: four ministries nominate, four people sit on the jury.

Chen is harsh, Gita lenient, Hugo and Farid are in the middle. Farid works for education, which everybody can
know; Hugo says that his sister works at the ministry of health.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from miqyas.jobs.programme.challenge_steps import round_take
from miqyas.jobs.programme.challenges import facts_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant, user_create
from miqyas.workspace.challenges.fields import (
    Category,
    Criterion,
    MandateGroup,
    NominationFields,
    RoundFields,
)
from miqyas.workspace.challenges.models import Juror, Nomination, Round, ScoreSheet
from miqyas.workspace.challenges.queries import nomination_by_id, sheets_of_juror
from miqyas.workspace.challenges.services.jury import conflict_declare, juror_appoint, sheet_submit
from miqyas.workspace.challenges.services.nominations import (
    nomination_create,
    nomination_save,
    nomination_submit,
)
from miqyas.workspace.challenges.services.rounds import round_create
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast, entity
from tests.cast import PASSWORD

MINISTRIES = ("health", "education", "labour", "justice")
WORTH = {"health": 3, "education": 4, "labour": 2, "justice": 3}
"""How good each nomination is, as everybody sees it who sees it fairly."""
LEANS = {"chen": -1, "gita": 1, "hugo": 0, "farid": 0}
REASONS = "Read the story, opened the proofs"


def words(text: str) -> dict[str, str]:
    return {"ar": f"كلمات عن {text}", "en": f"Words about {text}"}


def fields(code: str = "excellence-1", **changes: Any) -> RoundFields:
    """A sound round with a calendar around today."""
    today = timezone.localdate()
    whole = RoundFields(
        code=code,
        title={"ar": "الجولة الأولى", "en": "First round"},
        about={"ar": "أفضل الخدمات", "en": "The best services"},
        opens_on=today,
        nominations_until=today + timedelta(10),
        jury_until=today + timedelta(20),
        appeals_until=today + timedelta(30),
        publish_at=timezone.now() + timedelta(40),
        categories=(Category("service", words("best service")),),
        criteria=(
            Criterion("use", words("use"), weight=2, low=1, high=5),
            Criterion("reach", words("reach"), weight=1, low=1, high=5),
        ),
        groups=(
            MandateGroup(
                "ministries",
                words("ministries"),
                ("health_ministry", "education_ministry", "labour_ministry", "justice_ministry"),
            ),
            MandateGroup("centre", words("centre"), ("digital_authority",)),
        ),
        shortlist_most=2,
    )
    return replace(whole, **changes)


@dataclass
class Given:
    """The round and those who have a part in it."""

    cast: CampaignCast
    round: Round
    ministries: dict[str, Entity]

    def again(self) -> Round:
        """The round as it is now."""
        self.round = Round.objects.select_related("campaign__previous").get(pk=self.round.pk)
        return self.round

    def date(self, **dates: Any) -> Round:
        """Let time pass: put dates of the round elsewhere."""
        Round.objects.filter(pk=self.round.pk).update(**dates)
        return self.again()

    def take(self, action: str, by: User | None = None) -> Round:
        """Take the round a step further, as Amina unless somebody else is named."""
        round_take(self.again(), action, by=(by or self.cast.amina).pseudonym)
        return self.again()

    def person(self, name: str) -> User:
        """Somebody of the cast."""
        return self.cast.people()[name]

    def juror(self, name: str) -> Juror:
        """The seat of somebody."""
        return Juror.objects.select_related("round").get(round=self.round, person=self.person(name).pseudonym)

    def nomination(self, of: str = "health") -> Nomination:
        """The nomination of a ministry."""
        pk = Nomination.objects.get(round=self.round, entity=self.ministries[of]).pk
        found = nomination_by_id(pk)
        assert found is not None
        return found

    def sheets(self, name: str) -> list[ScoreSheet]:
        """The queue of a juror."""
        return list(sheets_of_juror(self.juror(name)))

    def sheet(self, name: str, of: str) -> ScoreSheet:
        """A juror's sheet of a ministry."""
        return next(one for one in self.sheets(name) if one.nomination.entity == self.ministries[of])

    def judge(self, name: str, of: str, *, use: int, reach: int) -> ScoreSheet:
        """A juror hands in."""
        sheet = self.sheet(name, of)
        by = self.person(name).pseudonym
        marks = {"use": use, "reach": reach}
        return sheet_submit(sheet, marks, justification=REASONS, version=sheet.version, by=by)

    def judge_all(self, *names: str) -> None:
        """Jurors hand in all they have, each with their leaning; justice reaches a little further."""
        for name in names or tuple(LEANS):
            for of in MINISTRIES:
                if any(one.nomination.entity == self.ministries[of] for one in self.sheets(name)):
                    mark = WORTH[of] + LEANS[name]
                    self.judge(name, of, use=mark, reach=mark + (of == "justice" and name != "gita"))


def drafted(cast: CampaignCast, **changes: Any) -> Given:
    """The round in draft, and two more ministries."""
    more = {
        code: entity(
            code,
            kind="ministry",
            name_ar=f"وزارة {code}",
            name_en=f"Ministry {code}",
            mandates=[f"{code}_ministry"],
        )
        for code in ("labour", "justice")
    }
    made = round_create(fields(**changes), by=cast.amina.pseudonym)
    return Given(cast, made, {"health": cast.health, "education": cast.education, **more})


def opened(cast: CampaignCast, **changes: Any) -> Given:
    """Open for nominations, with the jury appointed."""
    given = drafted(cast, **changes)
    given.take("open")
    for name in LEANS:
        juror_appoint(given.round, given.person(name), by=cast.karim.pseudonym)
    return given


def story(of: str) -> NominationFields:
    return NominationFields(title=words(f"service of {of}"), story=words(f"what the ministry of {of} did"))


def nominated(cast: CampaignCast, **changes: Any) -> Given:
    """All four ministries have handed in; Hugo has declared his conflict with health."""
    given = opened(cast, **changes)
    for of, body in given.ministries.items():
        begun = nomination_create(given.round, body, category="service", by=None)
        saved = nomination_save(begun, story(of), version=0, by=None).nomination
        nomination_submit(saved, facts=facts_of(saved), seen=saved.version, by=None)
    reason = "My sister works there"
    conflict_declare(given.juror("hugo"), cast.health, reason=reason, by=cast.hugo.pseudonym)
    return given


def judging(cast: CampaignCast, **changes: Any) -> Given:
    """With the jury."""
    given = nominated(cast, **changes)
    today = timezone.localdate()
    given.date(opens_on=today - timedelta(9), nominations_until=today - timedelta(1))
    given.take("begin_jury")
    return given


def appealing(cast: CampaignCast, **changes: Any) -> Given:
    """All sheets in, the shortlist made, appeals open."""
    given = judging(cast, **changes)
    given.judge_all()
    given.take("close_jury")
    given.take("begin_appeals")
    return given


def sealed(cast: CampaignCast, **changes: Any) -> Given:
    """Results sealed, under embargo."""
    given = appealing(cast, **changes)
    given.date(appeals_until=timezone.localdate() - timedelta(1))
    given.take("seal")
    return given


def published(cast: CampaignCast, **changes: Any) -> Given:
    """Results out, certificates issued."""
    given = sealed(cast, **changes)
    given.date(publish_at=timezone.now() - timedelta(minutes=1))
    given.take("publish")
    return given


def somebody(name: str, *, role: str = "", of: Entity | None = None) -> User:
    """Another person."""
    made = user_create(f"{name}@example.org", by=None, display_name=name.capitalize(), password=PASSWORD)
    if role:
        role_grant(made, role=role, by=None, entity=of.pk if of else None)
    return made
