"""Agreement of a review: pairs, all together, each against what was decided."""

from miqyas.assessment.answers import Decision, Judgement
from miqyas.assessment.asked import Asked
from miqyas.assessment.raters import review_agreement
from miqyas.assessment.records import review_agreement_record

PLAIN = [Asked(f"P{at}", "OSI.IF") for at in range(4)]
STAGED = [Asked(f"S{at}", "OSI.SP", scale="service_stage") for at in range(3)]


def judged(assessor, grades, *, asked):
    return [
        Judgement(one.feature, assessor, "found", grade)
        for one, grade in zip(asked, grades, strict=True)
        if grade
    ]


def test_scales_are_told_apart_and_near_misses_of_stages_weigh_less():
    seen = [
        *judged("chen", ["yes", "yes", "no", "no"], asked=PLAIN),
        *judged("gita", ["yes", "no", "no", "no"], asked=PLAIN),
        *judged("chen", ["none", "form", "transaction"], asked=STAGED),
        *judged("gita", ["information", "form", "transaction"], asked=STAGED),
    ]
    found = review_agreement([*PLAIN, *STAGED], seen, decisions=[], seed=1)
    values = {(one.first, one.second, one.scale): one.kappa for one in found.pairs}
    assert values["chen", "gita", "yes_no"].units == 4
    assert values["chen", "gita", "service_stage"].value > values["chen", "gita", "yes_no"].value
    assert set(found.alpha) == {"yes_no", "service_stage"}


def test_what_was_not_found_is_the_lowest_grade_and_who_could_not_tell_says_nothing():
    seen = [
        Judgement("P0", "chen", "not_found"),
        Judgement("P0", "gita", "found", "no"),
        Judgement("P1", "chen", "unsure"),
        Judgement("P1", "gita", "found", "yes"),
    ]
    found = review_agreement(PLAIN, seen, decisions=[], seed=1)
    assert found.pairs[0].kappa.units == 1
    assert found.pairs[0].kappa.observed == 1


def test_an_assessor_is_told_milder_and_stricter_than_decided():
    seen = [
        *judged("chen", ["transaction", "form", "form"], asked=STAGED),
        *judged("gita", ["form", "none", "form"], asked=STAGED),
    ]
    decisions = [Decision("S0", "form"), Decision("S1", "form")]
    found = {
        one.assessor: one for one in review_agreement(STAGED, seen, decisions=decisions, seed=1).assessors
    }
    assert (found["chen"].lower, found["chen"].higher) == (0, 1)
    assert (found["gita"].lower, found["gita"].higher) == (1, 0)


def test_cities_are_units_of_their_own_and_strangers_to_the_list_are_left_out():
    seen = [
        Judgement("P0", who, "found", "yes", subject=city)
        for who in ("chen", "gita")
        for city in ("north", "south")
    ]
    seen.append(Judgement("gone", "chen", "found", "yes"))
    (pair,) = review_agreement(PLAIN, seen, decisions=[], seed=1).pairs
    assert pair.kappa.units == 2
    assert pair.kappa.why == "one_category"


def test_its_record_is_plain():
    seen = judged("chen", ["yes"] * 4, asked=PLAIN) + judged("gita", ["yes", "no", "yes", "no"], asked=PLAIN)
    record = review_agreement_record(review_agreement(PLAIN, seen, decisions=[], seed=1))
    assert record["pairs"][0]["kappa"]["units"] == 4
    assert record["assessors"] == []
