"""A round of the challenge from its draft to certificates: a harsh juror and a lenient one, a conflict, an
appeal.
"""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.challenge.export import verify
from miqyas.jobs.programme.challenge_steps import export_now, standings_now
from miqyas.jobs.tasks.challenges import publish_due
from miqyas.workspace.challenges.models import Certificate, Round
from miqyas.workspace.challenges.queries import certificates_of, result_of
from miqyas.workspace.challenges.services.jury import juror_appoint
from miqyas.workspace.challenges.services.nominations import (
    nomination_create,
    nomination_save,
    nomination_submit,
)
from miqyas.workspace.challenges.services.results import (
    appeal_answer,
    appeal_lodge,
    is_genuine,
    is_sound,
)
from miqyas.workspace.history.models import Record
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import campaign_of
from tests.workspace.challenges.round_given import MINISTRIES, drafted, judging, story
from tests.workspace.scores.scored_given import scored

pytestmark = pytest.mark.django_db


def rows(one: Round) -> dict[str, dict[str, object]]:
    return {row["entity"]: row for row in standings_now(one)["nominations"]}


def test_a_round_is_played_from_its_draft_to_certificates(campaign_cast: CampaignCast) -> None:
    cast = campaign_cast
    campaign = scored(cast, state="published").campaign
    given = drafted(cast, campaign=campaign.code)
    given.take("open")

    # The jury is appointed, and each ministry nominates.
    for name in ("chen", "gita", "hugo", "farid"):
        juror_appoint(given.round, given.person(name), by=cast.karim.pseudonym)
    for of in MINISTRIES:
        begun = nomination_create(given.round, given.ministries[of], category="service", by=None)
        saved = nomination_save(begun, story(of), version=0, by=None).nomination
        nomination_submit(saved, facts=[], seen=saved.version, by=cast.salma.pseudonym)

    # A conflict: Hugo declares it; that Farid works for education is known.
    from miqyas.workspace.challenges.services.jury import conflict_declare

    conflict_declare(given.juror("hugo"), cast.health, reason="My sister works there", by=cast.hugo.pseudonym)
    given.date(nominations_until=timezone.localdate() - timedelta(1))
    given.take("begin_jury")
    assert {one.nomination.entity.code for one in given.sheets("chen")} == set(MINISTRIES)
    assert {one.nomination.entity.code for one in given.sheets("hugo")} == {"education", "labour", "justice"}
    assert {one.nomination.entity.code for one in given.sheets("farid")} == {"health", "labour", "justice"}

    # Chen is harsh, Gita lenient; raw and corrected stand side by side.
    given.judge_all()
    given.take("close_jury")
    jurors = {row["juror"]: row for row in standings_now(given.round)["jury"]["jurors"]}
    assert [row["leaning"] for row in jurors.values()].count("harsh") == 1
    assert [row["leaning"] for row in jurors.values()].count("lenient") == 1
    assert sum(float(row["severity"]) for row in jurors.values()) == pytest.approx(0, abs=1e-5)
    assert [code for code, row in rows(given.round).items() if row["in"]] == ["education", "justice"]

    # Health appeals: one of its sheets is set aside, and the scores are made anew.
    given.take("begin_appeals")
    before = rows(given.round)["health"]
    appeal = appeal_lodge(
        given.nomination(), text="One juror judged another service", by=cast.salma.pseudonym
    )
    assert appeal.due_on == timezone.localdate() + timedelta(7)
    harsh = given.sheet("chen", "health")
    appeal_answer(
        appeal, outcome="upheld", answer="The reasons speak of another service", set_aside=[harsh.pk],
        by=cast.karim.pseudonym,
    )  # fmt: skip
    after = rows(given.round)["health"]
    assert (before["sheets"], after["sheets"]) == (3, 2)
    assert before["corrected"] != after["corrected"]

    # Sealed, signed, and recomputed from the export to the byte.
    given.date(appeals_until=timezone.localdate() - timedelta(1))
    given.take("seal")
    result = result_of(given.round)
    assert result is not None
    assert is_sound(result)
    assert export_now(given.round) == result.content.encode()
    found = verify(result.content.encode(), name="round.json")
    assert found.holds
    assert found.claimed == found.computed
    assert Record.objects.filter(action="challenge.result", object_id=str(given.round.pk)).count() == 1

    # The moment comes, and certificates with it.
    assert not Certificate.objects.exists()
    given.date(publish_at=timezone.now() - timedelta(minutes=1))
    given.take("publish")
    made = {(one.award, one.entity.code): one for one in certificates_of(given.round)}
    assert ("jury:service:ministries:1", "education") in made
    assert ("jury:service:ministries:2", "justice") in made
    assert all(is_genuine(one) for one in made.values())
    assert {award for award, _ in made if award.startswith("level")} == {"level:ministries"}
    says = json.loads(made["jury:service:ministries:1", "education"].statement)
    assert says["entity"]["name"]["en"] == "Ministry of Education"
    assert says["category_title"]["en"] == "Words about best service"


def test_standings_come_from_verified_scores_by_themselves(campaign_cast: CampaignCast) -> None:
    earlier = campaign_of("earlier", count=2)
    campaign = scored(campaign_cast, state="reply").campaign
    type(campaign).objects.filter(pk=campaign.pk).update(previous=earlier)
    given = drafted(campaign_cast, campaign=campaign.code)
    boards = standings_now(given.again())["entities"]["ministries"]
    assert boards["level"]["rows"][0]["entity"] == "health"
    assert boards["improved"] == {"rows": [], "known": 0, "why": "too_few"}
    assert boards["timeliness"]["why"] == "nothing_known"
    assert {row["entity"]: row["value"] for row in boards["findability"]["rows"]} == {
        "health": "0.666667",
        "education": "1.000000",
    }


def test_the_clock_publishes_a_sealed_round_once(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    given.judge_all()
    for action in ("close_jury", "begin_appeals"):
        given.take(action)
    given.date(appeals_until=timezone.localdate() - timedelta(1))
    given.take("seal")
    from miqyas.jobs.programme.challenge_steps import rounds_due

    assert rounds_due() == []
    given.date(publish_at=timezone.now() - timedelta(minutes=1))
    assert [one.code for one in rounds_due()] == ["excellence-1"]
    assert publish_due is not None
