"""A workshop as a workbook: programme and invitations to fill in, and what came of it to take away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone

from miqyas.kernel.numbers import round_half_up
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, nearest
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of, yes_no
from miqyas.workspace.workshops.importing import invited_of, sessions_of, tables
from miqyas.workspace.workshops.models import Exercise, Workshop
from miqyas.workspace.workshops.queries import exercises_of, feedback_of
from miqyas.workspace.workshops.terms import feedback_questions, ways

_WIDE: Final = 40
_LONG: Final = frozenset(
    {"title_ar", "title_en", "speakers", "email", "question", "begins_at", "words", "address", "way"}
)
_ATTENDANCE: Final = ("number", "came_at", "name")
_EXERCISES: Final = (
    "number",
    "feature",
    "question",
    "begins_at",
    "seconds",
    "looked",
    "found",
    "share",
    "median",
)
_WAYS: Final = ("number", "feature", "way", "looked", "found")
_GIVEN_UP: Final = ("number", "feature", "address", "people")
_FEEDBACK: Final = ("question", "answers", "mean")
Rows = tuple[tuple[Value, ...], ...]


def workshop_template(*, language: str) -> bytes:
    """The workbook to fill in, without rows."""
    return write_form([_filled("sessions", ()), _filled("invitations", ())], language=language)


def workshop_workbook(workshop: Workshop, *, language: str) -> bytes:
    """The programme and who is invited; it can be brought in again."""
    sessions = tuple(
        (
            _moment(one.starts_at),
            one.minutes,
            one.title.get("ar", ""),
            one.title.get("en", ""),
            "; ".join(one.speakers),
            yes_no()["yes"] if one.speakers else "",
        )
        for one in sessions_of(workshop).values()
    )
    invited = tuple((one.get("entity", ""), one.get("email", "")) for one in invited_of(workshop).values())
    return write_form([_filled("sessions", sessions), _filled("invitations", invited)], language=language)


def outcome_workbook(workshop: Workshop, *, language: str, with_findings: bool) -> bytes:
    """Who came, what the exercises showed (for those who may see it), what the room thought."""
    sheets = [_sheet("attendance", _ATTENDANCE, _attendance(workshop))]
    if with_findings:
        found = [one for one in exercises_of(workshop).order_by("number") if hasattr(one, "finding")]
        sheets.append(_sheet("exercises", _EXERCISES, tuple(map(_exercise, found))))
        sheets.append(_sheet("ways", _WAYS, _taken(found)))
        sheets.append(_sheet("given_up", _GIVEN_UP, _given_up(found)))
    summary = feedback_of(workshop)
    marks = tuple(
        (question, summary.marks[code][0], _rounded(summary.marks[code][1], 2))
        for code, question in feedback_questions().items()
    )
    sheets.append(_sheet("feedback", _FEEDBACK, marks))
    sheets.append(_sheet("words", ("words",), tuple((text,) for text in summary.texts)))
    return write_form(sheets, language=language)


def _attendance(workshop: Workshop) -> Rows:
    came = workshop.participants.order_by("joined_at", "pk").values_list("joined_at", "name")
    return tuple((number, _moment(at), name) for number, (at, name) in enumerate(came, start=1))


def _exercise(one: Exercise) -> tuple[Value, ...]:
    finding = one.finding
    share = _rounded(finding.found / finding.looked, 4) if finding.looked else ""
    return (
        one.number,
        one.feature,
        Text({language: nearest(one.question, language).text for language in REQUIRED_LANGUAGES}),
        one.begins_at,
        one.seconds,
        finding.looked,
        finding.found,
        share,
        _rounded(finding.median_seconds, 1),
    )


def _taken(found: list[Exercise]) -> Rows:
    return tuple(
        (one.number, one.feature, words, *one.finding.ways[code])
        for one in found
        for code, words in ways().items()
        if code in one.finding.ways
    )


def _given_up(found: list[Exercise]) -> Rows:
    return tuple(
        (one.number, one.feature, address, people)
        for one in found
        for address, people in one.finding.given_up_at
    )


def _filled(code: str, rows: Rows) -> FormSheet:
    table = tables()[code]
    columns = tuple(
        FormColumn(
            title,
            width=_WIDE if role in _LONG else 20,
            choices=tuple(yes_no().values()) if role == "has_consent" else (),
            help=_help(role),
        )
        for role, title in table.columns.items()
    )
    return FormSheet(title=table.name, columns=columns, rows=rows)


def _help(role: str) -> Text | None:
    if role == "starts_at":
        return text_of("workshop.file.moment")
    return text_of("registry.help.several") if role == "speakers" else None


def _sheet(name: str, columns: tuple[str, ...], rows: Rows) -> FormSheet:
    return FormSheet(
        title=text_of(f"workshop.sheet.{name}"),
        columns=tuple(
            FormColumn(text_of(f"workshop.column.{one}"), width=_WIDE if one in _LONG else 18)
            for one in columns
        ),
        rows=rows,
        blank_rows=0,
    )


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _rounded(value: float | None, decimals: int) -> Value:
    return "" if value is None else float(round_half_up(value, decimals))
