"""The page of a country: where it stands in an edition, why, against whom, and where the headroom is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from miqyas.analysis.decompose.sentences import change_notes
from miqyas.analysis.profile import Position, headroom, medians, positions, rivals
from miqyas.analysis.world import Standing, World
from miqyas.observations.countries import Group, groups
from miqyas.observations.names import match_name
from miqyas.observations.tables import about_table
from miqyas.reports.figures.country import (
    WIDTHS,
    can_show_headroom,
    changes_since,
    kind_of,
    last_change,
    params_of,
)
from miqyas.reports.figures.forecast import TOLD
from miqyas.reports.findings import PROFILE, listed, name_in, name_inside, short_name
from miqyas.reports.outlooks import next_field, next_of
from miqyas.reports.standings import known_errors_of, reason_unranked
from miqyas.web.charts import figure_of
from miqyas.web.components import Figure, Link
from miqyas.web.country_tables import (
    changes_table,
    explain_address,
    history_table,
    inside_tables,
    rivals_table,
)
from miqyas.web.groups import group_word, tone_of
from miqyas.web.pages import country_address, public_page, show
from miqyas.web.peers import peers_shown
from miqyas.web.words import current_language, say_here
from miqyas.web.worths import worth_in_short
from miqyas.workspace.datasets.world import world_of

TONES: Final = {"OSI": "sea", "TII": "palm", "HCI": "brass", "EPI": "slate"}
NOTED: Final = frozenset({"country-rank", "country-index", "country-against", "country-ruler"})
READINGS: Final = ("strength", "even", "weakness")
OWN_KINDS: Final = ("membership", "region", "subregion", "income", "situation")


@dataclass(frozen=True, slots=True)
class PartShown:
    """A component as a gauge: its value, its pin, and where it is explained."""

    code: str
    label: str
    value: float | None
    pin: float | None
    tone: str
    css: str
    url: str
    is_wrong: bool


@public_page
def country(request: HttpRequest, country: str, edition: int | None = None) -> HttpResponseBase:
    """A country in an edition (default: the newest). Another spelling of its name leads to its code."""
    world = world_of(request)
    if country not in world.countries:
        return _redirect_to_code(country, edition)
    asked = request.GET.get("edition", "")
    if asked:
        return HttpResponseRedirect(_address(country, _edition_of(world, asked)))
    chosen = edition or world.latest
    if chosen not in world.editions:
        raise Http404
    standing = world.standing(country, chosen)
    context = {
        **_frame(request, world, standing),
        **(_ranked(request, world, standing) if standing.rank else _unranked(world, standing)),
    }
    return show(request, "web/country.html", context, edition=chosen)


def _redirect_to_code(given: str, edition: int | None) -> HttpResponseBase:
    meant = match_name(given.replace("-", " ").replace("_", " "))
    if meant is None:
        raise Http404
    return HttpResponseRedirect(_address(meant, edition) if edition else country_address(meant))


def _edition_of(world: World, text: str) -> int:
    known = {str(year): year for year in world.editions}
    if text not in known:
        raise Http404
    return known[text]


def _address(iso3: str, edition: int) -> str:
    return reverse("country_edition", args=[iso3, edition])


def _frame(request: HttpRequest, world: World, standing: Standing) -> dict[str, Any]:
    """What the page of every country has, ranked or not."""
    iso3, language = standing.iso3, current_language()
    history = world.history(iso3)
    is_ever_ranked = any(place.rank for place in history)
    subregion = groups()[kind_of(iso3, world, "subregion")]
    return {
        "iso3": iso3,
        "name": name_in(world, iso3, language),
        "standing": standing,
        "edition": standing.edition,
        "address": _address(iso3, standing.edition),
        "editions": [
            Link(label=str(year), url=_address(iso3, year), current=year == standing.edition)
            for year in reversed(world.editions)
        ],
        "errors": known_errors_of(world, iso3=iso3, edition=standing.edition),
        "rank_figure": _bare(_figure(request, "country-rank", standing)) if is_ever_ranked else None,
        "index_figure": _figure(request, "country-index", standing) if is_ever_ranked else None,
        "history": history_table(world, history, current=standing.edition),
        "groups_since": next((year for year in world.editions if world.methodology(year).groups), None),
        "compare_url": f"{reverse('compare')}?{urlencode({'with': iso3, 'edition': standing.edition})}",
        "crumbs": [
            Link(label=say_here("shell.countries"), url=reverse("countries")),
            Link(
                label=subregion.name.in_language(language),
                url=f"{reverse('rankings')}?{urlencode({'group': subregion.code})}",
            ),
            Link(label=name_in(world, iso3, language)),
        ],
    }


def _unranked(world: World, standing: Standing) -> dict[str, Any]:
    """Why there is no rank, what was published all the same, and where there is one."""
    ranked = [place.edition for place in world.history(standing.iso3) if place.rank]
    later = [year for year in ranked if year > standing.edition]
    earlier = [year for year in ranked if year < standing.edition]
    return {
        "reason": reason_unranked(world, standing, language=current_language()) if standing.is_listed else "",
        "published": [part for part in _parts(world, standing, "") if part.value is not None],
        "later": Link(label=str(later[0]), url=_address(standing.iso3, later[0])) if later else None,
        "earlier": Link(label=str(earlier[-1]), url=_address(standing.iso3, earlier[-1]))
        if earlier
        else None,
    }


def _ranked(request: HttpRequest, world: World, standing: Standing) -> dict[str, Any]:
    iso3, edition, language = standing.iso3, standing.edition, current_language()
    pin = _pin(request, world, iso3)
    since = _since(request, world, standing)
    change = last_change(world, iso3, edition, since=since)
    near = rivals(world, iso3=iso3, edition=edition)
    tied = [name_inside(world, rival.iso3, language) for rival in near if rival.rank == standing.rank]
    return {
        "count": world.published(edition).ranked_count,
        "badge": _badge(world, standing),
        "tone": tone_of(standing),
        "change": change,
        "shared_with": listed(tied, language=language),
        "egdi_url": explain_address(iso3, edition, "EGDI"),
        "parts": _parts(world, standing, pin.code),
        "pin": pin,
        "pins": _pins(world, iso3),
        **_headroom(request, world, standing),
        "against": _figure(request, "country-against", standing),
        "readings": _readings(world, standing),
        "step": max(1, world.published(edition).ranked_count // 10),
        "ruler": _bare(_figure(request, "country-ruler", standing)),
        "rivals": rivals_table(world, standing, near),
        "since": since,
        "since_choices": changes_since(world, iso3, edition)[::-1],
        "move_figure": _figure(request, "country-move", standing, since=since) if change else None,
        "change_figure": _figure(request, "country-change", standing, since=since) if change else None,
        "change_notes": change_notes(world, change, language=language) if change else (),
        "inside": inside_tables(world, change) if change else (),
        "changes": changes_table(world, iso3, current=edition),
        "peers": peers_shown(world, iso3=iso3, edition=edition),
        "recalled_as_of": about_table("countries").checked[:4],
        **_coming(world, standing),
        **_worth(world, standing),
    }


def _worth(world: World, standing: Standing) -> dict[str, Any]:
    """What a point is worth; nothing where a component is missing, as after an import with a gap."""
    if not standing.is_whole:
        return {}
    return worth_in_short(world, iso3=standing.iso3, edition=standing.edition)


def _coming(world: World, standing: Standing) -> dict[str, Any]:
    """Where the country may stand next time, told beside the newest edition."""
    found = next_of(world, standing.iso3) if standing.edition == world.latest else None
    if found is None:
        return {}
    low, high = found.rank.interval(TOLD)
    return {
        "coming": {
            "low": low,
            "high": high,
            "median": found.rank.median,
            "edition": next_field(world).edition,
        }
    }


def _headroom(request: HttpRequest, world: World, standing: Standing) -> dict[str, Any]:
    """The headroom as a figure, or in words alone where there is none or it cannot be told."""
    parts = headroom(world, iso3=standing.iso3, edition=standing.edition)
    if can_show_headroom(parts):
        return {"headroom": _bare(_figure(request, "country-headroom", standing))}
    is_wrong = any(part.value > 1 for part in parts)
    return {"headroom_said": say_here(f"country.headroom.{'error' if is_wrong else 'none'}")}


def _since(request: HttpRequest, world: World, standing: Standing) -> int:
    """The earlier edition since which the change is told; 0 for the last one before."""
    asked = request.GET.get("since", "")
    known = {str(year): year for year in changes_since(world, standing.iso3, standing.edition)}
    if asked and asked not in known:
        raise Http404
    return known.get(asked, 0)


def _figure(request: HttpRequest, name: str, standing: Standing, *, since: int = 0) -> Figure:
    """A figure of the page, as wide as it stands there, with its note where it has one."""
    note = f"country.{name.removeprefix('country-')}.note"
    return figure_of(
        request,
        name,
        width=WIDTHS[name],
        note=say_here(note) if name in NOTED else "",
        **params_of(name, country=standing.iso3, edition=standing.edition, since=since),
    )


def _bare(figure: Figure) -> Figure:
    """A figure whose numbers stand beside it on the page already."""
    return replace(figure, table=None)


def _badge(world: World, standing: Standing) -> str:
    """Group and class in words; empty for an edition without groups."""
    classes = world.methodology(standing.edition).classes
    if not (standing.group and standing.rating_class and classes):
        return group_word(standing)
    place = classes.codes[standing.group].index(standing.rating_class) + 1
    return say_here("country.class_of_group", n=place, group=group_word(standing))


def _pin(request: HttpRequest, world: World, iso3: str) -> Group:
    """The group whose median is pinned: the one asked for, else the country's smallest membership."""
    asked = request.GET.get("pin", "")
    if asked:
        if asked not in groups():
            raise Http404
        return groups()[asked]
    memberships = [group for group in _pins(world, iso3) if group.kind == "membership"]
    smallest = min(memberships, key=lambda group: len(group.members), default=None)
    return smallest or groups()[kind_of(iso3, world, "region")]


