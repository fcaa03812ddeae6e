"""Pages of forecasts: what readers see, who may publish, what is explained once results come."""

import hashlib
import re

import pytest
from django.test import Client

from miqyas.analysis.forecast.ledger import ledger
from miqyas.analysis.world import load_world
from miqyas.workspace.datasets.services import dataset_activate, dataset_add, dataset_set_activate
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.history.models import Record
from tests.analysis.overlays import synthetic_results
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
SHIPPED = ledger(load_world())[0].sha256
PAGES = (
    "forecast/",
    "forecast/?group=gcc&edition=2030",
    "forecast/BHR/",
    "forecast/BHR/?edition=2028&model=drift&method=broken",
    "forecast/track-record/",
    "forecast/track-record/?members=region.asia",
    "forecast/ledger/",
    f"forecast/ledger/{SHIPPED}/",
    "forecast/BHR/2024/post-mortem/",
    "forecast/BHR/2026/post-mortem/",
)


def text_of(answer) -> str:
    """What a page says, without its elements and isolates."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", answer.content.decode()))


def import_made_up_results() -> None:
    stored = dataset_add(synthetic_results(), by=None)
    dataset_activate(stored.sha256, by=None)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_reads_in_both_languages(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 200
    assert len(answer.content) < 200_000
    assert "style=" not in answer.content.decode().split("<main")[1].split("<svg")[0]


class TestCountry:
    def test_it_says_between_what_and_what(self, client: Client) -> None:
        answer = client.get("/en/forecast/BHR/")
        text = text_of(answer)
        low, high = answer.context["low"], answer.context["high"]
        assert low < answer.context["median"] < high
        assert f"{low}–{high}" in text
        assert "What this forecast cannot know" in text

    def test_the_track_record_stands_beside_it(self, client: Client) -> None:
        text = text_of(client.get("/en/forecast/BHR/"))
        assert "80% intervals held 81% of ranks" in text
        assert "skill cannot be told from zero" in text

    def test_another_model_says_that_it_was_chosen(self, client: Client) -> None:
        text = text_of(client.get("/en/forecast/BHR/?model=implied"))
        assert "Model: implied by the other components, chosen by you." in text
        assert "did worse than “no change”" in text

    def test_later_editions_are_less_certain(self, client: Client) -> None:
        spans = [
            answer.context["high"] - answer.context["low"]
            for answer in (client.get(f"/en/forecast/BHR/?edition={year}") for year in (2026, 2028, 2030))
        ]
        assert spans == sorted(spans)

    def test_a_name_leads_to_the_code(self, client: Client) -> None:
        assert client.get("/en/forecast/bahrain/")["Location"] == "/en/forecast/BHR/"
        assert client.get("/ar/forecast/?country=البحرين")["Location"] == "/ar/forecast/BHR/"

    @pytest.mark.parametrize(
        "page",
        [
            "XXX/", "BHR/?edition=2024", "BHR/?edition=x", "BHR/?model=magic", "BHR/?method=often",
            "?group=moon", "?show=some", "?country=Atlantis", "track-record/?members=mars", "ledger/abc/",
            "BHR/2001/post-mortem/", "XXX/2024/post-mortem/", "BHR/2024/post-mortem/?entry=abc",
            "BHR/2040/post-mortem/",
        ],
    )  # fmt: skip
    def test_nonsense_is_a_missing_page(self, client: Client, page: str) -> None:
        assert client.get(f"/en/forecast/{page}").status_code == 404


class TestCountryPage:
    def test_it_tells_the_next_edition_in_two_lines(self, client: Client) -> None:
        text = text_of(client.get("/en/countries/BHR/"))
        assert re.search(r"Next edition: between \d+ and \d+ with a probability of 80%, median \d+\.", text)
        assert "Next edition" not in text_of(client.get("/en/countries/BHR/2022/"))

    def test_it_asks_no_more_of_the_database(self, client: Client, django_assert_num_queries) -> None:
        client.get("/en/countries/BHR/")
        with django_assert_num_queries(1):
            client.get("/en/countries/BHR/")


class TestField:
    def test_the_headline_is_honest(self, client: Client) -> None:
        answer = client.get("/en/forecast/")
        assert "No model has proved better than “no change”" in text_of(answer)
        assert answer.context["hidden"] == 193 - 40

    def test_all_states_can_be_seen(self, client: Client) -> None:
        answer = client.get("/en/forecast/?show=all")
        assert len(answer.context["table"].rows) == 193


class TestLedger:
    def test_the_bytes_have_the_hash_of_their_name(self, client: Client) -> None:
        content = client.get(f"/en/forecast/ledger/{SHIPPED}.json").content
        assert hashlib.sha256(content).hexdigest() == SHIPPED

    def test_only_administrators_publish(self, cast: Cast) -> None:
        address, asked = "/en/forecast/ledger/publish/", {"edition": "2026", "model": "no_change"}
        assert "/account/" in Client().post(address, asked)["Location"]
        assert signed_in(cast.dana).post(address, asked).status_code == 403
        assert signed_in(cast.elif_).get(address).status_code == 405
        for person in (Client(), signed_in(cast.dana)):
            assert "Publish today" not in text_of(person.get("/en/forecast/ledger/"))
        assert "Publish today" in text_of(signed_in(cast.elif_).get("/en/forecast/ledger/"))
        assert len(ledger(current_world())) == 1

    def test_a_published_forecast_stands_in_the_ledger_and_in_the_history(self, cast: Cast) -> None:
        elif_ = signed_in(cast.elif_)
        form = {"edition": "2028", "model": "drift", "title": "من البحرين"}
        assert elif_.post("/en/forecast/ledger/publish/", form)["Location"] == "/en/forecast/ledger/"
        own = next(entry for entry in ledger(current_world()) if not entry.is_shipped)
        assert (own.title, own.forecast.edition, own.forecast.model) == ("من البحرين", 2028, "drift")
        kept = Record.objects.get(action="forecast.publish")
        assert (kept.object_id, kept.actor) == (own.sha256, cast.elif_.pseudonym)
        assert own.sha256[:12] in text_of(Client().get("/ar/forecast/ledger/"))

    def test_a_forecast_whose_dataset_is_taken_out_stays_readable(self, cast: Cast, client: Client) -> None:
        form = {"edition": "2028", "model": "no_change"}
        signed_in(cast.elif_).post("/en/forecast/ledger/publish/", form)
        own = next(entry for entry in ledger(current_world()) if not entry.is_shipped)
        dataset_set_activate([], by=None)
        assert len(ledger(current_world())) == 1
        text = text_of(client.get("/en/forecast/ledger/"))
        assert "Taken out of force" in text
        assert own.sha256[:12] in text
        assert client.get(f"/en/forecast/ledger/{own.sha256}/").status_code == 200

    @pytest.mark.parametrize(
        "form", [{}, {"edition": "2024", "model": "drift"}, {"edition": "2026", "model": "x"}]
    )
    def test_nonsense_is_not_published(self, cast: Cast, form: dict[str, str]) -> None:
        assert signed_in(cast.elif_).post("/en/forecast/ledger/publish/", form).status_code == 404
        assert not Record.objects.filter(action="forecast.publish").exists()


class TestResultsCome:
    def test_before_them_the_pages_say_what_will_be_there(self, client: Client) -> None:
        for page in (f"ledger/{SHIPPED}/", "BHR/2026/post-mortem/"):
            assert "The results of 2026 are not out yet." in text_of(client.get(f"/en/forecast/{page}"))

    def test_before_them_no_forecast_is_said_to_have_missed(self, client: Client) -> None:
        said = text_of(client.get("/en/forecast/BHR/2026/post-mortem/"))
        assert "Why the forecast of Bahrain missed in 2026" not in said

    def test_after_them_forecasts_are_scored_and_explained(self, client: Client) -> None:
        import_made_up_results()
        entry = text_of(client.get(f"/en/forecast/ledger/{SHIPPED}/"))
        assert "The forecast against the results of 2026" in entry
        assert "Its skill against “no change”: 0.0%." in entry
        answer = client.get("/en/forecast/BHR/2026/post-mortem/")
        assert answer.context["found"].entry.sha256 == SHIPPED
        assert "Where the miss came from" in text_of(answer)
        assert "Rank to expect in the Survey of 2028" in text_of(client.get("/en/forecast/BHR/"))

    def test_a_changed_past_lets_readers_wait_for_a_record_of_its_own(self, client: Client) -> None:
        stored = dataset_add(synthetic_results(edition=2018, basis=2018), by=None)
        dataset_activate(stored.sha256, by=None)
        answer = client.get("/en/forecast/BHR/")
        assert "waiting=" in answer["Location"]
        assert client.get("/en/countries/BHR/").status_code == 200
        assert "Next edition" not in text_of(client.get("/en/countries/BHR/"))
