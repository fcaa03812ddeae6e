"""A questionnaire to take away: a workbook that comes back, and a document to send."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from miqyas.jobs.reports.branding import branding
from miqyas.jobs.reports.kinds import Order
from miqyas.jobs.reports.questionnaires import questionnaire_pack
from miqyas.kernel.text import Text
from miqyas.reports.docx import write_docx
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.questionnaires.importing import tables
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import items_of
from miqyas.workspace.registry.terms import yes_no

_LOCKED: Final = frozenset({"code", "section", "question", "version"})
_WIDE: Final = 40


def questionnaire_workbook(questionnaire: Questionnaire, *, language: str) -> bytes:
    """Every question with its answer; it can be brought in again."""
    table = tables()["answers"]
    columns = tuple(
        FormColumn(
            title=title,
            width=_WIDE if role not in {"code", "version", "does_not_apply"} else 18,
            is_locked=role in _LOCKED,
            choices=tuple(yes_no().values()) if role == "does_not_apply" else (),
        )
        for role, title in table.columns.items()
    )
    rows = tuple(map(_row, items_of(questionnaire)))
    return write_form(
        [FormSheet(title=table.name, columns=columns, rows=rows, blank_rows=0)], language=language
    )


def _row(item: Item) -> tuple[Value, ...]:
    return (
        item.code,
        Text(item.section),
        Text(item.question),
        item.words.get("ar", ""),
        item.words.get("en", ""),
        "\n".join(item.pages),
        yes_no()["yes"] if item.does_not_apply else "",
        item.version,
    )


def questionnaire_document(questionnaire: Questionnaire, *, language: str) -> bytes:
    """The pack to send as a document to go on writing in: the report of its kind, made now."""
    order = Order(questionnaire.code, language, timezone.localdate().isoformat())
    return write_docx(questionnaire_pack(questionnaire, order), branding=branding())
