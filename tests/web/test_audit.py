"""The page of the audit: finding first, in both languages, for any country and edition; what is refused."""

import re

import pytest
from django.test import Client

from miqyas.jobs import run
from miqyas.jobs.answers import ask_now
from miqyas.jobs.models import Job, State
from miqyas.web import answers as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(pages, "PATIENCE", 0.0)
    return Client()


@pytest.fixture
def known(reader: Client) -> Client:
    """A reader of an audit that somebody asked for before."""
    ask_now("audit", {"edition": 2024})
    return reader


def shown(page: str) -> str:
    """The words of a page without elements."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_first_reader_waits_and_then_reads(reader):
    waiting = reader.get("/en/audit/2018/", follow=True)
    assert waiting.status_code == 202
    assert "How much of a rank is the method" in waiting.text
    for job in Job.objects.filter(state=State.QUEUED):
        run.job_run(job.pk)
    page = reader.get("/en/audit/2018/")
    assert page.status_code == 200
    assert "Online services: 38% in effect, 33% on paper" in shown(page.text)


class TestTheFinding:
    def test_the_home_country_in_english(self, known):
        page = known.get("/en/audit/")
        assert page.status_code == 200
        words = shown(page.text)
        assert "Bahrain stands at 18; with other choices between 13 and 22 nine times in ten" in words
        assert "91% of all pairs of states keep their order" in words
        assert "Best rank: 7" in words
        assert "153 states are behind it whatever the weights." in words

    def test_the_home_country_in_arabic(self, known):
        page = known.get("/ar/audit/2024/")
        words = shown(page.text)
        assert "كم من المركز من صنع المنهجية؟" in words
        assert "لا أوزان ترفع البحرين فوق هذه الدول" in words
        assert "مؤشر نضج التكنولوجيا الحكومية" in words

    @pytest.mark.parametrize("given", ["DNK", "dnk", "Denmark", "الدانمرك"])
    def test_another_country_by_code_or_name(self, known, given):
        page = known.get("/en/audit/2024/", {"country": given})
        assert "Denmark stands at 1 nine times in ten, whatever is chosen" in shown(page.text)
        assert "No state is ahead of Denmark whatever the weights." in shown(page.text)

    def test_every_assumption_has_its_mark(self, known):
        page = known.get("/en/audit/2024/").text
        part = page[page.index("What is assumed") :]
        items = re.findall(r"<li>.*?</li>", part[: part.index("</ul>")], re.DOTALL)
        assert len(items) >= 5
        assert all('class="mark mark-' in item for item in items)

    def test_charts_stand_beside_their_numbers_and_can_be_kept(self, known):
        page = known.get("/en/audit/2024/").text
        for name in ("audit-ruler", "audit-sensitivity", "audit-intervals"):
            assert f"/en/charts/{name}.svg?" in page
        kept = known.get("/en/charts/audit-ruler.svg?edition=2024&country=BHR")
        assert kept.status_code == 200


class TestAnEditionWithoutTheCountry:
    @pytest.fixture
    def early(self, reader):
        ask_now("audit", {"edition": 2010})
        return reader

    def test_a_state_that_was_no_member_is_told_so(self, early):
        page = early.get("/en/audit/2010/?country=SSD")
        assert page.status_code == 200
        assert "The audit of this edition does not cover South Sudan" in shown(page.text)
        assert "Weights on paper and in effect" in page.text

    def test_a_state_without_a_rank_has_one_where_a_rule_gives_it_one(self, reader):
        ask_now("audit", {"edition": 2003})
        page = reader.get("/en/audit/2003/?country=PRK")
        assert page.status_code == 200
        assert "No published rank; median, where it has one," in shown(page.text)


class TestWeightsOfOnesOwn:
    def ask(self, reader, **weights):
        return reader.get("/en/audit/2024/", {"country": "BHR", **weights})

    def test_the_form_as_it_stands_can_be_sent(self, known):
        page = known.get("/en/audit/2024/").text
        typed = dict(re.findall(r'name="(OSI|TII|HCI)" value="([^"]+)"', page))
        assert "With these weights: rank 18" in shown(self.ask(known, **typed).text)

    def test_what_they_do(self, known):
        page = self.ask(known, OSI="0.1", TII="0,9", HCI="0")
        assert "With these weights: rank" in shown(page.text)

    @pytest.mark.parametrize(
        ("weights", "told"),
        [
            ({"OSI": "0.5", "TII": "0.5", "HCI": "0.5"}, "The weights sum to 1.5"),
            ({"OSI": "-1", "TII": "1", "HCI": "1"}, "A weight is negative or is not a number"),
            ({"OSI": "nan", "TII": "0.5", "HCI": "0.5"}, "A weight is negative or is not a number"),
            ({"OSI": "much", "TII": "0.5", "HCI": "0.5"}, "A weight is negative or is not a number"),
            ({"OSI": "1"}, "A weight is negative or is not a number"),
        ],
    )
    def test_weights_that_are_none(self, known, weights, told):
        page = self.ask(known, **weights)
        assert page.status_code == 422
        assert told in shown(page.text)


class TestNotThere:
    @pytest.mark.parametrize(
        "address",
        [
            "/en/audit/2025/",
            "/en/audit/2024/?country=XXX",
            "/en/audit/2024/?country=Atlantis",
            "/en/audit/nothing/",
            "/en/charts/audit-ruler.svg?edition=2025&country=BHR",
            "/en/charts/audit-ruler.svg?edition=2024&country=XXX",
            "/en/charts/audit-sensitivity.svg?edition=2024&of=XXX",
            "/en/charts/audit-intervals.svg?edition=2024",
        ],
    )
    def test_a_missing_page(self, known, address):
        assert known.get(address).status_code == 404

    def test_it_is_for_reading(self, known):
        assert known.post("/en/audit/2024/").status_code == 405
