"""Two plans beside the roadmap of the sample government, for more and for less money, to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from miqyas.analysis.portfolio import plan, sample
from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.portfolio.reasons import left_out
from miqyas.analysis.portfolio.records import plan_record
from miqyas.jobs.programme.roadmap import country_ranked
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.models import PortfolioPlan
from miqyas.workspace.roadmaps.services.plans import plan_keep

BUDGETS: Final[Mapping[str, float]] = {
    "الميزانية كاملة (نموذج) · Full budget (sample)": 1.0,
    "ستة أعشار الميزانية (نموذج) · Six tenths of it (sample)": 0.6,
}
"""Names of the plans, and the share of the sample portfolio's budgets that each has."""


def plans_laid() -> bool:
    """Whether as many are there: somebody may have kept the same before, under another name."""
    return PortfolioPlan.objects.count() >= len(BUDGETS)


def plans_lay(*, by: UUID | None) -> None:
    """Keep the plans; one that is there is found again."""
    world = current_world()
    given, iso3 = sample(world), country_ranked(world)
    for name, share in BUDGETS.items():
        budgets = {kind: tuple(share * one for one in amounts) for kind, amounts in given.budgets.items()}
        portfolio = replace(given, budgets=budgets)
        best = plan(world, portfolio, iso3=iso3)
        record = plan_record(best, left=left_out(world, best), made_up=True)
        plan_keep(document_of(portfolio), record, name=name, by=by)
