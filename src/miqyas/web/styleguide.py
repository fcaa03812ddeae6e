"""Every part of a page on one page, for those who build pages; routed in debug only."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from miqyas.analysis.simulate import RankDistribution
from miqyas.kernel.provenance import Mark, Versions
from miqyas.kernel.text import direction
from miqyas.web.components import Cell, Column, Fact, Figure, Link, Row, Table, Tile, TileGroup, Tone, Waiting
from miqyas.web.fans import Fan, range_bar, rank_fan, share_bar
from miqyas.web.picking import PickField
from miqyas.web.words import current_language, lazy_say, say_here

HISTORY: Final = (
    (2003, 46), (2004, 46), (2005, 53), (2008, 42), (2010, 13), (2012, 36),
    (2014, 18), (2016, 24), (2018, 26), (2020, 38), (2022, 54), (2024, 18),
)  # fmt: skip
GROUPS: Final[tuple[tuple[str, Tone, str], ...]] = (
    ("very_high", "1", "DNK EST SGP KOR ISL SAU GBR AUS FIN NLD ARE DEU JPN SWE NOR NZL ESP BHR USA IRL"),
    ("high", "2", "MEX VNM TUN EGY LKA JOR MAR"),
    ("middle", "3", "NGA KEN SEN IRQ LBY"),
    ("low", "4", "YEM SDN TCD"),
    ("not_ranked", "none", "XKX PSE"),
)


class SampleForm(forms.Form):
    """Three fields, one of them required, one for codes."""

    email = forms.EmailField(label=lazy_say("styleguide.email"), help_text=lazy_say("styleguide.email_help"))
    features = PickField(
        "features",
        label=lazy_say("styleguide.features"),
        required=False,
        help_text=lazy_say("picker.help.features"),
        initial=["OSI-SP-001", "OSI-IF-001"],
    )
    note = forms.CharField(label=lazy_say("styleguide.note"), required=False, widget=forms.Textarea)


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "web/styleguide.html", _context())


def spec(_: HttpRequest) -> JsonResponse:
    """A small Vega-Lite spec, to try that charts become live under the policy of the site."""
    values = [{"year": year, "rank": rank} for year, rank in HISTORY]
    encoding = {
        "x": {"field": "year", "type": "quantitative", "axis": {"format": "d"}},
        "y": {"field": "rank", "type": "quantitative", "scale": {"reverse": True}},
        "tooltip": [{"field": "year"}, {"field": "rank"}],
    }
    chart = {
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": encoding,
        "width": 600,
    }
    return JsonResponse(chart)


def _context() -> dict[str, Any]:
    return {
        "crumbs": _crumbs(),
        "versions": Versions(software="0.1.0", methodology="2024", data="release"),
        "chart": _figure(),
        "rivals": _rivals(),
        "facts_shown": _facts(),
        "groups": [_tiles(*group) for group in GROUPS],
        "views": [
            Link(label=say_here(f"styleguide.{key}"), url="?view=" + key, current=key == "osi")
            for key in ("egdi", "osi", "hci")
        ],
        "waiting": [
            Waiting(state="running", share=0.43),
            Waiting(state="worker"),
            Waiting(state="cancelled", again_url="?again"),
        ],
        "fan": _fan(),
        "share_bar": share_bar(0.44, 0.58),
        "range_bar": range_bar(0, 5, middle=2.4, most=10),
        "page": Paginator(range(200), 20).page(3),
        "form": SampleForm({"email": "name", "features": say_here("styleguide.picked")}),
    }


def _fan() -> Fan:
    """Ranks that are not certain, with a change and without it."""
    after, before = (
        RankDistribution(np.array([0.0, *(np.exp(-(((rank - middle) / 5) ** 2)) for rank in range(1, 194))]))
        for middle in (16, 20)
    )
    return rank_fan(before, after, language=current_language(), said=say_here("styleguide.fan_said"))


def _crumbs() -> list[Link]:
    here = reverse("styleguide")
    return [
        Link(label=say_here("shell.countries"), url=here),
        Link(label=say_here("styleguide.region"), url=here),
        Link(label=say_here("styleguide.country")),
    ]


def _rivals() -> Table:
    columns = (
        Column(label=say_here("styleguide.rank"), kind="rank", sort_url="?sort=rank", sorted="ascending"),
        Column(label=say_here("styleguide.state"), is_header=True, sort_url="?sort=state"),
        Column(label=say_here("styleguide.egdi"), kind="index", sort_url="?sort=egdi"),
        Column(label=say_here("styleguide.gap"), kind="signed"),
    )
    states = (
        ("spain", 17, 0.9206, 0.0010),
        ("country", 18, 0.9196, None),
        ("usa", 19, 0.9194, -0.0002),
        ("ireland", 20, 0.9138, -0.0058),
    )
    rows = [
        Row(
            cells=(rank, Cell(value=say_here(f"styleguide.{key}"), url="?state", tone="1"), egdi, gap),
            is_selected=key == "country",
        )
        for key, rank, egdi, gap in states
    ]
    return Table(caption=say_here("styleguide.rivals"), columns=columns, rows=rows, is_caption_hidden=True)


def _facts() -> list[Fact]:
    source = say_here("styleguide.source")
    return [
        Fact(term=say_here("styleguide.egdi"), value=0.9196, kind="index", source=source, mark=Mark.READ),
        Fact(term=say_here("styleguide.hci"), value=0.8680, kind="index", source=source, mark=Mark.NUMERIC),
        Fact(term=say_here("styleguide.gap"), value=-0.0058, kind="signed", mark=Mark.RECALLED),
    ]


def _tiles(key: str, tone: Tone, codes: str) -> TileGroup:
    tiles = [
        Tile(code=code, name=code, url="?state", rank=18, is_home=code == "BHR") for code in codes.split()
    ]
    return TileGroup(label=say_here(f"styleguide.{key}"), tone=tone, tiles=tiles)


def _figure() -> Figure:
    columns = (
        Column(label=say_here("styleguide.year"), kind="year", is_header=True),
        Column(label=say_here("styleguide.rank"), kind="rank"),
    )
    rows = [Row(cells=pair) for pair in HISTORY]
    here = reverse("styleguide")
    return Figure(
        title=say_here("styleguide.figure_title"),
        wide=_drawing(width=720, height=240),
        narrow=_drawing(width=330, height=200),
        source=say_here("styleguide.source"),
        table=Table(
            caption=say_here("styleguide.figure_title"),
            columns=columns,
            rows=rows,
            is_caption_hidden=True,
            is_compact=True,
        ),
        svg_url=f"{here}?svg",
        png_url=f"{here}?png",
        spec_url=reverse("styleguide_spec"),
    )


def _drawing(*, width: int, height: int) -> str:
    """A line of ranks by hand, in the hexes that charts use: pages get theirs from `reports.charts`."""
    first, last = HISTORY[0][0], HISTORY[-1][0]
    is_mirrored = direction(current_language()) == "rtl"
    points = []
    for year, rank in HISTORY:
        share = (year - first) / (last - first)
        x = 24 + (1 - share if is_mirrored else share) * (width - 48)
        points.append((round(x), round(16 + rank / 60 * (height - 56)), year))
    line = " ".join(f"{x},{y}" for x, y, _ in points)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="3.5" fill="#fbfaf7" stroke="#0a6e7c" stroke-width="2"/>'
        for x, y, _ in points
    )
    years = "".join(
        f'<text x="{x}" y="{height - 8}" font-size="13" text-anchor="middle" fill="#4a6072">{year}</text>'
        for x, _, year in points[:: 5 if width < 400 else 3]
    )
    rules = "".join(
        f'<path d="M16 {y}H{width - 16}" stroke="#d9dfe3"/>'
        for y in range(16, height - 24, (height - 56) // 3)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{say_here("styleguide.figure_alt")}">'
        f'{rules}<polyline points="{line}" fill="none" stroke="#0a6e7c" stroke-width="2.5"/>'
        f"{dots}{years}</svg>"
    )


urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("spec.json", spec, name="styleguide_spec"),
]
