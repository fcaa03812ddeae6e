"""Forms of the registry: their fields say nothing that the registry itself would not say of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.web.words import current_language, languages_here, languages_typed, lazy_say, say_here
from miqyas.workspace.registry.fields import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_GROUP,
    LONGEST_NAME,
    EntityFields,
    PortalFields,
)
from miqyas.workspace.registry.models import Entity, EntityKind
from miqyas.workspace.registry.terms import entity_kinds, owners, portal_kinds, sectors

Choices = list[tuple[str, str]]
_LEFT_TO_RIGHT: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_HIGHEST: Final = 999_999


def choices_of(terms: Mapping[str, Text], *, empty: str = "") -> Choices:
    """Terms as choices in the language of the request; `empty` names the choice of none."""
    named = [(code, words.in_language(current_language())) for code, words in terms.items()]
    return [("", say_here(empty)), *named] if empty else named


def add_problems(form: forms.Form, problems: Iterable[MiqyasError]) -> None:
    """Say each problem at the field that its place names, or above the form."""
    for problem in problems:
        words = f"{problem.problem(current_language())} {problem.remedy(current_language())}"
        form.add_error(problem.place.name if problem.place.name in form.fields else None, words)


def digest_of(fields: object) -> str:
    """Names the plain values that a form was filled with when it was shown."""
    return hashlib.sha256(repr(fields).encode()).hexdigest()


def say_if_stale(form: forms.Form, fields: object) -> None:
    """Say above the form that what it changes was changed by somebody since; sent again, it counts."""
    if form.data.get("seen", digest_of(fields)) != digest_of(fields):
        form.add_error(None, say_here("form.changed_meanwhile"))


class EntityForm(forms.Form):
    """An entity: who it is, where it stands, what it answers for."""

    name_ar = forms.CharField(
        label=lazy_say("registry.field.name_ar"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    name_en = forms.CharField(
        label=lazy_say("registry.field.name_en"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )
    code = forms.CharField(
        label=lazy_say("registry.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("registry.help.code"),
        widget=forms.TextInput(attrs=_LEFT_TO_RIGHT),
    )
    kind = forms.ChoiceField(label=lazy_say("registry.field.kind"))
    parent = forms.ChoiceField(label=lazy_say("registry.field.parent"), required=False)
    sector = forms.ChoiceField(
        label=lazy_say("registry.field.sector"),
        required=False,
        help_text=lazy_say("registry.help.sector"),
    )
    mandates = forms.MultipleChoiceField(
        label=lazy_say("registry.field.mandates"),
        required=False,
        help_text=lazy_say("registry.help.mandates"),
        widget=forms.CheckboxSelectMultiple,
    )
    group = forms.CharField(
        label=lazy_say("registry.field.group"),
        required=False,
        max_length=LONGEST_GROUP,
        help_text=lazy_say("registry.help.group"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    position = forms.IntegerField(
        label=lazy_say("registry.field.position"),
        required=False,
        min_value=0,
        max_value=_HIGHEST,
        help_text=lazy_say("registry.help.position"),
    )

    def __init__(self, *args: Any, others: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        parents = [(other.code, other.title.in_language(language)) for other in others]
        self.fields["kind"].choices = choices_of(entity_kinds())
        self.fields["kind"].initial = EntityKind.MINISTRY.value
        self.fields["parent"].choices = [("", say_here("registry.no_parent")), *parents]
        self.fields["sector"].choices = choices_of(sectors(), empty="registry.no_sector")
        self.fields["mandates"].choices = choices_of(owners())

    def as_fields(self) -> EntityFields:
        """What the form says."""
        given = self.cleaned_data
        return EntityFields(
            code=given.get("code", ""),
            name={"ar": given.get("name_ar", ""), "en": given.get("name_en", "")},
            kind=given.get("kind", ""),
            parent=given.get("parent", ""),
            mandates=tuple(given.get("mandates", ())),
            sector=given.get("sector", ""),
            group=given.get("group", ""),
            position=given.get("position") or 0,
        ).tidied()

    @staticmethod
    def initial_of(fields: EntityFields) -> dict[str, Any]:
        """The values of an entity that is there."""
        return {
            "code": fields.code,
            "name_ar": fields.name.get("ar", ""),
            "name_en": fields.name.get("en", ""),
            "kind": fields.kind,
            "parent": fields.parent,
            "mandates": list(fields.mandates),
            "sector": fields.sector,
            "group": fields.group,
            "position": fields.position,
        }


class PortalForm(forms.Form):
    """An address of an entity."""

    address = forms.CharField(
        label=lazy_say("registry.field.address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs=_LEFT_TO_RIGHT | {"inputmode": "url"}),
    )
    kind = forms.ChoiceField(label=lazy_say("registry.field.portal_kind"))
    languages = forms.CharField(
        label=lazy_say("registry.field.languages"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=lazy_say("registry.help.languages"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    title_ar = forms.CharField(
        label=lazy_say("registry.field.title_ar"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    title_en = forms.CharField(
        label=lazy_say("registry.field.title_en"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )
    is_main = forms.BooleanField(label=lazy_say("registry.field.is_main"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["kind"].choices = choices_of(portal_kinds())
        self.fields["kind"].initial = "entity"

    def as_fields(self) -> PortalFields:
        """What the form says."""
        given = self.cleaned_data
        titles = {"ar": given.get("title_ar", ""), "en": given.get("title_en", "")}
        return PortalFields(
            kind=given.get("kind", ""),
            address=given.get("address", ""),
            languages=languages_typed(given.get("languages", "")),
            title={language: words for language, words in titles.items() if words},
            is_main=bool(given.get("is_main")),
        ).tidied()

    @staticmethod
    def initial_of(fields: PortalFields) -> dict[str, Any]:
        """The values of a portal that is there."""
        return {
            "address": fields.address,
            "kind": fields.kind,
            "languages": languages_here(fields.languages),
            "title_ar": fields.title.get("ar", ""),
            "title_en": fields.title.get("en", ""),
            "is_main": fields.is_main,
        }
