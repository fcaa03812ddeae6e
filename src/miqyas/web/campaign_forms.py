"""The form of a campaign: its fields say nothing that the campaign itself would not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms

from miqyas.catalogue import Instrument
from miqyas.kernel.errors import MiqyasError
from miqyas.web.registry_forms import add_problems
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.campaigns.fields import (
    ASSESSORS,
    DATES,
    LONGEST_CODE,
    LONGEST_REPLY,
    LONGEST_TITLE,
    SECONDS,
    WINDOW,
    CampaignFields,
    editable,
)
from miqyas.workspace.campaigns.models import Campaign, Kind

MINUTE: Final = 60
_SAID_OF: Final = {"minutes": "seconds"}
"""What a field says of the campaign, where its name is another."""
_DATE: Final = {"type": "date", "dir": "ltr"}


def _date(name: str) -> forms.DateField:
    return forms.DateField(
        label=lazy_say(f"campaign.field.{name}"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE),
        input_formats=["%Y-%m-%d"],
    )


def _number(name: str, low: int, high: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy_say(f"campaign.field.{name}"), min_value=low, max_value=high, initial=initial
    )


class CampaignForm(forms.Form):
    """What a campaign measures, when, and how it is judged."""

    title_ar = forms.CharField(
        label=lazy_say("campaign.field.title_ar"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    title_en = forms.CharField(
        label=lazy_say("campaign.field.title_en"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )
    code = forms.CharField(
        label=lazy_say("campaign.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("campaigns.help.code"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=lazy_say("campaign.field.kind"))
    instruments = forms.MultipleChoiceField(
        label=lazy_say("campaign.field.instruments"),
        help_text=lazy_say("campaigns.help.instruments"),
        widget=forms.CheckboxSelectMultiple,
    )
    previous = forms.ChoiceField(
        label=lazy_say("campaign.field.previous"),
        required=False,
        help_text=lazy_say("campaigns.help.previous"),
    )
    opens_on = _date("opens_on")
    answers_until = _date("answers_until")
    review_from = _date("review_from")
    review_until = _date("review_until")
    reply_days = _number("reply_days", 0, LONGEST_REPLY, 7)
    freeze_on = _date("freeze_on")
    publish_on = _date("publish_on")
    window_from = _date("window_from")
    window_until = _date("window_until")
    assessors = _number("assessors", *ASSESSORS, initial=2)
    minutes = forms.DecimalField(
        label=lazy_say("campaigns.field.minutes"),
        min_value=Decimal(SECONDS[0]) / MINUTE,
        max_value=Decimal(SECONDS[1]) / MINUTE,
        decimal_places=2,
        initial=10,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(
        self,
        *args: Any,
        offered: Mapping[str, Instrument],
        others: Iterable[Campaign],
        state: str = "draft",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        language = current_language()
        self.fields["kind"].choices = [(kind, say_here(f"campaign.kind.{kind}")) for kind in Kind.values]
        self.fields["instruments"].choices = [
            (
                code,
                f"{one.title.in_language(language)} ({say_here('campaigns.features', n=len(one.features))})",
            )
            for code, one in offered.items()
        ]
        named = [(other.code, other.name.in_language(language)) for other in others]
        self.fields["previous"].choices = [("", say_here("campaigns.no_previous")), *named]
        for name, field in self.fields.items():
            said = _SAID_OF.get(name, name.removesuffix("_ar").removesuffix("_en"))
            field.disabled = said not in editable()[state]

    @property
    def dates(self) -> list[forms.BoundField]:
        """The fields of the calendar, in its order."""
        return [self[name] for name in (*DATES[:4], "reply_days", *DATES[4:])]

    @property
    def window(self) -> list[forms.BoundField]:
        """The fields of the Survey's own window."""
        return [self[name] for name in WINDOW]

    def as_fields(self) -> CampaignFields:
        """What the form says."""
        given = self.cleaned_data
        same = {name: given.get(name) for name in (*DATES, *WINDOW)}
        return CampaignFields(
            code=given.get("code", ""),
            title={"ar": given.get("title_ar", ""), "en": given.get("title_en", "")},
            kind=given.get("kind", ""),
            instruments=tuple(given.get("instruments", ())),
            previous=given.get("previous", ""),
            reply_days=given["reply_days"],
            assessors=given["assessors"],
            seconds=round(given["minutes"] * MINUTE),
            **same,
        ).tidied()

    def say(self, problems: Iterable[MiqyasError]) -> bool:
        """Say each problem at its field; whether there is none."""
        add_problems(self, problems)
        return self.is_valid()

    @staticmethod
    def initial_of(fields: CampaignFields) -> dict[str, Any]:
        """The values of a campaign that is there."""
        same = (*DATES, *WINDOW, "code", "kind", "previous", "reply_days", "assessors")
        return {
            "title_ar": fields.title.get("ar", ""),
            "title_en": fields.title.get("en", ""),
            "instruments": list(fields.instruments),
            "minutes": f"{round(Decimal(fields.seconds) / MINUTE, 2).normalize():f}",
            **{name: getattr(fields, name) for name in same},
        }
