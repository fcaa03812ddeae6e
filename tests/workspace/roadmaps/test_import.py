"""The roadmap as a file: taken away, filled in, shown with what it would do, brought in as a whole."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from miqyas.jobs.programme.roadmap_files import roadmap_template, roadmap_workbook
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.importing import roadmap_apply, roadmap_plan
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole
from miqyas.workspace.roadmaps.services.items import item_save
from tests.workspace.roadmaps.roads import RECORDS, laid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign_cast")]


def sheet(*rows: dict[str, object], name: str = "roadmap.csv") -> tuple[bytes, str]:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(), name


def problems(*rows: dict[str, object]) -> list[tuple[str, int | None, str]]:
    content, name = sheet(*rows)
    found = roadmap_plan(content, name=name).problems
    return [(one.detail, one.place.line, one.place.name) for one in found]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_taken_away_comes_back_and_changes_nothing(language: str) -> None:
    laid()
    content = roadmap_workbook(language=language, with_inside=True)
    plan = roadmap_plan(content, name="roadmap.xlsx")
    assert (plan.problems, plan.doing, plan.counts["same"]) == ((), (), 4)


def test_who_may_not_see_money_takes_none_away_and_loses_none_by_bringing_it_back() -> None:
    laid()
    content = roadmap_workbook(language="en", with_inside=False)
    assert b"Hospitals" not in content
    plan = roadmap_plan(content, name="roadmap.xlsx")
    assert not plan.does_something
    item = item_whole("records")
    assert item is not None
    assert fields_of(item).costs == RECORDS.costs


def test_new_items_and_changes_are_shown_then_done_as_a_whole() -> None:
    laid()
    content, name = sheet(
        {"code": "records", "kind": "initiative", "planned_end": "2027-05-20", "go_live": "2027-05-21"},
        {"code": "e-referral", "kind": "Initiative", "planned_end": "2027-06-01", "go_live": ""},
    )
    plan = roadmap_plan(content, name=name)
    assert [one.detail for one in plan.problems] == ["title_missing"]
    content, name = sheet(
        {"code": "records", "kind": "initiative", "title_en": "Health record", "planned_end": "2027-05-20"},
        {"code": "e-referral", "kind": "Initiative", "title_en": "Referral", "planned_end": "2027-06-01"},
    )
    plan = roadmap_plan(content, name=name)
    assert [(one.fields.code, one.doing, one.changed) for one in plan.doing] == [
        ("records", "change", ("title", "planned_end")),
        ("e-referral", "add", ()),
    ]
    roadmap_apply(plan, by=None)
    assert RoadmapItem.objects.get(code="records").planned_end == date(2027, 5, 20)
    assert RoadmapItem.objects.get(code="e-referral").state == "proposed"


def test_what_the_file_does_not_have_stays() -> None:
    laid()
    content, name = sheet({"code": "records", "kind": "initiative", "progress": "30"})
    roadmap_apply(roadmap_plan(content, name=name), by=None)
    item = item_whole("records")
    assert item is not None
    assert fields_of(item) == replace(RECORDS, progress=30)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"planned_end": "next spring"}, ("day_unreadable", 2, "planned_end")),
        ({"progress": "much"}, ("number_unreadable", 2, "progress")),
        ({"staff": "=1+1"}, ("number_unreadable", 2, "staff")),
        ({"progress": "140"}, ("of_a_hundred", 2, "progress")),
        ({"kind": "dream"}, ("kind_unknown", 2, "kind")),
        ({"parent": "nowhere"}, ("parent_unknown", 2, "parent")),
        ({"entity": "moon"}, ("entity_unknown", 2, "entity")),
        ({"features": "OSI OSI-XX-9"}, ("feature_unknown", 2, "features")),
        ({"indicators": "XYZ"}, ("indicator_unknown", 2, "indicators")),
        ({"responsible": "nobody@example.org"}, ("person_unknown", 2, "responsible")),
        ({"title_en": ""}, ("title_missing", 2, "title")),
        ({"code": "Two words"}, ("code_malformed", 2, "code")),
    ],
)
def test_each_problem_is_told_at_its_line_and_column(row: dict, found: tuple) -> None:  # type: ignore[type-arg]
    laid()
    base = {"code": "new-one", "kind": "initiative", "title_en": "New"}
    assert found in problems({**base, **row})
    assert RoadmapItem.objects.count() == 4


def test_one_code_in_two_rows() -> None:
    row = {"code": "new-one", "kind": "initiative", "title_en": "New"}
    assert ("code_twice", 3, "code") in problems(row, row)


def test_a_row_of_costs_without_its_item() -> None:
    content, name = sheet({"item": "nothing", "cost": "capital", "year": "2027", "amount": "5"})
    plan = roadmap_plan(content, name=name)
    assert [(one.detail, one.place.line) for one in plan.problems] == [("item_unknown", 2)]


def test_costs_alone_replace_those_of_the_items_that_they_name() -> None:
    laid()
    content, name = sheet({"item": "records", "cost": "Capital", "year": "2027", "amount": "99,000.5"})
    roadmap_apply(roadmap_plan(content, name=name), by=None)
    item = item_whole("records")
    assert item is not None
    assert [(one.kind, one.year, str(one.amount)) for one in fields_of(item).costs] == [
        ("capital", 2027, "99000.50")
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"%PDF-1.4", b"a,b\n1,2\n"])
def test_what_is_no_such_file_is_refused_in_words(content: bytes) -> None:
    plan = roadmap_plan(content, name="roadmap.xlsx")
    assert len(plan.problems) == 1
    assert plan.problems[0].render("ar")
    assert not plan.is_ready


def test_the_digest_names_what_would_be_done_to_what_is_there() -> None:
    items = laid()
    content, name = sheet({"code": "records", "kind": "initiative", "progress": "30"})
    before = roadmap_plan(content, name=name).digest
    assert roadmap_plan(content, name=name).digest == before
    item_save(items["records"], replace(RECORDS, progress=10, staff=None), version=0, by=None)
    assert roadmap_plan(content, name=name).digest != before


def test_600_items_come_in_and_the_template_is_empty() -> None:
    rows = [
        {"code": f"item-{n}", "kind": "initiative", "title_en": f"Item {n}", "parent": ""} for n in range(600)
    ]
    content, name = sheet(*rows)
    plan = roadmap_plan(content, name=name)
    assert (plan.problems, plan.doing_count) == ((), 600)
    roadmap_apply(plan, by=None)
    assert RoadmapItem.objects.count() == 600
    empty = roadmap_plan(roadmap_template(language="ar"), name="empty.xlsx")
    assert (empty.problems, empty.rows) == ((), ())


def test_an_item_that_somebody_changed_since_the_plan_is_not_written_over() -> None:
    laid()
    content, name = sheet({"code": "records", "kind": "initiative", "planned_end": "2027-05-20"})
    plan = roadmap_plan(content, name=name)
    item = item_whole("records")
    assert item is not None
    now = fields_of(item)
    item_save(
        item, replace(now, title={**now.title, "en": "Written meanwhile"}), version=item.version, by=None
    )
    with pytest.raises(RoadmapError) as refused:
        roadmap_apply(plan, by=None)
    assert refused.value.detail == "item_moved"
    assert RoadmapItem.objects.get(code="records").title["en"] == "Written meanwhile"


def test_a_plan_that_two_accept_adds_its_items_once() -> None:
    laid()
    content, name = sheet(
        {"code": "e-referral", "kind": "initiative", "title_ar": "إحالة", "title_en": "Referral"}
    )
    plan = roadmap_plan(content, name=name)
    roadmap_apply(plan, by=None)
    with pytest.raises(RoadmapError) as refused:
        roadmap_apply(plan, by=None)
    assert refused.value.detail == "item_moved"
