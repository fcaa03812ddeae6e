"""Every rule says of its own examples what they are called after."""

from collections import defaultdict

import pytest

from miqyas.scanner.rules.load import rules
from tests.scanner.rules.examples import STATES, examples, judged

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_is_what_it_is_called(example):
    finding = judged(example)
    told = example.told
    assert finding.state.value in STATES[example.outcome], finding
    if "expect" in told:
        assert finding.state.value == told["expect"], finding
    if "why" in told:
        assert finding.why is not None, finding
        assert finding.why.value == told["why"], finding
    if "grade" in told:
        assert finding.grade == told["grade"], finding
    if "proof" in told:
        assert finding.proof.name.lower() == told["proof"], finding
    assert all(hit.rule == example.rule for hit in finding.hits)


@pytest.mark.parametrize("rule", rules().by_id)
def test_a_rule_has_examples_of_each_kind_in_both_languages(rule):
    outcomes = defaultdict(set)
    for example in EXAMPLES:
        if example.rule == rule:
            outcomes[example.outcome].add(example.language)
    assert outcomes["passed"] >= {"ar", "en"}
    assert outcomes["failed"] >= {"ar", "en"}
    assert outcomes["inapplicable"]


def test_a_finding_speaks_both_languages():
    for example in EXAMPLES:
        finding = judged(example)
        for language in ("ar", "en"):
            assert finding.in_words(language)
            if finding.state.value in {"absent", "partial", "needs_review"}:
                assert finding.advice_in_words(language)
