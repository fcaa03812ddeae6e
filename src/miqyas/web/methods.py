"""What a method says, in the words of a page: facts with their marks and sources, trees, differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology import indicators, sources
from miqyas.methodology.diff import MethodChange, weight_text
from miqyas.methodology.model import (
    Basis,
    Methodology,
    Node,
    Source,
)
from miqyas.methodology.sentences import change_sentence, describe, mark_shown
from miqyas.web.words import current_language, say_here


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact of the method: what it is about, what it says, how far it may be trusted and where it stands."""

    label: str
    text: str
    mark: Mark
    source: Source | None
    note: str


@dataclass(frozen=True, slots=True)
class NodeShown:
    """An index or indicator: its names, its weight in its parent and in the whole, its facts, its parts."""

    code: str
    name: str
    known_as: str
    weight: str
    share: float | None
    share_of_whole: float | None
    mark: Mark
    is_provisional: bool
    rules: tuple[str, ...]
    note: str
    facts: tuple[FactShown, ...]
    children: tuple[NodeShown, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A difference between two methods as a sentence, with the basis of the newer fact."""

    text: str
    mark: Mark
    source: Source | None


def name_of(code: str) -> str:
    """The name of an index or indicator in the language of the page."""
    return indicators()[code].name.in_language(current_language())


def marks_of(methodology: Methodology) -> list[tuple[Mark, int]]:
    """How many facts of an edition carry each mark, strongest mark first."""
    counts = Counter(mark_shown(basis, methodology) for _, _, _, basis in methodology.facts())
    return [(mark, counts[mark]) for mark in Mark if counts[mark]]


def trees_of(methodology: Methodology) -> tuple[NodeShown, ...]:
    """The index of the edition as a tree, then those of its indices that are no part of it."""
    inside = {node.code for node in methodology.root.walk()}
    apart = [tree for tree in methodology.indices if tree.code not in inside]
    root = _node(methodology.root, methodology, whole=Fraction(1))
    return (
        replace(root, name=methodology.name.in_language(current_language())),
        *(_node(tree, methodology, whole=None) for tree in apart),
    )


def _node(node: Node, methodology: Methodology, *, whole: Fraction | None) -> NodeShown:
    weight = node.weight.value if node.weight else None
    own = whole * weight if whole is not None and weight is not None else whole
    return NodeShown(
        code=node.code,
        name=name_of(node.code),
        known_as=_words(node.known_as),
        weight=weight_text(weight) if weight is not None else "",
        share=float(weight) if weight is not None else None,
        share_of_whole=float(own) if own is not None and weight is not None else None,
        mark=_weakest(node, methodology),
        is_provisional=node.provisional is not None,
        rules=tuple(_rules(node)),
        note=_words(node.basis.note),
        facts=tuple(_facts(node, methodology)),
        children=tuple(_node(child, methodology, whole=own) for child in node.children),
    )


def _weakest(node: Node, methodology: Methodology) -> Mark:
    """The weakest mark among the facts of a node: a line promises no more than its least sure part."""
    marks = [mark_shown(basis, methodology) for _, _, basis in node.facts()]
    return max(marks, key=list(Mark).index)


def _words(text: Text | None) -> str:
    return text.in_language(current_language()) if text else ""


def _rules(node: Node) -> Iterator[str]:
    """The rules of a node in short, for the line of the tree."""
    if node.aggregate and len(node.children) > 1:
        yield value_text("aggregate", node.aggregate.value)
    if node.normalise and node.normalise.value.rule != "none":
        yield value_text("normalise", node.normalise.value)
    if node.cap:
        yield value_text("cap", node.cap.value)
    if node.points:
        yield value_text("points", node.points.value)
    if node.sign < 0:
        yield say_here("method.lower_is_better")
    if node.missing != "required":
        yield say_here(f"method.missing.{node.missing}")


def _facts(node: Node, methodology: Methodology) -> Iterator[FactShown]:
    for name, value, basis in node.facts():
        text = name_of(node.code) if name == "component" else value_text(name, value)
        yield fact_shown(name, text, basis, methodology)


def fact_shown(name: str, text: str, basis: Basis, methodology: Methodology) -> FactShown:
    """A fact of the edition with its basis; `name` is a key of `method.fact`."""
    return FactShown(
        label=say_here(f"method.fact.{name}"),
        text=text,
        mark=mark_shown(basis, methodology),
        source=sources()[basis.source] if basis.source else None,
        note=_words(basis.note),
    )


def rules_of(methodology: Methodology) -> list[FactShown]:
    """The rules of the whole edition: ranking, who is not ranked, precision, groups, classes."""
    found = [
        fact_shown("ranking", say_here("method.ranking"), methodology.ranking, methodology),
        fact_shown("precision", _precision(methodology), methodology.precision.basis, methodology),
    ]
    found.extend(
        fact_shown("not_ranked", _not_ranked(rule.when, rule.component), rule.basis, methodology)
        for rule in methodology.not_ranked
    )
    if methodology.groups:
        groups = methodology.groups
        found.append(fact_shown("groups", value_text("groups", groups.bands), groups.basis, methodology))
        border = say_here(f"method.border.{groups.border.value}")
        found.append(fact_shown("border", border, groups.border.basis, methodology))
    if methodology.classes:
        classes = methodology.classes
        found.append(fact_shown("classes", value_text("classes", classes.codes), classes.basis, methodology))
        found.append(fact_shown("cut", value_text("cut", classes.cut.value), classes.cut.basis, methodology))
    return found


def _precision(methodology: Methodology) -> str:
    parts = [
        say_here("method.decimals", code=code, n=decimals)
        for code, decimals in methodology.precision.decimals.items()
    ]
    return say_here("method.comma").join(parts)


def _not_ranked(when: str, component: str | None) -> str:
    if component:
        return say_here(f"method.not_ranked.{when}", name=name_of(component))
    return say_here(f"method.not_ranked.{when}")


def value_text(name: str, value: Any) -> str:
    """The value of a fact in words, such as "min-max over the states"; None is "nothing"."""
    if value is None:
        return say_here("method.nothing")
    if name == "provisional":
        return say_here("method.provisional", value=value)
    return describe(value, language=current_language())


def change_shown(change: MethodChange, newer: Methodology) -> ChangeShown:
    """A difference in a sentence."""
    basis = change.basis
    return ChangeShown(
        text=change_sentence(change, language=current_language()),
        mark=mark_shown(basis, newer),
        source=sources()[basis.source] if basis.source else None,
    )
