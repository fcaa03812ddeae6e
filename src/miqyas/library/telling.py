"""Errors of the library say in words what is wrong, below their code: Python and notebooks show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import offered_languages

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def told(door: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """The function, whose errors carry their words in the language that was asked for, else in English.

    >>> from miqyas.library import country
    >>> try:
    ...     country("Bahrian")
    ... except MiqyasError as error:
    ...     print(*error.__notes__)
    No country is known by Bahrian. Did you mean: Bahrain?
    """

    @wraps(door)
    def asked(*words: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        try:
            return door(*words, **named)
        except MiqyasError as error:
            wanted = named.get("language") or getattr(next(iter(words), None), "language", "")
            language = wanted if isinstance(wanted, str) and wanted in offered_languages() else "en"
            if not getattr(error, "__notes__", None):
                error.add_note(error.render(language))
            raise

    return asked
