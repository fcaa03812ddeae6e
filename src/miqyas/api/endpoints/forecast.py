"""Coming editions, what past forecasts were worth, and the ledger of published ones."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.forecast.joint import coming_editions
from miqyas.analysis.forecast.ledger import ledger
from miqyas.analysis.forecast.models import model_codes
from miqyas.analysis.forecast.record import track_record
from miqyas.analysis.forecast.records import entry_record, track_record_record
from miqyas.analysis.outlook import country_outlook, field_outlook
from miqyas.analysis.outlook.records import field_record, outlook_record
from miqyas.api.forecasting import forecasting_world
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import (
    CountryInPath,
    EditionAsked,
    GroupAsked,
    Mark,
    Names,
    Part,
    Versions,
    group_asked,
)
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["forecast"])
ModelCode = Literal["no_change", "drift", "groups", "implied", "ensemble"]
BreakCode = Literal["as_before", "broken", "unbroken"]
assert set(ModelCode.__args__) == set(model_codes())  # type: ignore[attr-defined]
FORECAST_DRAWS = 10_000


class RankBand(Schema):
    """A central interval of ranks."""

    coverage: float = Field(description="Probability that the rank lies in it, 0 to 1.")
    best: int
    worst: int


class ExpectedRank(Schema):
    """A distribution of ranks."""

    median: int
    mean: float = Field(description="The expected rank.")
    intervals: list[RankBand]


class ValueBand(Schema):
    """A central interval of an index."""

    coverage: float = Field(description="Probability that the value lies in it, 0 to 1.")
    low: float
    high: float


class ExpectedValue(Schema):
    """A distribution of an index, 0 to 1."""

    median: float
    intervals: list[ValueBand]


class Figures(Schema):
    """How a model did: means over states, each edition weighing the same."""

    crps_rank: float = Field(description="Continuous ranked probability score of ranks, in places.")
    crps_egdi: float = Field(description="The same of the index.")
    mae_rank: float = Field(description="Mean absolute error of ranks, in places.")
    mae_egdi: float = Field(description="Mean absolute error of the index.")
    coverage_50: float = Field(description="Share of ranks inside their 50 % interval.")
    coverage_80: float = Field(description="Share of ranks inside their 80 % interval.")
    coverage_90: float = Field(description="Share of ranks inside their 90 % interval.")
    crps_rank_skill: float = Field(description="1 - CRPS of ranks / that of no change; above 0 is better.")
    crps_rank_skill_interval: list[float] = Field(description="Lower and upper end of its interval.")
    crps_rank_skill_level: float = Field(description="Level of that interval.")


class RecordBeside(Figures):
    """The track record of the model that made a forecast."""

    scored: list[int] = Field(description="Editions that count.")
    is_in_force: bool = Field(description="Whether it is the model in force.")
    is_told_from_zero: bool = Field(description="Whether the interval of its skill leaves out 0.")


class MadeBy(Schema):
    """What made a forecast."""

    origin: int = Field(description="Newest edition that it rests on.")
    model: ModelCode
    factor: float = Field(description="Calibration factor of the spread.")
    method_break: BreakCode = Field(description="What is assumed of changes of method.")
    draws: int
    seed: int
    track_record: RecordBeside
    assumptions: dict[str, Mark] = Field(description="What is taken for granted, each with its mark.")
    versions: Versions


class ExpectedState(Schema):
    """A state in a coming edition."""

    iso3: str
    name: Names
    rank_before: int | None = Field(description="Rank in `origin`.")
    rank: ExpectedRank
    egdi: ExpectedValue


class FieldForecast(MadeBy, Part):
    """States in a coming edition, the best expected rank first."""

    edition: int
    coming_editions: list[int] = Field(description="Editions that can be forecast.")
    countries: list[ExpectedState]


class AheadOf(Schema):
    """Another state."""

    iso3: str
    probability: float = Field(description="Probability to stand ahead of it.")


class ExpectedEdition(Schema):
    """A country in one coming edition."""

    edition: int
    rank: ExpectedRank
    egdi: ExpectedValue
    osi: ExpectedValue
    tii: ExpectedValue
    hci: ExpectedValue
    epi: ExpectedValue
    groups: dict[str, float] = Field(description="Probability of each group of the index.")
    rating_classes: dict[str, float] = Field(description="Probability of each rating class.")
    ahead_of: list[AheadOf] = Field(description="The other states in the order of their present rank.")


class CountryForecast(MadeBy):
    """A country in the coming editions, the nearest first."""

    iso3: str
    name: Names
    editions: list[ExpectedEdition]


class RecordSummary(Figures):
    """What was in force in each scored edition, chosen from earlier editions alone."""

    no_change: Figures = Field(description="The reference: no change with its past errors.")
    scored: list[int] = Field(description="Editions that count.")
    chosen: ModelCode = Field(description="Model in force for the coming editions.")
    in_force: dict[str, ModelCode] = Field(description="Model in force, by edition.")
    is_told_from_zero: bool


class ModelFigures(Figures):
    """A model over all scored editions and the states of a group."""

    model: Literal["in_force", "no_change", "drift", "groups", "implied", "ensemble"]
    members: str = Field(description="world, top (the first 40 before the edition) or a region.")


class Marked(Schema):
    """A forecast scored over some states."""

    countries_count: int
    crps_rank: float
    crps_egdi: float
    mae_rank: float
    mae_egdi: float
    coverage_50: float
    coverage_80: float
    coverage_90: float


class EditionFigures(Marked):
    """A model in one edition, over the states of a group."""

    edition: int
    model: str
    members: str
    counts: bool = Field(description="Whether the edition counts in the summary.")


class Rules(Schema):
    """The rules of the backtest."""

    scored_from: int
    fewest_to_choose: int = Field(description="Scored editions without which no model is preferred.")
    draws: int
    seed: int


class Record(Schema):
    """What past forecasts were worth."""

    summary: RecordSummary
    models: list[ModelFigures]
    editions: list[EditionFigures]
    rules: Rules
    fingerprint: str = Field(description="Hash of the results that it was made from.")
    versions: Versions


class MarkedBeside(Marked):
    """The same with the reference beside it."""

    members: str
    crps_rank_skill: float
    no_change: Marked


class LedgerEntry(Schema):
    """A published forecast."""

    sha256: str = Field(description="SHA-256 of its bytes, which is its name.")
    title: str | None
    is_shipped: bool = Field(description="Whether it came with the software.")
    published: str = Field(description="Date of publication.")
    edition: int
    origin: int
    model: ModelCode
    factor: float
    method_break: BreakCode
    draws: int
    seed: int
    results: str = Field(description="Hash of the results that it was made from.")
    versions: Versions
    verdict: list[MarkedBeside] | None = Field(
        description="How it did, by group; null until results are there."
    )


class Ledger(Schema):
    """Published forecasts, the oldest first."""

    entries: list[LedgerEntry]
    versions: Versions


class ForecastChoice(Schema):
    """Which forecast."""

    model: ModelCode | None = Field(None, description="Model; the one in force where none is named.")
    method_break: BreakCode = Field("as_before", description="What is assumed of changes of method.")


class FieldChoice(ForecastChoice):
    """Which forecast, of whom."""

    edition: EditionAsked = None
    group: GroupAsked = None


class ForecastCountry(ForecastChoice):
    """Which forecast, how far ahead."""

    to: EditionAsked = None


@router.get(
    "/forecast",
    response=FieldForecast,
    operation_id="forecast_list",
    url_name="forecast_list",
    summary="Where every state may stand in a coming edition",
)
def forecast_field(
    request: HttpRequest, response: HttpResponse, choice: Query[FieldChoice], window: Query[Window]
) -> dict[str, Any]:
    """The target edition where none is named; ranks, index, and the track record of the model."""
    world = forecasting_world(request)
    field = field_outlook(
        world,
        edition=choice.edition or coming_editions(world)[0],
        model=choice.model or track_record(world).chosen,
        method_break=choice.method_break,
        draws=FORECAST_DRAWS,
    )
    record = field_record(world, field)
    members = group_asked(choice.group).members
    inside = [country for country in record["countries"] if country["iso3"] in members]
    shown, about = part_of(inside, window, request=request, response=response)
    return {**record, "countries": shown, **about}


@router.get(
    "/forecast/track-record",
    response=Record,
    operation_id="forecast_track_record",
    url_name="forecast_track_record",
    summary="What past forecasts were worth",
)
def forecast_track_record(request: HttpRequest) -> dict[str, Any]:
    """Each edition forecast from those before it alone: errors, coverage, and skill against no change."""
    world = forecasting_world(request)
    return track_record_record(world, track_record(world))


@router.get(
    "/forecast/ledger",
    response=Ledger,
    operation_id="forecast_ledger",
    url_name="forecast_ledger",
    summary="Published forecasts and what became of them",
)
def forecast_ledger(request: HttpRequest) -> dict[str, Any]:
    """Frozen and named by their hash; scored once their edition has results."""
    world = world_of(request)
    entries = [entry_record(world, entry) for entry in ledger(world)]
    return {"entries": entries, "versions": world.versions(world.latest).as_dict()}


@router.get(
    "/forecast/{iso3}",
    response=CountryForecast,
    operation_id="forecast_get",
    url_name="forecast_get",
    summary="Where a country may stand in coming editions",
)
def forecast_country(
    request: HttpRequest, iso3: CountryInPath, choice: Query[ForecastCountry]
) -> dict[str, Any]:
    """Each coming edition up to `to` (the next, where none is named), with widening intervals."""
    world = forecasting_world(request)
    outlook = country_outlook(
        world,
        iso3=world.country(iso3.upper()).iso3,
        to=choice.to,
        model=choice.model,
        method_break=choice.method_break,
        draws=FORECAST_DRAWS,
    )
    return outlook_record(world, outlook)
