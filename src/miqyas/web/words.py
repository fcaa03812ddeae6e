"""Words on pages: the catalogue of `miqyas.kernel.words` in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from miqyas.kernel.text import FALLBACK_LANGUAGE
from miqyas.kernel.words import language_code, language_name, say


def current_language() -> str:
    """Language of the request at hand, or the fallback outside of one."""
    return get_language() or FALLBACK_LANGUAGE


def say_here(key: str, **params: Any) -> str:
    """Plain words in the language of the request: for titles, labels, attributes."""
    return say(key, language=current_language(), **params)


def languages_typed(text: str) -> tuple[str, ...]:
    """Codes of the languages that somebody names, with commas or spaces between; what is none, as typed."""
    parts = text.replace("،", ",").split(",") if {",", "،"} & set(text) else text.split()
    return tuple(language_code(part) or part.strip() for part in parts if part.strip())


def languages_here(codes: Iterable[str]) -> str:
    """Languages by their names here, as `languages_typed` reads them."""
    named = [language_name(code, language=current_language()) for code in codes]
    return say_here("assign.comma").join(named)


lazy_say = lazy(say_here, str)
"""`say_here` put off until it is shown: for labels of forms and messages made at import."""


def dress_number(text: str) -> SafeString:
    """A formatted number as HTML that keeps its own direction."""
    return format_html('<bdi dir="ltr" class="num">{}</bdi>', text)


def say_html(key: str, **params: Any) -> SafeString:
    """Words as HTML: parameters escaped, each number in an element of its own direction.

    The words themselves come from our catalogue and hold no markup; they are escaped all the same.
    """
    numbers: list[str] = []

    def keep(text: str) -> str:
        numbers.append(dress_number(text))
        return f"\0{len(numbers) - 1}\0"

    parts = say(key, language=current_language(), wrap=keep, **params).split("\0")
    dressed = (
        numbers[int(part)] if place % 2 else conditional_escape(part) for place, part in enumerate(parts)
    )
    return mark_safe("".join(dressed))  # noqa: S308 - every part is escaped above
