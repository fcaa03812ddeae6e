"""Standings of a mandate group, their export, and what is computed anew from it."""

import json
import random
from fractions import Fraction

import numpy as np
import pytest

from miqyas.assessment.challenge.export import canonical, export, verify
from miqyas.assessment.challenge.rules import rules
from miqyas.assessment.challenge.signals import Written, signals
from miqyas.assessment.challenge.standings import Counted, Entrant, standings
from miqyas.assessment.errors import AssessmentError


def group_of(count, *, group="health"):
    draw = random.Random(4)
    return [
        Entrant(f"e{at}", group, Fraction(draw.randint(0, 100), 100), Fraction(draw.randint(0, 100), 100))
        for at in range(count)
    ]


def places(board):
    return [(one.entity, one.rank) for one in board.places]


class TestMostImproved:
    def test_it_is_the_residual_of_a_line_through_the_last_scores(self):
        entrants = group_of(9)
        board = standings(entrants, fewest=8)["health"]["improved"]
        then, now = (
            [float(value) for value in row]
            for row in zip(*((one.before, one.level) for one in entrants), strict=True)
        )
        slope, base = np.polyfit(then, now, 1)
        expected = {one.code: float(one.level) - base - slope * float(one.before) for one in entrants}
        assert {one.entity: pytest.approx(float(one.value)) for one in board.places} == expected

    def test_below_eight_entities_it_is_not_shown(self):
        assert rules().fewest == 8
        board = standings(group_of(7), fewest=rules().fewest)["health"]["improved"]
        assert (board.places, board.known, board.why) == ((), 7, "too_few")

    def test_entities_without_a_last_score_do_not_count_towards_the_eight(self):
        entrants = [*group_of(7), Entrant("new", "health", Fraction(1))]
        assert standings(entrants, fewest=8)["health"]["improved"].known == 7

    def test_where_all_stood_at_the_same_there_is_no_line(self):
        entrants = [Entrant(f"e{at}", "g", Fraction(at, 10), Fraction(1, 2)) for at in range(9)]
        assert standings(entrants, fewest=8)["g"]["improved"].why == "no_spread"


class TestOtherMeasures:
    def test_groups_are_compared_with_themselves_only(self):
        found = standings([*group_of(2, group="a"), Entrant("z", "b", Fraction(0))], fewest=8)
        assert places(found["b"]["level"]) == [("z", 1)]

    def test_whoever_is_in_no_group_is_compared_with_nobody(self):
        assert standings([Entrant("z", "", Fraction(1))], fewest=8) == {}

    def test_all_who_were_in_time_share_the_first_place(self):
        entrants = [
            Entrant(code, "g", days=days) for code, days in (("a", 9), ("b", 0), ("c", -1), ("d", None))
        ]
        assert places(standings(entrants, fewest=8)["g"]["timeliness"]) == [("a", 1), ("b", 1), ("c", 3)]

    def test_what_is_not_known_has_no_place(self):
        entrants = [Entrant("a", "g", proofs=Counted(0, 4)), Entrant("b", "g", proofs=Counted(0, 0))]
        found = standings(entrants, fewest=8)["g"]
        assert places(found["evidence"]) == [("a", 1)]
        assert found["findability"].why == "nothing_known"


FIGURES = {
    "round": {"code": "first", "title": {"ar": "الأولى", "en": "First"}},
    "rules": {"fewest": 8, "shortlist": {"most": 1, "least": "0.000000"}},
    "criteria": [
        {"code": "use", "weight": 2, "low": 1, "high": 5},
        {"code": "reach", "weight": 1, "low": 1, "high": 5},
    ],
    "entities": [
        {"code": f"e{at}", "group": "g", "level": f"0.{at}00000", "before": f"0.{(at * 7) % 9}00000",
         "days": at - 3, "proofs": [at, 9], "found": [1, 3]}
        for at in range(1, 9)
    ],
    "nominations": [
        {"code": f"N{at}", "entity": f"e{at}", "category": "service", "group": "g"} for at in (1, 2, 3)
    ],
    "sheets": [
        {"juror": "J1", "nomination": "N1", "marks": {"use": 5, "reach": 4}},
        {"juror": "J1", "nomination": "N2", "marks": {"use": 4, "reach": 4}},
        {"juror": "J2", "nomination": "N1", "marks": {"use": 2, "reach": 3}},
        {"juror": "J2", "nomination": "N2", "marks": {"use": 2, "reach": 1}},
    ],
}  # fmt: skip


