"""Forms of twinning: partners, twinnings, exchanges, measured values, keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format

from miqyas.analysis.twinning.contents import LONGEST_TEXT, LONGEST_TITLE, MOST_PEOPLE
from miqyas.catalogue import vocabulary
from miqyas.jobs.programme.twinning_sheet import indicator_named
from miqyas.observations.countries import countries
from miqyas.web.registry_forms import choices_of
from miqyas.web.words import current_language, languages_here, languages_typed, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.fields import (
    LONGEST_CODE,
    MOST_CAPACITY,
    ExchangeFields,
    GoalFields,
    ProfileFields,
    TwinFields,
    Words,
    fault,
)
from miqyas.workspace.twinning.models import Goal, Profile
from miqyas.workspace.twinning.services import ContactFields
from miqyas.workspace.twinning.terms import exchange_kinds, exchange_states

_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_LOOKS: Final = {
    "ar": {"dir": "rtl", "lang": "ar"},
    "en": {"dir": "ltr", "lang": "en"},
    "fr": {"dir": "ltr", "lang": "fr"},
}
_LONGEST_LIST: Final = 4_000
_PARTS_OF_GOAL: Final = 4
_PARTS_OF_CONTACT: Final = 4


def line(key: str, language: str, *, required: bool = False) -> forms.CharField:
    """A line of words in a language."""
    return forms.CharField(
        label=lazy_say(f"{key}_{language}"),
        required=required,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs=_LOOKS[language]),
    )


def lines(key: str, language: str) -> forms.CharField:
    """Several lines of words in a language."""
    return forms.CharField(
        label=lazy_say(f"{key}_{language}"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=_LOOKS[language] | {"rows": 3}),
    )


def day(key: str) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=lazy_say(key), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def code(key: str, **more: Any) -> forms.CharField:
    """A code in Latin letters."""
    return forms.CharField(
        label=lazy_say(key), max_length=LONGEST_CODE, widget=forms.TextInput(attrs=_CODE), **more
    )


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def words(self, stem: str) -> Words:
        """What was typed under a stem, by language."""
        named = {language: self.cleaned_data.get(f"{stem}_{language}", "") for language in _LOOKS}
        return {language: text for language, text in named.items() if text}


class ProfileForm(_Form):
    """A partner: what it offers and needs, in which languages, with how many at once."""

    name_ar = line("twins.field.name", "ar", required=True)
    name_en = line("twins.field.name", "en", required=True)
    name_fr = line("twins.field.name", "fr")
    code = code("twins.field.code", help_text=lazy_say("twins.help.code"))
    iso3 = forms.ChoiceField(label=lazy_say("twins.field.iso3"))
    entity = forms.ChoiceField(
        label=lazy_say("twins.field.entity"), required=False, help_text=lazy_say("twins.help.entity")
    )
    languages = forms.CharField(
        label=lazy_say("twins.field.languages"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=lazy_say("twins.help.languages"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    capacity = forms.IntegerField(
        label=lazy_say("twins.field.capacity"),
        min_value=1,
        max_value=MOST_CAPACITY,
        initial=1,
        help_text=lazy_say("twins.help.capacity"),
    )
    offers = forms.MultipleChoiceField(
        label=lazy_say("twins.field.offers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    offers_codes = forms.CharField(
        label=lazy_say("twins.field.offers_codes"),
        required=False,
        max_length=_LONGEST_LIST,
        help_text=lazy_say("twins.help.codes"),
        widget=forms.TextInput(attrs=_CODE),
    )
    needs = forms.MultipleChoiceField(
        label=lazy_say("twins.field.needs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_codes = forms.CharField(
        label=lazy_say("twins.field.needs_codes"),
        required=False,
        max_length=_LONGEST_LIST,
        help_text=lazy_say("twins.help.codes"),
        widget=forms.TextInput(attrs=_CODE),
    )
    note_ar = lines("twins.field.note", "ar")
    note_en = lines("twins.field.note", "en")

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        named = [(one.iso3, one.name.in_language(language)) for one in countries().values()]
        bodies = [(one.code, one.title.in_language(language)) for one in entities]
        self.fields["iso3"].choices = sorted(named, key=lambda pair: pair[1])
        self.fields["entity"].choices = [("", say_here("twins.no_entity")), *bodies]
        for name in ("offers", "needs"):
            self.fields[name].choices = choices_of(_themes())

    def as_fields(self) -> ProfileFields:
        """What the form says."""
        given = self.cleaned_data
        return ProfileFields(
            code=given.get("code", ""),
            name=self.words("name"),
            iso3=given.get("iso3", ""),
            entity=given.get("entity", ""),
            offers=self._topics("offers"),
            needs=self._topics("needs"),
            languages=languages_typed(given.get("languages", "")),
            capacity=given.get("capacity") or 0,
            note=self.words("note"),
        ).tidied()

    def _topics(self, name: str) -> tuple[str, ...]:
        typed = self.cleaned_data.get(f"{name}_codes", "").replace(";", " ").replace("؛", " ").split()
        return (*self.cleaned_data.get(name, ()), *typed)

    @staticmethod
    def initial_of(fields: ProfileFields) -> dict[str, Any]:
        """The values of a profile that is there."""
        themes = _themes()
        return {
            "code": fields.code,
            "iso3": fields.iso3,
            "entity": fields.entity,
            "languages": languages_here(fields.languages),
            "capacity": fields.capacity,
            "offers": [one for one in fields.offers if one in themes],
            "offers_codes": " ".join(one for one in fields.offers if one not in themes),
            "needs": [one for one in fields.needs if one in themes],
            "needs_codes": " ".join(one for one in fields.needs if one not in themes),
            **_typed("name", fields.name),
            **_typed("note", fields.note),
        }


class TwinForm(_Form):
    """A twinning: who helps whom, with what, until when, towards which goals."""

    title_ar = line("twins.field.title", "ar", required=True)
    title_en = line("twins.field.title", "en", required=True)
    title_fr = line("twins.field.title", "fr")
    code = code("twins.field.code", help_text=lazy_say("twins.help.code"))
    seeker = forms.ChoiceField(label=lazy_say("twins.field.seeker"))
    giver = forms.ChoiceField(label=lazy_say("twins.field.giver"))
    starts_on = day("twins.field.starts_on")
    ends_on = day("twins.field.ends_on")
    purpose_ar = lines("twins.field.purpose", "ar")
    purpose_en = lines("twins.field.purpose", "en")
    purpose_fr = lines("twins.field.purpose", "fr")
    goals = forms.CharField(
        label=lazy_say("twins.field.goals"),
        required=False,
        max_length=_LONGEST_LIST,
        help_text=lazy_say("twins.help.goals"),
        widget=forms.Textarea(attrs=_CODE | {"rows": 4}),
    )

    def __init__(self, *args: Any, profiles: Iterable[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code.lower(), name_here(one.name)) for one in profiles]
        self.fields["seeker"].choices = self.fields["giver"].choices = named

    def clean_goals(self) -> tuple[GoalFields, ...]:
        """Each line a goal."""
        try:
            return tuple(goal_of(text) for text in self.cleaned_data["goals"].splitlines() if text.strip())
        except TwinningError as error:
            language = current_language()
            raise forms.ValidationError(f"{error.problem(language)} {error.remedy(language)}") from error

    def as_fields(self) -> TwinFields:
        """What the form says."""
        given = self.cleaned_data
        return TwinFields(
            code=given["code"],
            title=self.words("title"),
            seeker=given["seeker"],
            giver=given["giver"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            purpose=self.words("purpose"),
            goals=given["goals"],
        ).tidied()

    @staticmethod
    def initial_of(fields: TwinFields) -> dict[str, Any]:
        """The values of a twinning that is there."""
        goals = [f"{one.indicator} {one.baseline} {one.target} {one.due}" for one in fields.goals]
        return {
            **{name: getattr(fields, name) for name in ("code", "seeker", "giver", "starts_on", "ends_on")},
            "goals": "\n".join(goals),
            **_typed("title", fields.title),
            **_typed("purpose", fields.purpose),
        }


class ExchangeForm(_Form):
    """A visit, a webinar, code or experts."""

    kind = forms.ChoiceField(label=lazy_say("twins.field.kind"))
    state = forms.ChoiceField(label=lazy_say("twins.field.state"))
    title_ar = line("twins.field.title", "ar")
    title_en = line("twins.field.title", "en")
    title_fr = line("twins.field.title", "fr")
    starts_on = day("twins.field.starts_on")
    ends_on = day("twins.field.ends_on")
    people = forms.IntegerField(
        label=lazy_say("twins.field.people"), min_value=0, max_value=MOST_PEOPLE, initial=0
    )
    shared_ar = lines("twins.field.shared", "ar")
    shared_en = lines("twins.field.shared", "en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices_of(exchange_kinds())
        self.fields["state"].choices = choices_of(exchange_states())

    def as_fields(self) -> ExchangeFields:
        """What the form says."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("kind", "state", "starts_on", "ends_on", "people")}
        return ExchangeFields(title=self.words("title"), shared=self.words("shared"), **plain).tidied()

    @staticmethod
    def initial_of(fields: ExchangeFields) -> dict[str, Any]:
        """The values of an exchange that is there."""
        plain = {name: getattr(fields, name) for name in ("kind", "state", "starts_on", "ends_on", "people")}
        return {**plain, **_typed("title", fields.title), **_typed("shared", fields.shared)}


