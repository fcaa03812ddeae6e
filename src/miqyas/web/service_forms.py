"""Forms of services: their fields say nothing that the register itself would not say of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, direction
from miqyas.kernel.words import language_name
from miqyas.web.registry_forms import choices_of
from miqyas.web.words import current_language, languages_here, languages_typed, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_LINES,
    DatumFields,
    ServiceFields,
    Words,
    paired,
)
from miqyas.workspace.services.models import LONGEST_CODE, Way
from miqyas.workspace.services.terms import choices, levels

MOST_DATA: Final = 60
_LEFT_TO_RIGHT: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_TEXTS: Final[Mapping[str, tuple[int, int]]] = {
    "title": (1, LONGEST_TITLE),
    "description": (4, LONGEST_TEXT),
    "steps": (5, LONGEST_LINE * MOST_LINES),
    "laws": (3, LONGEST_LINE * MOST_LINES),
    "fee_words": (1, LONGEST_LINE),
}
"""Texts in each language: rows of their box, longest length. Of several rows, steps and laws are lines."""
_LINES: Final = ("steps", "laws")
_MANY: Final = ("audiences", "life_events", "channels")
_ONE: Final = ("sector", "automation", "identity", "payment")
_YES_NO: Final = "data_listed"


def _number(name: str, *, places: int = 0, most: int | None = None) -> forms.Field:
    kind = forms.DecimalField if places else forms.IntegerField
    more = {"decimal_places": places, "max_digits": 14} if places else {}
    return kind(
        label=lazy_say(f"services.field.{name}"),
        help_text=lazy_say(f"services.help.{name}"),
        required=False,
        min_value=0,
        max_value=most,
        **more,
    )


class ServiceForm(forms.Form):
    """A service: what it is, for whom, how it is done, what it is known to take."""

    code = forms.CharField(
        label=lazy_say("services.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("services.help.code"),
        widget=forms.TextInput(attrs=_LEFT_TO_RIGHT),
    )
    entity = forms.ChoiceField(label=lazy_say("services.field.entity"))
    languages = forms.CharField(
        label=lazy_say("services.field.languages"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=lazy_say("registry.help.languages"),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    addresses = forms.CharField(
        label=lazy_say("services.field.addresses"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=lazy_say("services.help.addresses"),
        widget=forms.Textarea(attrs={"rows": 2, **_LEFT_TO_RIGHT}),
    )
    fee = _number("fee", places=3)
    visits = _number("visits", most=100)
    volume = _number("volume", most=2_000_000_000)
    satisfaction = _number("satisfaction", places=1, most=100)
    cost = _number("cost", places=3)
    data_listed = forms.BooleanField(label=lazy_say("services.field.data_listed"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entities: Iterable[Entity], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["entity"].choices = [
            (one.code, one.title.in_language(current_language())) for one in entities
        ]
        self.fields["code"].disabled = not is_new
        for name in _ONE:
            self.fields[name] = forms.ChoiceField(
                label=say_here(f"services.field.{name}"),
                required=False,
                choices=choices_of(choices()[name], empty="services.not_known"),
            )
        for name in _MANY:
            self.fields[name] = forms.MultipleChoiceField(
                label=say_here(f"services.field.{name}"),
                required=False,
                choices=choices_of(choices()[name]),
                widget=forms.CheckboxSelectMultiple,
            )
        for name, (rows, longest) in _TEXTS.items():
            for language in REQUIRED_LANGUAGES:
                self.fields[f"{name}_{language}"] = _text_field(name, language, rows=rows, longest=longest)

    @property
    def side_by_side(self) -> dict[str, list[Any]]:
        """The fields of each text in all languages, for the template."""
        return {name: [self[f"{name}_{language}"] for language in REQUIRED_LANGUAGES] for name in _TEXTS}

    def words(self, name: str) -> Words:
        """What was written of a text, by language."""
        given = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in REQUIRED_LANGUAGES}
        return {language: text for language, text in given.items() if text.strip()}

    def lines(self, name: str) -> tuple[Words, ...]:
        """Lines of a text side by side; where languages differ in number, said at the field."""
        given = {language: text.strip().splitlines() for language, text in self.words(name).items()}
        try:
            return paired(given)
        except ServiceError as error:
            self.add_error(f"{name}_{REQUIRED_LANGUAGES[0]}", _sentence(error))
            return ()

    def as_fields(self, data: tuple[DatumFields, ...]) -> ServiceFields:
        """What the form says."""
        given = self.cleaned_data
        return ServiceFields(
            code=given.get("code", ""),
            entity=given.get("entity", ""),
            languages=languages_typed(given.get("languages", "")),
            addresses=tuple(given.get("addresses", "").split()),
            data_listed=bool(given.get(_YES_NO)),
            data=data,
            **{name: given.get(name, "") for name in _ONE},
            **{name: tuple(given.get(name, ())) for name in _MANY},
            **{name: given.get(name) for name in ("fee", "visits", "volume", "satisfaction", "cost")},
            **{name: self.words(name) for name in ("title", "description", "fee_words")},
            **{name: self.lines(name) for name in _LINES},
        ).tidied()

    @staticmethod
    def initial_of(fields: ServiceFields, *, version: int) -> dict[str, Any]:
        """The values of a service that is there."""
        same = (*_ONE, *_MANY, "code", "entity", "fee", "visits", "volume", "satisfaction", "cost", _YES_NO)
        found: dict[str, Any] = {name: getattr(fields, name) for name in same} | {"version": version}
        found |= {name: _plain(found[name]) for name in ("fee", "satisfaction", "cost")}
        found |= {"languages": languages_here(fields.languages), "addresses": "\n".join(fields.addresses)}
        for language in REQUIRED_LANGUAGES:
            for name in ("title", "description", "fee_words"):
                found[f"{name}_{language}"] = getattr(fields, name).get(language, "")
            for name in _LINES:
                lines = [line.get(language, "") for line in getattr(fields, name)]
                found[f"{name}_{language}"] = "\n".join(lines).strip()
        return found


def _text_field(name: str, language: str, *, rows: int, longest: int) -> forms.CharField:
    attrs = {"dir": direction(language), "lang": language}
    return forms.CharField(
        label=say_here(
            "services.in_language",
            field=say_here(f"services.field.{name}"),
            name=language_name(language, language=current_language()),
        ),
        required=False,
        max_length=longest,
        help_text=say_here("services.help.lines") if name in _LINES else "",
        widget=forms.Textarea(attrs=attrs | {"rows": rows}) if rows > 1 else forms.TextInput(attrs=attrs),
    )


class DatumForm(forms.Form):
    """A datum that the service asks for, takes from another entity or passes on."""

    datum = forms.ChoiceField(label=lazy_say("services.datum"), required=False)
    way = forms.ChoiceField(label=lazy_say("services.way"), required=False)
    entity = forms.ChoiceField(label=lazy_say("services.datum.entity"), required=False)

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        named = [(one.code, one.title.in_language(current_language())) for one in entities]
        self.fields["datum"].choices = choices_of(choices()["datum"], empty="services.datum.none")
        self.fields["way"].choices = [(way, say_here(f"service.way.{way}")) for way in Way.values]
        self.fields["entity"].choices = [("", say_here("services.datum.nobody")), *named]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


DataForms = formset_factory(DatumForm, extra=3, max_num=MOST_DATA, absolute_max=MOST_DATA + 10)


def data_said(forms_given: BaseFormSet) -> tuple[DatumFields, ...]:
    """What rows of data say; those without a datum say nothing."""
    given = [row.cleaned_data for row in forms_given if row.cleaned_data.get("datum")]
    return tuple(
        DatumFields(row["datum"], row.get("way") or Way.ASKED, row.get("entity", "")) for row in given
    )


def data_initial(fields: ServiceFields) -> list[dict[str, str]]:
    """The data of a service that is there, as rows."""
    return [{"datum": one.datum, "way": one.way, "entity": one.entity} for one in fields.data]


class OverruleForm(forms.Form):
    """A level against what follows from the fields: its reason and its proof."""

    level = forms.ChoiceField(label=lazy_say("services.overrule.level"))
    reason = forms.CharField(
        label=lazy_say("services.overrule.reason"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    proof = forms.ChoiceField(label=lazy_say("services.overrule.proof"))

    def __init__(self, *args: Any, proofs: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        known: Mapping[str, Text] = dict(list(levels().items())[1:])
        self.fields["level"].choices = choices_of(known)
        self.fields["proof"].choices = [("", say_here("services.overrule.no_proof")), *proofs]


def _plain(value: Decimal | None) -> str:
    """A number without zeros at its end."""
    return "" if value is None else f"{value.normalize():f}"


def _sentence(error: ServiceError) -> str:
    return f"{error.problem(current_language())} {error.remedy(current_language())}"
