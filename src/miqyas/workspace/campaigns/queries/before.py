"""What an entity handed in in the campaign before, carried to the instruments of this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from miqyas.catalogue import Instrument
from miqyas.catalogue.migrate import Carried, LeftBehind, Migration, migrate
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Campaign, CampaignEntity

HANDED_IN = "submitted"
SIGNED = ("approved", HANDED_IN)


@dataclass(frozen=True)
class Before:
    """An answer of the campaign before, in the grades of this one; `carried` tells what changed meanwhile."""

    carried: Carried
    note: str

    @property
    def grade(self) -> str:
        return self.carried.grade


@dataclass(frozen=True)
class Earlier:
    """All that was carried, by the feature it is about now, and what could not be."""

    answers: Mapping[str, Before]
    left_behind: tuple[LeftBehind, ...]


def earlier_of(part: CampaignEntity) -> Earlier:
    """What the entity handed in before; three queries, none of them where there was no campaign before."""
    previous = part.campaign.previous
    if previous is None:
        return Earlier({}, ())
    rows = Answer.objects.filter(
        assignment__campaign=previous,
        assignment__entity=part.entity_id,
        assignment__withdrawn_at=None,
        state__in=SIGNED,
    ).exclude(grade="")
    held = {row.assignment.feature: row for row in rows.select_related("assignment")}
    olders = {one.code: one for one in instruments_of(previous).instruments}
    found: dict[str, Before] = {}
    left: list[LeftBehind] = []
    for newer in instruments_of(part.campaign).instruments:
        if older := olders.get(newer.code):
            moved = carried_to({code: row.grade for code, row in held.items()}, older=older, newer=newer)
            found |= {one.code: Before(one, held[one.before_code].note) for one in moved.carried}
            left += moved.left_behind
    return Earlier(found, tuple(left))


def handed_in(campaign: Campaign) -> Mapping[UUID, Mapping[str, str]]:
    """The grades that entities handed in in a campaign, by entity and feature; by one query."""
    rows = Answer.objects.filter(
        assignment__campaign=campaign, assignment__withdrawn_at=None, state=HANDED_IN
    )
    found: dict[UUID, dict[str, str]] = {}
    for entity, feature, grade in rows.exclude(grade="").values_list(
        "assignment__entity", "assignment__feature", "grade"
    ):
        found.setdefault(entity, {})[feature] = grade
    return found


def carried_to(grades: Mapping[str, str], *, older: Instrument, newer: Instrument) -> Migration:
    """The grades of one instrument carried to another version; where it stayed the same, each as it is."""
    own = {code: grade for code, grade in grades.items() if code in older.by_code}
    if older == newer:
        return Migration(tuple(Carried(code, grade, code, grade, ()) for code, grade in own.items()), (), ())
    return migrate(own, older=older, newer=newer)
