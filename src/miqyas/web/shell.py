"""What stands around every page: the places of the site, and the same page in other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.web.words import current_language, say_here

PLACES: Final = (
    "countries",
    "compare",
    "rankings",
    "trends",
    "questions",
    "catalogue",
    "methodology",
    "data",
)
"""Names of routes, in the order of the top bar; their words are `shell.<name>`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the top bar; `current` is a value of aria-current, or empty."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Language:
    """The page at hand in a language, named in that language."""

    code: str
    name: str
    url: str
    is_current: bool
    is_required: bool


def places_of(request: HttpRequest) -> tuple[Place, ...]:
    """The entries of the top bar, the one that holds the request marked."""
    found = []
    for name in PLACES:
        url = route(name)
        if url:
            found.append(Place(say_here(f"shell.{name}"), url, current_mark(request.path, url)))
    return tuple(found)


def route(name: str) -> str:
    """The address of a route without arguments; empty where an installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def current_mark(path: str, url: str) -> str:
    """The value of aria-current for a link at a page: empty where the page is not within it."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def languages_of(request: HttpRequest) -> tuple[Language, ...]:
    """The same page in each language; where the address names no language, that language's home page."""
    current = current_language()
    return tuple(
        Language(
            code=code,
            name=name,
            url=_in_language(request, code),
            is_current=code == current,
            is_required=code in REQUIRED_LANGUAGES,
        )
        for code, name in settings.LANGUAGES
    )


def _in_language(request: HttpRequest, code: str) -> str:
    prefix, slash, rest = request.get_full_path().removeprefix("/").partition("/")
    is_prefixed = slash and prefix in dict(settings.LANGUAGES)
    return f"/{code}/{rest}" if is_prefixed else f"/{code}/"
