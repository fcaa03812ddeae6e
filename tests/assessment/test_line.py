"""The line from a ministry's feature to the national index, and back."""

import pytest

from miqyas.analysis.effects import effects
from miqyas.analysis.world import load_world
from miqyas.assessment.bridge import Pair, bridge_of
from miqyas.assessment.errors import AssessmentError
from miqyas.assessment.line import Reach, line_of
from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import say
from miqyas.methodology import load_edition, sources

METHOD = load_edition(2024)
PARTS = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI.INFORMATION", "EPI.CONSULTATION", "EPI.DECISION")


def line(node, *, items=50, share=0.5, **given):
    return line_of(METHOD, node, bridge=bridge_of(node, items=items), share=share, **given)


def test_a_service_feature_by_hand():
    """1/50 of the sub-index, 45 % of online services, the line's 1.017, a third of the index."""
    found = line("OSI.SP")
    assert found.worth == pytest.approx(1 / 50 * 0.45 * 1.017 / 3)
    assert found.at("OSI.SP") == pytest.approx(1 / 50)
    assert found.at("OSI") == pytest.approx(1 / 50 * 0.45 * 1.017)
    assert found.at("EGDI") == found.worth


def test_participation_goes_through_its_stage_and_the_index_of_participation():
    found = line("EPI.CONSULTATION")
    assert found.at("EPI") == pytest.approx(1 / 50 * 9 / 73)
    assert found.worth == pytest.approx(1 / 50 * 9 / 73 * 0.35 * 1.017 / 3)
    assert [factor.node for factor in found.factors][-1] == "EGDI"


@pytest.mark.parametrize("node", PARTS)
def test_it_is_as_steep_as_the_effects_that_the_analysis_knows(node):
    """From the sub-index to OSI both tell the same, but for a bound of participation's scale."""
    known = effects(load_world(), edition=2024)[node]
    found = line(node)
    assert found.at("OSI") * 50 == pytest.approx(known.slope, rel=0.005)


def test_all_features_of_all_parts_come_to_what_the_whole_of_online_services_is_worth():
    assert sum(line(node).worth * 50 for node in PARTS) == pytest.approx(1.017 / 3)


def test_the_way_back_tells_how_many_features_a_gain_takes():
    found = line("OSI.SP")
    assert found.features_for(found.worth * 4) == pytest.approx(4)


def test_e_government_literacy_needs_to_be_told_how_far_it_reaches():
    with pytest.raises(AssessmentError) as refused:
        line("HCI.EGL")
    assert refused.value.detail == "no_line"
    assert refused.value.render("ar")
    found = line("HCI.EGL", reaches={"HCI.EGL": Reach("HCI", 0.16, Mark.INFERRED)})
    assert found.worth == pytest.approx(1 / 50 * 0.16 / 3)


def test_a_node_that_the_edition_has_not_is_refused():
    with pytest.raises(AssessmentError) as refused:
        line("OSI.XX")
    assert refused.value.detail == "unknown_node"
    assert refused.value.render("en")


def test_each_factor_says_what_it_rests_on_and_the_weakest_mark_stands_for_all():
    found = line("OSI.SP")
    assert found.mark is Mark.INFERRED
    weight, published_line = found.factors[2:4]
    assert (weight.mark, published_line.mark) == (Mark.NUMERIC, Mark.NUMERIC)
    assert {weight.source, published_line.source} <= set(sources())
    assert all(
        say(f"line.{factor.name}", language=language) for factor in found.factors for language in ("ar", "en")
    )


def test_a_bridge_that_leans_changes_what_a_feature_is_worth():
    leaning = bridge_of("OSI.SP", items=50, pairs=[Pair("OSI.SP", 0.9, 0.6)] * 5)
    steeper = line_of(METHOD, "OSI.SP", bridge=leaning, share=0.9)
    assert steeper.worth > line("OSI.SP", share=0.9).worth
