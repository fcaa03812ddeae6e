"""Partners of a country: each term by hand, weights that are the reader's, what cannot be asked."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning import TERMS, default_rules, partners
from miqyas.analysis.twinning.field import Field
from miqyas.analysis.twinning.terms import seen_by
from miqyas.analysis.world import load_world
from miqyas.observations.countries import countries
from tests.analysis.overlays import raw_inputs
from tests.analysis.three_states import LATER, world_of

WORLD = load_world()
TWELVE = sorted(set(countries()))[:12]


def of(found, iso3):
    return next(partner for partner in found.partners if partner.iso3 == iso3)


def small_world():
    """BHR lacks most in HCI; EST has it and lacks TII; OMN is behind everywhere."""
    later = {"BHR": (0.8, 1.0, 0.5), "EST": (0.8, 0.5, 1.0), "OMN": (0.4, 0.4, 0.4)}
    return world_of(later, later)


def test_complementarity_is_the_share_of_what_we_lack_that_they_have():
    """BHR lacks 0.2 OSI, 0.5 HCI and 0.35 x 0.2 EPI; EST has all of the HCI: 0.5 of 0.77."""
    est = of(partners(small_world(), iso3="BHR", edition=LATER), "EST")
    assert est.terms["complementarity"] == pytest.approx(0.5 / 0.77)
    assert est.gaps == pytest.approx({"OSI": 0.0, "TII": -0.5, "HCI": 0.5, "EPI": 0.0})


def test_the_shares_of_what_is_lacking_begin_with_the_weakest():
    found = partners(small_world(), iso3="BHR", edition=LATER)
    assert list(found.lacks) == ["HCI", "OSI", "EPI", "TII"]
    assert sum(found.lacks.values()) == pytest.approx(1)


def test_a_state_behind_in_everything_is_no_partner():
    assert [partner.iso3 for partner in partners(small_world(), iso3="BHR", edition=LATER).partners] == [
        "EST"
    ]


def test_benefit_is_the_same_the_other_way_round_with_other_indices():
    """From the Survey alone EST lacks 0.2 OSI, 0.5 TII, 0.07 EPI, of which BHR has the TII."""
    world = small_world()
    rules = default_rules()
    bare = type(rules)(**{**vars(rules), "others": {}})
    field = Field(world, LATER)
    seen = seen_by(field, place=world.position("BHR"), rules=bare)
    assert seen.terms["benefit"][world.position("EST")] == pytest.approx(0.5 / 0.77)
    est = of(partners(world, iso3="BHR", edition=LATER), "EST")
    assert next(iter(est.returns)) == "TII"


def test_similarity_counts_region_language_income_memberships_and_the_way():
    found = partners(WORLD, iso3="BHR", edition=2024)
    are = of(found, "ARE")
    assert are.likeness == {"region": 1.0, "language": 1.0, "income": 1.0, "membership": 1.0, "path": 1.0}
    assert are.terms["similarity"] == pytest.approx(1.0)
    assert (are.languages, set(are.memberships)) == (("ar",), {"gcc", "arab-league", "escwa", "oic"})
    den = of(found, "DNK")
    assert den.likeness == {"region": 0.0, "language": 0.0, "income": 1.0, "membership": 0.0, "path": 1.0}
    assert den.terms["similarity"] == pytest.approx(0.15 + 0.2)


def test_a_region_is_half_a_subregion_and_neighbouring_incomes_half_an_income():
    found = partners(WORLD, iso3="BHR", edition=2024)
    assert of(found, "SGP").likeness["region"] == 0.5
    assert of(found, "TUR").likeness["income"] == 0.5


def test_the_way_is_told_with_edition_and_rank_and_only_of_states_now_ahead():
    found = partners(WORLD, iso3="BHR", edition=2024)
    for partner in found.partners:
        if partner.path is None:
            continue
        assert abs(partner.path.rank - found.rank) <= 10
        assert partner.rank < min(found.rank, partner.path.rank)
        assert WORLD.standing(partner.iso3, partner.path.edition).rank == partner.path.rank
    assert not of(found, "TUR").path
    assert of(found, "DNK").path.edition == 2014


def test_the_record_is_places_gained_over_the_last_four_editions():
    saudi = of(partners(WORLD, iso3="BHR", edition=2024), "SAU")
    assert (saudi.since, saudi.gained) == (2016, 44 - 6)
    assert of(partners(WORLD, iso3="BHR", edition=2024), "NZL").terms["record"] == 0.0


def test_terms_and_totals_run_from_0_to_1_and_the_total_is_the_weighted_mean():
    weights = default_rules().weights
    for iso3 in ("BHR", "TCD", "DNK"):
        found = partners(WORLD, iso3=iso3)
        totals = [partner.total for partner in found.partners]
        assert totals == sorted(totals, reverse=True)
        assert [partner.place for partner in found.partners] == list(range(1, len(totals) + 1))
        for partner in found.partners:
            assert set(partner.terms) == set(TERMS)
            assert all(0 <= value <= 1 for value in partner.terms.values())
            mean = sum(weights[name] * value for name, value in partner.terms.items())
            assert partner.total == pytest.approx(mean)


def test_other_weights_give_another_order():
    only = {"complementarity": 1, "benefit": 0, "similarity": 0, "record": 0}
    found = partners(WORLD, iso3="BHR", weights=only)
    complementarity = [partner.terms["complementarity"] for partner in found.partners]
    assert complementarity == sorted(complementarity, reverse=True)
    assert found.assumptions[0].values == only


def test_a_need_limits_what_is_asked_for():
    found = partners(WORLD, iso3="BHR", needs=("TII",))
    assert list(found.lacks) == ["TII"]
    assert all(partner.gaps["TII"] > 0 for partner in found.partners)


def test_sub_indices_that_are_loaded_stand_in_the_place_of_their_component():
    """With equal OSI, strength in one sub-index only shows once sub-indices are there."""
    state = {"OSI.IF": 0.5, "OSI.CP": 0.5, "OSI.SP": 0.5, "OSI.TEC": 0.5}
    better = {**state, "OSI.SP": 1.0}
    same = {"BHR": (0.5, 0.5, 0.5), "EST": (0.5, 0.5, 0.5)}
    dataset = raw_inputs(LATER, {"BHR": state, "EST": better})
    world = world_of(same, same, dataset)
    assert not partners(world_of(same, same), iso3="BHR", edition=LATER).partners
    est = of(partners(world, iso3="BHR", edition=LATER), "EST")
    weight = float(world.methodology(LATER).nodes["OSI.SP"].weight.value)
    assert est.terms["complementarity"] == pytest.approx(weight * 0.5 / (3 * 0.5 + 0.35 * 0.5))


def test_equal_partners_stand_in_the_order_of_their_codes():
    states = {"BHR": (0.5, 0.5, 0.5), "FSM": (0.9, 0.9, 0.9), "PLW": (0.9, 0.9, 0.9)}
    world = world_of(states, states)
    only = {"complementarity": 1, "benefit": 0, "similarity": 0, "record": 0}
    for _ in range(2):
        found = partners(world, iso3="BHR", edition=LATER, weights=only)
        assert [partner.iso3 for partner in found.partners] == ["FSM", "PLW"]


def test_a_perfect_country_lacks_nothing_and_finds_no_partner():
    states = {"BHR": (1.0, 1.0, 1.0), "EST": (0.9, 0.9, 0.9)}
    assert partners(world_of(states, states), iso3="BHR", edition=LATER).partners == ()


def test_the_first_edition_has_no_record_and_the_other_terms_count_for_it():
    found = partners(WORLD, iso3="BHR", edition=WORLD.editions[0])
    first = found.partners[0]
    assert first.terms["record"] is None
    assert first.gained is None
    assert first.total == pytest.approx(
        (
            0.4 * first.terms["complementarity"]
            + 0.2 * first.terms["benefit"]
            + 0.2 * first.terms["similarity"]
        )
        / 0.8
    )


def test_states_without_a_rank_are_no_partners():
    unranked = {iso3 for iso3 in WORLD.countries if WORLD.standing(iso3, 2012).rank is None}
    assert unranked
    assert not unranked & {partner.iso3 for partner in partners(WORLD, iso3="TCD", edition=2012).partners}


def test_every_ranked_state_of_every_edition_can_ask():
    for edition in WORLD.editions[::3]:
        for iso3 in TWELVE:
            if WORLD.standing(iso3, edition).rank:
                totals = [partner.total for partner in partners(WORLD, iso3=iso3, edition=edition).partners]
                assert not np.isnan(totals).any()


@pytest.mark.parametrize(
    ("asked", "detail", "told"),
    [
        ({"iso3": "XXX"}, "unknown_country", "XXX"),
        ({"iso3": "BHR", "edition": 2011}, "edition_not_loaded", "2011"),
        ({"iso3": "LBY", "edition": 2012}, "not_ranked", "Libya was not ranked in 2012"),
        ({"iso3": "BHR", "weights": {"record": 0.5}}, "twin_weights_sum", "sum to 1.3"),
        ({"iso3": "BHR", "weights": {"money": 0.5}}, "twin_term", "money"),
        ({"iso3": "BHR", "weights": {"record": float("nan")}}, "twin_weight", "nan"),
        ({"iso3": "BHR", "weights": {"record": -0.2}}, "twin_weight", "-0.2"),
        ({"iso3": "BHR", "needs": ("OGDI",)}, "twin_need", "OGDI"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(asked, detail, told):
    with pytest.raises(AnalysisError, match=detail) as caught:
        partners(WORLD, **asked)
    assert told in caught.value.render("en")
    assert caught.value.render("ar")


def test_the_rules_are_whole_and_marked():
    rules = default_rules()
    for weights in (rules.weights, rules.giver_weights, rules.similarity):
        assert sum(weights.values()) == pytest.approx(1)
    assert {one.mark.value for one in rules.assumptions} == {"I"}
