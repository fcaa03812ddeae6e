"""The fields of `--json`: their names are kept from version to version, their meaning stands in `words`.

`miqyas.analysis.records` makes the answers; `FIELDS_OF` lists the names by command, and `--help` shows
them with ``cli.field.<name>``. A value that is missing is null, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from miqyas.analysis.verify import EditionCheck

_STANDING: Final = (
    "iso3", "name", "edition", "is_member", "is_ranked", "rank",
    "egdi", "osi", "tii", "hci", "epi", "group", "rating_class",
)  # fmt: skip

FIELDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "country": (*_STANDING, "ranked_count", "change", "headroom", "rivals", "history", "versions"),
    "rank": ("edition", "ranked_count", "members", "countries", *_STANDING, "place", "versions"),
    "compare": ("edition", "subjects", "kind", "code", *_STANDING, "rank_by_edition", "versions"),
    "history": ("iso3", "name", "editions", *_STANDING[2:], "ranked_count", "first", "median", "versions"),
    "method": ("edition", "status", "inherits", "version", "root", "indices", "groups", "rating_classes"),
    "diff": ("before", "after", "changes"),
    "explain": ("iso3", "name", "edition", "tree", "inputs", "inputs_problem", "versions"),
    "worth": (
        "iso3",
        "name",
        "edition",
        "rank",
        "egdi",
        "osi",
        "tii",
        "hci",
        "coming",
        "expected_rank",
        "gains",
        "ladder",
        "reference",
        "equivalents",
        "assumptions",
        "model",
        "draws",
        "seed",
        "versions",
    ),
    "simulate": (
        "iso3",
        "name",
        "edition",
        "field",
        "scenario",
        "expected_rank",
        "expected_rank_before",
        "expected_egdi",
        "expected_egdi_before",
        "gained",
        "others",
        "group_probabilities",
        "class_probabilities",
        "marks",
        "assumptions",
        "model",
        "draws",
        "seed",
        "versions",
    ),
    "forecast": (
        "iso3", "name", "origin", "edition", "editions", "countries", "model", "factor", "method_break",
        "draws", "seed", "track_record", "summary", "models", "entries", "assumptions", "versions",
    ),
    "audit": (
        "edition",
        "index",
        "parts",
        "countries_count",
        "uncertainty",
        "sensitivity",
        "choices",
        "alternatives",
        "weights",
        "descriptions",
        "correlations",
        "principal",
        "alpha",
        "dominance",
        "reach",
        "bounds",
        "left_out",
        "links",
        "country",
        "own_weights",
        "assumptions",
        "versions",
    ),
    "twin": (
        "iso3",
        "name",
        "edition",
        "rank",
        "lacks",
        "weights",
        "partners_count",
        "partners",
        "seekers",
        "givers",
        "minimum",
        "best",
        "stable",
        "cost",
        "assumptions",
        "versions",
    ),
    "target": (
        "iso3",
        "name",
        "edition",
        "goal",
        "probability",
        "verdict",
        "probability_now",
        "probability_best",
        "gap",
        "alone",
        "share",
        "cheapest",
        "effort",
        "binding",
        "draws",
        "seed",
        "model",
        "words",
        "assumptions",
        "versions",
    ),
    "verify": ("rows", "equal", "declared", "undeclared", "mended", "holds", "editions", "not_verified"),
    "import": ("plan", "changes", "accepted", "set"),
    "datasets": ("set", "datasets", "sets"),
    "export": ("files",),
    "doctor": ("checks", "ok"),
}


def check_fields(check: EditionCheck) -> dict[str, Any]:
    """The verification of one edition."""
    return {
        "edition": check.edition,
        "rows": check.rows,
        "checks": {
            name: {
                "equal": equal,
                "declared": check.count(name, declared=True),
                "undeclared": check.count(name, declared=False),
            }
            for name, equal in check.equal.items()
        },
        "declared": check.declared,
        "undeclared": check.undeclared,
        "mended": list(check.mended),
        "largest_residual": check.largest_residual,
        "differences": [
            {
                "check": found.check,
                "iso3": found.iso3,
                "published": found.published,
                "computed": found.computed,
                "declared_by": found.declared_by,
            }
            for found in check.differences
        ],
    }
