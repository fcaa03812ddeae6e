"""Forms of workshops: the workshop, its programme, invitations, materials, what follows, an exercise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone

from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES
from miqyas.kernel.words import language_name
from miqyas.web.picking import PickField
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.workshops.fields import (
    LONGEST_CLOCK,
    LONGEST_CODE,
    LONGEST_SESSION,
    LONGEST_TITLE,
    LONGEST_WORDS,
    SHORTEST_CLOCK,
    FollowUpFields,
    MaterialFields,
    SessionFields,
    WorkshopFields,
)
from miqyas.workspace.workshops.models import Material
from miqyas.workspace.workshops.services.exercises import THREE_MINUTES

_LATIN: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_ARABIC: Final = {"dir": "rtl", "lang": "ar"}
_ENGLISH: Final = {"dir": "ltr", "lang": "en"}
_MOMENT: Final = "%Y-%m-%dT%H:%M"


def _line(
    key: str, attributes: dict[str, str], *, longest: int = LONGEST_TITLE, is_needed: bool = True
) -> forms.CharField:
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=lazy_say(key), max_length=longest, required=is_needed, widget=widget)


def _text(key: str, attributes: dict[str, str]) -> forms.CharField:
    widget = forms.Textarea(attrs={**attributes, "rows": "3"})
    return forms.CharField(label=lazy_say(key), max_length=LONGEST_WORDS, required=False, widget=widget)


def _moment(key: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format=_MOMENT)
    return forms.DateTimeField(label=lazy_say(key), input_formats=[_MOMENT], widget=widget)


def _entities(entities: Iterable[Entity], *, empty: str) -> list[tuple[str, str]]:
    language = current_language()
    return [
        ("", say_here(empty)),
        *((one.code, one.title.in_language(language)) for one in entities),
    ]


class _Form(forms.Form):
    """One of several forms of a page: the ids of its fields begin with its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        stem = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, label_suffix="", auto_id=f"{stem}-%s", **kwargs)

    def _words(self, stem: str) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{stem}_{language}", "") for language in REQUIRED_LANGUAGES}


