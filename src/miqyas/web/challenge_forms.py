"""Forms of the challenge: they say nothing that the challenge itself would not say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils import timezone

from miqyas.kernel.errors import MiqyasError
from miqyas.web.registry_forms import add_problems, choices_of
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.challenges.fields import (
    ANSWER_DAYS,
    LONGEST_ABOUT,
    LONGEST_CODE,
    LONGEST_PART_CODE,
    LONGEST_STORY,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST,
    MOST_PARTS,
    Category,
    Criterion,
    MandateGroup,
    NominationFields,
    RoundFields,
)
from miqyas.workspace.challenges.models import ScoreSheet
from miqyas.workspace.challenges.services.rounds import EDITABLE
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.terms import owners

_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_DATE: Final = {"type": "date", "dir": "ltr"}
_MOMENT: Final = {"type": "datetime-local", "dir": "ltr"}
_NEWEST_VERSION: Final = 2_000_000_000
MARK: Final = "mark-"
"""What names of fields of criteria begin with."""
_SHORT: Final = 11
_SIDES: Final = {"ar": {"dir": "rtl", "lang": "ar"}, "en": {"dir": "ltr", "lang": "en"}}


def _line(key: str, language: str, *, required: bool = True, most: int = LONGEST_TITLE) -> forms.CharField:
    widget = forms.TextInput(attrs=_SIDES[language])
    return forms.CharField(label=lazy_say(key), required=required, max_length=most, widget=widget)


def _area(key: str, language: str, *, rows: int, most: int) -> forms.CharField:
    widget = forms.Textarea(attrs={**_SIDES[language], "rows": rows, "maxlength": most})
    return forms.CharField(label=lazy_say(key), required=False, max_length=most, widget=widget)


def _day(name: str) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs=_DATE)
    label = lazy_say(f"challenge.field.{name}")
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


def _number(name: str, low: int, high: int, initial: int, *, helps: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy_say(f"challenge.field.{name}"),
        min_value=low,
        max_value=high,
        initial=initial,
        help_text=lazy_say(f"challenges.help.{name}") if helps else "",
    )


class RoundForm(forms.Form):
    """What a round is, when, and how it is judged."""

    title_ar = _line("challenge.field.title_ar", "ar")
    title_en = _line("challenge.field.title_en", "en")
    code = forms.CharField(
        label=lazy_say("challenge.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("challenges.help.code"),
        widget=forms.TextInput(attrs=_CODE),
    )
    campaign = forms.ChoiceField(
        label=lazy_say("challenge.field.campaign"),
        required=False,
        help_text=lazy_say("challenges.help.campaign"),
    )
    about_ar = _area("challenge.field.about_ar", "ar", rows=3, most=LONGEST_ABOUT)
    about_en = _area("challenge.field.about_en", "en", rows=3, most=LONGEST_ABOUT)
    opens_on = _day("opens_on")
    nominations_until = _day("nominations_until")
    jury_until = _day("jury_until")
    appeals_until = _day("appeals_until")
    publish_at = forms.DateTimeField(
        label=lazy_say("challenge.field.publish_at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=_MOMENT),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    answer_days = _number("answer_days", *ANSWER_DAYS, initial=7)
    jurors_each = _number("jurors_each", 0, MOST, 0, helps=True)
    shortlist_most = _number("shortlist_most", 1, MOST, 3)
    shortlist_least = _number("shortlist_least", 0, MOST, 0, helps=True)

    def __init__(
        self, *args: Any, campaigns: Iterable[Campaign], state: str = "draft", **kwargs: Any
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        named = [(one.code, one.name.in_language(current_language())) for one in campaigns]
        self.fields["campaign"].choices = [("", say_here("challenges.no_campaign")), *named]
        may = EDITABLE.get(state)
        for name, field in self.fields.items():
            field.disabled = may is not None and name.removesuffix("_ar").removesuffix("_en") not in may

    @property
    def dates(self) -> list[forms.BoundField]:
        """The fields of the calendar, in its order."""
        return [self[name] for name in (*_DATES, "publish_at", "answer_days")]

    def as_fields(self, parts: PartForms) -> RoundFields:
        """What the form says, with its categories, criteria and groups."""
        given = self.cleaned_data
        same = (*_DATES, "publish_at", "answer_days", "jurors_each", "shortlist_most", "shortlist_least")
        return RoundFields(
            code=given.get("code", ""),
            title={"ar": given.get("title_ar", ""), "en": given.get("title_en", "")},
            about={"ar": given.get("about_ar", ""), "en": given.get("about_en", "")},
            campaign=given.get("campaign", ""),
            categories=parts.categories(),
            criteria=parts.criteria(),
            groups=parts.groups(),
            **{name: given[name] for name in same},
        ).tidied()

    def say(self, problems: Iterable[MiqyasError]) -> bool:
        """Say each problem at its field; whether there is none."""
        add_problems(self, problems)
        return not self.errors

    @staticmethod
    def initial_of(fields: RoundFields) -> dict[str, Any]:
        """The values of a round that is there."""
        at = timezone.localtime(fields.publish_at) if fields.publish_at else None
        same = (
            *_DATES,
            "code",
            "campaign",
            "answer_days",
            "jurors_each",
            "shortlist_most",
            "shortlist_least",
        )
        return {
            **{f"title_{language}": words for language, words in fields.title.items()},
            **{f"about_{language}": words for language, words in fields.about.items()},
            **{name: getattr(fields, name) for name in same},
            "publish_at": at,
        }


_DATES: Final = ("opens_on", "nominations_until", "jury_until", "appeals_until")


class PartForm(forms.Form):
    """A line of a list: a code, and its title in both languages. A line that is wholly empty is none."""

    code = forms.CharField(
        label=lazy_say("challenges.part.code"),
        required=False,
        max_length=LONGEST_PART_CODE,
        widget=forms.TextInput(attrs=_CODE),
    )
    title_ar = _line("challenges.part.title_ar", "ar", required=False)
    title_en = _line("challenges.part.title_en", "en", required=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cleaned_data.get(name) for name in ("code", "title_ar", "title_en"))

    def common(self) -> dict[str, Any]:
        """Code and title."""
        given = self.cleaned_data
        return {"code": given["code"], "title": {"ar": given["title_ar"], "en": given["title_en"]}}


class CriterionForm(PartForm):
    """A criterion, with its weight and scale."""

    weight = forms.IntegerField(label=lazy_say("challenges.part.weight"), required=False, initial=1)
    low = forms.IntegerField(label=lazy_say("challenges.part.low"), required=False, initial=1)
    high = forms.IntegerField(label=lazy_say("challenges.part.high"), required=False, initial=5)


class GroupForm(PartForm):
    """A mandate group, with what its entities answer for."""

    mandates = forms.MultipleChoiceField(
        label=lazy_say("challenges.part.mandates"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandates"].choices = choices_of(owners())  # type: ignore[attr-defined]


_FORMS: Final = {"categories": PartForm, "criteria": CriterionForm, "groups": GroupForm}


class PartForms:
    """The lists of a round, each with two empty lines at its end."""

    def __init__(self, data: Any, *, fields: RoundFields) -> None:
        self.lists = {
            name: forms.formset_factory(form, extra=2, max_num=MOST_PARTS, absolute_max=MOST_PARTS + 10)(
                data, prefix=name, initial=_initial(getattr(fields, name)), form_kwargs={"label_suffix": ""}
            )
            for name, form in _FORMS.items()
        }

    def is_valid(self) -> bool:
        """Whether every line can be read."""
        return all(one.is_valid() for one in self.lists.values())

    def _lines(self, name: str) -> list[Any]:
        return [form for form in self.lists[name].forms if not form.is_blank]

    def categories(self) -> tuple[Category, ...]:
        """What the lines say."""
        return tuple(Category(**form.common()) for form in self._lines("categories"))

    def criteria(self) -> tuple[Criterion, ...]:
        """What the lines say; a number that is left out is the usual one."""
        usual = {"weight": 1, "low": 1, "high": 5}
        return tuple(
            Criterion(
                **form.common(),
                **{
                    name: number if (number := form.cleaned_data.get(name)) is not None else other
                    for name, other in usual.items()
                },
            )
            for form in self._lines("criteria")
        )

    def groups(self) -> tuple[MandateGroup, ...]:
        """What the lines say."""
        return tuple(
            MandateGroup(**form.common(), mandates=tuple(form.cleaned_data.get("mandates", ())))
            for form in self._lines("groups")
        )


def _initial(parts: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(part, name) for name in part.__dataclass_fields__ if name != "title"},
            **{f"title_{language}": words for language, words in part.title.items()},
        }
        for part in parts
    ]


class NominationForm(forms.Form):
    """Title and story of a nomination, side by side in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=_NEWEST_VERSION)
    title_ar = _line("challenges.nomination.title_ar", "ar", required=False)
    title_en = _line("challenges.nomination.title_en", "en", required=False)
    story_ar = _area("challenges.nomination.story_ar", "ar", rows=10, most=LONGEST_STORY)
    story_en = _area("challenges.nomination.story_en", "en", rows=10, most=LONGEST_STORY)

    def as_fields(self) -> NominationFields:
        """What the form says."""
        given = self.cleaned_data
        return NominationFields(
            {language: given.get(f"title_{language}", "") for language in _SIDES},
            {language: given.get(f"story_{language}", "") for language in _SIDES},
        )

    @staticmethod
    def initial_of(fields: NominationFields, *, version: int) -> dict[str, Any]:
        """The words of a nomination that is there."""
        return {
            "version": version,
            **{f"title_{language}": words for language, words in fields.title.items()},
            **{f"story_{language}": words for language, words in fields.story.items()},
        }


