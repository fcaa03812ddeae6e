"""What pages of assignment share: filters from an address, rows as they are shown, chosen rows of a form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from django.http import QueryDict

from miqyas.catalogue import Feature, vocabulary
from miqyas.kernel.text import Text
from miqyas.web.words import current_language, say_here
from miqyas.workspace.campaigns.assigning import Holding
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.queries.assignments import STANDINGS, Filter, Row, rows_matching
from miqyas.workspace.campaigns.services.assignments import Wanted
from miqyas.workspace.registry.models import Entity

LONGEST: Final = 200
BETWEEN: Final = "~"
"""Between the code of a feature and who had it when the form was shown."""


@dataclass(frozen=True)
class Select:
    """A filter to choose from: its name, its label, its options, the one chosen."""

    name: str
    options: Sequence[tuple[str, str]]
    chosen: str

    @property
    def label(self) -> str:
        return say_here(f"assign.filter.{self.name}")


@dataclass(frozen=True)
class Shown:
    """A row as the page shows it."""

    row: Row
    question: str
    subindex: str
    owner: str
    value: str
    """What its box sends: the feature, and who has it now."""


def filter_of(get: QueryDict) -> Filter:
    """What an address, or a form that repeats it, asks for."""
    return Filter(**{one.name: get.get(one.name, "")[:LONGEST] for one in fields(Filter)})


def selects_of(campaign: Campaign, wanted: Filter, entities: Mapping[str, Entity]) -> list[Select]:
    """The filters that narrow this campaign: only what its features have."""
    given, language = instruments_of(campaign), current_language()
    features = given.features.values()
    parts = {part.code: part.name for one in given.instruments for part in one.subindices}
    found = [Select("subindex", _options(parts, {one.subindex for one in features}), wanted.subindex)]
    words = vocabulary()
    for name, terms in (
        ("sector", words.sectors),
        ("audience", words.audiences),
        ("theme", words.themes),
        ("owner", words.owners),
    ):
        used = {getattr(one, name) for one in features}
        names = {code: term.name for code, term in terms.items()}
        found.append(Select(name, _options(names, used), getattr(wanted, name)))
    named = [(code, entity.title.in_language(language)) for code, entity in entities.items()]
    found.append(Select("entity", named, wanted.entity))
    standings = [(code, say_here(f"assign.standing.{code}")) for code in STANDINGS]
    found.append(Select("standing", standings, wanted.standing))
    return [select for select in found if len(select.options) > 1]


def _options(names: Mapping[str, Text], used: Iterable[str]) -> list[tuple[str, str]]:
    language, wanted = current_language(), set(used)
    return [(code, name.in_language(language)) for code, name in names.items() if code in wanted]


def shown_rows(campaign: Campaign, rows: Iterable[Row]) -> list[Shown]:
    """Rows with their words."""
    given, language = instruments_of(campaign), current_language()
    parts = {
        part.code: part.name.in_language(language) for one in given.instruments for part in one.subindices
    }
    return [
        Shown(
            row,
            row.feature.question.in_language(language),
            parts[row.feature.subindex],
            owner_name(row.feature),
            value_of(row),
        )
        for row in rows
    ]


def owner_name(feature: Feature) -> str:
    """The typical owner of a feature."""
    term = vocabulary().owners.get(feature.owner)
    return term.name.in_language(current_language()) if term else feature.owner


def value_of(row: Row) -> str:
    """What the box of a row sends."""
    return f"{row.feature.code}{BETWEEN}{Holding.of(row)}"


def digest_of(rows: Iterable[Row]) -> str:
    """Names who has each of the rows: if it differs when a form comes back, somebody else was at work."""
    told = "\n".join(map(value_of, rows))
    return hashlib.sha256(told.encode()).hexdigest()


def asked_of(campaign: Campaign, wanted: Filter) -> Filter:
    """What is asked of rows: of cities, where one city is looked at, its name asks for nothing more."""
    return replace(wanted, entity="") if campaign.kind == Kind.CITIES else wanted


def chosen_rows(campaign: Campaign, rows: Sequence[Row], post: QueryDict) -> tuple[list[Row], bool]:
    """The rows that a form chose, and whether they are still as they were when it was shown."""
    if "all" in post:
        found = rows_matching(rows, asked_of(campaign, filter_of(post)))
        return found, post.get("digest") == digest_of(found)
    wanted = {
        code: holding for code, _, holding in (one.partition(BETWEEN) for one in post.getlist("feature"))
    }
    found = [row for row in rows if row.feature.code in wanted]
    is_same = all(wanted[row.feature.code] == str(Holding.of(row)) for row in found)
    return found, is_same and len(found) == len(wanted)


def held_before(post: QueryDict, rows: Iterable[Row], entities: Mapping[str, Entity]) -> list[Wanted]:
    """What gives features back to whoever had them, as a form says; entities that left are left out."""
    told = (one.partition(BETWEEN) for one in post.getlist("before"))
    before = {code: Holding.from_text(holding) for code, _, holding in told}
    known = {code: entity.pk for code, entity in entities.items()}
    found = []
    for row in rows:
        if then := before.get(row.feature.code):
            lead = known.get(then.lead)
            helpers = frozenset(known[one] for one in then.helpers if lead and one in known)
            found.append(Wanted(row.feature.code, lead, helpers))
    return found


def query_of(wanted: Filter) -> list[tuple[str, Any]]:
    """What a filter asks, for the hidden fields of a form."""
    return [(one.name, value) for one in fields(Filter) if (value := getattr(wanted, one.name))]
