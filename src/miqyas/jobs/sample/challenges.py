"""Rounds of the challenge in the sample government, played through the services that people use.

A calendar that would take months is aged on the way, so that each step finds its day past. What was laid
before is left: an interrupted loading goes on where it was.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from miqyas.jobs.programme.challenge_steps import round_take
from miqyas.jobs.programme.challenges import facts_of
from miqyas.kernel.documents import read_document
from miqyas.kernel.words import say
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code
from miqyas.workspace.challenges.defaults import round_suggested
from miqyas.workspace.challenges.fields import NominationFields, groups_of
from miqyas.workspace.challenges.models import Appeal, Juror, Nomination, Outcome, Round, ScoreSheet
from miqyas.workspace.challenges.queries import round_by_code, sheets_awaited
from miqyas.workspace.challenges.services.jury import conflict_declare, juror_appoint, sheet_submit
from miqyas.workspace.challenges.services.nominations import (
    nomination_create,
    nomination_save,
    nomination_submit,
)
from miqyas.workspace.challenges.services.results import appeal_answer, appeal_lodge
from miqyas.workspace.challenges.services.rounds import round_create
from miqyas.workspace.registry.models import Entity

SEED: Final = 23
CATEGORY: Final = "service"
LATEST: Final = 2
"""Days after the deadline on which the last of the sample's entities handed in."""
WAVERS: Final = 0.3
"""Of how many marks a juror gives one more or one less than usual."""
_ONWARDS: Final = {
    "draft": "open",
    "open": "begin_jury",
    "jury": "close_jury",
    "shortlist": "begin_appeals",
    "appeals": "seal",
    "embargo": "publish",
}


def challenges_laid() -> bool:
    """Whether the last round stands where it is to stand."""
    stand = {wanted["code"]: wanted["ends"] for wanted in _possible(_given())}
    found = dict(Round.objects.filter(code__in=stand).values_list("code", "state"))
    return found == stand