class NominateForm(forms.Form):
    """Which entity nominates for which category."""

    entity = forms.ChoiceField(label=lazy_say("challenges.nomination.entity"))
    category = forms.ChoiceField(label=lazy_say("challenges.nomination.category"))

    def __init__(
        self, *args: Any, entities: Iterable[Entity], categories: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        named = [(one.code, one.title.in_language(language)) for one in entities]
        self.fields["entity"].choices = named  # type: ignore[attr-defined]
        self.fields["category"].choices = list(categories.items())  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A juror's marks, one for each criterion, with reasons."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=_NEWEST_VERSION)
    justification = forms.CharField(
        label=lazy_say("challenges.sheet.justification"),
        help_text=lazy_say("challenges.sheet.justification.help"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5, "maxlength": LONGEST_WORDS}),
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language, self._codes = current_language(), []
        for one in criteria:
            self._codes.append(one.code)
            self.fields[f"{MARK}{one.code}"] = _mark_field(one, one.title.get(language) or one.title["en"])

    @property
    def marks_fields(self) -> list[forms.BoundField]:
        """The fields of the criteria."""
        return [self[f"{MARK}{code}"] for code in self._codes]

    def marks(self) -> dict[str, int]:
        """The marks that are given."""
        given = {code: self.cleaned_data.get(f"{MARK}{code}") for code in self._codes}
        return {code: int(mark) for code, mark in given.items() if mark not in (None, "")}

    def say(self, problem: MiqyasError) -> None:
        """Say a problem at its criterion, or above the form."""
        name = problem.place.name
        at = f"{MARK}{name}" if name in self._codes else name if name in self.fields else None
        language = current_language()
        self.add_error(at, f"{problem.problem(language)} {problem.remedy(language)}")

    @staticmethod
    def initial_of(sheet: ScoreSheet) -> dict[str, Any]:
        """What a sheet says now."""
        marks = {f"{MARK}{code}": mark for code, mark in sheet.marks.items()}
        return {"version": sheet.version, "justification": sheet.justification, **marks}


def _mark_field(one: Criterion, title: str) -> forms.Field:
    """Buttons where the scale is short, a number where it is long."""
    common: dict[str, Any] = {
        "label": title,
        "help_text": say_here("challenges.sheet.weight", weight=one.weight, low=one.low, high=one.high),
        "required": False,
    }
    if one.high - one.low < _SHORT:
        marks = [(str(mark), str(mark)) for mark in range(one.low, one.high + 1)]
        return forms.ChoiceField(choices=marks, widget=forms.RadioSelect, **common)
    return forms.IntegerField(min_value=one.low, max_value=one.high, **common)
