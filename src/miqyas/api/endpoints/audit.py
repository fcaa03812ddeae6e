"""How much of a rank is the method's choice: the audit of an edition, and of one country in it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from miqyas.analysis.audit.records import country_record, structure_record
from miqyas.api.shapes import CountryInPath, EditionInPath, Mark, Names, Versions
from miqyas.jobs.answers import Answer, ask
from miqyas.jobs.questions import AnswerError
from miqyas.jobs.tasks.audit import structure_of
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["audit"])
QUESTION = "audit"


class AuditJob(Schema):
    """The job that works out what rests on replications."""

    handle: UUID = Field(description="Name under which the answer is followed.")
    address: str = Field(description="Address of the job: how far it is, and its end.")
    state: Literal["queued", "running", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1, description="Share done.")


class RankInterval(Schema):
    """Ranks of a country over the replications; null where it is never ranked."""

    nominal: int | None = Field(description="Rank by the method as it is; null where it gives none.")
    p5: int | None
    p25: int | None
    p50: int | None = Field(description="Median.")
    p75: int | None
    p95: int | None
    mean: float | None
    counts: dict[str, int] = Field(description="How many replications gave each rank.")


class CountryInterval(RankInterval):
    """A country's ranks, and what was published."""

    iso3: str
    name: Names
    rank: int | None = Field(description="Published rank; null where not ranked.")


class RankUncertainty(Schema):
    """What replications with drawn choices came to."""

    replications: int
    seed: int
    error: float | None = Field(description="Probability of a misjudged item; null where it is no choice.")
    safe_share: float | None = Field(
        description="Share of pairs that stand in the method's order in 95 % of the replications."
    )
    pairs: int = Field(description="Pairs that the method puts in an order.")
    mean_shift: float = Field(description="Mean distance of a rank from the nominal one, in places.")
    shift: dict[str, float] = Field(description="Quantiles of the mean shift over replications.")
    countries: list[CountryInterval]


class SobolOfChoice(Schema):
    """Sobol indices of one choice, with their standard errors over independent rounds."""

    choice: str = Field(description="normalisation, aggregation, weights, missing or assessor.")
    first: float | None = Field(description="Share of the variance that it explains alone.")
    first_error: float | None
    total: float | None = Field(description="Share with all that it acts together with.")
    total_error: float | None


class SobolOfOutcome(Schema):
    """Sobol indices of one outcome."""

    choices: list[SobolOfChoice]
    interaction: float | None = Field(description="One minus the sum of first orders.")


class AuditSensitivity(Schema):
    """What moves the ranks."""

    points: int = Field(description="Points of the sequence in each round.")
    rounds: int
    mean_shift: SobolOfOutcome
    countries: dict[str, SobolOfOutcome] = Field(description="By country; those whose rank never moves lack.")


class UncertainChoice(Schema):
    """A choice of the method that could have been another."""

    choice: str
    addresses: list[str] = Field(description="Where in the methodology it lies.")
    alternatives: list[str] | None = Field(description="Null where it is drawn from a range.")


class AlternativeAlone(Schema):
    """One alternative, all else as the method has it."""

    choice: str
    name: str
    mean_shift: float = Field(description="Places, over all countries.")
    largest_shift: int = Field(description="New rank minus old where it moves most.")
    largest_iso3: str


class EffectiveWeight(Schema):
    """A weight on paper and in effect."""

    code: str
    nominal: float
    variance_share: float | None = Field(
        description="Share of the index's variance that it brings; sums to 1."
    )
    linear: float | None = Field(description="Correlation ratio by a straight line.")
    smooth: float | None = Field(description="Correlation ratio by a local linear regression.")


class PartDescription(Schema):
    """Distribution of one part over the countries."""

    code: str
    count: int
    missing: int
    coverage: float
    mean: float
    deviation: float
    skewness: float | None
    kurtosis: float | None = Field(description="Excess: 0 for a normal distribution.")
    low: float
    high: float
    quantiles: dict[str, float]
    at_floor: int
    at_ceiling: int
    outliers: list[str] = Field(description="Countries beyond 3.5 robust standard deviations.")
    is_to_be_treated: bool = Field(description="|skewness| above 2 and kurtosis above 3.5.")


class CorrelationTable(Schema):
    """Correlations between indices."""

    names: list[str]
    pearson: list[list[float | None]]
    spearman: list[list[float | None]]


class PrincipalComponents(Schema):
    """Principal components of the parts."""

    eigenvalues: list[float]
    shares: list[float]
    loadings: dict[str, list[float]]
    above_one: int


class CronbachAlpha(Schema):
    """Cronbach's alpha, and what it would be without each part."""

    value: float | None
    without: dict[str, float | None]


class DecidedPairs(Schema):
    """Share of pairs whose order no weights turn: of all weights, and of those near the ones on paper."""

    decided_share: float
    decided_share_near: float


class WeightBounds(Schema):
    """Bounds between which weights are drawn."""

    low: dict[str, float]
    high: dict[str, float]


class CountryReach(Schema):
    """Best and worst rank of a country over all weights, and over those near the ones on paper."""

    iso3: str
    best: int
    worst: int
    best_near: int
    worst_near: int


