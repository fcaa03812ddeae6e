"""Pairs of own shares and published sub-indices: what is there, and nothing made up."""

import pytest

from miqyas.assessment.calibration import pairs_of
from miqyas.index.levels import to_level
from miqyas.methodology import load_edition

METHOD = load_edition(2024)
STAGES = {"EPI.INFORMATION": 0.8, "EPI.CONSULTATION": 0.5, "EPI.DECISION": 0.6}


def test_what_was_published_for_a_node_is_its_pair():
    (pair,) = pairs_of(METHOD, shares={"OSI.IF": 0.9, "OSI.CP": 0.5}, published={"OSI.IF": 0.8, "TII": 1.0})
    assert (pair.node, pair.share, pair.published) == ("OSI.IF", 0.9, 0.8)


def test_stages_of_participation_differ_as_its_index_does():
    found = pairs_of(METHOD, shares=STAGES, published={"EPI": 0.6})
    whole = (50 * 0.8 + 9 * 0.5 + 14 * 0.6) / 73
    gap = to_level(0.6) - to_level(whole)
    assert [pair.node for pair in found] == list(STAGES)
    assert all(pair.difference == pytest.approx(gap) for pair in found)


def test_a_stage_that_was_published_itself_is_taken_as_it_is():
    found = {pair.node: pair for pair in pairs_of(METHOD, shares=STAGES, published={"EPI": 0.6, **STAGES})}
    assert all(pair.difference == pytest.approx(0) for pair in found.values())


def test_without_all_stages_the_index_tells_nothing_of_one():
    assert pairs_of(METHOD, shares={"EPI.INFORMATION": 0.8}, published={"EPI": 0.6}) == ()


def test_the_whole_of_online_services_calibrates_nothing():
    assert pairs_of(METHOD, shares={"OSI.IF": 0.9}, published={"OSI": 0.8}) == ()


def test_an_edition_without_sub_indices_gives_no_pairs():
    assert pairs_of(load_edition(2014), shares=STAGES, published={"EPI": 0.6}) == ()
