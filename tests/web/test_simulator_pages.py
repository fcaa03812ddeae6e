"""The simulator: the question in the address, sliders with numbers, the answer whole or alone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.world import load_world
from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")
FEW = "draws=300"


def page(client: Client, query: str = "", *, language: str = "en", country: str = "BHR"):
    return client.get(f"/{language}/simulator/{country}/?{query}")


def answer(client: Client, query: str = "", *, language: str = "en"):
    return client.get(f"/{language}/simulator/BHR/answer/?{query}")


class TestChoosing:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_search_the_home_country_and_its_neighbours(self, client, language):
        found = client.get(f"/{language}/simulator/")
        assert found.status_code == 200
        links = [found.context["home"], *found.context["near"]]
        assert len(links) == 6
        assert all(link.url.startswith(f"/{language}/simulator/") for link in links)

    @pytest.mark.parametrize("name", ["bhr", "Bahrain", "البحرين"])
    def test_a_name_leads_to_its_country(self, client, name):
        assert client.get("/en/simulator/", {"q": name}).headers["Location"] == "/en/simulator/BHR/"

    def test_what_may_be_meant(self, client):
        assert "Bahrain" in text_of(client, "/en/simulator/?q=Bahrian")
        suggestions = client.get("/en/simulator/suggestions/?q=oma").json()["suggestions"]
        assert suggestions[0] == {"name": "Oman", "note": "OMN", "url": "/en/simulator/OMN/"}

    def test_another_spelling_of_a_country_leads_to_its_code(self, client):
        found = client.get("/en/simulator/Saudi-Arabia/")
        assert found.headers["Location"] == "/en/simulator/SAU/"
        assert client.get("/en/simulator/Atlantis/").status_code == 404


class TestTheQuestion:
    def test_the_answer_is_that_of_the_simulation(self, client):
        outcome = page(client, f"osi.sp=5&hci=0.02&{FEW}&seed=3").context["outcome"]
        world = load_world()
        scenario = parse_scenario(["osi.sp=+5pts", "hci=+0.02"], iso3="BHR")
        expected = simulate(world, scenario, iso3="BHR", draws=300, seed=3)
        assert outcome.rank.counts.tolist() == expected.rank.counts.tolist()
        assert outcome.rivals == expected.rivals

    def test_a_fixed_field(self, client):
        found = page(client, "osi=0.03&field=fixed")
        assert found.context["interval"] == (16, 16)
        assert "if the others stay as in 2024" in text_of(client, "/en/simulator/BHR/?osi=0.03&field=fixed")

    @pytest.mark.parametrize("edition", [2026, 2028, 2030])
    def test_coming_editions(self, client, edition):
        assert page(client, f"osi=0.01&edition={edition}&{FEW}").context["outcome"].edition == edition

    def test_what_is_written_out(self, client):
        found = page(client, f"set=ARE.OSI=like:SGP,DNK.HCI=0.5&{FEW}")
        assert [chip.label for chip in found.context["chips"]] == ["ARE.OSI=like:SGP", "DNK.HCI=0.5"]
        assert found.context["chips"][0].url == f"/en/simulator/BHR/?edition=2026&set=DNK.HCI=0.5&{FEW}"

    def test_a_form_sends_every_slider_and_the_address_names_what_is_moved(self, client):
        sent = "field=moving&edition=2026&osi=0&osi.sp=5&osi.if=&tii=0.0&hci=0&set=&other=&other_node=OSI"
        found = page(client, f"{sent}&other_amount=&{FEW}")
        assert found.headers["Location"] == f"/en/simulator/BHR/?edition=2026&osi.sp=5&{FEW}"
        assert page(client, f"osi.sp=5&{FEW}").status_code == 200

    def test_another_states_change_is_added_by_the_form(self, client):
        found = page(client, f"osi.sp=5&set=OMN.HCI=0.8&other=ARE&other_node=OSI&other_amount=-0.05&{FEW}")
        assert (
            found.headers["Location"]
            == f"/en/simulator/BHR/?edition=2026&osi.sp=5&set=OMN.HCI=0.8,ARE.OSI=-0.05&{FEW}"
        )

    def test_an_address_leads_to_itself(self, client):
        first = page(client, f"osi.sp=5&set=ARE.OSI=%2B5%25,OMN.HCI=%2B0.1&{FEW}")
        again = client.get(first.context["page_address"])
        assert again.status_code == 200
        assert again.context["outcome"].rank.counts.tolist() == first.context["outcome"].rank.counts.tolist()


class TestWhatCannotBeAnswered:
    @pytest.mark.parametrize(
        ("query", "says"),
        [
            ("osi=0.5", "OSI would fall outside 0 to 1"),
            ("osi=much", "The change much cannot be read"),
            ("osi=nan", "is not a number"),
            ("osi=0.01&osi.sp=1", "changed as a whole"),
            ("set=XYZ.osi=0.5", "No Member State has the code XYZ"),
            ("set=hello", "cannot be read"),
            ("other=ARE&other_amount=lots", "cannot be read"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_the_sliders(self, client, query, says):
        found = page(client, f"{query}&{FEW}")
        assert found.status_code == 422
        assert says in found.content.decode().replace("\u2068", "").replace("\u2069", "")
        assert 'name="osi"' in found.content.decode()

    def test_in_arabic(self, client):
        found = page(client, "osi=0.5", language="ar")
        assert "اختر تغييرًا أصغر" in found.content.decode()

    def test_an_answer_alone_tells_it_where_the_answer_would_stand(self, client):
        found = answer(client, "osi=0.5")
        assert found.status_code == 200
        assert 'role="alert"' in found.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            "field=sideways",
            "edition=2027",
            "edition=2024",
            "draws=0",
            "draws=100001",
            "draws=many",
            "seed=-1",
        ],
    )
    def test_nonsense_is_not_found(self, client, query):
        assert page(client, query).status_code == 404
        assert answer(client, query).status_code == 404

    def test_an_answer_is_for_reading(self, client):
        assert client.post("/en/simulator/BHR/answer/").status_code == 405
        assert client.get("/en/simulator/XYZ/answer/").status_code == 404


class TestThePage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_slider_has_a_label_a_number_and_what_it_does(self, client, language):
        text = page(client, FEW, language=language).content.decode()
        ranges = re.findall(r'<input type="range"[^>]*data-of="([\w-]+)"', text)
        assert len(ranges) == len(set(ranges)) == 18
        for name in ranges:
            assert f'for="{name}"' in text
            assert f'id="{name}"' in text
            assert f'id="about-{name.removeprefix("slide-")}"' in text
        assert "style=" not in text.replace('rel="stylesheet"', "")
        assert not re.search(r"<script(?![^>]*src=)", text)

    def test_points_and_their_marks(self, client):
        text = text_of(client, f"/en/simulator/BHR/?{FEW}")
        assert "1 point: +0.0055 in Online services" in text
        assert "1 point: at least +0.0090 in Human capital" in text
        assert "cheaper by 1% of GNI: +0.0068 in Infrastructure" in text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_drawing_is_told_in_words(self, client, language):
        found = page(client, f"osi=0.03&{FEW}", language=language)
        said = found.context["said"]
        assert found.content.decode().count(f'role="img" aria-label="{said}') == 2
        assert {"ar": "باحتمال 80%", "en": "with a probability of 80%"}[language] in said

    def test_the_ruler_runs_the_other_way_in_arabic(self, client):
        places = {}
        for language in LANGUAGES:
            drawn = str(page(client, FEW, language=language).context["fan"].wide)
            numbers = re.findall(r'class="fan-number" x="([\d.]+)"[^>]*>(\d+)<', drawn)
            places[language] = [float(x) for x, _ in sorted(numbers, key=lambda pair: int(pair[1]))]
        assert places["en"] == sorted(places["en"])
        assert places["ar"] == sorted(places["ar"], reverse=True)

    def test_whom_we_pass_stands_in_the_order_of_rank(self, client):
        rivals = page(client, f"osi=0.03&{FEW}").context["rivals"]
        assert len(rivals) == 10
        assert all(rival.after > rival.before for rival in rivals)
        assert [rival.before for rival in rivals] == sorted(rival.before for rival in rivals)

    def test_it_explains_itself(self, client):
        text = text_of(client, f"/en/simulator/BHR/?osi.sp=5&set=ARE.HCI=0.9&{FEW}")
        assert "1 point changes OSI by 0.0055, by the approximate line from sub-indices to the" in text
        assert "ARE.HCI=0.9: Human Capital Index of United Arab Emirates is changed directly." in text
        assert "300 cases were drawn from the joint forecast of all states" in text
        assert "miqyas simulate BHR --set BHR.OSI.SP=+5pts --set ARE.HCI=0.9" in text
        assert "/api/v1/simulate/BHR?set=BHR.OSI.SP=%2B5pts,ARE.HCI=0.9" in text

    def test_its_address_for_programs_gives_the_same_answer(self, client):
        found = page(client, f"osi.sp=5&field=fixed&{FEW}")
        told = client.get(found.context["api_address"]).json()
        assert told["expected_rank"]["median"] == found.context["outcome"].rank.median

    @pytest.mark.parametrize("country", ["DNK", "CAF", "TUV", "SSD"])
    def test_the_first_the_last_and_the_smallest_have_one(self, client, country):
        assert page(client, FEW, country=country).status_code == 200


class TestTheAnswerAlone:
    def test_it_brings_its_parts_and_the_address(self, client):
        found = answer(client, f"osi=0.03&tii=0&{FEW}")
        text = found.content.decode()
        assert "<html" not in text
        assert found.headers["HX-Replace-Url"] == f"/en/simulator/BHR/?edition=2026&osi=0.03&{FEW}"
        assert re.findall(r'id="(simulator-\w+)"', text) == [
            "simulator-head",
            "simulator-more",
            "simulator-others",
        ]
        assert text.count('hx-swap-oob="true"') == 2

    def test_it_says_what_the_page_says(self, client):
        assert (
            answer(client, f"osi=0.03&{FEW}").context["said"]
            == page(client, f"osi=0.03&{FEW}").context["said"]
        )

    @pytest.mark.parametrize("query", ["", "osi=0.03", "osi.sp=5&set=ARE.OSI=like:SGP"])
    def test_it_costs_one_query(self, client, query):
        answer(client, query)
        with CaptureQueriesContext(connection) as queries:
            answer(client, query)
        assert len(queries) == 1


def test_the_page_costs_one_query(client):
    page(client, FEW)
    with CaptureQueriesContext(connection) as queries:
        page(client, f"{FEW}&seed=2")
    assert len(queries) <= 2
