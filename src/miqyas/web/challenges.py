"""What pages of the challenge share: the round of an address behind the gate, its calendar, steps,
drawings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miqyas.assessment.challenge.rules import rules
from miqyas.assessment.challenge.standings import MEASURES
from miqyas.assessment.workflow import allowed_actions, flows
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.web.calendars import calendar_ruler
from miqyas.web.campaigns import Stage, When
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.challenges.access import RUNS
from miqyas.workspace.challenges.hindrances import hindrances_of
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.challenges.queries import round_by_code

PAGES: Final = (
    ("challenge", "challenge.view"),
    ("challenge_jury", "challenge.jury"),
    ("challenge_scores", "challenge.results"),
    ("challenge_standings", "challenge.results"),
    ("challenge_signals", "challenge.results"),
    ("challenge_appeals", "challenge.results"),
    ("challenge_certificates", "challenge.results"),
    ("challenge_settings", "challenge.edit"),
)
TONES: Final = {"nominations": "sea", "jury": "palm", "appeals": "brass", "publish": "ink"}
STATES: Final = {"nominations": "open", "jury": "jury", "appeals": "appeals", "publish": "published"}


@dataclass(frozen=True)
class RoundStage(Stage):
    """A stretch of the calendar of a round."""

    @property
    def label(self) -> str:
        return say_here(f"challenges.stage.{self.code}")

    @property
    def is_day(self) -> bool:
        return self.code == "publish"


@dataclass(frozen=True)
class NextStep:
    """A step that the person may take: what it does, what stands in its way."""

    action: str
    blocks: tuple[str, ...]

    @property
    def label(self) -> str:
        return say_here(f"challenges.step.{self.action}")

    @property
    def does(self) -> str:
        return say_here(f"challenges.step.{self.action}.does")


def round_asked(request: HttpRequest, code: str, action: str) -> tuple[Person, Round]:
    """Who asks and the round of the address, if they may. A stranger signs in before learning anything."""
    require(request.user, "workspace.enter")
    one = round_by_code(code)
    if one is None:
        raise Http404
    require(request.user, "challenge.view", one)
    return require(request.user, action, one), one


def stages_of(one: Round) -> tuple[RoundStage, ...]:
    """The calendar of a round in its order."""
    published = timezone.localdate(one.publish_at) if one.publish_at else None
    spans = {
        "nominations": (one.opens_on, one.nominations_until),
        "jury": (_after(one.nominations_until), one.jury_until),
        "appeals": (_after(one.jury_until), one.appeals_until),
        "publish": (published, published),
    }
    order = flows()["challenge_round"].states
    here = order.index(one.state)
    return tuple(
        RoundStage(code, *span, TONES[code], _when(here, order.index(STATES[code])))
        for code, span in spans.items()
    )


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _when(here: int, there: int) -> When:
    return "past" if there < here else "now" if there == here else "coming"


def steps_for(person: Person, one: Round) -> tuple[NextStep, ...]:
    """The steps that the person may take from here."""
    roles = [role for role in RUNS if person.holds(role)]
    return tuple(
        NextStep(action, tuple(map(said, hindrances_of(one, action))))
        for action in allowed_actions("challenge_round", one.state, roles)
    )


def round_head(request: HttpRequest, one: Round, route: str, *more: str) -> dict[str, Any]:
    """What stands on top of every page of a round."""
    name = one.name.in_language(current_language())
    stages = stages_of(one)
    ruler = calendar_ruler(
        stages,
        today=timezone.localdate(),
        language=current_language(),
        said=say_here("challenges.calendar.said", name=name),
    )
    pages = [
        Link(
            label=say_here(f"challenges.page.{page}"),
            url=reverse(page, args=[one.code]),
            current=page == route,
        )
        for page, action in PAGES
        if allowed(request.user, action, one)
    ]
    return {
        "round": one,
        "name": name,
        "stages": stages,
        "ruler": ruler,
        "pages": pages,
        "crumbs": round_crumbs(
            one, *([] if route == "challenge" else [say_here(f"challenges.page.{route}")]), *more
        )
        if route in dict(PAGES)
        else round_crumbs(one, *more),
    }


def round_crumbs(one: Round | None, *more: str) -> list[Link]:
    """The way to a page of a round."""
    found = [Link(label=say_here("workspace.place.challenges"), url=reverse("challenges"))]
    if one is not None:
        name = one.name.in_language(current_language())
        found.append(Link(label=name, url=reverse("challenge", args=[one.code])))
    return [*found, *(Link(label=word) for word in more)]


def said(error: MiqyasError) -> str:
    """An error as one sentence after the other."""
    language = current_language()
    return f"{error.problem(language)} {error.remedy(language)}"


def titles_of(parts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The titles of stored categories, criteria or groups by code, in the language of the reader."""
    return {part["code"]: Text(part["title"]).in_language(current_language()) for part in parts}


