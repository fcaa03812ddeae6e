"""Answers about portfolios as plain values for JSON: the same fields everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from miqyas.analysis.portfolio.conflict import Conflict
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.further import Alternative, Step
from miqyas.analysis.portfolio.model import Portfolio
from miqyas.analysis.portfolio.plan import Plan, Task, Use
from miqyas.analysis.portfolio.reasons import LeftOut
from miqyas.analysis.portfolio.sampling import Sampled
from miqyas.analysis.portfolio.solver import Proof
from miqyas.analysis.portfolio.standing import Standing
from miqyas.analysis.portfolio.timing import Assumption
from miqyas.analysis.simulate import RankDistribution
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text

Record = dict[str, Any]


def plan_record(plan: Plan, *, left: Sequence[LeftOut], made_up: bool) -> Record:
    """A plan with what it leaves out, what it draws on, how sure it is, and whether it is of the sample."""
    return {
        "iso3": plan.iso3,
        "is_sample": made_up,
        "actions_count": len(plan.portfolio.actions),
        "expected_gain": plan.objective,
        "money": plan.cost,
        "editions": [
            {
                "edition": aim.edition,
                "weight": aim.weight,
                "opens": aim.opens.isoformat(),
                "closes": aim.closes.isoformat(),
                "gain": plan.gain[aim.edition],
                "index": plan.index[aim.edition],
            }
            for aim in plan.portfolio.aims
        ],
        "periods": [
            {"begins": period.begins.isoformat(), "ends": period.ends.isoformat()}
            for period in plan.portfolio.periods
        ],
        "tasks": [_task_record(task, plan.portfolio) for task in plan.tasks],
        "not_done": [_left_record(one, plan.portfolio) for one in left],
        "means": [_use_record(use, plan.portfolio) for use in plan.uses],
        "proof": _proof_record(plan.proof),
        "scale_mark": plan.mark.value,
        "assumptions": [assumption_record(one) for one in plan.assumptions],
        "versions": plan.versions.as_dict(),
    }


def assumption_record(assumption: Assumption) -> Record:
    """Something that is taken to be so."""
    return {"name": assumption.name, "mark": assumption.mark.value, "words": dict(assumption.words)}


def _task_record(task: Task, portfolio: Portfolio) -> Record:
    action = task.action
    return {
        "id": action.id,
        "name": dict(action.name),
        "entity": dict(portfolio.name_of(action.entity)),
        "status": action.status,
        "first": task.first,
        "last": task.last,
        "live": task.live.isoformat(),
        "cost": action.total_cost,
        "success": action.success,
        "for_citizens": action.for_citizens,
        "counts": {str(edition): chance for edition, chance in task.counts.items()},
        "adds": {str(edition): value for edition, value in task.adds.items()},
    }


def _left_record(left: LeftOut, portfolio: Portfolio) -> Record:
    return {
        "id": left.action.id,
        "name": dict(left.action.name),
        "entity": dict(portfolio.name_of(left.action.entity)),
        "cost": left.action.total_cost,
        "why": left.why,
        "worth": left.worth,
        "price": left.price,
        "other": left.other or None,
        "resource": left.resource or None,
        "words": {language: left.sentence(portfolio, language) for language in REQUIRED_LANGUAGES},
    }


def _use_record(use: Use, portfolio: Portfolio) -> Record:
    return {
        "kind": use.kind,
        "of": use.of,
        "name": dict(portfolio.name_of(use.of)),
        "period": use.period,
        "used": use.used,
        "limit": use.limit,
        "price": use.price,
    }


def _proof_record(proof: Proof) -> Record:
    return {
        "outcome": proof.outcome,
        "value": proof.value,
        "bound": proof.bound,
        "gap": proof.gap,
        "nodes": proof.nodes,
        "seconds": proof.seconds,
        "starts": proof.starts,
        "rows": proof.rows,
        "left": proof.left,
    }


def frontier_record(steps: Sequence[Step]) -> list[Record]:
    """What more or less money buys."""
    return [
        {
            "share": step.share,
            "budget": step.budget,
            "spent": step.spent,
            "gain": step.gain,
            "joined": list(step.joined),
            "dropped": list(step.dropped),
        }
        for step in steps
    ]


def alternative_records(found: Sequence[Alternative]) -> list[Record]:
    """Other plans, by what they do otherwise."""
    return [
        {
            "loss": one.loss,
            "expected_gain": one.plan.objective,
            "money": one.plan.cost,
            "joined": list(one.joined),
            "dropped": list(one.dropped),
            "starts": dict(one.plan.starts),
            "outcome": one.plan.proof.outcome,
        }
        for one in found
    ]


def sampled_record(found: Sampled) -> Record:
    """What uncertain success does to the plan."""
    return {
        "is_exact": found.is_exact,
        "changes_the_choice": found.changes_the_choice,
        "value": found.value,
        "error": found.error,
        "first_value": found.first_value,
        "gap": found.gap,
        "gap_at_most": found.gap_at_most,
        "confidence": found.confidence,
        "futures": found.futures,
        "replications": found.replications,
        "draws": found.draws,
        "joined": list(found.joined),
        "dropped": list(found.dropped),
    }


def standing_records(found: Sequence[Standing], *, target_rank: int | None = None) -> list[Record]:
    """Ranks without the plan and with it."""
    return [
        {
            "edition": one.edition,
            "index_without": one.index_without,
            "index_with": one.index_with,
            "without": _rank_record(one.without, target_rank),
            "with": _rank_record(one.with_plan, target_rank),
        }
        for one in found
    ]


def _rank_record(ranks: RankDistribution, target: int | None) -> Record:
    return {
        "median": ranks.median,
        "mean": ranks.mean,
        "interval_50": list(ranks.interval(0.5)),
        "interval_80": list(ranks.interval(0.8)),
        "interval_90": list(ranks.interval(0.9)),
        "shares": {str(rank): float(share) for rank, share in enumerate(ranks.shares) if share > 0},
        "target": target,
        "reaches_target": None if target is None else ranks.probability_at_most(target),
    }


def conflict_error(found: Conflict) -> PortfolioError:
    """A conflict as an error whose words hold all of it."""
    headline = Text({language: found.headline(language) for language in REQUIRED_LANGUAGES})
    demands = Text({language: " ".join(found.sentences(language)) for language in REQUIRED_LANGUAGES})
    return PortfolioError("conflict", headline=headline, demands=demands)
