"""Undo: after a deed that has a reverse, the notice that says so offers it.

The reverse is an ordinary form of the site, sent to an ordinary address: the gate is asked again, the service
checks again, and the history keeps both. The last deed of a session can be taken back, from the page that
says that it was done; after that, its own page is the place.

    done(request, say_here("evidence.detached"), reverse=Reverse(request.path, {"evidence": str(found.pk)}))
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest

_KEPT: Final = "undo"
_MARK: Final = "undo-"


@dataclass(frozen=True, slots=True)
class Reverse:
    """What would take a deed back: where it is asked for, and what its form says, field by field."""

    url: str
    fields: Mapping[str, str | Sequence[str]]


def done(request: HttpRequest, said: str, *, reverse: Reverse | None = None) -> None:
    """Say on the next page that something was done, and offer its reverse beside it, if it has one."""
    if reverse is None:
        messages.success(request, said)
        return
    mark = f"{_MARK}{secrets.token_hex(4)}"
    request.session[_KEPT] = {"mark": mark, "url": reverse.url, "fields": _pairs(reverse.fields)}
    messages.success(request, said, extra_tags=mark)


def undo_of(request: HttpRequest, tags: str) -> Mapping[str, Any] | None:
    """The reverse of what a notice tells, from the tags of the notice; None where it has none any more."""
    kept: Mapping[str, Any] | None = request.session.get(_KEPT) if _MARK in tags else None
    return kept if kept and kept["mark"] in tags.split() else None


def as_sent(form: forms.BaseForm) -> dict[str, str | list[str]]:
    """What a form would send if it were sent as it stands, field by field."""
    return {bound.html_name: sent for bound in form if (sent := _sent(bound)) is not None}


def _sent(bound: forms.BoundField) -> str | list[str] | None:
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "on" if value else None
    shown = bound.field.widget.format_value(value)
    if isinstance(shown, list):
        return [str(one) for one in shown]
    return "" if shown is None else str(shown)


def _pairs(fields: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, given in fields.items()
        for value in ([given] if isinstance(given, str) else given)
    ]