def score_bar(raw: float, corrected: float, error: float | None) -> SafeString:
    """A score on a ruler of 0 to 100: corrected filled with its error as a pale band, raw as the pin."""
    ticks = "".join(f"M{place * 10} 12v{4 if place % 5 == 0 else 2}" for place in range(11))
    spread = error or 0.0
    low, high = max(corrected - spread, 0.0), min(corrected + spread, 100.0)
    return format_html(
        '<svg class="trio" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="gauge-track" y="1" width="100" height="10"/>'
        '<rect class="trio-claimed" x="{}" y="1" width="{}" height="10"/>'
        '<rect class="trio-found" y="3" width="{}" height="6"/><path class="gauge-tick" d="{}"/>'
        '<path class="gauge-pin-edge" d="M{raw} 0v12"/><path class="gauge-pin" d="M{raw} 0v12"/></svg>',
        round(low, 1),
        round(high - low, 1),
        round(min(max(corrected, 0.0), 100.0), 1),
        ticks,
        raw=round(raw, 1),
    )


def severity_bar(severity: float, *, most: float) -> SafeString:
    """A severity from the middle: harsh to the start, lenient to the end."""
    reach = 50 * min(abs(severity) / most, 1.0) if most else 0.0
    return format_html(
        '<svg class="part-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="gauge-track" width="100" height="8"/>'
        '<rect class="part-fill" x="{}" width="{}" height="8"/>'
        '<path class="gauge-pin" d="M50 0v8"/></svg>',
        round(50 - reach if severity < 0 else 50, 1),
        round(reach, 1),
    )


@dataclass(frozen=True)
class BoardShown:
    """One measure of a group as pages show it."""

    measure: str
    label: str
    what: str
    why: str
    rows: Sequence[Mapping[str, Any]]


def boards_shown(
    document: Mapping[str, Any], *, own: frozenset[str] = frozenset()
) -> list[tuple[str, list[BoardShown]]]:
    """The standings of a document by group, entities by name."""
    language = current_language()
    names = {one["code"]: Text(one["name"]).in_language(language) for one in document["entities"]}
    groups = titles_of(document["groups"])
    return [
        (groups.get(group, group), [_board(measure, boards[measure], names, own) for measure in MEASURES])
        for group, boards in document["standings"]["entities"].items()
    ]


def _board(
    measure: str, board: Mapping[str, Any], names: Mapping[str, str], own: frozenset[str]
) -> BoardShown:
    why = board["why"]
    told = say_here(f"challenge.why.{why}", n=board["known"], fewest=rules().fewest) if why else ""
    rows = [
        {
            "rank": row["rank"],
            "name": names.get(row["entity"], row["entity"]),
            "value": value_shown(measure, row["value"]),
            "is_own": row["entity"] in own,
        }
        for row in board["rows"]
    ]
    label, what = say_here(f"challenge.measure.{measure}"), say_here(f"challenge.measure.{measure}.what")
    return BoardShown(measure, label, what, told, rows)


def value_shown(measure: str, value: str) -> tuple[float, str]:
    """The value of a measure and the kind of number it is shown as."""
    number = float(value)
    match measure:
        case "timeliness":
            return abs(int(number)), "count"
        case "improved":
            return number, "signed_percent1"
        case _:
            return number, "percent1"


def places_shown(document: Mapping[str, Any], *, with_all: bool) -> list[dict[str, Any]]:
    """Nominations by category and group, best first; without the others, those on the shortlist alone."""
    language = current_language()
    about = {one["code"]: one for one in document["nominations"]}
    categories, groups = titles_of(document["categories"]), titles_of(document["groups"])
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in document["standings"]["nominations"]:
        one = about[row["nomination"]]
        rows = found.setdefault((row["category"], row["group"]), [])
        if with_all or row["in"]:
            rows.append(_place(row, one, language))
    return [
        {"category": categories.get(category, category), "group": groups.get(group, group), "rows": rows}
        for (category, group), rows in found.items()
    ]


def _place(row: Mapping[str, Any], one: Mapping[str, Any], language: str) -> dict[str, Any]:
    numbers = {
        name: None if row[name] is None else float(row[name]) for name in ("raw", "corrected", "error")
    }
    bar = ""
    if numbers["raw"] is not None and numbers["corrected"] is not None:
        bar = score_bar(numbers["raw"], numbers["corrected"], numbers["error"])
    return {
        **row,
        **numbers,
        "is_in": row["in"],
        "name": Text(one["name"]).in_language(language),
        "title": Text(one["title"]).in_language(language),
        "bar": bar,
    }
