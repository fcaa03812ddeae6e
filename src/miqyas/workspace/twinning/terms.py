"""The words of choices in twinning: topics, kinds of exchanges, states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from miqyas.analysis.twinning.contents import EXCHANGES
from miqyas.analysis.twinning.contents import STATES as EXCHANGE_STATES
from miqyas.catalogue import vocabulary
from miqyas.kernel.text import Text
from miqyas.methodology import indicators
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.registry.terms import text_of


def topics() -> Mapping[str, Text]:
    """All that may be offered and needed: themes, indicators, features of the instruments on offer."""
    offered = instruments_offered().values()
    features = {code: one.question for each in offered for code, one in each.by_code.items()}
    return {**broad_topics(), **features}


@cache
def broad_topics() -> Mapping[str, Text]:
    """Themes and indicators: what a form offers to tick."""
    themes = {code: term.name for code, term in vocabulary().themes.items()}
    return {**themes, **{code: one.name for code, one in indicators().items()}}


@cache
def exchange_kinds() -> Mapping[str, Text]:
    """Visit, webinar, code, experts."""
    return {one: text_of(f"twinning.exchange.{one}") for one in EXCHANGES}


@cache
def exchange_states() -> Mapping[str, Text]:
    """Planned, held, cancelled."""
    return {one: text_of(f"twinning.exchange_state.{one}") for one in EXCHANGE_STATES}