def _possible(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rounds whose campaigns are there."""
    return [wanted for wanted in given["rounds"] if campaign_by_code(wanted["campaign"])]


def _given() -> dict[str, Any]:
    text = files("miqyas.jobs.sample").joinpath("challenges.yaml").read_text(encoding="utf-8")
    return read_document(text, file="jobs/sample/challenges.yaml")


def challenges_lay(*, by: UUID, today: date) -> None:
    """Lay the sample's rounds, each to where it is to stand."""
    given = _given()
    for wanted in _possible(given):
        _hand_in_early(wanted["campaign"])
        _round(wanted, given, by=by, today=today)


def _hand_in_early(campaign: str) -> None:
    """The sample's entities handed in on the day of loading; let it be as if most had been in time."""
    parts = CampaignEntity.objects.filter(campaign__code=campaign, submitted_at__isnull=False)
    for part in parts.select_related("entity", "campaign"):
        chance = random.Random(f"{SEED}:{campaign}:{part.entity.code}:days")  # noqa: S311 - a sample
        until = part.campaign.answers_until
        if until is not None and timezone.localdate(part.submitted_at) > until + timedelta(LATEST):
            moment = datetime.combine(until + timedelta(chance.randint(-9, LATEST)), time(12), tzinfo=UTC)
            CampaignEntity.objects.filter(pk=part.pk).update(submitted_at=moment)


def _round(wanted: Mapping[str, Any], given: Mapping[str, Any], *, by: UUID, today: date) -> None:
    one = round_by_code(wanted["code"]) or _made(wanted, given, by=by, today=today)
    while True:
        with transaction.atomic():
            _work(one, wanted, given, by=by)
        if one.state == wanted["ends"]:
            return
        one = round_take(_aged(one, today=today), _ONWARDS[one.state], by=by)


def _made(wanted: Mapping[str, Any], given: Mapping[str, Any], *, by: UUID, today: date) -> Round:
    fields = replace(
        round_suggested(),
        code=wanted["code"],
        title=wanted["title"],
        about=wanted["about"],
        campaign=wanted["campaign"],
        groups=groups_of(given["groups"]),
        opens_on=today,
        nominations_until=today + timedelta(20),
        jury_until=today + timedelta(40),
        appeals_until=today + timedelta(55),
        publish_at=timezone.now() + timedelta(60),
    )
    return round_create(fields, by=by, is_sample=True)


def _aged(one: Round, *, today: date) -> Round:
    """The round as if the day of its present stage were past."""
    past = {
        "open": {"opens_on": today - timedelta(60), "nominations_until": today - timedelta(30)},
        "jury": {"jury_until": today - timedelta(14)},
        "appeals": {"appeals_until": today - timedelta(1)},
        "embargo": {"publish_at": timezone.now() - timedelta(minutes=1)},
    }
    if one.state in past:
        Round.objects.filter(pk=one.pk).update(**past[one.state])
    found = round_by_code(one.code)
    assert found is not None
    return found


def _work(one: Round, wanted: Mapping[str, Any], given: Mapping[str, Any], *, by: UUID) -> None:
    """What people do in a stage."""
    match one.state:
        case "open":
            _jury(one, given, by=by)
            for nomination in given["nominations"]:
                _nominate(one, nomination)
        case "jury":
            _judge(one, given, share=wanted["judged"])
        case "appeals":
            _appeal(one, by=by)


def _jury(one: Round, given: Mapping[str, Any], *, by: UUID) -> None:
    people = {user.email: user for user in User.objects.all()}
    for juror in given["jurors"]:
        juror_appoint(one, people[juror["email"]], by=by)
    person = people[given["conflict"]["email"]]
    seat = Juror.objects.select_related("round").get(round=one, person=person.pseudonym)
    entity = Entity.objects.get(code=given["conflict"]["entity"])
    reason = say("sample.challenge.conflict", language=settings.LANGUAGE_CODE)
    conflict_declare(seat, entity, reason=reason, by=person.pseudonym)


def _nominate(one: Round, given: Mapping[str, Any]) -> None:
    entity = Entity.objects.get(code=given["entity"])
    begun = nomination_create(one, entity, category=CATEGORY, by=None)
    if begun.state != "draft":
        return
    fields = NominationFields(given["title"], given["story"])
    saved = nomination_save(begun, fields, version=begun.version, by=None).nomination
    nomination_submit(saved, facts=facts_of(saved), seen=saved.version, by=None)


def _judge(one: Round, given: Mapping[str, Any], *, share: float) -> None:
    people = {user.pseudonym: user.email for user in User.objects.all()}
    leans = {juror["email"]: juror["lean"] for juror in given["jurors"]}
    worth = {row["entity"]: row["worth"] for row in given["nominations"]}
    waiting = sheets_awaited(one).select_related("juror", "nomination__entity", "nomination__round")
    for sheet in waiting.order_by("nomination__entity__code", "juror"):
        email, code = people[sheet.juror.person], sheet.nomination.entity.code
        chance = random.Random(f"{SEED}:{one.code}:{code}:{email}")  # noqa: S311 - a sample
        if chance.random() < share:
            _mark(sheet, worth[code] + leans[email], chance)


def _mark(sheet: ScoreSheet, usual: int, chance: random.Random) -> None:
    marks = {}
    for part in sheet.nomination.round.criteria:
        mark = usual + (chance.choice([-1, 1]) if chance.random() < WAVERS else 0)
        marks[part["code"]] = min(max(mark, part["low"]), part["high"])
    words = say("sample.challenge.reasons", language=settings.LANGUAGE_CODE)
    sheet_submit(sheet, marks, justification=words, version=sheet.version, by=sheet.juror.person)


def _appeal(one: Round, *, by: UUID) -> None:
    """The last of the field appeals, and the authority answers."""
    nomination = Nomination.objects.select_related("round", "entity").get(
        round=one, entity__code="sample-works"
    )
    appeal = Appeal.objects.filter(nomination=nomination).first()
    if appeal is None:
        appeal = appeal_lodge(
            nomination, text=say("sample.challenge.appeal", language=settings.LANGUAGE_CODE), by=None
        )
    if not appeal.outcome:
        answer = say("sample.challenge.answer", language=settings.LANGUAGE_CODE)
        appeal_answer(appeal, outcome=Outcome.REJECTED, answer=answer, by=by)
