"""The catalogue as plain values: the same fields on the command line and in the interface for programs.

Names of fields are kept from version to version. Text is a map of languages; what is not there is null.
"""

from __future__ import annotations

from typing import Any

from miqyas.catalogue.coverage import ROWS, Coverage, Gap, coverage, gaps
from miqyas.catalogue.diff import FeatureChange, change_sentence, diff
from miqyas.catalogue.frozen import feature_as_dict, instrument_sha256
from miqyas.catalogue.load import instruments
from miqyas.catalogue.migrate import grades_of
from miqyas.catalogue.model import CHOICES, Feature, Instrument
from miqyas.catalogue.select import terms_of
from miqyas.kernel.text import REQUIRED_LANGUAGES

Record = dict[str, Any]


def instrument_record(instrument: Instrument) -> Record:
    """An instrument at a glance: what it is, how far to trust it, how many features lie where."""
    return {
        "code": instrument.code,
        "version": instrument.version,
        "title": dict(instrument.title),
        "about": dict(instrument.about),
        "is_packaged": instrument == instruments().get(instrument.code),
        "mark": instrument.basis.mark.value,
        "source": instrument.basis.source,
        "sha256": instrument_sha256(instrument),
        "features_count": len(instrument.features),
        "subindices": [
            {
                "code": part.code,
                "name": dict(part.name),
                "node": part.node,
                "features_count": len(instrument.of_subindex(part.code)),
            }
            for part in instrument.subindices
        ],
    }


def feature_record(instrument: Instrument, feature: Feature) -> Record:
    """A feature with the names of its codes, its grades from the lowest, and what it serves elsewhere."""
    names = {choice: _name(instrument, choice, getattr(feature, choice)) for choice in CHOICES}
    return {
        "instrument": instrument.code,
        **feature_as_dict(feature),
        "grades": list(grades_of(feature)),
        "names": names,
    }


def _name(instrument: Instrument, choice: str, code: str) -> dict[str, str] | None:
    term = terms_of(choice, within=[instrument]).get(code)
    return dict(term.name) if term else None


def coverage_record(instrument: Instrument) -> Record:
    """Where the features of an instrument lie, and which cells must not be empty and are."""
    return {
        "instrument": instrument.code,
        "tables": {rows: _table(instrument, coverage(instrument, rows=rows)) for rows in ROWS},
        "gaps": [_gap(gap) for gap in gaps(instrument)],
    }


def _table(instrument: Instrument, table: Coverage) -> list[Record]:
    names = terms_of(table.rows, within=[instrument])
    return [
        {
            "code": term,
            "name": dict(names[term].name),
            "features_count": table.of_term(term),
            "by_subindex": {part: table.counts.get((term, part), 0) for part in table.subindices},
        }
        for term in table.terms
    ]


def _gap(gap: Gap) -> Record:
    return {"expected": dict(gap.expectation.name), "cell": dict(gap.cell)}


def difference_record(older: Instrument, newer: Instrument) -> Record:
    """All changes from one instrument to another, each with its sentence in every language."""
    return {
        "before": {"code": older.code, "version": older.version, "sha256": instrument_sha256(older)},
        "after": {"code": newer.code, "version": newer.version, "sha256": instrument_sha256(newer)},
        "changes": [_change(change) for change in diff(older, newer)],
    }


def _change(change: FeatureChange) -> Record:
    words = {language: change_sentence(change, language=language) for language in REQUIRED_LANGUAGES}
    return {**change.as_dict(), "words": words}
