"""Pages of a round ask the database the same number of questions, however many nominations and jurors there
are.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.workspace.challenges.models import Juror, Nomination, ScoreSheet
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.challenges.round_given import Given, judging, somebody, words
from tests.workspace.scores.scored_given import scored

pytestmark = pytest.mark.django_db


def grown(given: Given, count: int) -> None:
    """So many more nominations in other categories, each judged by two more jurors."""
    jurors = [
        Juror.objects.create(round=given.round, person=somebody(f"juror-{count}-{at}").pseudonym)
        for at in range(2)
    ]
    categories = [{"code": f"c{at}", "title": words(f"c{at}")} for at in range(count)]
    given.date(categories=[*given.round.categories, *categories])
    for at in range(count):
        made = Nomination.objects.create(
            round=given.round, category=f"c{at}", entity=given.cast.health, group="ministries",
            title=words("a"), story=words("b"), state="submitted", submitted_at=timezone.now(),
        )  # fmt: skip
        for juror in jurors:
            ScoreSheet.objects.create(
                juror=juror, nomination=made, state="submitted", marks={"use": 3, "reach": at % 5 + 1}
            )


def counted(ask: Callable[[], object]) -> int:
    ask()
    with CaptureQueriesContext(connection) as found:
        ask()
    return len(found)


@pytest.mark.parametrize("page", ["", "scores/", "standings/", "signals/", "jury/"])
def test_pages_of_the_authority(page: str, campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast, campaign=scored(campaign_cast, state="published").campaign.code)
    given.judge_all()
    client = signed_in(campaign_cast.amina)
    few = counted(lambda: client.get(f"/en/workspace/challenges/excellence-1/{page}"))
    grown(given, 30)
    many = counted(lambda: client.get(f"/en/workspace/challenges/excellence-1/{page}"))
    assert many == few


def test_the_queue_of_a_juror(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    client = signed_in(campaign_cast.chen)
    few = counted(lambda: client.get("/en/workspace/challenges/jury/"))
    seat = given.juror("chen")
    grown(given, 20)
    for nomination in Nomination.objects.exclude(category="service"):
        ScoreSheet.objects.create(juror=seat, nomination=nomination, position=9)
    assert counted(lambda: client.get("/en/workspace/challenges/jury/")) == few
