"""From a plan of a portfolio to items of the roadmap, and from the roadmap back to a portfolio."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count, pairwise
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from miqyas.analysis.portfolio.model import Action, Period, Portfolio
from miqyas.analysis.portfolio.timing import aims_within
from miqyas.analysis.schedule.model import Task
from miqyas.jobs.answers import answer_of
from miqyas.jobs.models import AnswerHandle
from miqyas.jobs.programme.roadmap import PERCENT, Held, roadmap_schedule
from miqyas.jobs.tasks.portfolio import KIND
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.registry.fields import CODE
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Need
from miqyas.workspace.roadmaps.models import (
    AdoptedAction,
    CostKind,
    ItemKind,
    PlanAdoption,
    PortfolioPlan,
    RoadmapItem,
)
from miqyas.workspace.roadmaps.queries.items import OPEN, fields_of, items_whole
from miqyas.workspace.roadmaps.services.plans import Chosen, plan_adopt, plan_keep

QUARTER: Final = 3
MOST_PERIODS: Final = 40
LONGEST_CODE: Final = 50
CENT: Final = Decimal("0.01")
Record = Mapping[str, Any]


def plan_from_answer(held: AnswerHandle, *, name: str, by: UUID | None) -> PortfolioPlan | None:
    """Keep the plan that a portfolio's question was answered with; None while, or where, there is none."""
    answer = answer_of(held)
    if answer.question != KIND or answer.result is None:
        return None
    document = held.job.params["params"]["portfolio"]
    return plan_keep(document, answer.result, name=name, by=by)


def adopt(plan: PortfolioPlan, *, reason: str, parent: str = "", by: UUID | None) -> PlanAdoption:
    """Adopt a plan: each action that it does becomes an initiative, or moves the one that it is already.

    An action is an item that is there if they have one name, and a plan before made it or they have one
    code. What has begun keeps its dates. New initiatives stand below `parent`. Raises `RoadmapError` for
    what cannot be put in.
    """
    items, chosen = items_of(plan, parent=parent)
    return plan_adopt(plan, items, chosen, reason=reason, by=by)


def items_of(plan: PortfolioPlan, *, parent: str = "") -> tuple[list[ItemFields], list[Chosen]]:
    """The items that adopting a plan puts in or moves, and what becomes of each of its actions."""
    actions = {str(one["id"]): one for one in plan.document["actions"]}
    tasks = {one["id"]: one for one in plan.record["tasks"]}
    there = _there(actions)
    codes = _codes(actions, there)
    entities = _entities()
    items = []
    for id_, task in tasks.items():
        fields = _fields(plan.record, actions[id_], task, codes=codes, entities=entities, chosen=tasks)
        former = there.get(id_)
        items.append(replace(fields, parent=parent) if former is None else _moved(former, fields))
    picked = [_chosen(actions[id_], task["name"], code=codes[id_]) for id_, task in tasks.items()]
    rejected = [_chosen(actions[one["id"]], one["name"], why=one["words"]) for one in plan.record["not_done"]]
    return items, [*picked, *rejected]


def _there(actions: Mapping[str, Record]) -> dict[str, RoadmapItem]:
    """The items that actions are already, of one name: by an adoption before, else by their code."""
    before = AdoptedAction.objects.filter(action__in=actions).exclude(item=None).order_by("adoption_id")
    adopted = {
        id_: item
        for id_, item, name in before.values_list("action", "item_id", "name")
        if _is_one_name(name, actions[id_].get("name") or {})
    }
    by_code = {_code(id_): id_ for id_ in actions}
    items = items_whole().filter(Q(pk__in=adopted.values()) | Q(code__in=by_code))
    found: dict[str, RoadmapItem] = {}
    for item in items:
        id_ = by_code.get(item.code, "")
        if id_ and id_ not in adopted and _is_one_name(item.title, actions[id_].get("name") or {}):
            found[id_] = item
    by_pk = {item.pk: item for item in items}
    return found | {action: by_pk[pk] for action, pk in adopted.items()}


