"""Forms of a statistical input: its figures, and who answers for it by when."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from miqyas.observations.agencies import agencies
from miqyas.observations.raw import RawValue
from miqyas.web.evidence_forms import day_field
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.statistics.fields import LONGEST_EXPLANATION, LONGEST_ROUND, Figures, Plan
from miqyas.workspace.statistics.models import InputState

_DIGITS: Final = str.maketrans({"٫": ".", "٬": "", "\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": ""})
_NUMBER: Final = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"}
_NEWEST_VERSION: Final = 2_000_000_000


class NumberField(forms.FloatField):
    """A number in the digits of either language."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:
        return super().to_python(value.translate(_DIGITS) if isinstance(value, str) else value)


def _value(key: str) -> NumberField:
    return NumberField(
        label=lazy_say(key),
        required=False,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": lazy_say("statistics.number")},
    )


def _year(key: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy_say(key),
        required=False,
        widget=forms.TextInput(attrs=_NUMBER | {"inputmode": "numeric"}),
        error_messages={"invalid": lazy_say("statistics.whole")},
    )


class VersionedForm(forms.Form):
    """A form that knows which version its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=_NEWEST_VERSION)

    def at_version(self, version: int) -> None:
        """Have the form answer a newer version, with what was typed still in it."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class FiguresForm(VersionedForm):
    """National and published value, what explains their difference, and how far the work is."""

    national_value = _value("statistics.field.national_value")
    national_year = _year("statistics.field.national_year")
    agency_value = _value("statistics.field.agency_value")
    agency_year = _year("statistics.field.agency_year")
    explanation = forms.CharField(
        label=lazy_say("statistics.field.explanation"),
        required=False,
        help_text=lazy_say("statistics.help.explanation"),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4, "maxlength": LONGEST_EXPLANATION}),
    )
    state = forms.ChoiceField(label=lazy_say("statistics.field.state"))

    def __init__(self, *args: Any, loaded: RawValue | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loaded = loaded
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (code, say_here(f"statistics.state.{code}")) for code in InputState.values
        ]

    def take_loaded(self) -> None:
        """Put the loaded value into the field of the agency's, as the button beside it asks."""
        if self.loaded is not None:
            self.data = self.data.copy()
            self.data["agency_value"] = repr(self.loaded.value)

    def figures(self) -> Figures:
        """What the form says; a value that equals the loaded one has its origin."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        is_loaded = self.loaded is not None and given["agency_value"] == self.loaded.value
        origin = self.loaded.dataset.sha256 if self.loaded is not None and is_loaded else ""
        return Figures(**given, agency_origin=origin)


class PlanForm(VersionedForm):
    """Who answers for an input, which agency publishes it, by which round and until when."""

    entity = forms.ChoiceField(label=lazy_say("statistics.field.entity"), required=False)
    agency = forms.ChoiceField(label=lazy_say("statistics.field.agency"), required=False)
    round_name = forms.CharField(
        label=lazy_say("statistics.field.round_name"),
        required=False,
        max_length=LONGEST_ROUND,
        help_text=lazy_say("statistics.help.round_name"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    deadline = day_field("statistics.field.deadline")

    def __init__(self, *args: Any, held_by: Entity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        self._entities = {entity.code: entity for entity in entities_active()}
        if held_by is not None:
            self._entities.setdefault(held_by.code, held_by)
        named = [(code, entity.title.in_language(language)) for code, entity in self._entities.items()]
        known = [(code, f"{name.in_language(language)} ({code})") for code, name in agencies().items()]
        self.fields["entity"].choices = [  # type: ignore[attr-defined]
            ("", say_here("statistics.nobody")),
            *named,
        ]
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", say_here("statistics.no_agency")),
            *known,
        ]

    def plan(self) -> Plan:
        """What the form says."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Plan(**given | {"entity": self._entities.get(given["entity"])})
