"""The page of a country: what it says of the first, the last, the unranked, and of known errors."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.analysis.world import load_world
from tests.analysis.overlays import over_release, raw_inputs

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")


def text_of(client: Client, address: str) -> str:
    """The page without its elements, spaces and isolates in one."""
    page = re.sub(r"<(svg|script|style).*?</\1>", " ", client.get(address).content.decode(), flags=re.S)
    joined = re.sub(r"</?(bdi|b|a|span)\b[^>]*>|[\u2066-\u2069]", "", page)
    bare = re.sub(r"<[^>]+>", " ", joined).replace("&#x27;", "'")
    return " ".join(bare.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    ["BHR/", "BHR/2003/", "LBY/2010/", "SSD/2010/", "FSM/2003/", "CAF/", "KOR/2014/", "CUB/", "TUV/2003/"],
)
def test_every_kind_of_standing_has_a_page(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/countries/{page}")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_bahrain_is_told_as_in_the_survey(client: Client) -> None:
    text = text_of(client, "/en/countries/BHR/")
    assert "36 places up" in text
    assert "54 in 2022" in text
    assert "VH · Very high, first class" in text
    assert "Bahrain is 0.080 short of a perfect index; more than half of that lies in human capital" in text
    assert "Spain is 0.0010 ahead of Bahrain; the United States is 0.0001 behind" in text


def test_bahrain_is_told_in_arabic(client: Client) -> None:
    text = text_of(client, "/ar/countries/BHR/")
    assert "تقدم 36 مركزًا" in text
    assert "ينقص البحرين 0.080 عن الدرجة الكاملة، وأكثر من نصفه في رأس المال البشري" in text


def test_the_ten_nearest_on_each_side_stand_in_a_table_with_their_gaps(client: Client) -> None:
    table = client.get("/en/countries/BHR/").context["rivals"]
    assert [row.cells[0] for row in table.rows] == list(range(8, 29))
    assert [row.is_selected for row in table.rows].index(True) == 10


@pytest.mark.parametrize(("page", "rivals"), [("DNK/2024/", 10), ("CAF/2024/", 10), ("SWE/2003/", 11)])
def test_the_first_and_the_last_have_rivals_on_one_side(client: Client, page: str, rivals: int) -> None:
    assert len(client.get(f"/en/countries/{page}").context["rivals"].rows) == rivals + 1


def test_the_last_is_told_calmly(client: Client) -> None:
    assert "no ranked state stands behind it" in text_of(client, "/en/countries/CAF/")


def test_states_that_share_a_rank_name_each_other(client: Client) -> None:
    answer = client.get("/en/countries/HUN/2003/")
    shared = answer.context["shared_with"]
    ranks = [row.cells[0] for row in answer.context["rivals"].rows]
    assert bool(shared) == (ranks.count(answer.context["standing"].rank) > 1)


def test_a_state_that_was_no_member_then_has_no_zero_and_the_way_to_its_first_rank(client: Client) -> None:
    text = text_of(client, "/en/countries/SSD/2010/")
    assert "South Sudan was not a Member State of the United Nations at the Survey of 2010" in text
    assert "Its next edition with a rank: 2012" in text
    assert "rank 0" not in text
    assert "0.0000" not in text.split("All editions")[0]


def test_a_listed_state_without_a_rank_says_why(client: Client) -> None:
    text = text_of(client, "/en/countries/LBY/2003/")
    assert "Libya is listed in the Survey of 2003 without a rank. Online Service Index is 0" in text


def test_a_known_error_stands_beside_the_number(client: Client) -> None:
    text = text_of(client, "/en/countries/FSM/2003/")
    assert "Micronesia was published with an HCI of 1.422" in text
    assert re.search(r"1\.4220 .{0,60}Known error of the publication", text)
    assert "The headroom cannot be told here" in text
    assert "Known error" not in text_of(client, "/en/countries/FSM/2024/").split("All editions")[0]


def test_an_edition_without_groups_has_no_badge(client: Client) -> None:
    assert 'class="group-badge"' not in client.get("/en/countries/BHR/2012/").content.decode()
    assert 'class="group-badge"' in client.get("/en/countries/BHR/2014/").content.decode()


def test_the_pin_is_the_median_of_the_group_that_was_asked_for(client: Client) -> None:
    own = {part.code: part.pin for part in client.get("/en/countries/BHR/").context["parts"]}
    world = {part.code: part.pin for part in client.get("/en/countries/BHR/?pin=world").context["parts"]}
    assert own["OSI"] != world["OSI"]
    assert "Dark pin: median of GCC" in text_of(client, "/en/countries/BHR/")


def test_every_published_number_leads_to_its_explanation(client: Client) -> None:
    page = client.get("/en/countries/BHR/").content.decode()
    for code in ("EGDI", "OSI", "TII", "HCI", "EPI"):
        assert f'href="/en/countries/BHR/2024/explain/{code}/"' in page


def test_each_change_is_what_its_parts_add_up_to(client: Client) -> None:
    for row in client.get("/en/countries/KOR/").context["changes"].rows:
        _, places, own, others, method, index, *parts = row.cells
        assert places == pytest.approx(own + others + method)
        assert index == pytest.approx(sum(parts))


def test_peers_are_chosen_by_strategies_that_are_explained(client: Client) -> None:
    lists = client.get("/en/countries/BHR/").context["peers"]
    titles = [found.title for found in lists]
    assert "From GCC" in titles
    assert "Share an official language: Arabic" in titles
    assert any(title.startswith("Stood here in") for title in titles)
    assert all(found.why and found.peers for found in lists)


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("bahrain/", "/en/countries/BHR/"),
        ("bhr/2020/", "/en/countries/BHR/2020/"),
        ("البحرين/", "/en/countries/BHR/"),
        ("BHR/?edition=2022", "/en/countries/BHR/2022/"),
    ],
)
def test_another_spelling_leads_to_the_one_address(client: Client, given: str, leads_to: str) -> None:
    assert client.get(f"/en/countries/{given}")["Location"] == leads_to


@pytest.mark.parametrize(
    "page",
    ["XYZ/", "BHR/1999/", "BHR/?edition=abc", "BHR/?pin=none", "BHR/99999/", "%3Cb%3E/", "BHR/2024/explain/"],
)
def test_nonsense_is_a_calm_page(client: Client, page: str) -> None:
    assert client.get(f"/ar/countries/{page}").status_code == 404


@pytest.mark.parametrize("page", ["BHR/", "LBY/2003/", "SSD/2012/"])
def test_one_query_whatever_the_page_shows(client: Client, page: str) -> None:
    client.get(f"/en/countries/{page}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/ar/countries/{page}")
    assert len(queries) == 1


def test_a_change_can_be_told_since_any_earlier_edition(client: Client) -> None:
    page = client.get("/en/countries/BHR/?since=2012")
    assert page.context["change"].before == 2012
    text = text_of(client, "/en/countries/BHR/?since=2012")
    assert "What changed since 2012" in text
    assert "The field grew from 190 to 193 ranked states" in text
    assert "That part cannot be told apart in: Online services" in text


@pytest.mark.parametrize("since", ["2024", "2013", "soon", "-1", "٢٠١٢"])
def test_a_change_since_no_earlier_edition_is_no_page(client: Client, since: str) -> None:
    assert client.get("/en/countries/BHR/", {"since": since}).status_code == 404
    assert (
        client.get(
            "/en/charts/country-move.svg", {"country": "BHR", "edition": 2024, "since": "2013"}
        ).status_code
        == 404
    )


def test_sub_indices_that_are_loaded_split_a_component_further(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC")
    values = {2022: 0.7, 2024: 0.9}
    datasets = [raw_inputs(year, {"BHR": dict.fromkeys(codes, value)}) for year, value in values.items()]
    world = load_world(over_release(*datasets))
    monkeypatch.setattr("miqyas.workspace.datasets.world.current_world", lambda: world)
    text = text_of(client, "/en/countries/BHR/?since=2022")
    assert "Inside Online services: what moved it" in text
    assert "Services provision +0.0900 +0.0300" in text
    assert "Scale of the field, and unexplained" in text