def _is_one_name(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two are called the same in any language."""
    return any(fold(words) == fold(other[language]) for language, words in one.items() if language in other)


def _codes(ids: Iterable[str], there: Mapping[str, RoadmapItem]) -> dict[str, str]:
    """A code for each action: that of the item which it is, else a free one like its id."""
    codes = {id_: item.code for id_, item in there.items()}
    taken = set(RoadmapItem.objects.values_list("code", flat=True)) | set(codes.values())
    for id_ in ids:
        if id_ not in codes:
            free = (f"{_code(id_)}-{number}" if number > 1 else _code(id_) for number in count(1))
            codes[id_] = next(code for code in free if code not in taken)
            taken.add(codes[id_])
    return codes


def _code(id_: str) -> str:
    """An id in small letters where it can be a code, else one that is made from it.

    >>> _code("P1"), _code("رقم 1")
    ('p1', 'action-87cde2bd')
    """
    code = re.sub(r"[\s._]+", "-", id_.lower())
    if CODE.fullmatch(code) and len(code) <= LONGEST_CODE:
        return code
    return f"action-{hashlib.sha256(id_.encode()).hexdigest()[:8]}"


def _entities() -> dict[str, str]:
    """Codes of entities by everything that a portfolio may call them, folded."""
    found: dict[str, str] = {}
    for code, name in Entity.objects.filter(is_active=True).values_list("code", "name"):
        for word in (*name.values(), code):
            found[fold(word)] = code
    return found


def _fields(
    record: Record,
    action: Record,
    task: Record,
    *,
    codes: Mapping[str, str],
    entities: Mapping[str, str],
    chosen: Mapping[str, Record],
) -> ItemFields:
    periods = record["periods"][task["first"] - 1 : task["last"]]
    live = dt.date.fromisoformat(task["live"])
    people = action.get("people") or []
    return ItemFields(
        code=codes[str(action["id"])],
        kind=ItemKind.INITIATIVE,
        title=dict(task["name"]),
        entity=_entity(action, task, entities),
        costs=_costs(action.get("cost") or {}, periods),
        needs=tuple(Need(codes[one]) for one in action.get("after") or () if one in chosen),
        staff=Decimal(repr(float(max(people)))).quantize(Decimal("0.1")) if people else None,
        success=round(task["success"] * PERCENT),
        planned_start=dt.date.fromisoformat(periods[0]["begins"]),
        planned_end=live,
        go_live=live,
    )


def _entity(action: Record, task: Record, entities: Mapping[str, str]) -> str:
    words = (str(action.get("entity") or ""), *task["entity"].values())
    return next((entities[fold(word)] for word in words if fold(word) in entities), "")


def _costs(cost: Record, periods: Sequence[Record]) -> tuple[Cost, ...]:
    """Money by kind and year; a kind of budget that the roadmap does not know is another cost."""
    found: dict[tuple[str, int], Decimal] = {}
    for kind, amounts in cost.items():
        known = kind if kind in CostKind.values else CostKind.OTHER.value
        for period, amount in zip(periods, amounts, strict=False):
            key = (known, int(period["begins"][:4]))
            found[key] = found.get(key, Decimal(0)) + Decimal(repr(float(amount)))
    return tuple(Cost(kind, year, amount.quantize(CENT)) for (kind, year), amount in found.items() if amount)


def _moved(item: RoadmapItem, fields: ItemFields) -> ItemFields:
    """An item that is there, on the days of the plan unless it has begun."""
    before = fields_of(item)
    if item.actual_start is not None or item.state not in OPEN:
        return before
    return replace(
        before, planned_start=fields.planned_start, planned_end=fields.planned_end, go_live=fields.go_live
    )


def _chosen(
    action: Record, name: Mapping[str, str], *, code: str = "", why: Mapping[str, str] | None = None
) -> Chosen:
    gains = [
        {"node": node, "amount": amount, "unit": unit}
        for part, unit in (("points", "points"), ("gains", "index"))
        for node, amount in (action.get(part) or {}).items()
    ]
    return Chosen(str(action["id"]), name, code, why or {}, gains, float(action.get("success", 1.0)))


def portfolio_of_roadmap(*, today: dt.date | None = None) -> Portfolio | None:
    """The initiatives that are still to be ended as a portfolio, in quarters from today on; None without any.

    Money by kind and year is spread over the quarters of its year; what has begun is running. Limits are not
    in the roadmap: whoever solves it again adds them.
    """
    day = today or timezone.localdate()
    held = roadmap_schedule(today=day)
    if held.found is None:
        return None
    kept = held.found.schedule.programme.by_id
    items = [
        item
        for item in items_whole().filter(state__in=OPEN, kind=ItemKind.INITIATIVE)
        if item.code in kept and kept[item.code].ended is None
    ]
    if not items:
        return None
    periods = _quarters(day, max(held.found.schedule.ends, held.found.aim.closes))
    codes = {item.code for item in items}
    actions = tuple(_action(item, kept[item.code], held, periods, codes) for item in items)
    names = {item.entity.code: item.entity.name for item in items if item.entity}
    return Portfolio(
        actions,
        periods,
        aims_within(current_world(), periods=periods),
        names={code: Text(_whole(words)) for code, words in names.items()},
    )


def _whole(words: Mapping[str, str]) -> dict[str, str]:
    spare = next(iter(words.values()))
    return {language: words.get(language) or spare for language in REQUIRED_LANGUAGES}


def _quarters(day: dt.date, last: dt.date) -> tuple[Period, ...]:
    """Quarters of the calendar from that of a day to that of the last, not more than can be solved."""
    first = day.replace(month=(day.month - 1) // QUARTER * QUARTER + 1, day=1)
    begins = [first]
    while begins[-1] <= last and len(begins) <= MOST_PERIODS:
        month = begins[-1].month - 1 + QUARTER
        begins.append(dt.date(begins[-1].year + month // 12, month % 12 + 1, 1))
    return tuple(Period(begin, after - dt.timedelta(days=1)) for begin, after in pairwise(begins))


def _action(item: RoadmapItem, task: Task, held: Held, periods: Sequence[Period], codes: set[str]) -> Action:
    assert held.found is not None
    timed = held.found.schedule.by_id[item.code]
    first, last = (_period_of(day, periods) for day in (timed.start, timed.finish))
    years = [period.begins.year for period in periods[first : last + 1]]
    return Action(
        id=item.code,
        name=item.name,
        entity=item.entity.code if item.entity else "",
        duration=last - first + 1,
        earliest=first + 1,
        cost=_amounts(item, years),
        people=() if item.staff is None else (float(item.staff),) * len(years),
        after=tuple(link.before for link in task.after if link.before in codes),
        status="running" if task.state == "under_way" else "optional",
        gains=task.gains,
        success=task.success,
    )


def _period_of(day: dt.date, periods: Sequence[Period]) -> int:
    """The place of the period that holds a day, the first or the last for one outside."""
    return next((place for place, one in enumerate(periods) if day <= one.ends), len(periods) - 1)


def _amounts(item: RoadmapItem, years: Sequence[int]) -> dict[str, tuple[float, ...]]:
    found: dict[str, list[float]] = {}
    for cost in item.costs.all():
        amounts = found.setdefault(cost.kind, [0.0] * len(years))
        inside = [place for place, year in enumerate(years) if year == cost.year]
        for place in inside:
            amounts[place] += float(cost.amount) / len(inside)
    return {kind: tuple(amounts) for kind, amounts in found.items() if any(amounts)}
