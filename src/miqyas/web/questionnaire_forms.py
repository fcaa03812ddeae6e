"""Forms of questionnaires: one to begin, a question, an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from miqyas.kernel.text import Text
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.questionnaires.fields import (
    KINDS,
    LONGEST_CODE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    LONGEST_WORDS,
    AnswerFields,
    QuestionFields,
    QuestionnaireFields,
)
from miqyas.workspace.questionnaires.models import Item
from miqyas.workspace.registry.models import Entity

_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_ARABIC: Final = {"dir": "rtl", "lang": "ar"}
_ENGLISH: Final = {"dir": "ltr", "lang": "en"}
_LONGEST_PAGES: Final = 20_000


def _line(key: str, attributes: dict[str, str], *, longest: int) -> forms.CharField:
    return forms.CharField(label=lazy_say(key), max_length=longest, widget=forms.TextInput(attrs=attributes))


class QuestionnaireForm(forms.Form):
    """A questionnaire to begin."""

    title_ar = _line("questionnaire.field.title_ar", _ARABIC, longest=LONGEST_TITLE)
    title_en = _line("questionnaire.field.title_en", _ENGLISH, longest=LONGEST_TITLE)
    code = forms.CharField(
        label=lazy_say("questionnaire.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("questionnaire.help.code"),
        widget=forms.TextInput(attrs=_CODE),
    )
    due_on = forms.DateField(
        label=lazy_say("questionnaire.field.due_on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def as_fields(self) -> QuestionnaireFields:
        """What the form says."""
        given = self.cleaned_data
        return QuestionnaireFields(
            code=given.get("code", ""),
            title={"ar": given.get("title_ar", ""), "en": given.get("title_en", "")},
            due_on=given.get("due_on"),
        ).tidied()


class QuestionForm(forms.Form):
    """A question: its words, its section, the kind of its answer, who answers it."""

    question_ar = _line("questionnaire.field.question_ar", _ARABIC, longest=LONGEST_QUESTION)
    question_en = _line("questionnaire.field.question_en", _ENGLISH, longest=LONGEST_QUESTION)
    section_ar = _line("questionnaire.field.section_ar", _ARABIC, longest=LONGEST_TITLE)
    section_en = _line("questionnaire.field.section_en", _ENGLISH, longest=LONGEST_TITLE)
    code = forms.CharField(
        label=lazy_say("questionnaire.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("questionnaire.help.code"),
        widget=forms.TextInput(attrs=_CODE),
    )
    answers = forms.ChoiceField(label=lazy_say("questionnaire.field.answers"))
    entity = forms.ChoiceField(
        label=lazy_say("questionnaire.field.entity"),
        required=False,
        help_text=lazy_say("questionnaire.help.entity"),
    )
    is_needed = forms.BooleanField(label=lazy_say("questionnaire.field.is_needed"), required=False)

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        named = [(one.code, one.title.in_language(language)) for one in entities]
        self.fields["entity"].choices = [("", say_here("questionnaire.authority_alone")), *named]
        self.fields["answers"].choices = [(kind, say_here(f"questionnaire.kind.{kind}")) for kind in KINDS]
        self.fields["answers"].initial = KINDS[-1]

    def as_fields(self, *, code: str = "") -> QuestionFields:
        """What the form says; the code of a question that is there stays."""
        given = self.cleaned_data
        return QuestionFields(
            code=code or given.get("code", ""),
            section={"ar": given.get("section_ar", ""), "en": given.get("section_en", "")},
            question={"ar": given.get("question_ar", ""), "en": given.get("question_en", "")},
            answers=given.get("answers", ""),
            is_needed=given.get("is_needed", False),
            entity=given.get("entity", ""),
        ).tidied()

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        """The values of a question that is there."""
        question, section = Text(item.question), Text(item.section)
        return {
            "code": item.code,
            "question_ar": question["ar"],
            "question_en": question["en"],
            "section_ar": section["ar"],
            "section_en": section["en"],
            "answers": item.answers,
            "entity": item.entity.code if item.entity else "",
            "is_needed": item.is_needed,
        }


class AnswerForm(forms.Form):
    """An answer: words in both languages, pages, or that the question does not apply."""

    words_ar = forms.CharField(
        label=lazy_say("questionnaire.field.words_ar"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_ARABIC | {"rows": 5}),
    )
    words_en = forms.CharField(
        label=lazy_say("questionnaire.field.words_en"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_ENGLISH | {"rows": 5}),
    )
    pages = forms.CharField(
        label=lazy_say("questionnaire.field.pages"),
        required=False,
        max_length=_LONGEST_PAGES,
        help_text=lazy_say("questionnaire.help.pages"),
        widget=forms.Textarea(attrs=_CODE | {"rows": 4}),
    )
    does_not_apply = forms.BooleanField(label=lazy_say("questionnaire.field.does_not_apply"), required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def as_fields(self) -> AnswerFields:
        """What the form says."""
        given = self.cleaned_data
        return AnswerFields(
            words={"ar": given.get("words_ar", ""), "en": given.get("words_en", "")},
            pages=tuple(given.get("pages", "").splitlines()),
            does_not_apply=given.get("does_not_apply", False),
        ).tidied()

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        """The answer that is there, and which one it is."""
        return {
            "words_ar": item.words.get("ar", ""),
            "words_en": item.words.get("en", ""),
            "pages": "\n".join(item.pages),
            "does_not_apply": item.does_not_apply,
            "version": item.version,
        }
