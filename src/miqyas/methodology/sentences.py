"""Methods and their changes in sentences, the same for the command line and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import say
from miqyas.methodology.diff import MethodChange, weight_text
from miqyas.methodology.load import indicators
from miqyas.methodology.model import Band, Basis, Cap, Line, Methodology, Node, Normalisation, Points

_TOLD_IN_RULES: Final = ("aggregate", "normalise", "cap", "points")


def mark_shown(basis: Basis, methodology: Methodology) -> Mark:
    """The mark of a fact as it is shown; whatever is inherited is at best inferred.

    >>> from miqyas.methodology.load import draft_edition
    >>> draft = draft_edition(2024)
    >>> mark_shown(draft.root.basis, draft).value
    'I'
    """
    if methodology.status != "published" and basis.mark is not Mark.RECALLED:
        return Mark.INFERRED
    return basis.mark


def rules_of(node: Node, *, language: str) -> tuple[str, ...]:
    """How a node is made, rule by rule, in a few words each.

    >>> from miqyas.methodology.load import load_edition
    >>> rules_of(load_edition(2024).nodes["TII.MS"], language="en")
    ('z-score', 'counted up to 120')
    """
    told = [
        describe(value, language=language)
        for name, value, _ in node.facts()
        if name in _TOLD_IN_RULES and value != "arithmetic" and value != Normalisation()
    ]
    if node.sign < 0:
        told.append(say("rule.lower_is_better", language=language))
    return tuple(told)


def change_sentence(change: MethodChange, *, language: str) -> str:
    """A change between two methods as one sentence.

    >>> from miqyas.methodology.diff import diff
    >>> from miqyas.methodology.load import load_edition
    >>> changes = diff(load_edition(2022), load_edition(2024))
    >>> [change_sentence(c, language="en") for c in changes if c.code == "TII.FB"]
    ['No longer listed in Telecommunication Infrastructure Index: Fixed broadband subscriptions.']
    """
    name = _name_of(change.code, language)
    parent = _name_of(change.parent, language) if change.parent else ""
    if change.kind in {"added", "removed"}:
        key = f"method.{change.kind}.{'part' if parent else 'whole'}"
        return say(key, language=language, name=name, parent=parent)
    if change.kind == "unknown":
        side = "after" if change.after is None else "before"
        return say(f"method.unknown.{side}", language=language, name=name, parent=parent)
    if change.kind == "became":
        return say(
            "method.became", language=language, name=name, before=_name_of(str(change.before), language)
        )
    words: dict[str, Any] = {
        "name": name,
        "before": describe(change.before, language=language),
        "after": describe(change.after, language=language),
    }
    return say(f"method.changed.{change.aspect}{_side(change)}", language=language, **words)


def _side(change: MethodChange) -> str:
    if change.before is None:
        return ".new"
    return ".gone" if change.after is None else ""


def _name_of(code: str | None, language: str) -> str:
    known = indicators().get(code or "")
    return known.name.in_language(language) if known else (code or "")


def describe(value: object, *, language: str) -> str:
    """A value of a method in words; empty for none."""
    for kind, told in _TOLD.items():
        if isinstance(value, kind):
            return told(value, language)
    return "" if value is None else str(value)


def _weight(weight: Fraction, _language: str) -> str:
    return weight_text(weight)


def _normalisation(by: Normalisation, language: str) -> str:
    return say(f"rule.{by.rule}", language=language, low=by.low, high=by.high)


def _cap(cap: Cap, language: str) -> str:
    sides = (
        "between" if cap.low is not None and cap.high is not None else "from" if cap.high is None else "up_to"
    )
    return say(f"rule.cap.{sides}", language=language, low=cap.low, high=cap.high)


def _points(points: Points, language: str) -> str:
    return say("rule.points", language=language, span=points.span, step=weight_text(points.step))


def _line(line: Line, language: str) -> str:
    return say("rule.line", language=language, slope=line.slope, intercept=line.intercept)


def _bands(bands: tuple[Band, ...], language: str) -> str:
    return say("method.list_comma", language=language).join(_band(band, language) for band in bands)


def _band(band: Band, language: str) -> str:
    group = say(f"group.{band.code}", language=language)
    if band.above is None:
        return say("method.band.lowest", language=language, group=group)
    return say("method.band", language=language, group=group, above=band.above)


def _unranked(rules: list[tuple[str, str | None]], language: str) -> str:
    told = (say(f"rule.{when}", language=language, component=component or "") for when, component in rules)
    return say("method.list_or", language=language).join(told)


def _codes(codes: Mapping[str, tuple[str, ...]], language: str) -> str:
    told = (
        say(
            "method.class",
            language=language,
            group=say(f"group.{group}", language=language),
            codes=" ".join(four),
        )
        for group, four in codes.items()
    )
    return say("method.list_comma", language=language).join(told)


def _word(word: str, language: str) -> str:
    return say(f"rule.{word}", language=language)


_TOLD: Final[Mapping[type, Callable[[Any, str], str]]] = {
    Fraction: _weight,
    Normalisation: _normalisation,
    Cap: _cap,
    Points: _points,
    Line: _line,
    str: _word,
    tuple: _bands,
    list: _unranked,
    dict: _codes,
}
