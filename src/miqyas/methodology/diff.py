"""What changed between the methods of two editions, as values that can be put into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from miqyas.methodology.load import indicators
from miqyas.methodology.model import Basis, Methodology, Node

ChangeKind = Literal["added", "removed", "became", "changed", "unknown"]


@dataclass(frozen=True)
class MethodChange:
    """One change of the method.

    `kind`: added and removed name a component of `parent`; became names a component that took the
    place of another (`before` its code); unknown names a part of an index whose parts are not known in
    the other edition; changed names an aspect (weight, normalise, aggregate, cap,
    points, provisional, line, groups, classes, cut, not_ranked). `before` and `after` are the values, None
    where there was none; `basis` is the mark and source of the newer fact (of the older one when it was
    removed).
    """

    kind: ChangeKind
    code: str
    aspect: str
    parent: str | None
    before: object
    after: object
    basis: Basis


def diff(older: Methodology, newer: Methodology) -> tuple[MethodChange, ...]:
    """All changes from one method to another: components first, then their rules, then groups and classes.

    >>> from miqyas.methodology.load import load_edition
    >>> [(c.kind, c.code) for c in diff(load_edition(2022), load_edition(2024)) if c.parent == "TII"]
    [('added', 'TII.AF'), ('removed', 'TII.FB')]
    """
    return (*_components(older, newer), *_rules(older, newer), *_sections(older, newer))


def _parent(methodology: Methodology, code: str) -> str | None:
    above = methodology.parents.get(code)
    return above.code if above else None


def _components(older: Methodology, newer: Methodology) -> Iterator[MethodChange]:
    became = {code: indicators()[code].became for code in older.nodes if indicators()[code].became}
    taken_over = {
        after: before for before, after in became.items() if after in newer.nodes and after not in older.nodes
    }
    for code, node in newer.nodes.items():
        if code in older.nodes:
            continue
        parent = _parent(newer, code)
        kind: ChangeKind = "became" if code in taken_over else _kind("added", parent, elsewhere=older)
        yield MethodChange(kind, code, "component", parent, taken_over.get(code), code, node.basis)
    for code, node in older.nodes.items():
        if code not in newer.nodes and code not in taken_over.values():
            parent = _parent(older, code)
            kind = _kind("removed", parent, elsewhere=newer)
            yield MethodChange(kind, code, "component", parent, code, None, node.basis)


def _kind(known: ChangeKind, parent: str | None, *, elsewhere: Methodology) -> ChangeKind:
    """The kind of a part that only one edition has: unknown where the other does not tell its parts."""
    other = elsewhere.nodes.get(parent) if parent else None
    return "unknown" if other is not None and other.is_leaf else known


def _rules(older: Methodology, newer: Methodology) -> Iterator[MethodChange]:
    for code, node in newer.nodes.items():
        before = older.nodes.get(code)
        if before is None:
            continue
        old, new = _aspects(before), _aspects(node)
        for aspect in sorted(old.keys() | new.keys()):
            (was, old_basis), (now, basis) = old.get(aspect, (None, None)), new.get(aspect, (None, None))
            if was != now:
                found = basis or old_basis or node.basis
                yield MethodChange("changed", code, aspect, _parent(newer, code), was, now, found)


def _aspects(node: Node) -> dict[str, tuple[object, Basis]]:
    return {name: (value, basis) for name, value, basis in node.facts() if name != "component"}


def _sections(older: Methodology, newer: Methodology) -> Iterator[MethodChange]:
    sections = (
        ("groups", older.groups, newer.groups, "bands"),
        ("classes", older.classes, newer.classes, "codes"),
    )
    for name, before, after, attribute in sections:
        was, now = getattr(before, attribute, None), getattr(after, attribute, None)
        if was != now:
            basis = (after or before).basis  # type: ignore[union-attr]
            yield MethodChange("changed", name, name, None, was, now, basis)
    if older.classes and newer.classes and older.classes.cut.value != newer.classes.cut.value:
        cut = newer.classes.cut
        yield MethodChange("changed", "classes", "cut", None, older.classes.cut.value, cut.value, cut.basis)
    was_unranked, now_unranked = (
        [(rule.when, rule.component) for rule in m.not_ranked] for m in (older, newer)
    )
    if was_unranked != now_unranked:
        yield MethodChange(
            "changed", "not_ranked", "not_ranked", None, was_unranked, now_unranked, newer.not_ranked[0].basis
        )


def weight_text(weight: Fraction) -> str:
    """A weight as people write it: a fraction with a small denominator, else a decimal.

    >>> weight_text(Fraction(1, 3)), weight_text(Fraction("0.34")), weight_text(Fraction(9, 20))
    ('1/3', '0.34', '9/20')
    """
    small = weight.denominator <= 90 and weight != Fraction(f"{float(weight):.2f}")
    return str(weight) if small or weight.denominator <= 20 else f"{float(weight):.2f}"
