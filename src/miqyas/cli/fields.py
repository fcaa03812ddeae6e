"""The fields of `--json`: their names are kept from version to version, their meaning stands in `words`.

Each function turns an answer into plain values; `FIELDS_OF` lists the names by command, and `--help` shows
them with ``cli.field.<name>``. A value that is missing is null, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from miqyas.kernel.text import Text

if TYPE_CHECKING:
    from miqyas.analysis.decompose import Change
    from miqyas.analysis.verify import EditionCheck
    from miqyas.analysis.world import Standing, World
    from miqyas.methodology.diff import MethodChange
    from miqyas.methodology.model import Basis, Methodology, Node

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
    "explain": ("iso3", "name", "edition", "tree", "versions"),
    "verify": ("rows", "equal", "declared", "undeclared", "mended", "holds", "editions", "not_verified"),
    "import": ("plan", "changes", "accepted", "set"),
    "datasets": ("set", "datasets", "sets"),
    "export": ("files",),
    "doctor": ("checks", "ok"),
}


def name_fields(name: Text) -> dict[str, str]:
    """A text in all its languages."""
    return dict(name)


def standing_fields(world: World, standing: Standing) -> dict[str, Any]:
    """A country in an edition."""
    return {
        "iso3": standing.iso3,
        "name": name_fields(world.country(standing.iso3).name),
        "edition": standing.edition,
        "is_member": standing.is_listed,
        "is_ranked": standing.rank is not None,
        "rank": standing.rank,
        "egdi": standing.egdi,
        "osi": standing.osi,
        "tii": standing.tii,
        "hci": standing.hci,
        "epi": standing.epi,
        "group": standing.group,
        "rating_class": standing.rating_class,
    }


def change_fields(change: Change | None) -> dict[str, Any] | None:
    """What moved index and rank since the edition before."""
    if change is None:
        return None
    return {
        "before": change.before,
        "after": change.after,
        "rank": change.rank,
        "own": change.own,
        "others": change.others,
        "egdi": change.egdi,
        "components": dict(change.components),
        "method": change.method,
        "rounding": change.rounding,
    }


def basis_fields(basis: Basis) -> dict[str, Any]:
    """Mark and source of a fact."""
    return {"mark": basis.mark.value, "source": basis.source}


def node_fields(node: Node) -> dict[str, Any]:
    """An index or indicator of a method with all below it."""
    return {
        "code": node.code,
        "weight": str(node.weight.value) if node.weight else None,
        "facts": [
            {"name": n, "value": str(value), **basis_fields(basis)} for n, value, basis in node.facts()
        ],
        "children": [node_fields(child) for child in node.children],
    }


def method_fields(methodology: Methodology) -> dict[str, Any]:
    """The method of an edition."""
    groups, classes = methodology.groups, methodology.classes
    return {
        "edition": methodology.edition,
        "status": methodology.status,
        "inherits": methodology.inherits,
        "version": methodology.version,
        "root": node_fields(methodology.root),
        "indices": [node_fields(node) for node in methodology.indices],
        "groups": [{"code": band.code, "above": band.above} for band in groups.bands] if groups else None,
        "rating_classes": {code: list(four) for code, four in classes.codes.items()} if classes else None,
    }


def method_change_fields(change: MethodChange, *, words: str) -> dict[str, Any]:
    """One change between two methods, with its sentence."""
    return {
        "kind": change.kind,
        "code": change.code,
        "aspect": change.aspect,
        "parent": change.parent,
        "before": None if change.before is None else str(change.before),
        "after": None if change.after is None else str(change.after),
        **basis_fields(change.basis),
        "words": words,
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
