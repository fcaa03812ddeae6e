"""Names of what stories choose from, and the codes behind what people write for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from miqyas.catalogue import vocabulary
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold
from miqyas.kernel.words import say
from miqyas.workspace.stories.fields import COSTS, PARTNER_KINDS, REUSABLE_KINDS
from miqyas.workspace.stories.models import Shows

_CODES: Final = {
    "cost": COSTS,
    "partner": PARTNER_KINDS,
    "reusable": REUSABLE_KINDS,
    "shows": tuple(Shows.values),
}


@cache
def names(choice: str) -> Mapping[str, Text]:
    """What may be chosen: of cost, partner, reusable or shows, each code with its name."""
    return {code: _text(f"story.{choice}.{code}") for code in _CODES[choice]}


@cache
def sectors() -> Mapping[str, Text]:
    """The sectors of the catalogue."""
    return {code: term.name for code, term in vocabulary().sectors.items()}


@cache
def grades() -> Mapping[str, Text]:
    """The grades of all scales."""
    return {term.code: term.name for scale in vocabulary().scales.values() for term in scale.grades}


def code_of(text: str, choices: Mapping[str, Text]) -> str:
    """The code behind a code or a name in any language; what is neither, as it is."""
    known = {fold(word): code for code, name in choices.items() for word in (code, *name.values())}
    return known.get(fold(text), text.strip())


def _text(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})
