"""What can be compared, by what people type: states and groups of states, in any language."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from miqyas.kernel.text import fold
from miqyas.observations.countries import countries, groups
from miqyas.observations.names import match_name, search

_LIKENESS = 0.6
_GROUPS_FIRST = 3


def find_subject(text: str) -> str | None:
    """The code of the state or group written so: a code in any case, or a name; nothing is guessed.

    >>> find_subject("bhr"), find_subject("GCC"), find_subject("البحرين"), find_subject("nowhere")
    ('BHR', 'gcc', 'BHR', None)
    """
    return _groups().get(fold(text)) or match_name(text)


def search_subjects(text: str, *, limit: int = 8) -> tuple[str, ...]:
    """Codes of groups and states whose names begin like the text, or look like it.

    >>> search_subjects("gulf")[0], search_subjects("Bahrian")[0]
    ('gcc', 'BHR')
    """
    wanted = fold(text)
    if not wanted:
        return ()
    named = [code for name, code in _groups().items() if f" {wanted}" in f" {name}"]
    alike = [] if named else difflib.get_close_matches(wanted, _groups(), n=2, cutoff=_LIKENESS)
    found = [*dict.fromkeys([*named, *(_groups()[name] for name in alike)])][:_GROUPS_FIRST]
    states = search(text, limit=limit)
    pair = (states, found) if states and not named else (found, states)
    return tuple(dict.fromkeys(code for part in pair for code in part))[:limit]


def subject_name(code: str, language: str) -> str:
    """The name of a state, or the short name of a group."""
    if code in groups():
        return groups()[code].short.in_language(language)
    return countries()[code].name.in_language(language)


@cache
def _groups() -> Mapping[str, str]:
    """Folded code or name to code of a group; the first of equals."""
    found: dict[str, str] = {}
    for code, group in groups().items():
        for written in (code, *group.name.values(), *group.short.values()):
            found.setdefault(fold(written), code)
    return found