class ReadingForm(_Form):
    """A value that was measured for a goal."""

    goal = forms.ChoiceField(label=lazy_say("twins.field.goal"))
    value = forms.CharField(
        label=lazy_say("twins.field.value"), max_length=40, widget=forms.TextInput(attrs=_CODE)
    )
    on = day("twins.field.on")

    def __init__(self, *args: Any, goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = current_language()
        self.fields["goal"].choices = [
            (
                f"{one.indicator} {one.due.isoformat()}",
                f"{indicator_named(one.indicator, language=here)} · {date_format(one.due, 'DATE_FORMAT')}",
            )
            for one in goals
        ]

    def as_reading(self) -> dict[str, Any]:
        """What the form says, as the service takes it."""
        indicator, _, due = self.cleaned_data["goal"].rpartition(" ")
        said = {name: self.cleaned_data[name] for name in ("value", "on")}
        return {"indicator": indicator, "due": date.fromisoformat(due), **said}


def goal_of(text: str) -> GoalFields:
    """A line such as ``HCI 0.75 0.82 2030-03-01``. Raises `TwinningError`."""
    parts = text.replace("،", " ").replace(",", " ").replace(";", " ").split()
    if len(parts) != _PARTS_OF_GOAL:
        raise fault("goal_malformed", "goals", given=text[:80])
    try:
        due = date.fromisoformat(parts[3])
    except ValueError as error:
        raise fault("goal_malformed", "goals", given=text[:80]) from error
    return GoalFields(parts[0], parts[1], parts[2], due)


class ContactsForm(forms.Form):
    """Who is spoken to at a partner, a line for each person."""

    contacts = forms.CharField(
        label=lazy_say("twins.contacts.lines"),
        required=False,
        max_length=_LONGEST_LIST,
        help_text=lazy_say("twins.contacts.help"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="contacts-%s", **kwargs)

    def as_fields(self) -> tuple[ContactFields, ...]:
        """What the lines say."""
        return contacts_of(self.cleaned_data["contacts"])

    @staticmethod
    def initial_of(fields: Iterable[ContactFields]) -> dict[str, Any]:
        """The lines of those that are named."""
        return {"contacts": "\n".join("; ".join(astuple(one)) for one in fields)}


def contacts_of(text: str) -> tuple[ContactFields, ...]:
    """Lines of name, post, e-mail and telephone, divided by semicolons."""
    rows = [row.replace("؛", ";").split(";", _PARTS_OF_CONTACT - 1) for row in text.splitlines()]
    return tuple(ContactFields(*(part.strip() for part in row)) for row in rows if any(map(str.strip, row)))


def name_here(words: Mapping[str, str]) -> str:
    """Words in the language of the request, else in one that there is."""
    return words.get(current_language()) or next(iter(words.values()), "")


def _themes() -> Mapping[str, Any]:
    return {code: term.name for code, term in vocabulary().themes.items()}


def _typed(stem: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{stem}_{language}": text for language, text in words.items()}
