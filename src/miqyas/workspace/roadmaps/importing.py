"""What a file of the roadmap would do, held against what is there; done as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Progress
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.plans import FilePlan, planned, unwatched, watched
from miqyas.workspace.accounts.models import User
from miqyas.workspace.roadmaps.compared import ComparedLine
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.faults import item_faults, only_new
from miqyas.workspace.roadmaps.fields import ItemFields, plain
from miqyas.workspace.roadmaps.ground import Ground, ground_now
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, items_whole
from miqyas.workspace.roadmaps.reading import PARTS, ItemRow, RoadmapFile, homes_missing, read_roadmap
from miqyas.workspace.roadmaps.services.items import items_take

Line = ComparedLine[ItemFields]
RoadmapPlan = FilePlan[Line]


def roadmap_plan(content: bytes, *, name: str, on_progress: Progress = unwatched) -> RoadmapPlan:
    """What a file would do; it changes nothing and never raises for what is in the file."""
    read = read_roadmap(content, name=name)
    if read.problems and not read.items:
        return planned(name, (), read.problems, more=partial(_more, name))
    before = {item.code: fields_of(item) for item in items_whole()}
    problems: list[MiqyasError] = list(read.problems)
    wanted = _wanted(read, before, problems)
    ground = ground_now()
    then = ground.with_items(fields for fields, _ in wanted)
    problems += homes_missing(read, {*before, *(fields.code for fields, _ in wanted)})
    for fields, locate in watched(wanted, on_progress):
        problems += _placed(fields, before.get(fields.code), ground, then, locate)
    lines = [Line(fields, before.get(fields.code)) for fields, _ in wanted]
    return planned(name, lines, problems, more=partial(_more, name))


@transaction.atomic
def roadmap_apply(plan: RoadmapPlan, *, by: UUID | None) -> None:
    """Carry a plan out.

    Raises the first problem of one that has any, and `RoadmapError` where somebody changed or added an item
    since the plan was made.
    """
    if plan.problems:
        raise plan.problems[0]
    codes = [line.fields.code for line in plan.doing]
    list(RoadmapItem.objects.select_for_update().filter(code__in=codes).order_by("pk"))
    there = {item.code: plain(fields_of(item)) for item in items_whole().filter(code__in=codes)}
    for line in plan.doing:
        if there.get(line.fields.code) != (plain(line.before) if line.before else None):
            raise fault("item_moved", "code", given=line.fields.code)
    items_take([line.fields for line in plan.doing], by=by)


def _wanted(
    read: RoadmapFile, before: Mapping[str, ItemFields], problems: list[MiqyasError]
) -> list[tuple[ItemFields, Any]]:
    """The items of the file as they would be, each with how its problems are placed."""
    people = {user.email.lower(): user.pseudonym for user in User.objects.filter(is_active=True)}
    rows = {row.code: row for row in read.items}
    for code, count in Counter(row.code for row in read.items).items():
        if count > 1:
            problems.append(RoadmapError("code_twice", place=rows[code].locate("code"), given=code[:60]))
    touched = {code for of_table in read.parts.values() for code in of_table if code in before}
    found = []
    for code in dict.fromkeys([*rows, *sorted(touched - rows.keys())]):
        row = rows.get(code)
        fields = before.get(code) or ItemFields(code, "", {})
        if row is not None:
            fields = _said(fields, row, people, problems)
        locate = row.locate if row is not None else (lambda _role, file=read.name: Place(file=file))
        found.append((replace(fields, **_parts(read, fields)).tidied(), locate))
    return found


def _said(
    fields: ItemFields, row: ItemRow, people: Mapping[str, UUID], problems: list[MiqyasError]
) -> ItemFields:
    said = dict(row.said)
    address = said.pop("responsible", None)
    if address is not None:
        said["responsible"] = people.get(address) if address else None
        if address and address not in people:
            problems.append(RoadmapError("person_unknown", place=row.locate("responsible")))
    for name in ("title", "description"):
        if name in said:
            others = {
                code: text for code, text in getattr(fields, name).items() if code not in REQUIRED_LANGUAGES
            }
            said[name] = {**others, **said[name]}
    return replace(fields, **said)


def _parts(read: RoadmapFile, fields: ItemFields) -> dict[str, tuple[Any, ...]]:
    """Rows of an item in the tables that the file has; tables, and money spent, that it has not are left."""
    found: dict[str, tuple[Any, ...]] = {
        name: tuple(read.parts[name].get(fields.code, ())) for name in PARTS if name in read.parts
    }
    if "costs" in found and not read.says_spent:
        known = {(one.kind, one.year): one.spent for one in fields.costs}
        found["costs"] = tuple(replace(one, spent=known.get((one.kind, one.year))) for one in found["costs"])
    return found


def _placed(
    fields: ItemFields, before: ItemFields | None, ground: Ground, then: Ground, locate: Any
) -> Iterator[MiqyasError]:
    known = item_faults(before, ground) if before else ()
    for problem in only_new(item_faults(fields, then), known):
        yield RoadmapError(problem.detail, place=locate(problem.place.name), **problem.params)


def _more(name: str, n: int) -> RoadmapError:
    return RoadmapError("more_problems", place=Place(file=name), n=n)
