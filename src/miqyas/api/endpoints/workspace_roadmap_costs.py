"""What the roadmap costs, planned and spent, summed over branches, owners and kinds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private
from miqyas.api.problems import language_of
from miqyas.jobs.programme.roadmap_costs import costs_workbook
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.roadmaps.queries.costs import CostSum, Money, costs_summed, items_costed

router = Router(tags=["roadmap"])
COSTS = "/workspace/roadmap/costs"


class MoneyTold(Schema):
    """Money in the currency of the installation."""

    planned: float
    spent: float | None = Field(description="Null: nobody has said.")


class YearMoneyTold(MoneyTold):
    """Money of a year."""

    year: int


class KindMoneyTold(MoneyTold):
    """Money of a kind."""

    kind: str


class CostSumTold(MoneyTold):
    """Money of a branch, an owner or all of it."""

    code: str = Field(description="Of the item or entity; empty: in no branch, of nobody, or all.")
    name: dict[str, str]
    depth: int = Field(description="How deep a branch stands below others; 0 is the top.")
    years: list[YearMoneyTold]
    kinds: list[KindMoneyTold]


class CostsTold(Schema):
    """Sums over the items into which the caller may look. A branch counts all that stands below it."""

    currency: str
    nation: CostSumTold
    branches: list[CostSumTold]
    entities: list[CostSumTold]


@router.get(
    COSTS,
    response=CostsTold,
    operation_id="roadmap_costs",
    url_name="roadmap_costs",
    summary="What the roadmap costs",
)
@private("roadmap.list")
def costs(request: HttpRequest) -> dict[str, Any]:
    """Planned money of what was stopped is left out; what was spent on it is not."""
    sums = costs_summed(items_costed(person_of(request.user)))
    return {
        "currency": settings.MIQYAS_CURRENCY,
        "nation": _told(sums.nation),
        "branches": [_told(one) for one in sums.branches],
        "entities": [_told(one) for one in sums.entities],
    }


@router.get(
    f"{COSTS}/costs.xlsx",
    operation_id="roadmap_costs_file",
    url_name="roadmap_costs_file",
    summary="What the roadmap costs as a workbook",
    openapi_extra=AS_BYTES,
)
@private("roadmap.list", gives=BYTES)
def costs_file(request: HttpRequest) -> HttpResponse:
    """In the language that is asked for."""
    sums = costs_summed(items_costed(person_of(request.user)))
    return file_answer(costs_workbook(sums, language=language_of(request)), name="miqyas-roadmap-costs.xlsx")


def _told(one: CostSum) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": dict(one.name),
        "depth": one.depth,
        **_money(one.total),
        "years": [{"year": year, **_money(money)} for year, money in sorted(one.by_year.items())],
        "kinds": [{"kind": kind, **_money(money)} for kind, money in sorted(one.by_kind.items())],
    }


def _money(money: Money) -> dict[str, float | None]:
    return {
        "planned": float(money.planned),
        "spent": None if money.spent is None else float(money.spent),
    }