def _pins(world: World, iso3: str) -> list[Group]:
    """The country's own groups, then the world."""
    own = [groups()[code] for code in world.country(iso3).groups]
    return [group for kind in (*OWN_KINDS, "world") for group in own if group.kind == kind]


def _parts(world: World, standing: Standing, pin: str) -> list[PartShown]:
    middle = medians(world, members=groups()[pin].members, edition=standing.edition) if pin else {}
    errors = known_errors_of(world, iso3=standing.iso3, edition=standing.edition)
    wrong = {error.field for error in errors}
    return [
        PartShown(
            code=code,
            label=_label(world, standing.edition, code),
            value=standing.component(code),
            pin=middle.get(code),
            tone=TONES[code],
            css="gauge-within" if code == "EPI" else "",
            url=explain_address(standing.iso3, standing.edition, code),
            is_wrong=code in wrong,
        )
        for code in PROFILE
    ]


def _label(world: World, edition: int, code: str) -> str:
    name = short_name(code, current_language())
    if code != "EPI":
        return name
    services = world.methodology(edition).nodes["OSI"]
    is_within = any(node.code == code for node in services.walk())
    return say_here("country.parts.within" if is_within else "country.parts.apart", name=name)


def _readings(world: World, standing: Standing) -> list[tuple[str, list[str]]]:
    """Strengths, what is in line, weaknesses: each a list of sentences, empty ones left out."""
    found = positions(world, iso3=standing.iso3, edition=standing.edition)
    lists = [
        (reading, [_reading(standing, position) for position in found if position.reading == reading])
        for reading in READINGS
    ]
    return [(reading, sentences) for reading, sentences in lists if sentences]


def _reading(standing: Standing, position: Position) -> str:
    name = short_name(position.code, current_language())
    away = position.rank - (standing.rank or 0)
    key = "ahead" if away < 0 else "behind" if away > 0 else "same"
    if position.rank == 1:
        key = "first"
    return say_here(f"country.readings.{key}", n=abs(away), name=name, rank=position.rank)
