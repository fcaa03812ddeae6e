"""Cases for what an entity lacks: its gaps in a campaign, and the stories that turned such features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from miqyas.assessment.cases import Case, Gain, Gap, Offer, cases_for
from miqyas.jobs.scores.boards import Board, board_of_part
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.stories.models import Story, StoryTurn
from miqyas.workspace.stories.queries import stories_published
from miqyas.workspace.stories.turning import Turned, Turning

MOST: Final = 400
"""Stories that are held against gaps, the newest first: a bound for the time it takes."""


@dataclass(frozen=True)
class CaseFound:
    """A story with what speaks for it here, and what it turned of that."""

    story: Story
    case: Case
    turned: Mapping[str, Turned]


def cases_of_part(part: CampaignEntity, *, with_drafts: bool, most: int) -> tuple[CaseFound, ...]:
    """Stories of others that turned what this entity lacks in the campaign, the most helpful first."""
    gaps = gaps_of(board_of_part(part, with_drafts=with_drafts))
    return cases_of(gaps, but=part.entity_id, sector=part.entity.sector, most=most)


def kindred() -> Mapping[str, str]:
    """What each feature on offer is akin to: it asks of a sub-index, on one theme, what its kin ask."""
    return {
        code: f"{feature.subindex} {feature.theme}"
        for instrument in instruments_offered().values()
        for code, feature in instrument.by_code.items()
    }


def gaps_of(board: Board) -> dict[str, Gap]:
    """What is lacking on a board, feature by feature."""
    kin = kindred()
    return {
        loss.asked.feature: Gap(
            loss.lost, board.worth.get(loss.asked.node, 0.0), kin=kin.get(loss.asked.feature, "")
        )
        for loss in board.losses
    }


def cases_of(
    gaps: Mapping[str, Gap], *, but: UUID | None = None, sector: str = "", most: int
) -> tuple[CaseFound, ...]:
    """The most helpful of the published stories that are not those of the entity `but`. Constant queries."""
    turns = _turns(gaps, but=but)
    if not turns:
        return ()
    stories = Story.objects.select_related("entity").in_bulk({row.story_id for row in turns})
    told = _told(turns, stories)
    kin = kindred()
    offers = [
        Offer(str(pk), {code: _gain(one, kin) for code, one in found.items()}, stories[pk].sector)
        for pk, found in told.items()
    ]
    cases = cases_for(gaps, offers=offers, sector=sector)[:most]
    return tuple(CaseFound(stories[UUID(one.story)], one, told[UUID(one.story)]) for one in cases)


def gap_of(code: str) -> dict[str, Gap]:
    """One feature as a gap, whatever it lacks: for the stories that stand beside it."""
    return {code: Gap(1.0, 1.0, kin=kindred().get(code, ""))}


def _turns(gaps: Mapping[str, Gap], *, but: UUID | None) -> list[StoryTurn]:
    """Turns of those features and of their kin in the newest stories."""
    published = stories_published().exclude(entity=but) if but else stories_published()
    kin = {gap.kin for gap in gaps.values()} - {""}
    codes = {*gaps, *(code for code, one in kindred().items() if one in kin)}
    rows = StoryTurn.objects.filter(story__in=published, code__in=codes)
    return list(rows.order_by("-story__published_at", "story__slug", "code")[:MOST])


def _told(turns: Iterable[StoryTurn], stories: Mapping[UUID, Story]) -> dict[UUID, dict[str, Turned]]:
    listed = list(turns)
    turning = Turning(row.as_turn for row in listed)
    found: dict[UUID, dict[str, Turned]] = {}
    for row in listed:
        for told in turning.told([row.as_turn], entity=stories[row.story_id].entity_id):
            found.setdefault(row.story_id, {})[row.code] = told
    return found


def _gain(turned: Turned, kin: Mapping[str, str]) -> Gain:
    is_verified = turned.borne == "verified"
    return Gain(turned.gain, is_verified=is_verified, kin=kin.get(turned.turn.code, ""))


def case_record(found: CaseFound) -> dict[str, Any]:
    """A case as plain values for JSON."""
    return {
        "story": found.story.slug,
        "title": dict(found.story.content["title"]),
        "entity": found.story.entity.code,
        "points": sum(found.case.points[code] for code in found.case.turned),
        "same_sector": found.case.is_same_sector,
        "features": [_feature_record(found, code) for code in found.case.features],
    }


def _feature_record(found: CaseFound, code: str) -> dict[str, Any]:
    """A feature that is lacking, and the one that was turned."""
    told = found.turned[found.case.via[code]]
    return {
        "feature": code,
        "turned": told.turn.code,
        "points": found.case.points[code],
        "before": told.turn.before,
        "after": told.turn.after,
        "campaign": told.turn.campaign or None,
        "borne": told.borne,
    }
