"""Files of a round: nominations and scores to take away, a juror's sheets to fill in without a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from miqyas.jobs.programme.challenge_steps import document_of
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.tables import Column, FormColumn, FormSheet, Table, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.challenges.fields import criteria_of
from miqyas.workspace.challenges.marks_file import KEYS, marks_table
from miqyas.workspace.challenges.models import Juror, Round
from miqyas.workspace.challenges.queries import nominations_of, sheets_of_juror
from miqyas.workspace.registry.terms import yes_no

COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "nominations": {
        "category": "text", "entity": "text", "name": "text", "group": "text", "title": "text",
        "story_ar": "text", "story_en": "text", "state": "text", "submitted_on": "text",
    },
    "scores": {
        "category": "text", "group": "text", "entity": "text", "name": "text", "title": "text",
        "sheets": "count", "raw": "plain", "corrected": "plain", "error": "plain", "rank": "rank",
        "in": "text",
    },
}  # fmt: skip
_WIDTHS: Final = {"nomination": 46, "entity": 28, "justification": 60}


def round_table(one: Round, which: str, *, versions: Mapping[str, str]) -> Table:
    """The nominations that were handed in, or the scores as they stand or were sealed."""
    rows = _nominations(one) if which == "nominations" else _scores(document_of(one))
    return Table(
        name=f"challenge-{one.code}-{which}",
        title=Text(one.title),
        columns=tuple(
            Column(name, _words(f"challenges.file.{name}"), kind) for name, kind in COLUMNS[which].items()
        ),
        rows=tuple(rows),
        source=_words("challenges.file.source"),
        licence=_words("published.licence"),
        mark="I",
        what=_words(f"challenges.file.{which}.what"),
        notes=(_words("published.sample"),) if one.is_sample else (),
        versions=versions,
    )


def _nominations(one: Round) -> Iterator[tuple[Value, ...]]:
    for row in nominations_of(one).exclude(submitted_at=None):
        title = row.title.get("ar", "") and row.title.get("en", "") and Text(row.title)
        yield (
            row.category,
            row.entity.code,
            row.entity.title,
            row.group,
            title or next(iter(row.title.values()), ""),
            row.story.get("ar", ""),
            row.story.get("en", ""),
            row.state,
            row.submitted_at.date().isoformat() if row.submitted_at else None,
        )


def _scores(document: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    about = {one["code"]: one for one in document["nominations"]}
    for row in document["standings"]["nominations"]:
        one = about[row["nomination"]]
        numbers = (None if row[name] is None else float(row[name]) for name in ("raw", "corrected", "error"))
        yield (
            row["category"], row["group"], row["entity"], Text(one["name"]), Text(one["title"]),
            row["sheets"], *numbers, row["rank"], "yes" if row["in"] else "no",
        )  # fmt: skip


def marks_workbook(juror: Juror, *, language: str) -> bytes:
    """A juror's sheets that are not handed in, to be filled in and brought back."""
    criteria = criteria_of(juror.round.criteria)
    table = marks_table(criteria)
    scales = {f"mark-{one.code}": tuple(range(one.low, one.high + 1)) for one in criteria}
    columns = tuple(
        FormColumn(
            title=title,
            choices=scales.get(name, tuple(yes_no().values()) if name == "hand_in" else ()),
            width=_WIDTHS.get(name, 18),
            is_locked=name in (*KEYS, "entity", "nomination"),
            is_hidden=name in KEYS,
        )
        for name, title in table.columns.items()
    )
    rows = tuple(
        (
            str(sheet.pk),
            sheet.version,
            sheet.nomination.entity.title,
            next(iter(sheet.nomination.title.values()), ""),
            *(sheet.marks.get(one.code) for one in criteria),
            sheet.justification,
            yes_no()["no"],
        )
        for sheet in sheets_of_juror(juror).filter(state="assigned")
    )
    return write_form(
        [FormSheet(title=table.name, columns=columns, rows=rows, blank_rows=0)], language=language
    )


def _words(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})
