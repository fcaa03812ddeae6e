"""Tables of a country's page: all editions, every change, the nearest rivals."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from miqyas.analysis.decompose import Change, Inside, history_of_changes, split_components
from miqyas.analysis.decompose.sentences import inside_rows
from miqyas.analysis.profile import Rival
from miqyas.analysis.world import Standing, World
from miqyas.observations.results import COMPONENTS, PUBLISHED
from miqyas.reports.findings import name_in, short_name
from miqyas.reports.standings import known_errors_of
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.groups import group_sign, tone_of
from miqyas.web.pages import country_address
from miqyas.web.words import current_language, say_here


def explain_address(iso3: str, edition: int, code: str) -> str:
    """Where a number is explained."""
    return reverse("explain", args=[iso3, edition, code])


def history_table(world: World, history: Sequence[Standing], *, current: int) -> Table:
    """Rank and indices in every edition, newest first; known errors of the publication stand beside."""
    columns = (
        Column(label=say_here("country.history.edition"), is_header=True),
        Column(label=say_here("country.history.rank"), kind="rank"),
        Column(label=say_here("country.history.of"), kind="count"),
        Column(label=say_here("country.history.change"), kind="signed_rank"),
        Column(label=say_here("country.history.group")),
        *(Column(label=code, kind="index") for code in PUBLISHED),
    )
    ranks = [place.rank for place in history]
    rows = [
        _history_row(world, place, before, is_current=place.edition == current)
        for place, before in zip(history, [None, *ranks], strict=False)
    ]
    caption = say_here("country.history.caption", name=name_in(world, history[0].iso3, current_language()))
    return Table(caption=caption, columns=columns, rows=rows[::-1], is_compact=True)


def _history_row(world: World, place: Standing, before: int | None, *, is_current: bool) -> Row:
    wrong = {error.field for error in known_errors_of(world, iso3=place.iso3, edition=place.edition)}
    fields = ", ".join(sorted("EGDI" if field == "EGDI_RANK" else field for field in wrong))
    absent = "" if place.rank else "not_ranked" if place.is_listed else "not_member"
    edition = Cell(
        value=str(place.edition),
        url=reverse("country_edition", args=[place.iso3, place.edition]),
        note=say_here("country.known_error_short", field=fields)
        if fields
        else say_here(f"country.history.{absent}")
        if absent
        else "",
    )
    change = before - place.rank if before and place.rank else None
    sign = group_sign(place) if place.group else ""
    return Row(
        cells=(
            edition,
            place.rank,
            world.published(place.edition).ranked_count if place.rank else None,
            change,
            Cell(value=sign, tone=tone_of(place) if sign else None),
            *(_explained(place, code) for code in PUBLISHED),
        ),
        is_selected=is_current,
    )


def _explained(place: Standing, code: str) -> Cell:
    value = place.component(code)
    if value is None:
        return Cell(value=None)
    return Cell(value=value, url=explain_address(place.iso3, place.edition, code))


def changes_table(world: World, iso3: str, *, current: int) -> Table | None:
    """Every change from one edition to the next, newest first; None where there is none."""
    changes = history_of_changes(world, iso3=iso3)
    if not changes:
        return None
    columns = (
        Column(label=say_here("country.history.edition"), is_header=True),
        Column(label=say_here("country.history.rank_change"), kind="signed_rank"),
        Column(label=say_here("country.history.own"), kind="signed_places"),
        Column(label=say_here("country.history.others"), kind="signed_places"),
        Column(label=say_here("country.history.method_places"), kind="signed_places"),
        Column(label=say_here("country.history.egdi_change"), kind="signed"),
        *(Column(label=code, kind="signed") for code in COMPONENTS),
        Column(label=say_here("country.history.method"), kind="signed"),
    )
    rows = [_change_row(change, is_current=change.after == current) for change in reversed(changes)]
    return Table(caption=say_here("country.change.table"), columns=columns, rows=rows, is_compact=True)


def inside_tables(world: World, change: Change) -> list[Table]:
    """What moved each component that can be split: one table a component."""
    language = current_language()
    columns = (
        Column(label=say_here("country.inside.part"), is_header=True),
        Column(label=say_here("country.inside.component"), kind="signed"),
        Column(label=say_here("country.history.egdi_change"), kind="signed"),
    )
    inside = split_components(world, iso3=change.iso3, before=change.before, after=change.after)
    return [
        Table(
            caption=say_here("country.inside.caption", name=short_name(part.code, language)),
            columns=columns,
            rows=[Row(cells=row) for row in inside_rows(part, language=language)],
            is_compact=True,
        )
        for part in inside
        if isinstance(part, Inside)
    ]


def _change_row(change: Change, *, is_current: bool) -> Row:
    differences = reverse("methodology_differences")
    span = Cell(
        value=say_here("country.history.span", before=change.before, after=change.after),
        url=f"{differences}?older={change.before}&newer={change.after}",
    )
    return Row(
        cells=(
            span,
            change.rank,
            change.own,
            change.others,
            change.method_places + change.rounding_places,
            change.egdi,
            *(change.components.get(code) for code in COMPONENTS),
            change.method + change.rounding,
        ),
        is_selected=is_current,
    )


def rivals_table(world: World, standing: Standing, near: Sequence[Rival]) -> Table:
    """The nearest rivals by rank with their gaps, the country itself among them."""
    columns = (
        Column(label=say_here("country.history.rank"), kind="rank"),
        Column(label=say_here("country.history.state"), is_header=True),
        Column(label="EGDI", kind="index"),
        Column(label=say_here("country.history.gap"), kind="signed"),
    )
    language = current_language()
    above = [rival for rival in near if (rival.rank, rival.gap) < (standing.rank or 0, 0) or rival.gap > 0]
    rows = [_rival_row(world, standing.edition, rival, language) for rival in near]
    own = Row(
        cells=(
            standing.rank,
            name_in(world, standing.iso3, language),
            _explained(standing, "EGDI"),
            None,
        ),
        is_selected=True,
    )
    rows.insert(len(above), own)
    return Table(
        caption=say_here("country.ruler.table", n=len(near)), columns=columns, rows=rows, is_compact=True
    )


def _rival_row(world: World, edition: int, rival: Rival, language: str) -> Row:
    return Row(
        cells=(
            rival.rank,
            Cell(value=name_in(world, rival.iso3, language), url=country_address(rival.iso3)),
            Cell(value=rival.egdi, url=explain_address(rival.iso3, edition, "EGDI")),
            rival.gap,
        )
    )
