"""A questionnaire to take away: a workbook that comes back, and a document to send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, nearest
from miqyas.kernel.words import say
from miqyas.reports.docx import Block, Heading, Lines, Page, Sheet, write_docx
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.questionnaires.importing import tables
from miqyas.workspace.questionnaires.models import SIGNED, Item, Questionnaire
from miqyas.workspace.questionnaires.queries import items_of, signatures_of
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
    """The pack to send: sections, questions, answers, what is missing, and under which signature."""
    title = questionnaire.name.in_language(language)
    return write_docx(_blocks(questionnaire, language=language), title=title, language=language)


def _blocks(questionnaire: Questionnaire, *, language: str) -> Iterator[Block]:
    items = list(items_of(questionnaire))
    yield Lines(say("questionnaire.own_words", language=language), is_quiet=True)
    if questionnaire.is_sample:
        yield Lines(say("questionnaire.sample", language=language), is_quiet=True)
    yield Lines(_standing(questionnaire, language=language), is_quiet=True)
    section = None
    for item in items:
        if item.section != section:
            section = item.section
            yield Heading(Text(section).in_language(language))
        yield Heading(Text(item.question).in_language(language), level=2)
        yield from _answer(item, language=language)
    if missing := [item for item in items if item.is_needed and not item.is_answered]:
        yield Heading(say("questionnaire.missing", language=language))
        columns = (
            say("questionnaire.section", language=language),
            say("questionnaire.question", language=language),
        )
        yield Sheet(
            columns,
            tuple(
                (Text(one.section).in_language(language), Text(one.question).in_language(language))
                for one in missing
            ),
        )


def _answer(item: Item, *, language: str) -> Iterator[Block]:
    if item.does_not_apply:
        yield Lines(say("questionnaire.does_not_apply", language=language))
    words = nearest(item.words, language)
    if words.text:
        yield Lines(words.text)
    others = [item.words[one] for one in REQUIRED_LANGUAGES if one != words.language and item.words.get(one)]
    yield from (Lines(text, is_quiet=True) for text in others)
    yield from (Page(address) for address in item.pages)
    if not item.is_answered:
        yield Lines(say("questionnaire.no_answer", language=language), is_quiet=True)


def _standing(questionnaire: Questionnaire, *, language: str) -> str:
    if questionnaire.state != SIGNED:
        return say("questionnaire.not_signed", language=language)
    signed = signatures_of(questionnaire)[0]
    return say("questionnaire.signed", language=language, on=signed.at.date(), name=signed.sha256)
