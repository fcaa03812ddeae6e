"""Pages after an import with gaps: what there is is shown, and what cannot be answered says why."""

import pytest
from django.test import Client

from miqyas.kernel.datasets import Dataset
from miqyas.workspace.datasets.services import dataset_activate, dataset_add
from tests.analysis.overlays import COLUMNS, as_csv
from tests.observations.imports.synthetic import synthetic_rows

pytestmark = pytest.mark.django_db


def load_with(change):
    """The synthetic edition of 2026, each row as `change` makes it, in force."""
    rows = [change(row) for row in synthetic_rows(seed=1)]
    stored = dataset_add(Dataset("results", "SYNTHETIC with gaps", as_csv(COLUMNS, rows)), by=None)
    dataset_activate(stored.sha256, by=None)


@pytest.mark.parametrize("language", ["ar", "en"])
class TestOneStateLacksAComponent:
    @pytest.fixture(autouse=True)
    def _loaded(self, db: None) -> None:
        load_with(lambda row: {**row, "tii": ""} if row["iso3"] == "BHR" else row)

    def test_its_own_page_shows_what_there_is(self, client: Client, language: str) -> None:
        page = client.get(f"/{language}/countries/BHR/")
        assert page.status_code == 200
        assert "worth/BHR" not in page.content.decode()

    @pytest.mark.parametrize("page", ["forecast", "simulator", "target", "worth"])
    def test_questions_say_what_is_missing(self, client: Client, language: str, page: str) -> None:
        answer = client.get(f"/{language}/{page}/BHR/", follow=True)
        assert answer.status_code == 422
        words = {"ar": "ينقص البحرين أحد مكوّنات المؤشر", "en": "Bahrain lacks a component of the index"}
        assert words[language] in answer.content.decode().replace("\u2068", "").replace("\u2069", "")

    def test_others_are_answered(self, client: Client, language: str) -> None:
        for page in ("countries", "simulator", "worth"):
            assert client.get(f"/{language}/{page}/OMN/").status_code == 200


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_edition_without_participation_has_no_forecast_and_says_so(client: Client, language: str) -> None:
    load_with(lambda row: {**row, "epi": ""})
    for page in ("forecast/", "forecast/BHR/", "worth/BHR/", "simulator/BHR/"):
        answer = client.get(f"/{language}/{page}")
        assert answer.status_code == 422, page
        assert "OSI, TII, HCI, EPI" in answer.content.decode()
    assert client.get(f"/{language}/countries/BHR/").status_code == 200
