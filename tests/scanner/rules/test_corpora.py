"""On pages whose authors label them the rules are as right as is aimed at; no such page is carried here."""

from dataclasses import replace

import pytest

from benchmarks.scan_accuracy import (
    CORPORA,
    PRECISION,
    RECALL,
    rows,
    school_pages,
    school_rows,
    settings,
    whole_of,
)
from miqyas.scanner.labels import measured
from miqyas.scanner.rules.load import rules


def needed(corpus):
    return pytest.mark.skipif(not (CORPORA / corpus).is_dir(), reason=f"the corpus {corpus} is not here")


BOTH = [pytest.param(one, marks=needed(one)) for one in ("scuole", "multilingual")]


@pytest.mark.parametrize("corpus", BOTH)
def test_rules_are_right_as_often_as_is_aimed_at(corpus):
    measure = whole_of(list(rows(CORPORA)), corpus).measure
    assert measure.is_measured
    assert measure.precision.value >= PRECISION
    assert measure.recall.value >= RECALL


@needed("scuole")
def test_no_mark_of_the_authors_is_in_what_the_rules_see():
    mark = settings()["scuole"]["mark"]
    for one in school_pages(CORPORA):
        assert mark not in repr(one.page)
        assert mark not in repr(one.clues)


def test_a_corpus_that_is_not_there_gives_no_rows(tmp_path):
    assert list(rows(tmp_path)) == []


@needed("scuole")
def test_what_is_said_to_be_measured_is_what_is_measured():
    found = {one.what.split(": ")[-1]: one.measure for one in school_rows(CORPORA)}
    assert found
    for rule, measure in found.items():
        known = measured(rule, settings()["scuole"]["language"])
        assert replace(known, group=measure.group) == measure


def test_what_nobody_labelled_is_not_measured():
    for rule in rules().by_id:
        for language in ("ar", "en", "fr", "es", "pt"):
            assert not measured(rule, language).n
