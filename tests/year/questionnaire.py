"""The end of the summer: the Member State Questionnaire, filled, answered, checked, signed, taken away."""

from __future__ import annotations

import datetime as dt
from typing import Final

from miqyas.workspace.questionnaires.models import Item, Questionnaire, SignOff
from tests.year.files import cells, document_words, workbook
from tests.year.government import Walker, Year, brought

WORK: Final = "/en/workspace/questionnaires/"
PAGE: Final = f"{WORK}msq/"
LAW: Final = ("القانون نافذ منذ سنتين.", "The law has been in force for two years.")
LAW_PAGE: Final = "https://portal.example.org/law-data"
HEALTH: Final = "The ministry of health answers for itself."


def it_is_begun_and_filled_from_what_is_known(year: Year) -> None:
    year.clock.turn_to(dt.date(2027, 8, 20))
    amina = year.at("amina", WORK).send(
        "Begin it", code="msq", title_ar="استبيان الدول الأعضاء", title_en="Member State Questionnaire",
        due_on="2027-11-01",
    )  # fmt: skip
    count = Item.objects.count()
    amina.reads(f"0 of {count} are answered.")
    amina.send("Fill in what is known")
    name = item("authority-name")
    assert (name.words["en"], name.words["ar"]) == ("Sample Digital Authority", "الهيئة الرقمية النموذجية")
    assert name.pages == ["https://portal.example.org/"]
    assert name.origin == [{"kind": "entity", "code": "sample-authority"}]
    filled = sum(one.is_answered for one in Item.objects.all())
    amina.open(PAGE).reads(f"{filled} of {count} are answered.")
    assert 4 < filled < count
    year.kept["filled"] = sorted(one.code for one in Item.objects.all() if one.is_answered)
    for name in ("shadi", "inas"):
        year.is_refused(name, WORK)
    year.is_refused("farid", PAGE, status=404)
    year.is_refused("stranger", PAGE)


def what_is_missing_stands_on_the_page_and_in_the_document(year: Year) -> None:
    missing = [one for one in Item.objects.all() if one.is_needed and not one.is_answered]
    assert missing
    amina = year.at("amina", PAGE).send("Hand on to review")
    amina.reads("It can be signed once")
    assert not amina.may("Sign", to="/step/"), "what lacks an answer is not signed"
    amina.send("Take back to draft")
    told = document_words(amina.open(f"{PAGE}questionnaire.docx").content)
    after = told.split("What is missing", 1)[1]
    assert all(one.question["en"] in after for one in missing)


def an_entity_answers_its_own_question_and_no_other(year: Year) -> None:
    amina = year.at("amina", f"{PAGE}questions/ministry-health/")
    amina.send("Save", entity="sample-health", to="/words/")
    noor = year.at("noor", WORK).reads(item("ministry-health").question["en"])
    noor.open(f"{PAGE}questions/ministry-health/").send("Save", words_en=HEALTH)
    assert item("ministry-health").words["en"] == HEALTH
    noor.open(f"{PAGE}questions/law-data/", status=404)
    noor.open(f"{PAGE}questionnaire.docx", status=404)
    year.is_refused("salma", PAGE, status=404)


def the_rest_comes_back_in_a_workbook(year: Year) -> None:
    """A row that somebody was faster with is told, and then nothing is taken in."""
    rows = [row(one) for one in Item.objects.order_by("position") if one.is_needed and not one.is_answered]
    rows = [one for one in rows if one["code"] != "law-data"] + [law()]
    karim = bring(year, [*rows, row(item("authority-name")) | {"version": 0}])
    karim.reads("The file has one problem").does_not_read("Accept the file")
    assert not item("law-data").is_answered
    karim = bring(year, rows)
    karim.send("Accept")
    held = item("law-data")
    assert (held.words, held.pages) == (dict(zip(("ar", "en"), LAW, strict=True)), [LAW_PAGE])
    assert not [one.code for one in Item.objects.all() if one.is_needed and not one.is_answered]


def every_answer_is_checked_and_it_is_signed(year: Year) -> None:
    karim = year.at("karim", PAGE)
    while karim.may("I checked it"):
        karim.send("I checked it")
    assert all(one.checked_by for one in Item.objects.all() if one.is_answered)
    karim.send("Hand on to review")
    assert not karim.may("Sign", to="/step/"), "whoever leads signs"
    year.at("amina", PAGE).send("Sign", to="/step/")
    assert (Questionnaire.objects.get().state, SignOff.objects.count()) == ("signed", 1)
    noor = year.at("noor", f"{PAGE}questions/ministry-health/")
    assert not noor.may("Save", to="/ministry-health/"), "what is signed stays"


def document_and_workbook_say_the_same(year: Year) -> None:
    amina = year.at("amina")
    for language in ("ar", "en"):
        address = f"/{language}/workspace/questionnaires/msq/questionnaire"
        document = document_words(amina.open(f"{address}.docx").content)
        table = cells(amina.open(f"{address}.xlsx").content)
        words = [
            (one.question[language], one.words.get(language, ""), one.pages) for one in Item.objects.all()
        ]
        for question, answer, pages in words:
            for said in (question, answer, *pages):
                assert said in document, (language, said)
                assert not said or any(said in cell for cell in table), (language, said)
        assert LAW[("ar", "en").index(language)] in document
        assert LAW_PAGE in document
    assert HEALTH in document_words(amina.open(f"{PAGE}questionnaire.docx").content)


def item(code: str) -> Item:
    """A question with its answer as it is now."""
    return Item.objects.get(code=code)


def row(one: Item) -> dict[str, object]:
    """A line of the workbook that says that a question does not apply."""
    return {
        "code": one.code, "version": one.version, "answer in Arabic": "", "answer in English": "",
        "pages": "", "does not apply": "yes",
    }  # fmt: skip


def law() -> dict[str, object]:
    """A line with words in both languages and a page."""
    words = {"answer in Arabic": LAW[0], "answer in English": LAW[1], "pages": LAW_PAGE, "does not apply": ""}
    return row(item("law-data")) | words


def bring(year: Year, rows: list[dict[str, object]]) -> Walker:
    """Karim brings the workbook back, and sees what it would change."""
    karim = year.at("karim", PAGE)
    karim.send("Check the file", file=brought("msq.xlsx", workbook("Answers", rows)))
    return karim


STEPS = (
    it_is_begun_and_filled_from_what_is_known,
    what_is_missing_stands_on_the_page_and_in_the_document,
    an_entity_answers_its_own_question_and_no_other,
    the_rest_comes_back_in_a_workbook,
    every_answer_is_checked_and_it_is_signed,
    document_and_workbook_say_the_same,
)
