"""Every fact of every edition rests on a row of the register or says that it has no source."""

from fractions import Fraction
from itertools import pairwise

import pytest

from miqyas.kernel.provenance import Mark, weakest
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.methodology import (
    MethodologyError,
    draft_edition,
    indicators,
    load_edition,
    method_for,
    published_editions,
    sources,
)
from miqyas.methodology.diff import diff, weight_text
from miqyas.methodology.load import ROOM
from miqyas.methodology.model import UNITS
from miqyas.observations.results import PUBLISHED, load_results

EDITIONS = published_editions()
editions = pytest.mark.parametrize("edition", EDITIONS)


class TestFacts:
    @editions
    def test_each_names_a_row_of_the_register_or_no_source_at_all(self, edition):
        for code, name, _, basis in load_edition(edition).facts():
            if basis.source is None:
                assert basis.mark in {Mark.RECALLED, Mark.INFERRED}, (code, name)
            else:
                assert basis.source in sources(), (code, name)

    @editions
    def test_none_claims_more_than_its_row(self, edition):
        for code, name, _, basis in load_edition(edition).facts():
            if basis.source:
                assert basis.mark.strength <= sources()[basis.source].mark.strength, (code, name)

    @editions
    def test_each_rests_on_a_row_about_its_own_edition(self, edition):
        for code, name, _, basis in load_edition(edition).facts():
            if basis.source:
                assert covers(sources()[basis.source].editions, edition), (code, name, basis.source)

    @editions
    def test_all_are_counted_once(self, edition):
        listed = [(code, name, str(value)) for code, name, value, _ in load_edition(edition).facts()]
        assert len(listed) == len(set(listed))
        assert {code for code, name, _ in listed if name == "component"} == set(load_edition(edition).nodes)

    @editions
    def test_notes_are_in_all_required_languages(self, edition):
        for _, _, _, basis in load_edition(edition).facts():
            if basis.note:
                assert all(basis.note.has(language) for language in REQUIRED_LANGUAGES)


def covers(written: str, edition: int) -> bool:
    """Whether a register's cell such as "2014-2022", "2008, 2010" or "all since 2014" holds the edition."""
    if written.startswith("all since"):
        return edition >= int(written.split()[-1])
    for part in written.split(","):
        first, _, last = part.strip().partition("-")
        if int(first) <= edition <= int(last or first):
            return True
    return False


class TestRegister:
    def test_names_are_unique(self):
        lines = ROOM.joinpath("method_sources.csv").read_text(encoding="utf-8").splitlines()
        names = [line.partition(",")[0] for line in lines[1:] if line]
        assert len(names) == len(set(names)) == len(sources())

    def test_every_row_says_where_it_comes_from(self):
        for source in sources().values():
            assert source.source.strip(), source.id
            assert source.editions.strip(), source.id


class TestTrees:
    @editions
    def test_the_folder_is_named_by_its_edition(self, edition):
        assert (load_edition(edition).edition, load_edition(edition).status) == (edition, "published")

    @editions
    def test_the_index_is_made_of_the_three_components(self, edition):
        assert [node.code for node in load_edition(edition).components] == ["OSI", "TII", "HCI"]

    @editions
    def test_weights_sum_to_one_below_every_node(self, edition):
        for node in load_edition(edition).nodes.values():
            if node.children:
                assert sum((child.weight.value for child in node.children), Fraction(0)) == 1, node.code

    @editions
    def test_every_code_is_an_indicator_with_a_unit(self, edition):
        for code in load_edition(edition).nodes:
            assert code in indicators()
            assert indicators()[code].unit in UNITS

    @editions
    def test_a_code_means_the_same_wherever_it_stands(self, edition):
        """EPI stands by itself and within OSI: one rule, other weight."""
        method = load_edition(edition)
        for tree in (method.root, *method.indices):
            for node in tree.walk():
                assert node.children == method.nodes[node.code].children

    @editions
    def test_precision_covers_what_was_published(self, edition):
        assert set(load_edition(edition).precision.decimals) == set(PUBLISHED)

    @editions
    def test_points_below_an_index_sum_to_its_own(self, edition):
        for node in load_edition(edition).nodes.values():
            spans = [child.points.value.span for child in node.children if child.points]
            if node.points and len(spans) == len(node.children) > 0:
                assert sum(spans) == node.points.value.span, node.code

    def test_editions_are_those_with_results(self):
        assert tuple(load_results()) == EDITIONS

    def test_an_edition_that_was_never_published_is_refused(self):
        with pytest.raises(MethodologyError, match="unknown_edition"):
            load_edition(2007)
        with pytest.raises(MethodologyError, match="unknown_edition"):
            method_for(1999)