class WorkshopForm(_Form):
    """A workshop as a whole."""

    title_ar = _line("workshops.field.title_ar", _ARABIC)
    title_en = _line("workshops.field.title_en", _ENGLISH)
    code = forms.CharField(
        label=lazy_say("workshops.field.code"),
        max_length=LONGEST_CODE,
        help_text=lazy_say("workshops.help.code"),
        widget=forms.TextInput(attrs=_LATIN),
    )
    starts_at = _moment("workshops.field.starts_at")
    ends_at = _moment("workshops.field.ends_at")
    place_ar = _line("workshops.field.place_ar", _ARABIC, is_needed=False)
    place_en = _line("workshops.field.place_en", _ENGLISH, is_needed=False)
    link = forms.CharField(
        label=lazy_say("workshops.field.link"),
        required=False,
        widget=forms.TextInput(attrs={**_LATIN, "inputmode": "url"}),
    )
    portal = forms.CharField(
        label=lazy_say("workshops.field.portal"),
        required=False,
        help_text=lazy_say("workshops.help.portal"),
        widget=forms.TextInput(attrs={**_LATIN, "inputmode": "url"}),
    )
    languages = forms.MultipleChoiceField(
        label=lazy_say("workshops.field.languages"), widget=forms.CheckboxSelectMultiple
    )
    about_ar = _text("workshops.field.about_ar", _ARABIC)
    about_en = _text("workshops.field.about_en", _ENGLISH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = current_language()
        choices = [
            (code, say_here("workshops.in_language", name=language_name(code, language=here)))
            for code in (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
        ]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(fields: WorkshopFields) -> dict[str, Any]:
        """What stands in the form of a workshop that is there."""
        by_language = {
            f"{stem}_{language}": getattr(fields, stem).get(language, "")
            for stem in ("title", "place", "about")
            for language in REQUIRED_LANGUAGES
        }
        plain = ("code", "starts_at", "ends_at", "link", "portal", "languages")
        return {**by_language, **{name: getattr(fields, name) for name in plain}}

    def as_fields(self) -> WorkshopFields:
        """What the form says."""
        given = self.cleaned_data
        return WorkshopFields(
            code=given["code"],
            title=self._words("title"),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            about=self._words("about"),
            place=self._words("place"),
            link=given["link"],
            languages=tuple(given["languages"]),
            portal=given["portal"],
        ).tidied()


class SessionForm(_Form):
    """A part of the programme."""

    title_ar = _line("workshops.field.title_ar", _ARABIC)
    title_en = _line("workshops.field.title_en", _ENGLISH)
    starts_at = _moment("workshops.field.starts_at")
    minutes = forms.IntegerField(
        label=lazy_say("workshops.field.minutes"), min_value=1, max_value=LONGEST_SESSION, initial=45
    )
    speakers = forms.CharField(
        label=lazy_say("workshops.field.speakers"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=lazy_say("workshops.help.speakers"),
        widget=forms.Textarea(attrs={"rows": "2", "dir": "auto"}),
    )
    has_consent = forms.BooleanField(label=lazy_say("workshops.field.has_consent"), required=False)

    def as_fields(self) -> SessionFields:
        """What the form says."""
        given = self.cleaned_data
        return SessionFields(
            title=self._words("title"),
            starts_at=given["starts_at"],
            minutes=given["minutes"],
            speakers=tuple(given["speakers"].splitlines()),
            has_consent=given["has_consent"],
        )


class MaterialForm(_Form):
    """Something to read."""

    title_ar = _line("workshops.field.title_ar", _ARABIC)
    title_en = _line("workshops.field.title_en", _ENGLISH)
    address = forms.CharField(
        label=lazy_say("workshops.field.address"),
        widget=forms.TextInput(attrs={**_LATIN, "inputmode": "url"}),
    )

    def as_fields(self) -> MaterialFields:
        """What the form says."""
        return MaterialFields(self._words("title"), self.cleaned_data["address"])


class InvitationForm(_Form):
    """An entity, or somebody by their address."""

    entity = forms.ChoiceField(label=lazy_say("workshops.field.entity"), required=False)
    email = forms.CharField(
        label=lazy_say("workshops.field.email"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _entities(entities, empty="workshops.no_entity")
        self.fields["entity"].choices = choices  # type: ignore[attr-defined]


class FollowUpForm(_Form):
    """What was agreed on."""

    title_ar = _line("workshops.field.follow_up_ar", _ARABIC, is_needed=False)
    title_en = _line("workshops.field.follow_up_en", _ENGLISH, is_needed=False)
    entity = forms.ChoiceField(label=lazy_say("workshops.field.owner"), required=False)
    due_on = forms.DateField(
        label=lazy_say("workshops.field.due_on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    features = PickField(
        "features",
        label=lazy_say("workshops.field.features"),
        required=False,
        help_text=lazy_say("picker.help.features"),
    )

    def __init__(self, *args: Any, entities: Iterable[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _entities(entities, empty="workshops.no_owner")
        self.fields["entity"].choices = choices  # type: ignore[attr-defined]

    def as_fields(self) -> FollowUpFields:
        """What the form says."""
        given = self.cleaned_data
        return FollowUpFields(
            title=self._words("title"),
            due_on=given["due_on"],
            entity=given["entity"],
            features=given["features"],
        )


class ExerciseForm(_Form):
    """An exercise to begin."""

    feature = PickField(
        "features",
        most=1,
        label=lazy_say("workshops.field.feature"),
        help_text=lazy_say("workshops.help.feature"),
    )
    begins_at = forms.CharField(
        label=lazy_say("workshops.field.begins_at"),
        required=False,
        widget=forms.TextInput(attrs={**_LATIN, "inputmode": "url"}),
    )
    seconds = forms.IntegerField(
        label=lazy_say("workshops.field.seconds"),
        min_value=SHORTEST_CLOCK,
        max_value=LONGEST_CLOCK,
        initial=THREE_MINUTES,
    )


class ClockForm(forms.Form):
    """An exercise that runs: its clock, and where everybody begins."""

    seconds = forms.IntegerField(min_value=SHORTEST_CLOCK, max_value=LONGEST_CLOCK)
    begins_at = forms.CharField(required=False, max_length=1000)


def _spread(stem: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{stem}_{language}": words.get(language, "") for language in REQUIRED_LANGUAGES}


def session_initial(fields: SessionFields) -> dict[str, Any]:
    """What stands in the form of a part of the programme."""
    return {
        **_spread("title", fields.title),
        "starts_at": timezone.localtime(fields.starts_at),
        "minutes": fields.minutes,
        "speakers": "\n".join(fields.speakers),
        "has_consent": fields.has_consent,
    }


def material_initial(material: Material) -> dict[str, Any]:
    """What stands in the form of something to read."""
    return {**_spread("title", material.title), "address": material.address}


def follow_up_initial(fields: FollowUpFields) -> dict[str, Any]:
    """What stands in the form of what was agreed on."""
    same = {"entity": fields.entity, "due_on": fields.due_on, "features": fields.features}
    return {**_spread("title", fields.title), **same}
