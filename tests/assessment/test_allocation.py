"""Assessors given to items: fair, blind to own entities, the same every time, and told where it fails."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.assessment.allocation import REASONS, Assessor, Item, allocate
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.words import say

ARABIC, BOTH = frozenset({"ar"}), frozenset({"ar", "en"})
CHEN = Assessor("chen", languages=BOTH)
GITA = Assessor("gita", languages=ARABIC)
HUGO = Assessor("hugo", languages=BOTH, conflicts=frozenset({"health"}))


def items(count, **fields):
    return [Item(f"F{at:02}", **fields) for at in range(count)]


def test_everybody_has_about_as_much_to_do_and_pairs_mix():
    found = allocate(items(30), assessors=[CHEN, GITA, HUGO], per_item=2)
    assert set(found.load.values()) == {20}
    pairs = {frozenset(pair) for pair in found.assigned.values()}
    assert pairs == {frozenset(pair) for pair in combinations(("chen", "gita", "hugo"), 2)}


def test_nobody_judges_an_item_of_an_own_entity():
    found = allocate(items(9, entities=frozenset({"health"})), assessors=[CHEN, GITA, HUGO], per_item=2)
    assert all("hugo" not in taken for taken in found.assigned.values())
    assert found.unassigned == ()


def test_an_item_in_a_language_goes_to_those_who_read_it():
    found = allocate(items(6, language="en"), assessors=[CHEN, GITA, HUGO], per_item=2)
    assert all(set(taken) == {"chen", "hugo"} for taken in found.assigned.values())


def test_what_cannot_be_given_says_why():
    items_ = [Item("hard", entities=frozenset({"health"}), language="en"), Item("easy")]
    found = allocate(items_, assessors=[CHEN, GITA, HUGO], per_item=2)
    (left,) = found.unassigned
    assert (left.item, left.missing) == ("hard", 1)
    assert left.reasons == {"conflict": 1, "language": 1}
    for reason in REASONS:
        assert say(f"allocation.{reason}", language="ar")


def test_a_full_load_and_too_few_people_are_reasons_too():
    lazy = [Assessor("a", most=1), Assessor("b", most=1)]
    found = allocate(items(2), assessors=lazy, per_item=2)
    assert [(left.missing, left.reasons) for left in found.unassigned] == [(2, {"full": 2})]
    assert allocate(items(1), assessors=[CHEN], per_item=2).unassigned[0].reasons == {"too_few": 1}


def test_who_has_an_item_keeps_it():
    found = allocate([Item("F", given=("hugo",))], assessors=[CHEN, GITA, HUGO], per_item=2)
    assert found.assigned["F"][0] == "hugo"
    assert len(set(found.assigned["F"])) == 2


def test_the_hardest_items_come_first_so_that_they_are_not_left():
    rare = Item("Z", language="en")
    people = [Assessor("only", languages=BOTH, most=1), Assessor("other", languages=ARABIC)]
    found = allocate([Item("A", language="ar"), rare], assessors=people, per_item=1)
    assert found.assigned == {"A": ("other",), "Z": ("only",)}


@given(
    st.permutations(range(8)),
    st.permutations(["chen", "gita", "hugo", "ines"]),
    st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_equal_input_in_any_order_gives_equal_output(order, people, per_item):
    wanted = [Item(f"F{at}", entities=frozenset({"health"} if at % 3 else ())) for at in range(8)]
    staff = [Assessor(code, conflicts=frozenset({"health"} if code == "ines" else ())) for code in people]
    first = allocate(wanted, assessors=sorted(staff, key=lambda one: one.code), per_item=per_item)
    second = allocate([wanted[at] for at in order], assessors=staff, per_item=per_item)
    assert first.assigned == second.assigned
    assert max(first.load.values()) - min(first.load.values()) <= 8


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"items": items(1), "assessors": [CHEN], "per_item": 4}, "how_many_assessors"),
        ({"items": items(1), "assessors": [CHEN], "per_item": 0}, "how_many_assessors"),
        ({"items": items(1) * 2, "assessors": [CHEN], "per_item": 1}, "code_twice"),
        ({"items": items(1), "assessors": [CHEN, CHEN], "per_item": 1}, "code_twice"),
    ],
)
def test_what_cannot_be_asked_is_refused(given, detail):
    with pytest.raises(AssessmentError) as refused:
        allocate(given["items"], assessors=given["assessors"], per_item=given["per_item"])
    assert refused.value.detail == detail
    assert refused.value.render("ar")