class TestIdentityOfIndicators:
    """Introduced in the first edition that has it, retired after the last; the trees say which."""

    lives = {
        code: [edition for edition in EDITIONS if code in load_edition(edition).nodes]
        for code in indicators()
    }

    def test_each_is_part_of_some_edition(self):
        assert [code for code, life in self.lives.items() if not life] == []

    @pytest.mark.parametrize(
        ("code", "introduced", "last"),
        [
            ("TII.TV", 2003, 2005),
            ("TII.PC", 2003, 2010),
            ("TII.WB", 2014, 2016),
            ("TII.AM", 2018, 2024),
            ("TII.FB", 2008, 2022),
            ("TII.AF", 2024, 2024),
            ("HCI.EGL", 2024, 2024),
            ("HCI.MYS", 2014, 2024),
            ("OSI.POINTS", 2003, 2020),
            ("OSI.TEC", 2022, 2024),
            ("EGDI", 2003, 2024),
        ],
    )
    def test_introduced_and_retired(self, code, introduced, last):
        assert (self.lives[code][0], self.lives[code][-1]) == (introduced, last)

    def test_none_comes_back_after_it_was_retired(self):
        for code, life in self.lives.items():
            span = EDITIONS[EDITIONS.index(life[0]) : EDITIONS.index(life[-1]) + 1]
            assert life == list(span), code

    def test_what_an_indicator_became_begins_where_it_ends(self):
        for code, indicator in indicators().items():
            if indicator.became:
                after = EDITIONS[EDITIONS.index(self.lives[code][-1]) + 1]
                assert self.lives[indicator.became][0] == after

    def test_names_and_aliases_are_unique(self):
        for language in REQUIRED_LANGUAGES:
            names = [indicator.name[language] for indicator in indicators().values()]
            assert len(names) == len(set(names))
        aliases = [alias for indicator in indicators().values() for alias in indicator.aliases]
        assert len(aliases) == len(set(aliases))
        assert not set(aliases) & set(indicators())


class TestDifferences:
    @pytest.mark.parametrize(("older", "newer"), list(pairwise(EDITIONS)))
    def test_replayed_they_lead_from_one_edition_to_the_next(self, older, newer):
        before, after = load_edition(older), load_edition(newer)
        codes = set(before.nodes)
        for change in diff(before, after):
            match change.kind:
                case "changed":
                    assert change.before != change.after
                case _:
                    codes -= {change.before}
                    codes |= {change.after} - {None}
        assert codes == set(after.nodes)

    def test_parts_that_one_edition_does_not_tell_are_unknown_not_new(self):
        for older, newer in ((2020, 2022), (2022, 2024)):
            found = {c.code: c.kind for c in diff(load_edition(older), load_edition(newer))}
            assert found["LOSI.SP"] == "unknown"

    @editions
    def test_an_edition_does_not_differ_from_itself(self, edition):
        assert diff(load_edition(edition), load_edition(edition)) == ()

    @pytest.mark.parametrize(
        ("older", "newer", "told"),
        [
            (2005, 2008, ("changed", "OSI", "weight")),
            (2010, 2012, ("changed", "OSI", "weight")),
            (2012, 2014, ("changed", "groups", "groups")),
            (2016, 2018, ("became", "TII.AM", "component")),
            (2018, 2020, ("removed", "TII.FT", "component")),
            (2018, 2020, ("changed", "TII.MS", "cap")),
            (2018, 2020, ("changed", "classes", "classes")),
            (2020, 2022, ("added", "OSI.SP", "component")),
            (2022, 2024, ("added", "HCI.EGL", "component")),
            (2022, 2024, ("removed", "TII.FB", "component")),
        ],
    )
    def test_well_known_changes_are_told(self, older, newer, told):
        found = {(c.kind, c.code, c.aspect) for c in diff(load_edition(older), load_edition(newer))}
        assert told in found

    def test_each_carries_its_basis(self):
        for older, newer in pairwise(EDITIONS):
            for change in diff(load_edition(older), load_edition(newer)):
                assert change.basis.source is None or change.basis.source in sources()

    @pytest.mark.parametrize(
        ("weight", "text"), [(Fraction(2, 9), "2/9"), (Fraction(33, 100), "0.33"), (Fraction(1), "1")]
    )
    def test_weights_are_written_as_people_write_them(self, weight, text):
        assert weight_text(weight) == text


class TestDraft:
    draft = draft_edition(EDITIONS[-1])

    def test_it_is_the_next_edition_inherits_the_newest_and_says_so(self):
        newest = load_edition(EDITIONS[-1])
        assert (self.draft.edition, self.draft.status) == (newest.edition + 2, "draft")
        assert self.draft.inherits == newest.edition
        assert all(self.draft.note.has(language) for language in REQUIRED_LANGUAGES)

    def test_its_year_may_be_another(self):
        assert draft_edition(EDITIONS[-1], edition=2031).edition == 2031

    def test_it_changes_nothing(self):
        assert diff(load_edition(EDITIONS[-1]), self.draft) == ()
        assert self.draft.version == load_edition(EDITIONS[-1]).version

    def test_none_of_its_facts_is_more_than_inferred(self):
        newest = load_edition(EDITIONS[-1])
        for (*place, basis), (*_, inherited) in zip(self.draft.facts(), newest.facts(), strict=True):
            assert basis.mark == weakest([inherited.mark, Mark.INFERRED]), place
            assert basis.source == inherited.source

    def test_the_newest_itself_keeps_its_marks(self):
        assert load_edition(EDITIONS[-1]).root.basis.mark is Mark.NUMERIC

    def test_a_published_edition_has_its_own_method(self):
        for edition in EDITIONS:
            assert method_for(edition) is load_edition(edition)
