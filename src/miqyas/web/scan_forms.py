"""Forms of scans: what a scan may cost, in which rhythm, whose key is trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from miqyas.kernel.words import language_name
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.scans.models import Rhythm
from miqyas.workspace.scans.plans import NUMBERS, ScanPlan, bounds, pairs

_LATIN: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class ScanForm(forms.Form):
    """A scan: whose portals, how much of them, which languages are compared; once or again and again."""

    entity = forms.ChoiceField(label=lazy_say("scans.field.entity"), required=False)
    pages = forms.IntegerField(label=lazy_say("scans.field.pages"), help_text=lazy_say("scans.help.pages"))
    seconds = forms.IntegerField(
        label=lazy_say("scans.field.seconds"), help_text=lazy_say("scans.help.seconds")
    )
    browser = forms.IntegerField(
        label=lazy_say("scans.field.browser"), help_text=lazy_say("scans.help.browser")
    )
    languages = forms.ChoiceField(label=lazy_say("scans.field.languages"))
    every = forms.ChoiceField(label=lazy_say("scans.field.every"), required=False)

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        named = [(one.code, one.title.in_language(language)) for one in entities]
        self.fields["entity"].choices = [("", say_here("scans.nation")), *named]
        self.fields["languages"].choices = [("-".join(pair), _pair(pair)) for pair in pairs()]
        rhythms = [(one, say_here(f"scans.rhythm.{one}")) for one in Rhythm.values]
        self.fields["every"].choices = [("", say_here("scans.once")), *rhythms]
        for name in NUMBERS:
            bound = bounds()[name]
            self.fields[name].initial = bound.usual
            self.fields[name].min_value, self.fields[name].max_value = bound.least, bound.most
            self.fields[name].widget.attrs |= {"min": bound.least, "max": bound.most, "inputmode": "numeric"}

    def as_plan(self) -> ScanPlan:
        """What the form says a scan may cost. Raises `ScanError` out of bounds."""
        given = self.cleaned_data
        numbers = {name: given[name] for name in NUMBERS}
        return ScanPlan.of({**numbers, "languages": given["languages"].split("-")})


class LookoutForm(forms.Form):
    """The key of a vantage elsewhere, as its owner read it out."""

    name = forms.CharField(
        label=lazy_say("scans.field.name"), max_length=60, widget=forms.TextInput(attrs=_LATIN)
    )
    country = forms.CharField(
        label=lazy_say("scans.field.country"),
        max_length=3,
        required=False,
        help_text=lazy_say("scans.help.country"),
        widget=forms.TextInput(attrs=_LATIN),
    )
    spoken = forms.CharField(
        label=lazy_say("scans.field.spoken"),
        max_length=200,
        help_text=lazy_say("scans.help.spoken"),
        widget=forms.TextInput(attrs=_LATIN),
    )
    how = forms.CharField(
        label=lazy_say("scans.field.how"),
        max_length=300,
        help_text=lazy_say("scans.help.how"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    is_outside = forms.BooleanField(label=lazy_say("scans.field.is_outside"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


def _pair(pair: tuple[str, str]) -> str:
    one, other = (language_name(code, language=current_language()) for code in pair)
    return say_here("scans.pair", one=one, other=other)
