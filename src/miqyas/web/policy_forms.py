"""The form of a policy on the watchlist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from miqyas.web.picking import PickField
from miqyas.web.registry_forms import choices_of
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.watchlists.fields import (
    LONGEST_CODE,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    PolicyFields,
)
from miqyas.workspace.watchlists.terms import marks, states, themes

_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_ARABIC: Final = {"dir": "rtl", "lang": "ar"}
_ENGLISH: Final = {"dir": "ltr", "lang": "en"}


class PolicyForm(forms.Form):
    """A policy: what it is, where it stands, what it bears on, and how we know."""

    title_ar = forms.CharField(
        label=lazy_say("watchlist.field.title_ar"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs=_ARABIC),
    )
    title_en = forms.CharField(
        label=lazy_say("watchlist.field.title_en"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs=_ENGLISH),
    )
    code = forms.CharField(
        label=lazy_say("watchlist.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("watchlist.help.code"),
        widget=forms.TextInput(attrs=_CODE),
    )
    theme = forms.ChoiceField(label=lazy_say("watchlist.field.theme"))
    state = forms.ChoiceField(label=lazy_say("watchlist.field.state"))
    entity = forms.ChoiceField(
        label=lazy_say("watchlist.field.entity"), required=False, help_text=lazy_say("watchlist.help.entity")
    )
    description_ar = forms.CharField(
        label=lazy_say("watchlist.field.description_ar"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_ARABIC | {"rows": 4}),
    )
    description_en = forms.CharField(
        label=lazy_say("watchlist.field.description_en"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs=_ENGLISH | {"rows": 4}),
    )
    features = PickField(
        "features",
        label=lazy_say("watchlist.field.features"),
        required=False,
        help_text=lazy_say("picker.help.features"),
    )
    source = forms.CharField(
        label=lazy_say("watchlist.field.source"),
        required=False,
        max_length=LONGEST_SOURCE,
        widget=forms.TextInput(attrs=_CODE | {"inputmode": "url"}),
    )
    source_words = forms.CharField(
        label=lazy_say("watchlist.field.source_words"),
        required=False,
        max_length=LONGEST_SOURCE,
        help_text=lazy_say("watchlist.help.source_words"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    mark = forms.ChoiceField(
        label=lazy_say("watchlist.field.mark"), help_text=lazy_say("watchlist.help.mark")
    )
    look_again = forms.DateField(
        label=lazy_say("watchlist.field.look_again"),
        required=False,
        help_text=lazy_say("watchlist.help.look_again"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        named = [(one.code, one.title.in_language(language)) for one in entities]
        self.fields["entity"].choices = [("", say_here("watchlist.no_entity")), *named]
        self.fields["theme"].choices = choices_of(themes())
        self.fields["state"].choices = choices_of(states())
        self.fields["mark"].choices = choices_of(marks())
        self.fields["mark"].initial = list(marks())[-1]

    def as_fields(self) -> PolicyFields:
        """What the form says."""
        given = self.cleaned_data
        return PolicyFields(
            code=given.get("code", ""),
            title={"ar": given.get("title_ar", ""), "en": given.get("title_en", "")},
            theme=given.get("theme", ""),
            state=given.get("state", ""),
            description={"ar": given.get("description_ar", ""), "en": given.get("description_en", "")},
            entity=given.get("entity", ""),
            features=given.get("features", ()),
            source=given.get("source", ""),
            source_words=given.get("source_words", ""),
            mark=given.get("mark", ""),
            look_again=given.get("look_again"),
        ).tidied()

    @staticmethod
    def initial_of(fields: PolicyFields) -> dict[str, Any]:
        """The values of a policy that is there."""
        return {
            "code": fields.code,
            "title_ar": fields.title.get("ar", ""),
            "title_en": fields.title.get("en", ""),
            "theme": fields.theme,
            "state": fields.state,
            "description_ar": fields.description.get("ar", ""),
            "description_en": fields.description.get("en", ""),
            "entity": fields.entity,
            "features": fields.features,
            "source": fields.source,
            "source_words": fields.source_words,
            "mark": fields.mark,
            "look_again": fields.look_again,
        }
