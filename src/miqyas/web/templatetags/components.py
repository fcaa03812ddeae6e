"""The parts of a page as tags. Built in; /styleguide/ shows each one. Words come from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from miqyas.jobs.sample.load import is_sample
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.observations.countries import countries
from miqyas.web.cells import mark_html, of_kind, row_html
from miqyas.web.components import Fact, Figure, Link, Table, TileGroup, Waiting
from miqyas.web.helping import help_address, help_page
from miqyas.web.shell import Language, Place, languages_of, places_of, route
from miqyas.web.undoing import undo_of
from miqyas.workspace.accounts.services import pseudonym_of
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.notifications.queries import unread_count

register = template.Library()

GAUGE_WIDTH: Final = 1000
GAUGE_TONES: Final = frozenset({"sea", "palm", "brass", "slate", "coral"})
BODY: Final = 20
"""Rows of a table that a browser lays out together; those far below a phone's screen wait."""
CALLOUT_TONES: Final = frozenset({"note", "caution", "wrong", "done"})


@register.simple_tag(takes_context=True)
def places(context: Context) -> tuple[Place, ...]:
    """`{% places as entries %}`: the top bar."""
    return places_of(context["request"])


@register.simple_tag(takes_context=True)
def languages(context: Context) -> tuple[Language, ...]:
    """`{% languages as choices %}`: this page in each language."""
    return languages_of(context["request"])


@register.simple_tag(takes_context=True)
def help_here(context: Context) -> str:
    """`{% help_here %}`: the page of the documentation that helps with this page of the workspace."""
    return help_address(help_page(context["request"].path))


@register.simple_tag
def sample_government() -> bool:
    """`{% sample_government as is_sample %}`: whether all that stands here is invented."""
    return is_sample()


@register.simple_tag
def sample_country() -> Text:
    """`{% sample_country as stand_in %}`: whose published results stand in for those of a sample."""
    return countries()[home_country()].name


@register.simple_tag(takes_context=True)
def unread_notifications(context: Context) -> int:
    """`{% unread_notifications as unread %}`: how many wait for whoever reads the page."""
    pseudonym = pseudonym_of(context["request"].user)
    return unread_count(pseudonym) if pseudonym else 0


@register.inclusion_tag("web/components/big_number.html")
def big_number(
    value: float | None,
    *,
    of: int | None = None,
    before: int | None = None,
    year: int | None = None,
    change: int | None = None,
    kind: str = "rank",
) -> dict[str, Any]:
    """`{% big_number 18 of=193 change=36 before=54 year=2022 %}`: the one large thing of a page.

    `change` counts places gained (negative: lost); `before` and `year` say where it stood and when.
    """
    return {"value": value, "of": of, "before": before, "year": year, "change": change, "kind": kind}


@register.inclusion_tag("web/components/change.html")
def change(places: int) -> dict[str, Any]:
    """`{% change 36 %}`: an arrow and "36 places up"; negative is down, 0 is no change."""
    return {"places": places, "size": abs(places)}


@register.inclusion_tag("web/components/gauge.html")
def gauge(
    label: str,
    value: float,
    *,
    tone: str = "sea",
    pin: float | None = None,
    pin_label: str = "",
    kind: str = "index",
    url: str = "",
    css: str = "",
) -> dict[str, Any]:
    """`{% gauge "Online services" 0.9031 tone="sea" pin=0.86 pin_label="GCC median" %}`.

    `value` and `pin` lie between 0 and 1; `css="gauge-within"` draws it small and set in; with `url`
    the value leads to its explanation.
    """
    if tone not in GAUGE_TONES:
        raise ValueError(f"no tone of a gauge: {tone!r}; one of {sorted(GAUGE_TONES)}")
    return {
        "label": label,
        "value": value,
        "tone": tone,
        "pin": pin,
        "pin_label": pin_label,
        "kind": kind,
        "url": url,
        "css": css,
        "length": _along(value),
        "pin_at": None if pin is None else _along(pin),
    }


def _along(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * GAUGE_WIDTH)


@register.simple_tag
def mark(code: Mark | str) -> SafeString:
    """`{% mark "V" %}`: the letter and the word of a mark of confidence."""
    return mark_html(Mark(code))


@register.inclusion_tag("web/components/mark_legend.html")
def mark_legend() -> dict[str, Any]:
    """`{% mark_legend %}`: the five marks and what they mean."""
    return {"codes": [(found.value, f"mark.{found.value}.means") for found in Mark]}


