"""Who answers what, from a file: what it would change, and where it meets a change made meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import fold
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.assignments import Row, rows_of
from miqyas.workspace.campaigns.services.assignments import Wanted
from miqyas.workspace.registry.models import Entity

Doing = Literal["same", "change", "conflict"]


@dataclass(frozen=True)
class Holding:
    """Who has a feature, by codes: who leads (nobody: empty), and who helps."""

    lead: str
    helpers: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Row) -> Holding:
        """As it is now."""
        lead = row.lead.entity.code if row.lead else ""
        return cls(lead, tuple(sorted(one.entity.code for one in row.helpers)))

    @classmethod
    def from_text(cls, text: str) -> Holding | None:
        """As a file says that it was; None where it does not."""
        lead, bar, helpers = text.partition("|")
        return cls(lead, tuple(one for one in helpers.split(",") if one)) if bar else None

    def __str__(self) -> str:
        return f"{self.lead}|{','.join(self.helpers)}"


@dataclass(frozen=True)
class AssignmentLine:
    """A row of the file: what it wants, what is now, and what was when the file was made."""

    feature: str
    doing: Doing
    now: Holding
    wanted: Holding
    seen: Holding | None


@dataclass(frozen=True)
class AssignmentPlan:
    """What accepting a file would do; with any problem nothing of it is done."""

    name: str
    lines: tuple[AssignmentLine, ...]
    problems: tuple[MiqyasError, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    @property
    def does_something(self) -> bool:
        """Whether it asks for anything that is not so."""
        return any(line.doing != "same" for line in self.lines)

    @property
    def changes(self) -> tuple[AssignmentLine, ...]:
        """The rows that change something nobody else has changed meanwhile."""
        return tuple(line for line in self.lines if line.doing == "change")

    @property
    def conflicts(self) -> tuple[AssignmentLine, ...]:
        """The rows whose feature was given to others meanwhile: somebody has to choose."""
        return tuple(line for line in self.lines if line.doing == "conflict")

    @property
    def digest(self) -> str:
        """Names what would be done: if it differs when accepted, something changed meanwhile."""
        told = [(line.feature, line.doing, str(line.now), str(line.wanted)) for line in self.lines]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def wanted(self, entities: Mapping[str, Entity], *, taken: frozenset[str]) -> list[Wanted]:
        """What is asked for: the changes, and of the conflicts those in which the file is `taken`."""
        lines = [*self.changes, *(line for line in self.conflicts if line.feature in taken)]
        return [_wanted(line, entities) for line in lines]


def _wanted(line: AssignmentLine, entities: Mapping[str, Entity]) -> Wanted:
    lead = entities[line.wanted.lead].pk if line.wanted.lead else None
    return Wanted(line.feature, lead, frozenset(entities[code].pk for code in line.wanted.helpers))


@cache
def tables() -> Mapping[str, FormTable]:
    """The one table of the file with the names of its columns."""
    text = files("miqyas.workspace.campaigns").joinpath("assignment_columns.yaml").read_text("utf-8")
    return form_tables(text, file="assignment_columns.yaml")


def entities_taking_part(campaign: Campaign) -> dict[str, Entity]:
    """The entities of a campaign by code."""
    parts = campaign.parts.select_related("entity").order_by("entity__position", "entity__code")
    return {part.entity.code: part.entity for part in parts}


def assignment_plan(campaign: Campaign, content: bytes, *, name: str) -> AssignmentPlan:
    """What a file would change in a national campaign; it changes nothing, never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return AssignmentPlan(name, (), (problem,))
    reading = _Reading(campaign, lines)
    found = tuple(reading.read())
    return AssignmentPlan(name, () if reading.problems else found, tuple(reading.problems))


class _Reading:
    """The rows of a file against the campaign as it is."""

    def __init__(self, campaign: Campaign, lines: tuple[FormLine, ...]) -> None:
        self.lines = lines
        self.rows = {row.feature.code: row for row in rows_of(campaign)}
        self.names: dict[str, str] = {}
        for code, entity in entities_taking_part(campaign).items():
            self.names |= {fold(name): code for name in (code, *entity.name.values())}
        self.problems: list[MiqyasError] = []

    def read(self) -> Iterator[AssignmentLine]:
        seen: set[str] = set()
        for line in self.lines:
            feature = line.text("feature").upper()
            if feature not in self.rows:
                self._problem(line, "feature", "feature_unknown", given=feature[:60])
            elif feature in seen:
                self._problem(line, "feature", "feature_twice", given=feature)
            else:
                seen.add(feature)
                yield self._line(line, self.rows[feature])

    def _line(self, line: FormLine, row: Row) -> AssignmentLine:
        now = Holding.of(row)
        lead = self._entity(line, "lead", line.text("lead"))
        named = [self._entity(line, "helpers", part) for part in line.parts("helpers")]
        helpers = now.helpers if not line.has("helpers") else tuple(sorted(set(named) - {lead, ""}))
        wanted = Holding(lead, helpers)
        if helpers and not lead:
            self._problem(line, "lead", "helper_without_lead", feature=row.feature.code)
        seen = Holding.from_text(line.text("seen"))
        return AssignmentLine(row.feature.code, _doing(now, wanted, seen), now, wanted, seen)

    def _entity(self, line: FormLine, role: str, given: str) -> str:
        """The code of an entity that takes part, named by code or name; empty for none."""
        if not given:
            return ""
        code = self.names.get(fold(given), "")
        if not code:
            self._problem(line, role, "entity_unknown", given=given[:80])
        return code

    def _problem(self, line: FormLine, role: str, detail: str, **params: Any) -> None:
        self.problems.append(CampaignError(detail, place=line.place(role), **params))


def _doing(now: Holding, wanted: Holding, seen: Holding | None) -> Doing:
    """A row that says what it said when it was taken away wants nothing, whatever happened meanwhile."""
    if wanted in {now, seen}:
        return "same"
    return "conflict" if seen is not None and seen != now else "change"
