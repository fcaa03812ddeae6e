"""Stories as files: a workbook to fill in or to take away, with drop-downs; one table of them as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_csv, write_form
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.workspace.stories.fields import StoryFields, fields_from
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.reading import tables
from miqyas.workspace.stories.terms import grades, names, sectors

_WIDE: Final = 44
_OWN: Final = Text({"ar": "قصص النجاح", "en": "Success stories"})
Row = tuple[Value, ...]


def stories_template(*, language: str) -> bytes:
    """The workbook without rows."""
    return write_form(_sheets({}), language=language)


def stories_workbook(stories: Iterable[Story], *, language: str) -> bytes:
    """The workbook with these stories; it can be brought in again."""
    return write_form(_sheets(_rows(stories)), language=language)


def stories_csv(stories: Iterable[Story], *, language: str) -> bytes:
    """The stories without their lists as CSV, columns under their stable names, no cell a formula."""
    about = Table(
        name="stories",
        title=tables()["stories"].name,
        columns=tuple(Column(role, words) for role, words in tables()["stories"].columns.items()),
        rows=tuple(tuple("" if cell is None else cell for cell in row) for row in _rows(stories)["stories"]),
        source=_OWN,
        licence=_OWN,
        mark="R",
    )
    return write_csv(about, language=language, encoding="utf-8-sig")


def _sheets(rows: Mapping[str, list[Row]]) -> list[FormSheet]:
    return [
        FormSheet(
            title=table.name,
            columns=tuple(_column(code, role, title) for role, title in table.columns.items()),
            rows=tuple(rows.get(code, ())),
        )
        for code, table in tables().items()
    ]


def _column(table: str, role: str, title: Text) -> FormColumn:
    choices = _choices(table, role)
    is_wide = role.endswith(("_ar", "_en")) or role == "address"
    width = {"width": _WIDE} if is_wide else {}
    return FormColumn(
        title=title, choices=tuple(choices.values()), is_free=role in {"before", "after"}, **width
    )


def _choices(table: str, role: str) -> Mapping[str, Text]:
    found: Mapping[tuple[str, str], Mapping[str, Text]] = {
        ("stories", "sector"): sectors(),
        ("stories", "cost"): names("cost"),
        ("partners", "kind"): names("partner"),
        ("reusables", "kind"): names("reusable"),
        ("turns", "before"): grades(),
        ("turns", "after"): grades(),
    }
    return found.get((table, role), {})


def _rows(stories: Iterable[Story]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {code: [] for code in tables()}
    for story in stories:
        said = fields_from(story.content)
        found["stories"].append(_story_row(story, said))
        found["results"] += [(story.slug, *_pair(one.text)) for one in said.results]
        found["partners"] += [
            (story.slug, *_pair(one.name), _named("partner", one.kind), *_pair(one.role))
            for one in said.partners
        ]
        found["reusables"] += [
            (story.slug, *_pair(one.name), _named("reusable", one.kind), one.address, one.licence)
            for one in said.reusables
        ]
        found["turns"] += [
            (story.slug, one.code, _grade(one.before), _grade(one.after), one.campaign) for one in said.turns
        ]
    return found


def _story_row(story: Story, said: StoryFields) -> Row:
    return (
        story.slug,
        story.entity.code,
        *_pair(said.title),
        *_pair(said.problem),
        *_pair(said.solution),
        sectors().get(said.sector, said.sector),
        _named("cost", said.cost),
        said.months,
        "; ".join(said.tags),
        "; ".join(said.services),
    )


def _pair(words: Mapping[str, str]) -> tuple[str, str]:
    return words.get("ar", ""), words.get("en", "")


def _named(choice: str, code: str) -> Text | str:
    return names(choice).get(code, code)


def _grade(code: str) -> Text | str:
    return grades().get(code, code)