@register.inclusion_tag("web/components/group_badge.html")
def group_badge(label: str, *, tone: str, code: str = "") -> dict[str, Any]:
    """`{% group_badge "Very high, first class" tone="1" code="VH" %}`: group and class of a state."""
    return {"label": label, "tone": tone, "code": code}


@register.inclusion_tag("web/components/figure.html")
def figure(item: Figure) -> dict[str, Any]:
    """`{% figure chart %}`: a `components.Figure`."""
    # Drawn by `reports.charts` from our own specs, where every text has been escaped.
    return {"figure": item, "wide": mark_safe(item.wide), "narrow": mark_safe(item.narrow)}  # noqa: S308


@register.inclusion_tag("web/components/data_table.html")
def data_table(table: Table) -> dict[str, Any]:
    """`{% data_table table %}`: a `components.Table`."""
    columns = list(table.columns)
    rows = [{"is_selected": row.is_selected, "cells": row_html(columns, row)} for row in table.rows]
    bodies = [rows[start : start + BODY] for start in range(0, len(rows), BODY)]
    return {"table": table, "bodies": bodies}


register.filter("of_kind", of_kind)


@register.inclusion_tag("web/components/country_search.html")
def country_search(*, value: str = "", name: str = "country-search") -> dict[str, Any]:
    """`{% country_search %}`: goes to the route `search`, asks `country_suggestions`.

    A second search on a page gets a `name` of its own.
    """
    return {
        "value": value,
        "name": name,
        "action": route("search"),
        "suggestions": route("country_suggestions"),
    }


@register.inclusion_tag("web/components/segments.html")
def segments(label: str, links: Sequence[Link]) -> dict[str, Any]:
    """`{% segments "Index" links %}`: a few views of one thing, one of them current."""
    return {"label": label, "links": links}


@register.inclusion_tag("web/components/breadcrumb.html")
def breadcrumb(links: Sequence[Link]) -> dict[str, Any]:
    """`{% breadcrumb links %}`: the last entry is the page itself. The base page draws `crumbs`."""
    return {"links": links}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """`{% pagination page %}`: a page of Django's paginator; keeps the rest of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "request": context["request"]}


@register.inclusion_tag("web/components/facts.html")
def facts(items: Sequence[Fact]) -> dict[str, Any]:
    """`{% facts items %}`: terms and values with source and mark."""
    return {"items": items}


@register.inclusion_tag("web/components/tile_grid.html")
def tile_grid(groups: Sequence[TileGroup]) -> dict[str, Any]:
    """`{% tile_grid groups %}`: every state by group, as codes on tiles."""
    return {"groups": groups}


@register.inclusion_tag("web/components/callout.html")
def callout(text: str, *, title: str = "", tone: str = "note") -> dict[str, Any]:
    """`{% callout text title=... tone="caution" %}`; tones: note, caution, wrong, done."""
    if tone not in CALLOUT_TONES:
        raise ValueError(f"no tone of a callout: {tone!r}; one of {sorted(CALLOUT_TONES)}")
    return {"text": text, "title": title, "tone": tone}


@register.inclusion_tag("web/components/undo.html", takes_context=True)
def undo(context: Context, message: Message) -> dict[str, Any]:
    """`{% undo message %}`: the button that takes back what a notice tells, where that can be taken back."""
    return {"undo": undo_of(context["request"], message.extra_tags or "")}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(title: str, text: str, *, action: str = "", url: str = "") -> dict[str, Any]:
    """`{% empty_state title text action="Import" url=... %}`: what will be here, and the first step."""
    return {"title": title, "text": text, "action": action, "url": url}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what is wrong, each entry leading to its field; nothing if all is well."""
    return {"form": form, "fields": [field for field in form if field.errors]}


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.email %}`: label, help, errors and the control."""
    return {"field": bound}


@register.inclusion_tag("web/components/copy_link.html")
def copy_link(url: str = "") -> dict[str, Any]:
    """`{% copy_link %}`: a button that copies the address of the page, or `url`."""
    return {"url": url}


@register.inclusion_tag("web/components/waiting.html", takes_context=True)
def waiting(context: Context, item: Waiting) -> dict[str, Any]:
    """`{% waiting item %}`: a `components.Waiting`, which goes on by itself and can be given up."""
    return {"item": item, "csrf_token": context.get("csrf_token", "")}
