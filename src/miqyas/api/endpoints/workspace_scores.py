"""What a campaign comes to: shares, expected score, what is lost, lines of features, an entity's part."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, QuestionInPath, part_at
from miqyas.api.campaigns import campaign_at, national_at
from miqyas.api.gate import private, target_of
from miqyas.jobs.scores.boards import board_of
from miqyas.jobs.scores.expected import expected_of
from miqyas.jobs.scores.records import feature_record, losses_record, part_record, score_record
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.campaigns.answering import entity_roles

router = Router(tags=["workspace"])
Share = Annotated[float | None, Field(description="0 to 1; null while nothing is known.")]


class TallyTold(Schema):
    """Features counted together."""

    asked: int
    known: int = Field(description="Of how many something is known.")
    points: float = Field(description="Sum of the shares that are known.")
    share: Share
    floor: Share
    ceiling: Share
    assessors: float = Field(description="Deviation by judgements that differ.")
    answers: float = Field(description="Deviation by what nobody answered.")


class Views(Schema):
    """Shares as claimed, as strangers found them, as settled."""

    claimed: TallyTold = Field(description="Of what was handed in.")
    verified: TallyTold = Field(description="Of features for which all assessors have handed in.")
    adjudicated: TallyTold = Field(description="Of features that are agreed or decided.")


class SubindexViews(Views):
    """Shares of a sub-index."""

    node: str


class SectorViews(Views):
    """Shares of a sector."""

    sector: str


class EntityViews(Views):
    """Shares of an entity, over its own features."""

    entity: str


class SubjectTold(Schema):
    """The nation, or one city."""

    city: str | None
    all: Views
    subindices: list[SubindexViews]
    sectors: list[SectorViews]
    entities: list[EntityViews]


class ScoreTold(Schema):
    """What a campaign comes to."""

    campaign: str
    state: str
    kind: str
    is_over: bool = Field(description="Whether the blind review is over.")
    tallies: list[SubjectTold]


class ExpectedTold(Schema):
    """The expected score: the answer to the question `campaign.expected` for these shares."""

    campaign: str
    expected: dict[str, Any]


class AdviceTold(Schema):
    """A thing to do next."""

    feature: str
    node: str
    why: str = Field(description="not_found, unanswered, partial or absent.")
    gain: float = Field(description="What it adds to the index; of a city, to its share.")
    ease: float


class HolderTold(Schema):
    """Who holds how much of what is lost."""

    entity: str | None = Field(description="Null: given to nobody.")
    lost: float
    next: list[AdviceTold]


class SectorLost(Schema):
    """What is lost in a sector."""

    sector: str
    lost: float


class LossTold(Schema):
    """What a feature lacks."""

    feature: str
    node: str
    sector: str
    lost: float = Field(description="In shares of the feature.")
    is_known: bool = Field(description="Else it is open, and not lost.")
    holders: list[str]


class NotFoundTold(Schema):
    """Claimed, but a stranger could not find it, or not all of it."""

    feature: str
    node: str
    claimed: float
    found: float
    claimants: list[str]


class LossesTold(Schema):
    """What is lost, in points of the index."""

    campaign: str
    lost: float
    entities: list[HolderTold]
    sectors: list[SectorLost]
    features: list[LossTold]
    not_found: list[NotFoundTold]


class FactorTold(Schema):
    """One step of a line."""

    name: str
    node: str
    factor: float
    mark: str
    source: str | None


class ScoreLineTold(Schema):
    """From a whole feature to the index; the product of all factors is its worth."""

    node: str
    worth: float
    mark: str
    factors: list[FactorTold]


class ScoreClaimTold(Schema):
    """What one entity claims."""

    entity: str
    claimed: Share


class Shares(Schema):
    """Shares of one feature in three views."""

    claimed: Share
    verified: Share
    adjudicated: Share


class FeatureLineTold(Schema):
    """A feature on its way to the national score."""

    campaign: str
    feature: str
    node: str
    shares: Shares
    holders: list[ScoreClaimTold]
    line: ScoreLineTold | None = Field(description="Null where none leads to the index.")
    lost: float


class ScorePartTold(Schema):
    """What an entity says itself, and what was found of it once it may know."""

    campaign: str
    entity: str
    with_drafts: bool = Field(description="Whether drafts count: for the entity's own people only.")
    with_results: bool = Field(description="Whether what was found is in it: from the right of reply on.")
    all: Views
    subindices: list[SubindexViews]
    next: list[AdviceTold]


@router.get(
    "/workspace/campaigns/{code}/score",
    response=ScoreTold,
    operation_id="score_get",
    url_name="score_get",
    summary="Shares of a campaign in three views",
)
@private("score.view", of=campaign_at)
def score_get(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Claimed, verified and adjudicated shares: together, by sub-index, sector and entity, or by city."""
    return score_record(target_of(request))


@router.get(
    "/workspace/campaigns/{code}/score/expected",
    response=ExpectedTold,
    operation_id="score_expected",
    url_name="score_expected",
    summary="The score that a campaign lets expect",
)
@private("score.view", of=national_at)
def score_expected(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """OSI, EGDI and a band of ranks among all other states; without pairs of official results only a band."""
    campaign = target_of(request)
    answer = expected_of(board_of(campaign))
    if answer.error is not None:
        raise answer.error
    return {"campaign": campaign.code, "expected": answer.result}


@router.get(
    "/workspace/campaigns/{code}/score/losses",
    response=LossesTold,
    operation_id="score_losses",
    url_name="score_losses",
    summary="What is lost, and who holds it",
)
@private("score.view", of=national_at)
def score_losses(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Lost points by entity with what it does next, by sector, by feature; claimed but not found."""
    campaign = target_of(request)
    return losses_record(campaign, board_of(campaign))


@router.get(
    "/workspace/campaigns/{code}/score/features/{feature}",
    response=FeatureLineTold,
    operation_id="score_line",
    url_name="score_line",
    summary="The line from one feature to the national score",
)
@private("score.view", of=national_at)
def score_line(request: HttpRequest, code: CodeInPath, feature: QuestionInPath) -> dict[str, Any]:
    """Who holds it and claims what, its shares, and each factor up to the index."""
    campaign = target_of(request)
    board = board_of(campaign)
    if all(one.feature != feature for one in board.said.asked):
        raise Http404
    return feature_record(campaign, board, feature)


@router.get(
    "/workspace/campaigns/{code}/entities/{entity}/score",
    response=ScorePartTold,
    operation_id="part_score",
    url_name="part_score",
    summary="What an entity's part comes to",
)
@private("score.entity", of=part_at)
def part_score(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """The entity's own claims; to its own people drafts too. What assessors found from the reply on."""
    part = target_of(request)
    return part_record(part, with_drafts=bool(entity_roles(person_of(request.user), part)))
