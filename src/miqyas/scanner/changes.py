"""What changed between two reports, feature by feature: what the site did, and what other rules did.

A finding keeps its identity, which is its feature: nothing is told by counts, in which one loss and one gain
would be no change. What became impossible to look at is told apart, and is neither lost nor broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from miqyas.scanner.rules.model import Grade, State


class Kind(Enum):
    """What became of a finding; each has words ``scans.change.<value>``."""

    NEW = "new"
    """Was not there, is there."""
    FIXED = "fixed"
    """Was there in part, is there as a whole."""
    RAISED = "raised"
    """Is there at a higher stage."""
    BROKEN = "broken"
    """Was there as a whole, is there in part."""
    LOWERED = "lowered"
    GONE = "gone"
    """Was there, is not there."""
    UNSEEN = "unseen"
    """Could be told, can no longer be told: the portal did not answer, or the budget was not met."""
    SEEN_AGAIN = "seen_again"
    ADDED = "added"
    """Was not looked for before."""
    DROPPED = "dropped"
    """Is no longer looked for."""


class Cause(Enum):
    """What made it change; each has words ``scans.cause.<value>``."""

    SITE = "site"
    """The same rule in the same version says something else."""
    RULE = "rule"
    """Another rule, or another version, says something else of the same pages."""
    EITHER = "either"
    """Both the rule and the pages changed."""


_THERE: Final = frozenset({State.PRESENT, State.PARTIAL, State.NEEDS_REVIEW})
_UNTOLD: Final = frozenset({State.NOT_ASSESSABLE, State.NOT_TESTED})
_STAGES: Final[Mapping[str, int]] = {grade.name.lower(): int(grade) for grade in Grade}


@dataclass(frozen=True, slots=True)
class Known:
    """What one report says of one feature; `seen` names the bytes of the pages that it rests on."""

    feature: str
    state: State
    rule: str
    version: int
    grade: str = ""
    seen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, finding: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> Known:
        """From the record of a finding, and those of the looks behind its pages.

        >>> record = {"feature": "A-1", "state": "present", "rule": "search", "rule_version": 2}
        >>> record |= {"grade": "yes", "hits": [{"address": "https://a.example/"}]}
        >>> sorted(Known.of(record, {"https://a.example/": {"body": "ab12"}}).seen)
        ['ab12']
        """
        pages = {hit["address"] for hit in finding["hits"]}
        seen = frozenset(sources[page]["body"] for page in pages if page in sources)
        return cls(
            feature=finding["feature"],
            state=State(finding["state"]),
            rule=finding["rule"],
            version=finding["rule_version"],
            grade=finding["grade"] or "",
            seen=seen - {""},
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One feature of which two reports say different things; None where one of them says nothing."""

    feature: str
    kind: Kind
    cause: Cause
    before: Known | None
    after: Known | None

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "feature": self.feature,
            "kind": self.kind.value,
            "cause": self.cause.value,
            "before": _record(self.before),
            "after": _record(self.after),
        }


def changes(
    before: Iterable[Known], after: Iterable[Known], *, same_looks: bool = False
) -> tuple[Change, ...]:
    """What the later report says otherwise, by feature in the order of their codes; nothing of no change.

    ``same_looks``: both judge the very same looks, so that nothing but rules can have made a difference.

    >>> old = Known("A-1", State.PRESENT, "search", 1)
    >>> lost = Known("A-1", State.ABSENT, "search", 1)
    >>> [(one.kind.value, one.cause.value) for one in changes([old], [lost])]
    [('gone', 'site')]
    >>> changes([old], [old])
    ()
    """
    earlier, later = ({one.feature: one for one in found} for found in (before, after))
    found = []
    for feature in sorted(earlier.keys() | later.keys()):
        old, new = earlier.get(feature), later.get(feature)
        kind = _kind(old, new)
        if kind:
            found.append(Change(feature, kind, _cause(old, new, same_looks=same_looks), old, new))
    return tuple(found)


def _kind(old: Known | None, new: Known | None) -> Kind | None:
    if old is None or new is None:
        return Kind.ADDED if old is None else Kind.DROPPED
    if old.state is State.NOT_APPLICABLE or new.state is State.NOT_APPLICABLE:
        return _of_applying(old.state, new.state)
    if new.state in _UNTOLD or old.state in _UNTOLD:
        return _of_seeing(old.state, new.state)
    return _of_finding(old, new)


def _of_applying(old: State, new: State) -> Kind | None:
    if old is new:
        return None
    return Kind.ADDED if old is State.NOT_APPLICABLE else Kind.DROPPED


def _of_seeing(old: State, new: State) -> Kind | None:
    if old in _UNTOLD and new in _UNTOLD:
        return None
    return Kind.UNSEEN if new in _UNTOLD else Kind.SEEN_AGAIN


def _of_finding(old: Known, new: Known) -> Kind | None:
    if (old.state in _THERE) is not (new.state in _THERE):
        return Kind.NEW if new.state in _THERE else Kind.GONE
    if old.state is not new.state and State.PRESENT in {old.state, new.state}:
        return Kind.FIXED if new.state is State.PRESENT else Kind.BROKEN
    stage, stage_before = _STAGES.get(new.grade), _STAGES.get(old.grade)
    if stage is None or stage_before is None or stage == stage_before:
        return None
    return Kind.RAISED if stage > stage_before else Kind.LOWERED


def _cause(old: Known | None, new: Known | None, *, same_looks: bool) -> Cause:
    if same_looks or old is None or new is None:
        return Cause.RULE
    if (old.rule, old.version) == (new.rule, new.version):
        return Cause.SITE
    return Cause.RULE if old.seen and old.seen == new.seen else Cause.EITHER


def _record(known: Known | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "state": known.state.value,
        "grade": known.grade or None,
        "rule": known.rule,
        "rule_version": known.version,
    }
