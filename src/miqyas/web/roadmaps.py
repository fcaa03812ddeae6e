"""What the pages of the roadmap, of directives and of the gate share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from miqyas.assessment.workflow import allowed_actions
from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import PSEUDO_LANGUAGE, nearest
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.models.kept import RevisionModel

LONGEST_VERSION: Final = 9
TABS: Final = (
    ("roadmap", "roadmap.list"),
    ("roadmap_dates", "roadmap.list"),
    ("roadmap_slips", "roadmap.list"),
    ("roadmap_plans", "portfolio_plan.list"),
    ("roadmap_costs", "roadmap.list"),
    ("directives", "directive.list"),
    ("gate", "gate.list"),
    ("committee_pack", "roadmap.pack"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Words in the language of the page, or, marked, in the one in which they are there."""

    words: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step that this person may take now."""

    action: str
    label: str
    wants_reason: bool


def roadmap_tabs(request: HttpRequest, here: str) -> list[Link]:
    """The pages of the roadmap, those that this person may see, the present one marked."""
    return [
        Link(label=say_here(f"roadmap.tab.{route}"), url=url, current=route == here)
        for route, action in TABS
        if (url := _address(route)) and allowed(request.user, action)
    ]


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def shown(words: Mapping[str, str]) -> Shown:
    """Words for a page; empty where there are none."""
    language = current_language()
    found = nearest(words, language)
    is_other = bool(found.text) and found.language != language and language != PSEUDO_LANGUAGE
    return Shown(found.text, is_other)


def money(amount: object) -> str:
    """An amount with the currency of the installation."""
    return f"{format_number(float(str(amount)), 'count')} {settings.MIQYAS_CURRENCY}"


def steps_shown(request: HttpRequest, target: Any, *, flow: str, reasoned: Iterable[str]) -> list[StepShown]:
    """The steps that this person may take with a thing where it stands."""
    roles = roles_on(person_of(request.user), target)
    actions = allowed_actions(flow, target.state, roles)
    return [
        StepShown(action, say_here(f"{flow}.step.{action}"), wants_reason=action in set(reasoned))
        for action in actions
    ]


def revisions_shown(found: Iterable[RevisionModel], *, prefix: str) -> list[dict[str, Any]]:
    """What something said over time, the newest first, each with the fields that it changed."""
    rows = list(found)
    people = names_of(row.by for row in rows)
    lines: list[dict[str, Any]] = []
    before: Mapping[str, Any] = {}
    for row in reversed(rows):
        changed = [name for name, value in row.values.items() if before and before.get(name) != value]
        lines.append(
            {
                "at": row.at,
                "by": people[row.by] if row.by else "",
                "is_aside": row.is_aside,
                "changed": [say_here(f"{prefix}.field.{name}") for name in changed],
            }
        )
        before = before if row.is_aside else row.values
    return lines[::-1]


def asides_shown(
    found: Iterable[RevisionModel], now: Mapping[str, Any], *, prefix: str
) -> list[dict[str, Any]]:
    """What was kept beside a thing and differs from what it says now, the newest first."""
    rows = [row for row in found if row.is_aside]
    people = names_of(row.by for row in rows)
    asides = []
    for row in rows:
        fields = [
            {
                "name": name,
                "label": say_here(f"{prefix}.field.{name}"),
                "kept": value_lines(name, value),
                "now": value_lines(name, now.get(name)),
            }
            for name, value in row.values.items()
            if name in now and now[name] != value
        ]
        if fields:
            by = people[row.by] if row.by else ""
            asides.append({"pk": row.pk, "at": row.at, "by": by, "fields": fields})
    return asides


def value_lines(name: str, value: Any) -> list[str]:
    """A value as it is kept, in lines that people read."""
    if name == "responsible" and value:
        return [names_of([UUID(value)])[UUID(value)]]
    if isinstance(value, Mapping):
        return [line for one in value.values() for line in value_lines("", one)]
    if isinstance(value, list):
        return [" · ".join(value_lines("", one)) for one in value]
    return [] if value in (None, "") else [str(value)]


def notes_shown(found: Iterable[Any], *, states: str) -> list[dict[str, Any]]:
    """Reports, the newest first, each with its author and the state that it gives the reason of."""
    rows = list(found)
    people = names_of(row.by for row in rows)
    return [
        {
            "text": row.text,
            "at": row.at,
            "by": people[row.by] if row.by else "",
            "state": say_here(f"{states}.{row.state}") if row.state else "",
        }
        for row in rows
    ]


def wanted_back(request: HttpRequest) -> dict[str, Any]:
    """Which fields of what was kept aside somebody wants back, and the version that they saw."""
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < LONGEST_VERSION else 0
    return {"names": request.POST.getlist("names"), "version": version}


def say_put_back(request: HttpRequest, is_done: bool) -> None:
    """Tell whether it is there again, or was kept aside once more because somebody changed it meanwhile."""
    if is_done:
        messages.success(request, say_here("roadmap.aside.done"))
    else:
        messages.warning(request, say_here("roadmap.met"))


def features_named(features: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Code and question of each feature, of pairs of instrument and code; no words where none is known."""
    known, found = instruments_known(), []
    for instrument, code in features:
        feature = known[instrument].by_code.get(code) if instrument in known else None
        found.append((code, feature.question.in_language(current_language()) if feature else ""))
    return found
