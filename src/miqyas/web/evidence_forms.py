"""The form of a proof: a link or a file, where in it, and from when until when it holds."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from miqyas.web.words import lazy_say, say_here
from miqyas.workspace.evidence.files import KeptFile, endings, file_keep
from miqyas.workspace.evidence.models import EvidenceRevision
from miqyas.workspace.evidence.services import LONGEST_QUOTE, LONGEST_TITLE, Content, languages

_DAY: Final = {"type": "date", "dir": "ltr"}


def day_field(key: str) -> forms.DateField:
    """A day, chosen in the browser's own calendar."""
    return forms.DateField(
        label=lazy_say(key), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )


class EvidenceForm(forms.Form):
    """Fields of a proof; what they mean together is judged by the store itself."""

    title = forms.CharField(
        label=lazy_say("evidence.field.title"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=lazy_say("evidence.help.title"),
    )
    address = forms.CharField(
        label=lazy_say("evidence.field.address"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=lazy_say("evidence.help.address"),
    )
    file = forms.FileField(label=lazy_say("evidence.field.file"), required=False)
    page = forms.CharField(label=lazy_say("evidence.field.page"), required=False, max_length=60)
    quote = forms.CharField(
        label=lazy_say("evidence.field.quote"),
        required=False,
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
        help_text=lazy_say("evidence.help.quote"),
    )
    language = forms.ChoiceField(label=lazy_say("evidence.field.language"), required=False)
    effective_on = day_field("evidence.field.effective_on")
    valid_from = day_field("evidence.field.valid_from")
    valid_until = day_field("evidence.field.valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(endings())
        self.fields["file"].help_text = say_here(
            "evidence.help.file", known=", ".join(ending[1:] for ending in endings())
        )
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", say_here("evidence.language.none")),
            *((code, say_here(f"evidence.language.{code}")) for code in languages()),
        ]

    def content(self) -> Content:
        """What the form says. Raises `EvidenceError` for a file that is not kept."""
        given = self.cleaned_data
        words = {name: given[name] for name in ("address", "page", "quote", "language")}
        days = {name: given[name] for name in ("effective_on", "valid_from", "valid_until")}
        return Content(file=self._kept(), **{key: text.strip() for key, text in words.items()}, **days)

    def _kept(self) -> KeptFile | None:
        file = self.cleaned_data["file"]
        return file_keep(file.chunks(), name=file.name or "") if isinstance(file, UploadedFile) else None


def initial_of(revision: EvidenceRevision) -> dict[str, Any]:
    """The fields as a revision has them."""
    names = ("address", "page", "quote", "language", "effective_on", "valid_from", "valid_until")
    return {"title": revision.evidence.title, **{name: getattr(revision, name) for name in names}}