class TestExport:
    def test_standings_computed_anew_equal_those_of_the_file_to_the_byte(self):
        found = verify(export(FIGURES), name="first.json")
        assert found.holds
        assert found.claimed == found.computed

    def test_the_order_of_what_is_in_the_file_changes_nothing(self):
        shuffled = {name: FIGURES[name] for name in reversed(FIGURES)}
        for name in ("entities", "nominations", "sheets", "criteria"):
            shuffled[name] = random.Random(1).sample(FIGURES[name], len(FIGURES[name]))
        assert verify(export(shuffled), name="").computed == verify(export(FIGURES), name="").computed

    def test_a_nomination_without_a_sheet_has_no_score_and_no_rank(self):
        rows = {one["nomination"]: one for one in json.loads(export(FIGURES))["standings"]["nominations"]}
        assert (rows["N3"]["corrected"], rows["N3"]["rank"], rows["N3"]["in"]) == (None, None, False)
        assert (rows["N1"]["rank"], rows["N1"]["in"]) == (1, True)

    def test_a_changed_mark_is_found_and_the_place_is_named(self):
        document = json.loads(export(FIGURES))
        document["sheets"][0]["marks"]["use"] = 1
        found = verify(canonical(document), name="first.json")
        assert not found.holds
        assert "standings.nominations.0.corrected" in found.differing

    def test_a_changed_standing_is_found(self):
        document = json.loads(export(FIGURES))
        document["standings"]["entities"]["g"]["level"]["rows"][0]["rank"] = 2
        found = verify(canonical(document), name="first.json")
        assert found.differing == ("standings.entities.g.level.rows.0.rank",)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"null",
            b"[]",
            b"\xff\xfe",
            b'{"format":"miqyas-challenge/1"}',
            b'{"format":"miqyas-challenge/2","standings":{}}',
            b"[" * 100_000,
            canonical(
                {**FIGURES, "format": "miqyas-challenge/1", "standings": {}, "entities": [{"code": 1}]}
            ),
            canonical({**FIGURES, "format": "miqyas-challenge/1", "standings": {}, "sheets": 7}),
        ],
    )
    def test_what_is_no_export_is_refused_in_words(self, content):
        with pytest.raises(AssessmentError) as told:
            verify(content, name="x.json")
        assert told.value.full_code == "assessment.export_unreadable"
        assert "no export of a round" in told.value.problem("en")


class TestSignals:
    def test_few_late_answers_are_no_dump(self):
        few = {"x": [1.0] * (rules().dump_fewest - 1)}
        assert signals(hours=few, texts=[], links={}, rules=rules()) == ()

    def test_answers_after_the_deadline_are_late_and_no_dump(self):
        assert signals(hours={"x": [-2.0] * 20}, texts=[], links={}, rules=rules()) == ()

    def test_short_texts_may_be_the_same(self):
        texts = [Written("x", "F1", "Article 3"), Written("y", "F1", "Article 3")]
        assert signals(hours={}, texts=texts, links={}, rules=rules()) == ()

    def test_arabic_spelling_does_not_hide_a_copy(self):
        text = "تُقدَّم الخدمة إلكترونيًا من أولها إلى آخرها عبر البوابة الوطنية"
        bare = "تقدم الخدمة الكترونيا من اولها الى اخرها عبر البوابة الوطنية"
        found = signals(
            hours={}, texts=[Written("x", "F1", text), Written("y", "F2", bare)], links={}, rules=rules()
        )
        assert [(one.kind, one.entities, one.places) for one in found] == [
            ("same_text", ("x", "y"), ("F1", "F2"))
        ]
