"""From version to version: what changed, in words, and what becomes of the answers given before."""

from dataclasses import replace

import pytest

from miqyas.catalogue import diff as diff_module
from miqyas.catalogue import migrate as migrate_module
from miqyas.catalogue.diff import change_sentence, diff
from miqyas.catalogue.migrate import carried_sentence, left_sentence, migrate
from miqyas.catalogue.model import Retired
from miqyas.kernel.text import LRI, PDI, Text
from tests.catalogue.lists import PARK, park

ISOLATES = str.maketrans("", "", LRI + PDI)
SP, IF = "PARK-SP-001", "PARK-IF-001"


def sentences(newer, language="en"):
    return [change_sentence(change, language=language).translate(ISOLATES) for change in diff(PARK, newer)]


class TestDifferences:
    def test_equal_versions_do_not_differ(self):
        assert diff(PARK, park()) == ()

    def test_added_and_retired(self):
        assert sentences(park(without=[IF])) == [f"{IF} was retired: Is the plan for parks published?"]
        (change,) = diff(park(without=[IF]), PARK)
        assert change_sentence(change, language="en") == f"{IF} is new: Is the plan for parks published?"

    def test_what_took_the_place_of_a_retired_one(self, monkeypatch):
        entry = Retired(IF, "2", Text({"ar": "دُمج.", "en": "Merged."}), SP)
        monkeypatch.setattr(diff_module, "retired", lambda: {IF: entry})
        assert sentences(park(without=[IF])) == [f"{IF} gave way to {SP}: Is the plan for parks published?"]

    @pytest.mark.parametrize(
        ("change", "english", "arabic"),
        [
            (
                {"scale": "yes_no"},
                f"{SP}, Grading: from “Stage of the service” to “Yes or no”.",
                f"{SP}، طريقة التقدير: من «مرحلة الخدمة» إلى «نعم أو لا».",
            ),
            (
                {"recency": None},
                f"{SP}, How recent: from “not older than 12 months” to “of any age”.",
                f"{SP}، الحداثة: من «لا يزيد عمره على 12 شهرًا» إلى «مهما كان تاريخه».",
            ),
            (
                {"counts_not": Text({"ar": "بريد.", "en": "A letter."})},
                f"{SP}: “What does not count” is worded differently.",
                f"{SP}: تغيّرت صياغة «ما لا يُحتسب».",
            ),
            ({"tags": ()}, f"{SP}: its tags changed.", f"{SP}: تغيّرت الوسوم."),
            (
                {"related": ()},
                f"{SP}: its links to other frameworks changed.",
                f"{SP}: تغيّرت الصلات بالأدوات الأخرى.",
            ),
            (
                {"subindex": "PARK.IF"},
                f"{SP}, Sub-index: from “OSI.SP” to “PARK.IF”.",
                f"{SP}، المؤشر الفرعي: من «OSI.SP» إلى «PARK.IF».",
            ),
        ],
    )
    def test_each_aspect_in_words(self, change, english, arabic):
        assert sentences(park(**change)) == [english]
        assert sentences(park(**change), "ar") == [arabic]

    def test_plain_values(self):
        (change,) = diff(PARK, park(tags=()))
        assert change.as_dict() == {
            "kind": "tags",
            "code": SP,
            "aspect": "tags",
            "before": ["open_data"],
            "after": [],
            "became": None,
        }


class TestMigration:
    def test_what_stayed_the_same_is_carried_without_doubt(self):
        found = migrate({SP: "form", IF: "yes"}, older=PARK, newer=park())
        assert {answer.code: answer.grade for answer in found.carried} == {SP: "form", IF: "yes"}
        assert not any(answer.doubts for answer in found.carried)
        assert (found.left_behind, found.unanswered) == ((), ())

    def test_what_counts_changed_so_the_answer_is_to_be_looked_at(self):
        newer = park(counts=Text({"ar": "حجز ودفع.", "en": "Booked and paid."}), pitfalls=None)
        (answer,) = migrate({SP: "form"}, older=PARK, newer=newer).carried
        assert answer.doubts == ("counts",)
        assert carried_sentence(answer, language="en").endswith("What counts. Look at it again.")
        assert carried_sentence(replace(answer, doubts=()), language="en") == ""

    @pytest.mark.parametrize(
        ("grade", "becomes"), [("none", "no"), ("transaction", "yes"), ("information", None), ("form", None)]
    )
    def test_another_scale_carries_only_what_is_certain(self, grade, becomes):
        found = migrate({SP: grade}, older=PARK, newer=park(scale="yes_no"))
        if becomes:
            assert (found.carried[0].grade, found.carried[0].before_grade) == (becomes, grade)
        else:
            assert (found.left_behind[0].reason, found.left_behind[0].grade) == ("scale", grade)
            assert SP in found.unanswered

    @pytest.mark.parametrize(
        ("answers", "newer", "reason"),
        [
            ({IF: "yes"}, park(without=[IF]), "retired"),
            ({IF: "form"}, park(), "grade"),
            ({"PARK-XX-001": "yes"}, park(), "unknown"),
            ({SP: "form"}, park(scale="yes_no"), "scale"),
        ],
    )
    def test_what_is_left_behind_says_why(self, answers, newer, reason):
        found = migrate(answers, older=PARK, newer=newer)
        assert [answer.reason for answer in found.left_behind] == [reason]
        for language in ("ar", "en"):
            assert left_sentence(found.left_behind[0], language=language)

    def test_an_answer_moves_to_what_took_its_place_unless_that_has_one(self, monkeypatch):
        entry = Retired(IF, "2", Text({"ar": "دُمج.", "en": "Merged."}), "PARK-IF-002")
        monkeypatch.setattr(migrate_module, "retired", lambda: {IF: entry})
        moved = replace(PARK.by_code[IF], code="PARK-IF-002")
        newer = replace(PARK, version="2", features=(moved, PARK.by_code[SP]))
        (answer,) = migrate({IF: "yes"}, older=PARK, newer=newer).carried
        assert (answer.code, answer.before_code) == ("PARK-IF-002", IF)
        older = replace(PARK, features=(*PARK.features, moved))
        found = migrate({IF: "no", "PARK-IF-002": "yes"}, older=older, newer=newer)
        assert {one.code: one.grade for one in found.carried} == {"PARK-IF-002": "yes"}
        assert [(one.code, one.reason) for one in found.left_behind] == [(IF, "twice")]

    def test_none_is_lost(self):
        answers = {SP: "form", IF: "yes", "PARK-XX-001": "no"}
        found = migrate(answers, older=PARK, newer=park(scale="yes_no", without=[IF]))
        told = {one.before_code: one.before_grade for one in found.carried}
        told |= {one.code: one.grade for one in found.left_behind}
        assert told == answers
