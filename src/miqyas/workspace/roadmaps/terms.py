"""The words of kinds and states: for files, where a code or its name may stand, and for what is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from miqyas.assessment.workflow import flows
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.models import CostKind, DirectiveKind, ItemKind, PartnerKind

_COMMA = {"ar": "، ", "en": ", "}


@cache
def item_kinds() -> Mapping[str, Text]:
    """The kinds of items."""
    return {kind: text_of(f"roadmap.kind.{kind}") for kind in ItemKind.values}


@cache
def item_states() -> Mapping[str, Text]:
    """The states of items."""
    return {state: text_of(f"roadmap.state.{state}") for state in flows()["roadmap_item"].states}


@cache
def cost_kinds() -> Mapping[str, Text]:
    """What money is for."""
    return {kind: text_of(f"roadmap.cost.{kind}") for kind in CostKind.values}


@cache
def partner_kinds() -> Mapping[str, Text]:
    """The kinds of partners."""
    return {kind: text_of(f"roadmap.partner.{kind}") for kind in PartnerKind.values}


@cache
def directive_kinds() -> Mapping[str, Text]:
    """Decisions and directives."""
    return {kind: text_of(f"directive.kind.{kind}") for kind in DirectiveKind.values}


def named(terms: Mapping[str, Text], code: str) -> Text | str:
    """The words of a code; what is none of them as it was given, cut short."""
    return terms.get(code, code[:40])


def listed(terms: Iterable[Text]) -> Text:
    """Words one after the other, with the commas of each language."""
    known = list(terms)
    return Text(
        {language: _COMMA[language].join(one[language] for one in known) for language in REQUIRED_LANGUAGES}
    )
