"""The editor of a story: its texts side by side in each language, and lists of what it consists of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, direction
from miqyas.kernel.words import language_name
from miqyas.web.picking import PickField
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.stories.fields import (
    LANGUAGES,
    LONGEST_LINE,
    LONGEST_TEXT,
    TEXTS,
    Partner,
    Result,
    Reusable,
    StoryFields,
    Turn,
)
from miqyas.workspace.stories.services import ContactFields, contacts_state
from miqyas.workspace.stories.terms import code_of, grades, names, sectors

PARTS: Final = ("results", "turns", "partners", "reusables", "contacts")
_BETWEEN: Final = re.compile(r"[,،;؛\n]+")
_ROWS: Final = {"title": 2, "problem": 7, "solution": 10}
Words = Mapping[str, str]


class InLanguages(forms.Form):
    """A form with some texts in each language; `texts` are their names, each with its longest length."""

    texts: Mapping[str, int] = {}

    def __init__(self, *args: Any, languages: Sequence[str] = REQUIRED_LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        for name, longest in self.texts.items():
            for language in self.languages:
                self.fields[f"{name}_{language}"] = _text_field(name, language, longest=longest)

    def words(self, name: str) -> dict[str, str]:
        """What was written of a text, by language."""
        return {language: self.cleaned_data.get(f"{name}_{language}", "") for language in self.languages}

    def pairs(self) -> list[dict[str, Any]]:
        """The fields of each text side by side, for the template."""
        return [
            {"name": name, "fields": [self[f"{name}_{language}"] for language in self.languages]}
            for name in self.texts
        ]


def _text_field(name: str, language: str, *, longest: int) -> forms.CharField:
    rows = _ROWS.get(name, 2)
    look = {"dir": direction(language), "lang": language, "rows": rows, "maxlength": longest}
    tongue = language_name(language, language=current_language())
    label = say_here(f"stories.field.{name}.in", tongue=tongue)
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.Textarea(attrs=look), strip=True
    )


def _choice(choices: Mapping[str, Text], *, label: str, required: bool = False) -> forms.ChoiceField:
    """A field of choices whose words are those of the reader."""
    return forms.ChoiceField(
        label=lazy_say(label),
        required=required,
        choices=lambda: [
            ("", say_here("stories.choose")),
            *((code, name.in_language(current_language())) for code, name in choices.items()),
        ],
    )


class StoryForm(InLanguages):
    """The texts of a story and what is chosen of it."""

    texts: Mapping[str, int] = {name: LONGEST_LINE if name == "title" else LONGEST_TEXT for name in TEXTS}
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    contacts_seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    sector = _choice(sectors(), label="stories.field.sector")
    cost = _choice(names("cost"), label="stories.field.cost")
    months = forms.IntegerField(
        label=lazy_say("stories.field.months"), required=False, min_value=0,
        help_text=lazy_say("stories.help.months"), widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )  # fmt: skip
    tags = forms.CharField(
        label=lazy_say("stories.field.tags"), required=False, max_length=600,
        help_text=lazy_say("stories.help.tags"), widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    services = PickField(
        "services", label=lazy_say("stories.field.services"), required=False,
        help_text=lazy_say("picker.help.services"),
    )  # fmt: skip


class ResultForm(InLanguages):
    """A result; its name stays with it, so that its proofs do."""

    texts: Mapping[str, int] = {"result": LONGEST_LINE * 2}
    id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)


class PartnerForm(InLanguages):
    """Who took part."""

    texts: Mapping[str, int] = {"partner": LONGEST_LINE, "role": LONGEST_LINE}
    kind = _choice(names("partner"), label="stories.field.partner.kind")


class ReusableForm(InLanguages):
    """What others may take."""

    texts: Mapping[str, int] = {"reusable": LONGEST_LINE}
    kind = _choice(names("reusable"), label="stories.field.reusable.kind")
    address = forms.CharField(
        label=lazy_say("stories.field.address"), required=False, max_length=500,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )  # fmt: skip
    licence = forms.CharField(
        label=lazy_say("stories.field.licence"), required=False, max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip


class TurnForm(forms.Form):
    """A feature or a raw indicator that was turned."""

    def __init__(self, *args: Any, languages: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    code = PickField("turned", most=1, label=lazy_say("stories.field.code"), required=False)
    before = forms.CharField(
        label=lazy_say("stories.field.before"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "story-grades", "autocomplete": "off"}),
    )  # fmt: skip
    after = forms.CharField(
        label=lazy_say("stories.field.after"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "story-grades", "autocomplete": "off"}),
    )  # fmt: skip
    campaign = forms.CharField(
        label=lazy_say("stories.field.campaign"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "list": "story-campaigns", "autocomplete": "off"}),
    )  # fmt: skip


class ContactForm(forms.Form):
    """Who answers questions, and to whom they may be shown."""

    def __init__(self, *args: Any, languages: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    name = forms.CharField(
        label=lazy_say("stories.field.contact.name"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    post = forms.CharField(
        label=lazy_say("stories.field.contact.post"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    email = forms.CharField(
        label=lazy_say("stories.field.contact.email"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=lazy_say("stories.field.contact.phone"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    shows = _choice(names("shows"), label="stories.field.contact.shows")


_SETS: Final[Mapping[str, tuple[type[forms.Form], int]]] = {
    "results": (ResultForm, 2),
    "turns": (TurnForm, 2),
    "partners": (PartnerForm, 1),
    "reusables": (ReusableForm, 1),
    "contacts": (ContactForm, 1),
}


class Editor:
    """The form of a story with the lists below it, filled in or as somebody sent it."""

    def __init__(
        self,
        data: Any = None,
        *,
        said: StoryFields | None = None,
        contacts: Iterable[ContactFields] = (),
        version: int = 0,
    ) -> None:
        languages = _languages(said)
        known = list(contacts)
        filled = _initial(said, known) if said else {}
        first = {**filled.get("form", {}), "version": version, "contacts_seen": contacts_state(known)}
        self.form = StoryForm(data, initial=first, languages=languages)
        self.sets: dict[str, BaseFormSet[Any]] = {
            name: formset_factory(kind, extra=extra, max_num=200, absolute_max=200)(
                data, prefix=name, initial=filled.get(name), form_kwargs={"languages": languages}
            )
            for name, (kind, extra) in _SETS.items()
        }

    def is_valid(self) -> bool:
        """Whether every field can be read; what they say together is judged by the services."""
        return all([self.form.is_valid(), *(one.is_valid() for one in self.sets.values())])

    @property
    def version(self) -> int:
        """The version that was seen; 0 of a story that is begun."""
        return int(self.form.cleaned_data.get("version") or 0)

    @property
    def contacts_seen(self) -> str:
        """The state of the contacts that was seen."""
        return str(self.form.cleaned_data["contacts_seen"])

    def said(self) -> StoryFields:
        """What it says."""
        form = self.form
        return StoryFields(
            **{name: form.words(name) for name in TEXTS},
            sector=form.cleaned_data["sector"],
            cost=form.cleaned_data["cost"],
            months=form.cleaned_data["months"],
            tags=tuple(_BETWEEN.split(form.cleaned_data["tags"])),
            services=form.cleaned_data["services"],
            results=tuple(
                Result(one.words("result"), one.cleaned_data.get("id", "")) for one in self.sets["results"]
            ),
            partners=tuple(
                Partner(one.words("partner"), one.cleaned_data.get("kind", ""), one.words("role"))
                for one in self.sets["partners"]
            ),
            reusables=tuple(
                Reusable(one.words("reusable"), *_given(one, "kind", "address", "licence"))
                for one in self.sets["reusables"]
            ),
            turns=tuple(_turn(one) for one in self.sets["turns"]),
        )

    def contacts(self) -> list[ContactFields]:
        """Who is to be asked; nobody is shown to more people than was said."""
        return [
            ContactFields(*_given(one, "name", "post", "email", "phone"), _given(one, "shows")[0] or "own")
            for one in self.sets["contacts"]
        ]


def _given(form: forms.Form, *wanted: str) -> list[str]:
    return [form.cleaned_data.get(name, "") for name in wanted]


def _turn(form: forms.Form) -> Turn:
    before, after, campaign = _given(form, "before", "after", "campaign")
    code = "".join(form.cleaned_data.get("code", ()))
    return Turn(code.upper(), code_of(before, grades()), code_of(after, grades()), campaign)


def _languages(said: StoryFields | None) -> tuple[str, ...]:
    """The required languages, and others in which the story has a text."""
    used = {language for name in TEXTS for language in getattr(said, name)} if said else set()
    return tuple(one for one in LANGUAGES if one in REQUIRED_LANGUAGES or one in used)


def _initial(said: StoryFields, contacts: Iterable[ContactFields]) -> dict[str, Any]:
    texts = {f"{name}_{lang}": text for name in TEXTS for lang, text in getattr(said, name).items()}
    chosen = {"sector": said.sector, "cost": said.cost, "months": said.months}
    lists = {"tags": "، ".join(said.tags), "services": said.services}
    return {
        "form": {**texts, **chosen, **lists},
        "results": [{"id": one.id, **_spread("result", one.text)} for one in said.results],
        "partners": [
            {"kind": one.kind, **_spread("partner", one.name), **_spread("role", one.role)}
            for one in said.partners
        ],
        "reusables": [
            {
                "kind": one.kind,
                "address": one.address,
                "licence": one.licence,
                **_spread("reusable", one.name),
            }
            for one in said.reusables
        ],
        "turns": [_turn_shown(one) for one in said.turns],
        "contacts": [vars(one) for one in contacts],
    }


def _spread(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in words.items()}


def _turn_shown(one: Turn) -> dict[str, str]:
    """A turn with its grades in words, as people choose them."""
    here, known = current_language(), grades()
    ends = {
        name: known[grade].in_language(here) if (grade := getattr(one, name)) in known else grade
        for name in ("before", "after")
    }
    return {"code": one.code, "campaign": one.campaign, **ends}
