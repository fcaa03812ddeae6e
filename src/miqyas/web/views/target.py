"""What it takes to reach a target: a question in the address; a finding, ways and what binds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from miqyas.analysis.forecast.joint import coming_editions
from miqyas.analysis.simulate import Change, Scenario
from miqyas.analysis.target import Alone, Mix, Part, Target
from miqyas.analysis.target.goal import class_codes, group_codes
from miqyas.analysis.target.sentences import (
    assumptions,
    binding_notes,
    goal_words,
    headline,
    mix_notes,
    notes,
)
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.numbers import format_number
from miqyas.methodology import indicators
from miqyas.reports.findings import listed, name_in, name_inside, short_name
from miqyas.reports.targets import KINDS, LIKELY, AskedTarget, answer_of, next_rung
from miqyas.web.charts import figure_of
from miqyas.web.choosing import country_meant, states_to_choose, to_code
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.outlooks import with_record
from miqyas.web.pages import public_page, show
from miqyas.web.shell import route
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

CHANCES: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
TONES: Final = {"OSI": "sea", "TII": "palm", "HCI": "brass"}
COSTS: Final = ("osi", "tii", "hci")
TYPED_AT_MOST: Final = 40


@public_page
def target(request: HttpRequest) -> HttpResponseBase:
    """Which country, which goal; and what the answer will be."""
    world = world_of(request)
    chosen = request.GET.get("country", "").strip()
    if chosen:
        return HttpResponseRedirect(_address(_asked(request, world, country_meant(chosen))))
    home = home_country()
    context = {
        "form": _form(world, _default(world, home)),
        "states": states_to_choose(world),
        "home": home,
        "home_name": name_in(world, home, current_language()),
        "starts": [
            Link(label=label, url=_address(asked))
            for label, asked in _starts(world, home, current_language())
        ],
        "crumbs": _crumbs(),
    }
    return show(request, "web/target.html", context)


@public_page
@with_record
def target_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """The answer for a country; another spelling of its name leads to its code."""
    world, language = world_of(request), current_language()
    if country not in world.countries:
        return to_code(country, page="target_country", query=request.META.get("QUERY_STRING", ""))
    asked = _asked(request, world, country)
    if _says_more(request, asked):
        return HttpResponseRedirect(_address(asked))
    context: dict[str, Any] = {
        "iso3": country,
        "name": name_in(world, country, language),
        "inside": name_inside(world, country, language),
        "form": _form(world, asked),
        "address": reverse("target_country", args=[country]),
        "crumbs": [*_crumbs(url=reverse("target")), Link(label=name_in(world, country, language))],
    }
    try:
        found = answer_of(world, asked)
    except MiqyasError as error:
        context["error"] = error.as_dict(language)
        return show(request, "web/target_country.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    context |= _answer(request, world, found, asked)
    return show(request, "web/target_country.html", context, edition=found.origin)


def _address(asked: AskedTarget) -> str:
    return f"{reverse('target_country', args=[asked.iso3])}?{asked.query}"


def _default(world: World, iso3: str) -> AskedTarget:
    rank = world.standing(iso3, world.latest).rank
    return AskedTarget(iso3, "rank", str(next_rung(rank)), f"{LIKELY:g}", coming_editions(world)[0])


def _asked(request: HttpRequest, world: World, iso3: str) -> AskedTarget:
    """The question of the address; a kind of goal or an edition that is none is a missing page."""
    default = _default(world, iso3)
    kind = request.GET.get("goal", default.kind)
    edition = request.GET.get("edition", str(default.edition))
    if kind not in KINDS or edition not in map(str, coming_editions(world)):
        raise Http404
    standard = default.value if kind == "rank" else _standard(world, kind, iso3)
    value = _typed(request, kind) or standard
    effort = ",".join(
        f"{name}={_typed(request, name)}" for name in COSTS if _typed(request, name) not in {"", "1"}
    )
    prob = _typed(request, "prob") or default.prob
    return AskedTarget(iso3, kind, value, prob, int(edition), effort)


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip().replace(",", "")[:TYPED_AT_MOST]


def _standard(world: World, kind: str, iso3: str) -> str:
    """A goal of a kind for those who named none: the best group or class, the state one place ahead."""
    methodology = world.methodology(world.target)
    if kind == "ahead":
        return _one_ahead(world, iso3)
    codes = group_codes(methodology) if kind == "group" else class_codes(methodology)
    return codes[0] if codes else ""


def _one_ahead(world: World, iso3: str) -> str:
    order = [place.iso3 for place in world.ranking(world.latest)]
    at = order.index(iso3) if iso3 in order else len(order)
    return order[at - 1] if at else order[1]


def _says_more(request: HttpRequest, asked: AskedTarget) -> bool:
    """Whether the address carries fields of the form that say nothing: goals of other kinds, costs of 1."""
    idle = {*KINDS, *COSTS} - {asked.kind, *asked.costs}
    return any(name in request.GET for name in idle)


def _form(world: World, asked: AskedTarget) -> dict[str, Any]:
    """The question as fields: every kind of goal with a value to begin with."""
    methodology = world.methodology(world.target)
    values = {kind: _standard(world, kind, asked.iso3) for kind in ("group", "class", "ahead")}
    values["rank"] = _default(world, asked.iso3).value
    values[asked.kind] = asked.value
    chances = [(f"{chance:g}", chance) for chance in CHANCES]
    if asked.prob not in dict(chances) and 0 < asked.probability <= 1:
        chances = sorted([*chances, (asked.prob, asked.probability)], key=lambda pair: pair[1])
    return {
        "kind": asked.kind,
        "values": values,
        "most": world.published(world.latest).ranked_count,
        "groups": [(code, say_here(f"group.{code}")) for code in group_codes(methodology)],
        "classes": class_codes(methodology),
        "rivals": [pair for pair in states_to_choose(world) if pair[1] != asked.iso3],
        "chances": chances,
        "prob": asked.prob,
        "editions": coming_editions(world),
        "edition": asked.edition,
        "costs": [
            (name, short_name(name.upper(), current_language()), asked.costs.get(name, "1")) for name in COSTS
        ],
        "has_costs": bool(asked.costs),
    }


def _starts(world: World, home: str, language: str) -> list[tuple[str, AskedTarget]]:
    """A question of each kind for the home country, in words."""
    first = _default(world, home)
    questions = [
        first,
        AskedTarget(home, "class", _standard(world, "class", home), first.prob, first.edition),
        AskedTarget(home, "ahead", _one_ahead(world, home), "0.6", first.edition),
    ]
    named = partial(name_inside, world, language=language)
    return [
        (
            say_here(
                "target.start",
                goal=goal_words(world, asked.goal, language=language, named=named),
                probability=asked.probability,
                edition=asked.edition,
            ),
            asked,
        )
        for asked in questions
        if asked.value
    ]


def _crumbs(*, url: str = "") -> list[Link]:
    first = Link(label=say_here("shell.questions"), url=route("questions"))
    return [first, Link(label=say_here("target.title"), url=url)]


# The answer


def _answer(request: HttpRequest, world: World, found: Target, asked: AskedTarget) -> dict[str, Any]:
    language = current_language()
    named = partial(name_inside, world, language=language)
    binding = binding_notes(world, found, language=language, named=named)
    told = notes(world, found, language=language, named=named)
    parts = _parts_shown(found)
    context: dict[str, Any] = {
        "found": found,
        "headline": headline(world, found, language=language, named=named),
        "notes": told[: len(told) - len(binding)],
        "binding": binding,
        "gauges": _gauges(found),
        "ways": _ways_table(found),
        "mix_notes": mix_notes(found, language=language),
        "simulator": _simulator(found),
        "parts": _parts_table(parts) if parts else None,
        "parts_are_of_mix": not any(way.gain for way in found.alone),
        "assumptions": assumptions(found, language=language),
        "own_url": _address(asked),
        "model": say_here(f"forecast.model.{found.model}"),
        "record_url": route("track_record"),
        "command": _command(found),
        "api_address": _api_address(found),
    }
    if found.status != "met":
        drawn = partial(
            figure_of,
            request,
            "target-reach",
            country=asked.iso3,
            goal=asked.kind,
            value=asked.value,
            prob=asked.prob,
            edition=asked.edition,
        )
        context["figure"] = drawn(effort=asked.effort) if asked.effort else drawn()
    return context


def _gauges(found: Target) -> list[dict[str, Any]]:
    """How likely the goal is: as it is, with all headroom of each component, with all headroom there is."""
    rows = [{"label": say_here("target.gauge.now"), "value": found.now, "tone": "slate"}]
    rows += [
        {
            "label": say_here("target.gauge.alone", name=short_name(way.code, current_language())),
            "value": way.best,
            "tone": TONES[way.code],
        }
        for way in found.alone
    ]
    return [*rows, {"label": say_here("target.gauge.all"), "value": found.best, "tone": "coral"}]


def _ways_table(found: Target) -> Table:
    columns = (
        Column(label=say_here("target.column.way"), is_header=True),
        Column(label=say_here("target.column.gain"), kind="signed3"),
        Column(label=say_here("target.column.points"), kind="count"),
        Column(label=say_here("target.column.room"), kind="index3"),
        Column(label=say_here("target.column.chance"), kind="percent"),
    )
    mixes = [mix for mix in (found.share, found.cheapest) if mix is not None]
    rows = [*map(_alone_row, found.alone), *(_mix_row(mix, found) for mix in mixes)]
    return Table(caption=say_here("target.ways"), columns=columns, rows=rows, is_caption_hidden=True)


def _alone_row(way: Alone) -> Row:
    name = say_here("target.way_alone", name=short_name(way.code, current_language()))
    if way.gain is None:
        gain = Cell(value=say_here("target.not_enough"), kind="text")
        return Row(cells=(name, gain, None, way.room, Cell(value=way.best, note=say_here("target.at_most"))))
    points = None if way.points is None else _words(say_here("target.points", n=way.points))
    return Row(cells=(name, way.gain, points, way.room, way.probability))


def _mix_row(mix: Mix, found: Target) -> Row:
    language = current_language()
    name = (
        say_here("target.way_share", share=mix.share)
        if mix.share is not None
        else say_here("target.way_cheapest")
    )
    gains = [
        f"{short_name(code, language)} {format_number(gain, 'signed3')}"
        for code, gain in mix.gains.items()
        if gain
    ]
    points = [
        say_here("target.points", n=count)
        for code, count in mix.points.items()
        if count is not None and mix.gains[code]
    ]
    total = sum(mix.gains.values())
    room = sum(way.room for way in found.alone)
    return Row(
        cells=(
            Cell(value=name, note=listed(gains, language=language)),
            total,
            _words(listed(points, language=language)) if points else None,
            room,
            mix.probability,
        )
    )


def _parts_shown(found: Target) -> tuple[Part, ...]:
    """Parts of the components that are enough alone, else of the cheapest mix."""
    alone = tuple(part for way in found.alone if way.gain for part in way.parts)
    return alone or (found.cheapest.parts if found.cheapest else ())


def _parts_table(parts: Iterable[Part]) -> Table:
    columns = (
        Column(label=say_here("target.column.part"), is_header=True),
        Column(label=say_here("target.column.amount")),
        Column(label=say_here("target.column.points"), kind="count"),
        Column(label=say_here("target.column.scale")),
        Column(label=say_here("target.column.basis")),
    )
    caption = say_here("target.parts")
    rows = [_part_row(part) for part in parts]
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True)


def _part_row(part: Part) -> Row:
    language = current_language()
    name = indicators()[part.node].name.in_language(language)
    component = short_name(part.component, language)
    amount, points = say_here("target.not_enough"), None
    is_bound = part.how == "at_least"
    if part.amount is not None:
        amount = _bound(_in_unit(part.amount, part.unit), is_bound=is_bound)
    if part.points is not None:
        points = _words(_bound(say_here("target.points", n=part.points), is_bound=is_bound))
    basis = Cell(value=say_here(f"target.how.{part.how}"), mark=part.mark)
    return Row(
        cells=(Cell(value=name, note=component), amount, points, _in_unit(part.room, part.unit), basis)
    )


def _words(text: str) -> Cell:
    """Words in a column of numbers."""
    return Cell(value=text, kind="text")


def _bound(words: str, *, is_bound: bool) -> str:
    """An amount, said to be the most it takes where it is."""
    return say_here("target.bound", amount=words) if is_bound else words


def _in_unit(value: float, unit: str) -> str:
    """An amount of a part, rounded up, with its unit: a share as percent, an index bare."""
    if unit == "share":
        return format_number(_rounded_up(value, 100), "percent")
    if unit == "index":
        return format_number(_rounded_up(value, 1000), "index3")
    return say_here(f"target.unit.{unit}", amount=format_number(_rounded_up(value, 10), "raw"))


def _rounded_up(value: float, steps: int) -> float:
    """Away from zero, in steps of a unit: what is rounded down would not be enough."""
    return math.copysign(math.ceil(abs(value) * steps - 1e-6) / steps, value)


def _simulator(found: Target) -> list[Link]:
    """The ways that are enough, tried in the simulator; nothing where an installation has none."""
    ways = [
        (
            say_here("target.way_alone", name=short_name(way.code, current_language())),
            Scenario((Change(found.iso3, way.code, "by", way.gain),)),
        )
        for way in found.alone
        if way.gain
    ]
    if found.cheapest is not None and any(found.cheapest.gains.values()):
        ways.append((say_here("target.way_cheapest"), found.cheapest.scenario(found.iso3)))
    return [
        Link(label=label, url=url)
        for label, scenario in ways
        for url in [simulator_address(found.iso3, scenario, edition=found.edition)]
        if url
    ]


def _command(found: Target) -> str:
    """The same question on the command line."""
    option = {"rank": "--rank", "group": "--group", "class": "--class", "ahead": "--ahead-of"}[
        found.goal.kind
    ]
    effort = f" --effort {_costs(found)}" if _costs(found) else ""
    question = f"{option} {found.goal.rank or found.goal.code} --prob {found.probability:g}"
    return f"miqyas target {found.iso3} {question} --edition {found.edition}{effort}"


def _api_address(found: Target) -> str:
    """The same question to the interface for programs; empty where an installation has none."""
    name = {"rank": "rank", "group": "group", "class": "rating_class", "ahead": "ahead_of"}[found.goal.kind]
    parts = {name: found.goal.rank or found.goal.code, "prob": f"{found.probability:g}"}
    parts |= {"edition": found.edition} | ({"effort": _costs(found)} if _costs(found) else {})
    try:
        base = reverse("api-1:target_get", args=[found.iso3])
    except NoReverseMatch:
        return ""
    return f"{base}?{urlencode(parts, safe=',=')}"


def _costs(found: Target) -> str:
    """Costs of effort as they are written; empty where all are 1."""
    return ",".join(f"{code.lower()}={cost:g}" for code, cost in found.effort.items() if cost != 1)


def simulator_address(iso3: str, scenario: Scenario, *, edition: int) -> str:
    """The simulator with its sliders moved by these gains; empty where an installation has none."""
    try:
        base = reverse("simulator_country", args=[iso3])
    except NoReverseMatch:
        return ""
    changes = [(change.node.lower(), f"{change.amount:.12g}") for change in scenario.changes]
    return f"{base}?{urlencode([*changes, ('edition', str(edition))])}"
