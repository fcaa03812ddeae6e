"""The words of choices in the forms and files of services: a code, or its name in either language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from miqyas.catalogue.maturity import maturity_model
from miqyas.catalogue.services import service_words
from miqyas.kernel.text import Text
from miqyas.workspace.registry.terms import sectors, text_of
from miqyas.workspace.services.models import State

BELOW: Final = "none"
"""What a filter calls the services below the first level."""


@cache
def choices() -> Mapping[str, Mapping[str, Text]]:
    """By field of a service, what may be chosen for it: names by code."""
    words = service_words()
    terms = {
        "audiences": words.audiences,
        "life_events": words.life_events,
        "channels": words.channels,
        "automation": words.automations,
        "identity": words.identities,
        "payment": words.payments,
        "datum": words.data,
    }
    named = {field: {code: term.name for code, term in known.items()} for field, known in terms.items()}
    return {"sector": sectors(), **named}


@cache
def states() -> Mapping[str, Text]:
    """The states of a service."""
    return {state: text_of(f"service.state.{state}") for state in State.values}


@cache
def levels() -> Mapping[str, Text]:
    """The levels of maturity, after what is below the first."""
    known = {level.code: level.name for level in maturity_model().levels}
    return {BELOW: text_of("service.level.none"), **known}


def level_name(code: str) -> Text:
    """The name of a level; "" is below the first."""
    return levels()[code or BELOW]
