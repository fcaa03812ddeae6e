"""What a questionnaire, a question and an answer are said to be: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_line, plain_lines
from miqyas.workspace.questionnaires.errors import QuestionnaireError
from miqyas.workspace.registry.fields import CODE, LONGEST_ADDRESS, is_web_address

LONGEST_CODE: Final = 60
LONGEST_TITLE: Final = 200
LONGEST_QUESTION: Final = 500
LONGEST_WORDS: Final = 4_000
MOST_PAGES: Final = 30
MOST_QUESTIONS: Final = 200
KINDS: Final = ("words", "pages", "both")


@dataclass(frozen=True)
class QuestionnaireFields:
    """A questionnaire: its code, its title by language, the day by which the UN wants it."""

    code: str
    title: Mapping[str, str]
    due_on: date | None = None

    def tidied(self) -> QuestionnaireFields:
        """The same without signs that cannot be seen."""
        title = {language: plain_line(text) for language, text in self.title.items()}
        return replace(self, code=plain_line(self.code).lower(), title=title)


@dataclass(frozen=True)
class QuestionFields:
    """A question: under which heading, in which words, what kind of answer it takes, who answers it."""

    code: str
    section: Mapping[str, str]
    question: Mapping[str, str]
    answers: str = "both"
    is_needed: bool = False
    filled: Mapping[str, Any] = field(default_factory=dict)
    entity: str = ""

    def tidied(self) -> QuestionFields:
        """The same without signs that cannot be seen."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            section={language: plain_line(text) for language, text in self.section.items()},
            question={language: plain_line(text) for language, text in self.question.items()},
            entity=plain_line(self.entity).lower(),
        )


@dataclass(frozen=True)
class AnswerFields:
    """An answer: words by language, web addresses, or that the question does not apply here."""

    words: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    does_not_apply: bool = False

    def tidied(self) -> AnswerFields:
        """The same without signs that cannot be seen; of the same address one."""
        words = {language: plain_lines(text) for language, text in self.words.items()}
        pages = dict.fromkeys(page for given in self.pages if (page := plain_line(given)))
        return AnswerFields(
            words={language: text for language, text in words.items() if text},
            pages=tuple(pages),
            does_not_apply=self.does_not_apply,
        )


@cache
def template() -> tuple[QuestionFields, ...]:
    """The questions of the template, in their order.

    >>> template()[0].code, template()[0].answers
    ('authority-name', 'both')
    """
    text = files("miqyas.workspace.questionnaires").joinpath("template.yaml").read_text(encoding="utf-8")
    sections = read_document(text, file="questionnaires/template.yaml")["sections"]
    return tuple(
        QuestionFields(section=dict(section["title"]), **{**one, "question": dict(one["question"])})
        for section in sections
        for one in section["questions"]
    )


def questionnaire_faults(fields: QuestionnaireFields) -> tuple[QuestionnaireError, ...]:
    """What is wrong with a questionnaire by itself, all at once."""
    return (*_code_faults(fields.code), *_words_faults(fields.title, "title", limit=LONGEST_TITLE))


def question_faults(fields: QuestionFields) -> tuple[QuestionnaireError, ...]:
    """What is wrong with a question by itself, all at once."""
    found = [
        *_code_faults(fields.code),
        *_words_faults(fields.section, "section", limit=LONGEST_TITLE),
        *_words_faults(fields.question, "question", limit=LONGEST_QUESTION),
    ]
    if fields.answers not in KINDS:
        found.append(_fault("kind_unknown", "answers", given=fields.answers[:40], known=", ".join(KINDS)))
    return tuple(found)


def answer_faults(answer: AnswerFields, *, takes: str) -> tuple[QuestionnaireError, ...]:
    """What is wrong with an answer to a question that takes words, pages or both."""
    return (*_said_faults(answer.words, takes=takes), *_page_faults(answer.pages, takes=takes))


def _said_faults(words: Mapping[str, str], *, takes: str) -> Iterator[QuestionnaireError]:
    if words and takes == "pages":
        yield _fault("no_words", "words")
    for language, text in words.items():
        if len(text) > LONGEST_WORDS:
            yield _fault("too_long", f"words_{language}", n=len(text), limit=LONGEST_WORDS)


def _page_faults(pages: tuple[str, ...], *, takes: str) -> Iterator[QuestionnaireError]:
    if pages and takes == "words":
        yield _fault("no_pages", "pages")
    if len(pages) > MOST_PAGES:
        yield _fault("too_many_pages", "pages", n=len(pages), limit=MOST_PAGES)
    for page in pages:
        if len(page) > LONGEST_ADDRESS or not is_web_address(page):
            yield _fault("page_malformed", "pages", given=page[:80])


def _code_faults(code: str) -> Iterator[QuestionnaireError]:
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        yield _fault("code_malformed", "code", given=code[:LONGEST_CODE], limit=LONGEST_CODE)


def _words_faults(words: Mapping[str, str], stem: str, *, limit: int) -> Iterator[QuestionnaireError]:
    for language in REQUIRED_LANGUAGES:
        text = words.get(language, "")
        if not text:
            yield _fault("words_missing", f"{stem}_{language}")
        elif len(text) > limit:
            yield _fault("too_long", f"{stem}_{language}", n=len(text), limit=limit)


def _fault(detail: str, name: str, **params: Any) -> QuestionnaireError:
    return QuestionnaireError(detail, place=Place(name=name), **params)
