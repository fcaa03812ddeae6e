"""Pages of the roadmap over time, of slips and of plans: what each of the cast finds on them."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.jobs.programme.adoption import adopt
from miqyas.jobs.programme.roadmap import forget_schedules
from miqyas.reports.tables.portfolio import file_of_sheets
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.fields import Need
from miqyas.workspace.roadmaps.models import PlanAdoption, PortfolioPlan, RoadmapItem
from tests.workspace.roadmaps.dated_given import (
    DOCUMENT,
    FEATURE,
    HANDLE,
    answer_with_a_fixed_handle,
    dated_roadmap,
    items,
    kept_plan,
    put,
)

pytestmark = pytest.mark.django_db

DATES = "/en/workspace/roadmap/dates/"
SLIPS = "/en/workspace/roadmap/slips/"
PLANS = "/en/workspace/roadmap/plans/"
PAGES = (DATES, SLIPS, PLANS)


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_schedules()


def as_one(client, person):
    client.force_login(person)
    return client


def words_of(response):
    """What a reader sees of a page."""
    text = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main", 1)[-1])).replace("\u2068", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_empty_roadmap_teaches_the_first_step(client, campaign_cast, page, language):
    response = as_one(client, campaign_cast.amina).get(page.replace("/en/", f"/{language}/"))
    assert response.status_code == 200
    taught = {"ar": ("لا مواعيد بعد", "لا خطط بعد"), "en": ("No dates yet", "No plans yet")}[language]
    assert taught[page == PLANS] in words_of(response)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_first(client, campaign_cast, page):
    response = client.get(page)
    assert response.status_code == 302
    assert "/account" in response["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_part_is_refused(client, campaign_cast, page):
    assert as_one(client, campaign_cast.dana).get(page).status_code == 403


def test_an_entity_sees_dates_and_slips_and_no_plans(client, campaign_cast):
    dated_roadmap()
    as_one(client, campaign_cast.noor)
    assert [client.get(page).status_code for page in PAGES] == [200, 200, 403]
    assert PLANS not in client.get(DATES).content.decode()


def test_dates_are_drawn_and_said(client, campaign_cast):
    dated_roadmap()
    response = as_one(client, campaign_cast.amina).get(DATES)
    page, words = response.content.decode(), words_of(response)
    assert "2 items, the last of them done on 31 March 2090" in words
    assert "5 January 2026 – 10 February 2026" in words
    assert "10 days late" in words
    assert "After the window" in words
    assert "Critical" in words
    assert page.count('class="gantt-bar') == 2
    assert 'gantt-critical"' in page
    assert "gantt-link" in page
    assert 'style="' not in page


def test_in_arabic_time_runs_from_right_to_left(client, campaign_cast):
    dated_roadmap()
    as_one(client, campaign_cast.amina)

    def places(language):
        page = client.get(DATES.replace("/en/", f"/{language}/")).content.decode()
        return [float(at) for at in re.findall(r'class="gantt-bar[^"]*" x="([\d.]+)%"', page)]

    (first, second), (first_ar, second_ar) = places("en"), places("ar")
    assert first < second
    assert first_ar > second_ar


def test_a_milestone_has_a_shape_of_its_own(client, campaign_cast):
    put("open", kind="initiative", planned_start=dt.date(2090, 1, 1), planned_end=dt.date(2090, 1, 9))
    put("party", kind="milestone", parent="open", needs=(Need("open"),), planned_end=dt.date(2090, 1, 9))
    page = as_one(client, campaign_cast.amina).get(DATES).content.decode()
    assert page.count("gantt-milestone") == 1


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("view=late", {"Item design"}),
        ("view=critical", {"Item launch"}),
        ("view=risk", {"Item launch"}),
        ("branch=identity", {"Item design", "Item launch"}),
        ("branch=nowhere", set()),
        ("entity=nobody", set()),
    ],
)
def test_filters_show_what_they_say(client, campaign_cast, query, seen):
    dated_roadmap()
    page = as_one(client, campaign_cast.amina).get(f"{DATES}?{query}").content.decode()
    listed = [part.split("</ol>")[0] for part in page.split('<ol class="gantt-list">')[1:]]
    assert {name for name in ("Item design", "Item launch") if any(name in one for one in listed)} == seen


@pytest.mark.parametrize("query", ["page=999", "page=x", "edition=1999", "edition=x", "edition=2030"])
def test_an_address_that_asks_for_what_is_not_there_has_the_page_all_the_same(client, campaign_cast, query):
    dated_roadmap()
    as_one(client, campaign_cast.amina)
    assert [client.get(f"{page}?{query}").status_code for page in (DATES, SLIPS)] == [200, 200]


def test_a_title_that_turns_directions_or_holds_tags_stays_text(client, campaign_cast):
    put(
        "bad",
        title={"ar": "<script>alert(1)</script>", "en": "<b>bold</b>"},
        features=(FEATURE,),
        planned_start=dt.date(2090, 1, 1),
        planned_end=dt.date(2090, 2, 1),
    )
    as_one(client, campaign_cast.amina)
    for page in (DATES, SLIPS):
        assert "<b>bold</b>" not in client.get(page).content.decode()
        assert "<script>alert" not in client.get(page.replace("/en/", "/ar/")).content.decode()


def test_slips_have_their_cases_bands_and_costs(client, campaign_cast):
    dated_roadmap()
    response = as_one(client, campaign_cast.amina).get(SLIPS)
    words = words_of(response)
    for said in (
        "if all is done in time",
        "if the late stay late",
        "if nothing more goes live",
        "Item launch",
    ):
        assert said in words
    assert response.content.decode().count('class="rank-row-1"') == 3
    assert "after the window has closed" in words


def test_a_roadmap_without_features_says_what_is_lacking(client, campaign_cast):
    put("plain", planned_start=dt.date(2090, 1, 1), planned_end=dt.date(2090, 2, 1))
    words = words_of(as_one(client, campaign_cast.amina).get(SLIPS))
    assert "Nothing to measure yet" in words


def test_many_items_take_no_more_queries_and_come_in_pages(
    client, campaign_cast, django_assert_max_num_queries
):
    as_one(client, campaign_cast.amina)
    RoadmapItem.objects.bulk_create(
        RoadmapItem(
            code=f"m{number}",
            kind="initiative",
            state="proposed",
            title={"ar": "م", "en": "M"},
            planned_start=dt.date(2090, 1, 1),
            planned_end=dt.date(2090, 2, 1),
        )
        for number in range(600)
    )
    client.get(DATES)
    with django_assert_max_num_queries(14):
        page = client.get(DATES).content.decode()
    assert page.count('class="gantt-item"') == 80
    assert "page=2" in page


def file_of_the_portfolio():
    from miqyas.analysis.portfolio.document import read_document

    portfolio = read_document(current_world(), DOCUMENT).the_portfolio()
    return SimpleUploadedFile("own.xlsx", file_of_sheets(sheets_of(portfolio), form="xlsx", language="en"))


def test_a_portfolio_leads_to_its_answer(client, campaign_cast):
    response = as_one(client, campaign_cast.amina).post(PLANS, {"file": file_of_the_portfolio()})
    assert response.status_code == 302
    assert re.fullmatch(r"/en/workspace/roadmap/plans/answer/[0-9a-f-]{36}/", response["Location"])


def test_the_roadmap_itself_is_solved_again(client, campaign_cast):
    dated_roadmap()
    response = as_one(client, campaign_cast.amina).post(PLANS, {"roadmap": "1"})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file"),
        ({"roadmap": "1"}, "no initiatives with dates"),
        ({"file": SimpleUploadedFile("x.xlsx", b"%PDF-1.7 lies")}, "PDF"),
        ({"file": SimpleUploadedFile("x.csv", b"action,duration\nA,x\n")}, "duration"),
    ],
)
def test_what_cannot_be_solved_is_refused_in_words(client, campaign_cast, sent, said):
    for one in sent.values():
        if hasattr(one, "seek"):
            one.seek(0)
    response = as_one(client, campaign_cast.amina).post(PLANS, sent)
    assert response.status_code == 422
    assert said in words_of(response)


def test_an_answer_is_kept_under_a_name_and_once(client, campaign_cast):
    answer_with_a_fixed_handle()
    as_one(client, campaign_cast.amina)
    address = f"{PLANS}answer/{HANDLE}/"
    assert "2 of 3 actions" in words_of(client.get(address))
    for name in ("With what there is", "The same again"):
        response = client.post(address, {"name": name})
        assert response.status_code == 302
    assert PortfolioPlan.objects.get().name == "With what there is"


def test_a_handle_that_nobody_has_is_not_found(client, campaign_cast):
    as_one(client, campaign_cast.amina)
    address = f"{PLANS}answer/00000000-0000-4000-8000-000000000000/"
    assert client.get(address).status_code == 404


def test_plans_stand_side_by_side_with_what_they_differ_in(client, campaign_cast):
    plans = [kept_plan(), kept_plan({**DOCUMENT, "budgets": {"capital": [150, 150]}}, name="With more money")]
    query = "&".join(f"plan={plan.pk}" for plan in (*plans, plans[0]))
    words = words_of(as_one(client, campaign_cast.amina).get(f"{PLANS}compare/?{query}&plan=nonsense"))
    assert "First" in words
    assert "With more money" in words
    assert "P3 Badges plans differ rejected" in words


def test_comparing_nothing_leads_back(client, campaign_cast):
    assert "No plans chosen" in words_of(as_one(client, campaign_cast.amina).get(f"{PLANS}compare/"))


def test_adopting_puts_items_in_and_says_so_once(client, campaign_cast):
    plan = kept_plan()
    as_one(client, campaign_cast.karim)
    address = f"{PLANS}{plan.pk}/"
    assert "2 initiatives are put in" in words_of(client.get(address))
    for reason in ("The best for its money", "Again"):
        assert client.post(address, {"reason": reason, "parent": ""}).status_code == 302
    assert items() == {"p1", "p2"}
    words = words_of(client.get(address))
    assert "The best for its money" in words
    assert "One action is rejected, and why" in words
    assert "Too little is left of capital for it." in words


def test_a_plan_is_not_adopted_below_what_there_is_not(client, campaign_cast):
    plan = kept_plan()
    response = as_one(client, campaign_cast.amina).post(f"{PLANS}{plan.pk}/", {"parent": "nowhere"})
    assert response.status_code == 422
    assert not PlanAdoption.objects.exists()


def test_who_looks_on_sees_a_plan_and_adopts_none(client, campaign_cast):
    plan = kept_plan()
    as_one(client, campaign_cast.jamal)
    address = f"{PLANS}{plan.pk}/"
    assert "Adopt the plan" not in words_of(client.get(address))
    assert client.post(address, {}).status_code == 403
    assert client.post(PLANS, {"roadmap": "1"}).status_code == 403


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_roadmap_is_taken_away_as_a_portfolio(client, campaign_cast, form):
    adopt(kept_plan(), reason="", by=None)
    response = as_one(client, campaign_cast.jamal).get(f"{PLANS}roadmap.{form}")
    assert response.status_code == 200
    assert f'filename="miqyas-roadmap-portfolio.{form}"' in response["Content-Disposition"]


def test_an_empty_roadmap_is_no_file(client, campaign_cast):
    assert as_one(client, campaign_cast.amina).get(f"{PLANS}roadmap.csv").status_code == 404
