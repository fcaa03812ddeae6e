"""The Member State Questionnaire as it is sent: each question with its answer, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from miqyas.jobs.reports.framing import HELD, Teller, always_anew
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.document import (
    Block,
    DataTable,
    Document,
    Fields,
    Heading,
    KeyFigure,
    KeyFigures,
    Link,
    Paragraph,
    Signatures,
)
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.questionnaires.models import SIGNED, Item, Questionnaire
from miqyas.workspace.questionnaires.queries import (
    items_of,
    progress_of,
    questionnaire_by_code,
    questionnaires_all,
    signatures_of,
)

_WORDS, _PAGES = "words", "pages"
"""What a question is answered by, unless by both."""


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    if verdict(person, "questionnaire.view") is not Verdict.ALLOWED:
        return ()
    return [Subject(one.code, one.name.in_language(language)) for one in questionnaires_all()]


def _gather(order: Order) -> Document:
    found = questionnaire_by_code(order.of)
    assert found is not None
    return questionnaire_pack(found, order)


def questionnaire_pack(found: Questionnaire, order: Order) -> Document:
    """Every question with its answer, what is missing, and under which signature it goes."""
    tell = Teller(order)
    return tell.document(
        "questionnaire_pack",
        _blocks(tell, found),
        title=found.name.in_language(tell.language),
        layout="pack",
        is_draft=found.state != SIGNED,
        is_made_up=found.is_sample,
    )


def _blocks(tell: Teller, found: Questionnaire) -> Iterator[Block]:
    items = list(items_of(found))
    told = progress_of(items)
    yield Paragraph(tell.say("questionnaire.own_words"), "quiet")
    asked = KeyFigure(tell.say("report.questions"), told.questions, "count", sources=(HELD,))
    done = KeyFigure(tell.say("report.answered"), told.answered, "count", tone="green", sources=(HELD,))
    yield KeyFigures((asked, done))
    yield Paragraph(_standing(tell, found), sources=(HELD,))
    section: Mapping[str, str] | None = None
    for item in items:
        if item.section != section:
            section = item.section
            yield Heading(tell.text(section))
        yield from _item(tell, item)
    yield from _missing(tell, items)
    yield Signatures(((tell.say("report.sign.authority"), ""),))


def _item(tell: Teller, item: Item) -> Iterator[Block]:
    yield Heading(tell.text(item.question), 2)
    if item.does_not_apply:
        yield Fields(((tell.say("report.answer"), tell.say("questionnaire.does_not_apply")),))
        return
    rows = tuple(_answers(tell, item))
    if rows:
        yield Fields(rows)
    yield from (Link(tell.latin(address), address) for address in item.pages)


def _answers(tell: Teller, item: Item) -> Iterator[tuple[str, str | None]]:
    """The words in each language where words are asked for or given; where a page is wanted and not there."""
    if item.answers != _PAGES or any(item.words.values()):
        for code in REQUIRED_LANGUAGES:
            text = item.words.get(code)
            yield tell.say(f"report.answer.{code}"), tell.quoted(text, code) if text else None
    if item.answers != _WORDS and not item.pages:
        yield tell.say("report.answer.page"), None


def _missing(tell: Teller, items: Sequence[Item]) -> Iterator[Block]:
    missing = [item for item in items if item.is_needed and not item.is_answered]
    if not missing:
        return
    yield Heading(tell.say("report.questionnaire.missing", n=len(missing)))
    columns = (tell.column("questionnaire.section"), tell.column("questionnaire.question", share=2))
    rows = tuple((tell.text(one.section), tell.text(one.question)) for one in missing)
    yield DataTable(tell.say("questionnaire.missing"), columns, rows, (HELD,))


def _standing(tell: Teller, found: Questionnaire) -> str:
    if found.state != SIGNED:
        return tell.say("questionnaire.not_signed")
    signed = signatures_of(found)[0]
    return tell.say("questionnaire.signed", on=signed.at.date(), name=signed.sha256)


QUESTIONNAIRE_PACK: Final = report_kind(
    ReportKind(
        "questionnaire_pack",
        action="questionnaire.view",
        find=questionnaire_by_code,
        subjects=_subjects,
        gather=_gather,
        basis=always_anew,
    )
)
