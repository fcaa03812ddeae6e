"""What changed between two reports: by identity, and what rules did apart from what sites did."""

import pytest

from miqyas.kernel.words import has_words
from miqyas.scanner.changes import Cause, Kind, Known, changes
from miqyas.scanner.rules.model import State

PAGE, OTHER = frozenset({"aa"}), frozenset({"bb"})


def known(
    state: State,
    *,
    feature: str = "A-1",
    rule: str = "r",
    version: int = 1,
    grade: str = "",
    seen: frozenset[str] = PAGE,
) -> Known:
    return Known(feature, state, rule, version, grade, seen)


def kinds(before: State, after: State) -> list[str]:
    return [one.kind.value for one in changes([known(before)], [known(after)])]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (State.ABSENT, State.PRESENT, "new"),
        (State.ABSENT, State.PARTIAL, "new"),
        (State.PARTIAL, State.PRESENT, "fixed"),
        (State.NEEDS_REVIEW, State.PRESENT, "fixed"),
        (State.PRESENT, State.PARTIAL, "broken"),
        (State.PRESENT, State.ABSENT, "gone"),
        (State.PARTIAL, State.ABSENT, "gone"),
        (State.PRESENT, State.NOT_ASSESSABLE, "unseen"),
        (State.ABSENT, State.NOT_TESTED, "unseen"),
        (State.NOT_ASSESSABLE, State.PRESENT, "seen_again"),
        (State.NOT_TESTED, State.ABSENT, "seen_again"),
        (State.NOT_APPLICABLE, State.PRESENT, "added"),
        (State.PRESENT, State.NOT_APPLICABLE, "dropped"),
    ],
)
def test_each_change_has_its_name(before: State, after: State, kind: str) -> None:
    assert kinds(before, after) == [kind]


@pytest.mark.parametrize("state", State)
def test_the_same_state_is_no_change(state: State) -> None:
    assert kinds(state, state) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [(State.NOT_ASSESSABLE, State.NOT_TESTED), (State.PARTIAL, State.NEEDS_REVIEW)],
)
def test_nothing_is_told_where_neither_says_more(before: State, after: State) -> None:
    assert kinds(before, after) == []


def test_one_loss_and_one_gain_are_two_changes_and_not_none() -> None:
    before = [known(State.PRESENT, feature="A-1"), known(State.ABSENT, feature="A-2")]
    after = [known(State.ABSENT, feature="A-1"), known(State.PRESENT, feature="A-2")]
    assert [(one.feature, one.kind.value) for one in changes(before, after)] == [
        ("A-1", "gone"),
        ("A-2", "new"),
    ]


def test_a_stage_goes_up_and_down() -> None:
    form, start = (known(State.PRESENT, grade=grade) for grade in ("form", "transaction"))
    assert [one.kind for one in changes([form], [start])] == [Kind.RAISED]
    assert [one.kind for one in changes([start], [form])] == [Kind.LOWERED]
    assert not changes([known(State.PRESENT, grade="yes")], [known(State.PRESENT, grade="yes")])


def test_what_is_looked_for_first_or_no_more() -> None:
    (added,) = changes([], [known(State.PRESENT)])
    (dropped,) = changes([known(State.PRESENT)], [])
    assert (added.kind, added.cause, added.before) == (Kind.ADDED, Cause.RULE, None)
    assert (dropped.kind, dropped.cause, dropped.after) == (Kind.DROPPED, Cause.RULE, None)
    assert changes([], []) == ()


@pytest.mark.parametrize(
    ("version", "seen", "same_looks", "cause"),
    [
        (1, OTHER, False, Cause.SITE),
        (1, PAGE, False, Cause.SITE),
        (2, PAGE, False, Cause.RULE),
        (2, OTHER, False, Cause.EITHER),
        (2, frozenset(), False, Cause.EITHER),
        (2, OTHER, True, Cause.RULE),
    ],
)
def test_what_the_rule_did_is_told_apart(
    version: int, seen: frozenset[str], same_looks: bool, cause: Cause
) -> None:
    before, after = known(State.PRESENT), known(State.PARTIAL, version=version, seen=seen)
    (change,) = changes([before], [after], same_looks=same_looks)
    assert change.cause is cause


def test_another_rule_counts_as_another_version() -> None:
    (change,) = changes([known(State.PRESENT, rule="r")], [known(State.PARTIAL, rule="s")])
    assert change.cause is Cause.RULE


def test_it_is_told_in_the_order_of_features_whatever_the_order_of_findings() -> None:
    some = [known(State.PRESENT, feature=f"A-{n:03d}") for n in range(2000)]
    none = [known(State.ABSENT, feature=one.feature) for one in reversed(some)]
    found = changes(some, none)
    assert [one.feature for one in found] == sorted(one.feature for one in some)


def test_every_word_is_there() -> None:
    assert all(has_words(f"scans.change.{kind.value}") for kind in Kind)
    assert all(has_words(f"scans.cause.{cause.value}") for cause in Cause)


def test_a_record_says_both_sides() -> None:
    (change,) = changes([known(State.PRESENT, grade="yes")], [known(State.ABSENT, version=2)])
    assert change.as_record() == {
        "feature": "A-1",
        "kind": "gone",
        "cause": "rule",
        "before": {"state": "present", "grade": "yes", "rule": "r", "rule_version": 1},
        "after": {"state": "absent", "grade": None, "rule": "r", "rule_version": 2},
    }