class LeftOut(Schema):
    """The index without a part, or without the countries that hold an end of one."""

    kind: Literal["part", "lowest", "highest"]
    code: str
    countries: list[str]
    mean_shift: float | None
    largest_shift: int
    largest_iso3: str


class OtherIndex(Schema):
    """Correlation with an index of another source."""

    source: str
    year: int
    code: str
    pearson: float | None
    spearman: float | None
    count: int
    is_closest: bool = Field(description="Whether no other edition is nearer to that year.")


class AuditAssumption(Schema):
    """What the audit takes for granted."""

    key: str
    mark: Mark
    values: dict[str, float | str]


class EditionAudit(Schema):
    """The audit of an edition; `uncertainty` and `sensitivity` are null while they are worked out."""

    edition: int
    index: str
    parts: list[str]
    countries_count: int
    uncertainty: RankUncertainty | None
    sensitivity: AuditSensitivity | None
    job: AuditJob | None = Field(description="Null once all is there, or while too much is asked already.")
    choices: list[UncertainChoice]
    alternatives: list[AlternativeAlone]
    weights: list[EffectiveWeight]
    descriptions: list[PartDescription]
    correlations: CorrelationTable
    principal: PrincipalComponents
    alpha: CronbachAlpha
    dominance: DecidedPairs
    reach: list[CountryReach]
    bounds: WeightBounds
    left_out: list[LeftOut]
    links: list[OtherIndex]
    assumptions: list[AuditAssumption]
    versions: Versions


class WeightsReach(Schema):
    """Best and worst rank over weights, with weights that give them."""

    best: int
    best_weights: dict[str, float]
    worst: int
    worst_weights: dict[str, float]
    is_exact: bool


class ShiftWithout(Schema):
    """How a country's rank moves without something: new rank minus old."""

    kind: Literal["part", "lowest", "highest"]
    code: str
    countries: list[str]
    shift: int


class CountryAudit(Schema):
    """The audit of one country; `interval` and `sensitivity` are null while they are worked out."""

    edition: int
    index: str
    iso3: str
    name: Names
    rank: int | None = Field(description="Published rank; null where not ranked.")
    interval: RankInterval | None
    sensitivity: SobolOfOutcome | None = Field(description="Null also where its rank never moves.")
    job: AuditJob | None = Field(description="Null once all is there, or while too much is asked already.")
    reach: WeightsReach | None = Field(description="Over all weights; null where it lacks a part.")
    reach_near: WeightsReach | None = Field(description="Over weights near those on paper.")
    above: list[str] | None = Field(description="Countries that no weights put it above.")
    above_near: list[str] | None
    below: list[str] | None = Field(description="Countries that no weights put above it.")
    below_near: list[str] | None
    left_out: list[ShiftWithout]
    replications: int | None
    seed: int | None
    versions: Versions


@router.get(
    "/audit/{edition}",
    response={200: EditionAudit, 202: EditionAudit},
    operation_id="audit_get",
    url_name="audit_get",
    summary="How much of the ranks of an edition is the method's choice",
)
def audit(request: HttpRequest, edition: EditionInPath) -> Status[dict[str, Any]]:
    """202 with what is there at once while replications are made, 200 with everything after that.

    Other numbers of replications, seeds and errors are asked for with POST /jobs, question "audit".
    """
    world = world_of(request)
    structure = structure_of(world, edition=world.published(edition).edition)
    answer = _asked(edition)
    chance = answer.result if answer else None
    nothing = {"uncertainty": None, "sensitivity": None}
    record = {**structure_record(structure), **(chance or nothing), "job": _job(answer)}
    return Status(200 if chance else 202, record)


@router.get(
    "/audit/{edition}/{iso3}",
    response={200: CountryAudit, 202: CountryAudit},
    operation_id="audit_country",
    url_name="audit_country",
    summary="How much of a country's rank is the method's choice",
)
def audit_country(
    request: HttpRequest, edition: EditionInPath, iso3: CountryInPath
) -> Status[dict[str, Any]]:
    """Its interval of ranks, what moves it, what weights can reach, and who is ahead whatever the weights."""
    world = world_of(request)
    structure = structure_of(world, edition=world.published(edition).edition)
    code = world.country(iso3.upper()).iso3
    structure.field.position(code)
    answer = _asked(edition)
    chance = answer.result if answer else None
    record = country_record(world, structure, code, chance=chance)
    return Status(200 if chance else 202, {**record, "job": _job(answer)})


def _asked(edition: int) -> Answer | None:
    """Where the answer stands; None while too much is asked already. Raises the error that is the answer."""
    require(AnonymousUser(), "answer.ask")
    try:
        answer = ask(QUESTION, {"edition": edition})
    except AnswerError as error:
        if error.full_code != "answer.busy":
            raise
        return None
    if answer.error is not None and answer.error.is_the_answer:
        raise answer.error
    return answer


def _job(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None or answer.result is not None:
        return None
    return {
        "handle": answer.handle,
        "address": reverse("api-1:jobs_get", args=[answer.handle]),
        "state": answer.state.value,
        "progress": answer.share,
    }
