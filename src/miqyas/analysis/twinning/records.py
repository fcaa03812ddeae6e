"""Partners and matched programmes as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from miqyas.analysis.twinning.partners import Partner, Twinning
from miqyas.analysis.twinning.programme import Entry, Matched, Matching, Pair
from miqyas.analysis.twinning.rules import Assumption
from miqyas.analysis.twinning.sentences import partner_sentences
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.observations.countries import countries

Record = dict[str, Any]


def twinning_record(found: Twinning, *, top: int | None = None) -> Record:
    """Partners of a country, best first; `top` leaves only the first so many."""
    return {
        "iso3": found.iso3,
        "name": dict(countries()[found.iso3].name),
        "edition": found.edition,
        "rank": found.rank,
        "lacks": dict(found.lacks),
        "weights": dict(found.weights),
        "partners_count": len(found.partners),
        "partners": [_partner_record(found, partner) for partner in found.partners[:top]],
        "assumptions": assumptions_record(found.assumptions),
        "versions": found.versions.as_dict(),
    }


def _partner_record(found: Twinning, partner: Partner) -> Record:
    path = partner.path
    return {
        "iso3": partner.iso3,
        "name": dict(countries()[partner.iso3].name),
        "place": partner.place,
        "rank": partner.rank,
        "total": partner.total,
        "terms": dict(partner.terms),
        "gaps": dict(partner.gaps),
        "returns": dict(partner.returns),
        "likeness": dict(partner.likeness),
        "languages": list(partner.languages),
        "memberships": list(partner.memberships),
        "path": {"edition": path.edition, "rank": path.rank} if path else None,
        "since": partner.since,
        "gained": partner.gained,
        "words": {
            language: " ".join(partner_sentences(found, partner, language=language))
            for language in REQUIRED_LANGUAGES
        },
    }


def assumptions_record(assumptions: Iterable[Assumption]) -> list[Record]:
    """What a result rests on, each with its mark."""
    return [
        {"name": one.name, "values": dict(one.values), "mark": one.mark.value, "note": dict(one.note)}
        for one in assumptions
    ]


def matched_record(found: Matched) -> Record:
    """A programme matched in two ways, what stability costs, and what the answer rests on."""
    programme = found.programme
    return {
        "edition": found.edition,
        "seekers": [_entry_record(entry) for entry in programme.seekers],
        "givers": [_entry_record(entry) for entry in programme.givers],
        "minimum": programme.minimum,
        "best": _matching_record(found.best),
        "stable": _matching_record(found.stable),
        "cost": found.cost,
        "weights": dict(found.weights),
        "assumptions": assumptions_record(found.assumptions),
        "versions": found.versions.as_dict(),
    }


def _entry_record(entry: Entry) -> Record:
    return {
        "iso3": entry.iso3,
        "capacity": entry.capacity,
        "needs": list(entry.needs),
        "without": list(entry.without),
    }


def _matching_record(matching: Matching) -> Record:
    return {
        "total": matching.total,
        "pairs": [_pair_record(pair) for pair in matching.pairs],
        "left_out": [{"iso3": one.iso3, "lacking": one.lacking, "why": one.why} for one in matching.left_out],
        "blocking": [_pair_record(pair) for pair in matching.blocking],
    }


def _pair_record(pair: Pair) -> Record:
    return {
        "seeker": pair.seeker,
        "giver": pair.giver,
        "benefit": pair.benefit,
        "wish": pair.wish,
        "favour": pair.favour,
    }
