"""What holds for every public page: two languages, few queries, nothing twice, calm answers to nonsense."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, signed_in

PAGES = (
    "",
    "countries/",
    "countries/?q=guin",
    "rankings/",
    "rankings/2012/?group=gcc",
    "rankings/2024/?band=high&sort=-osi&q=a",
    "methodology/",
    "methodology/2003/",
    "methodology/2024/",
    "methodology/2026/",
    "methodology/differences/",
    "methodology/differences/?older=2010&newer=2012",
    "methodology/sources/",
    "methodology/indicators/",
    "data/",
    "about/",
)
FILES = (
    "rankings/2024.csv?group=gcc",
    "rankings/2012.json",
    "rankings/2024.xlsx?band=low",
    "data/tables/gtmi.csv",
    "data/tables/method_2024.json",
    "data/miqyas-data.zip",
    "charts/world.svg?edition=2024",
    "charts/world.json?edition=2024",
)
NONSENSE = (
    "rankings/1999/",
    "rankings/2024/?group=xyz",
    "rankings/2024/?sort=drop",
    "rankings/2024/?band=huge",
    "rankings/1999.csv",
    "methodology/1999/",
    "methodology/differences/?older=x&newer=2024",
    "methodology/differences/?older=1999",
    "data/tables/passwd.csv",
    "charts/nothing.svg",
    "charts/world.svg",
    "charts/world.svg?edition=1999",
    "charts/world.svg?edition=abc",
    "charts/world.png?edition=2024&more=1",
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_its_name_and_its_language(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert '<link rel="canonical" href="http' in text
    assert 'hreflang="ar"' in text
    assert 'hreflang="en"' in text
    assert 'style="' not in text  # in a line to be copied the quotes are written out


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_a_few_times_however_much_it_shows(client: Client, page: str) -> None:
    client.get(f"/en/{page}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/ar/{page}")
    assert len(queries) <= (8 if page == "data/" else 1), [query["sql"] for query in queries]


@pytest.mark.parametrize("page", [*PAGES, *FILES])
def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, page: str) -> None:
    first = client.get(f"/en/{page}")
    assert first.status_code == 200
    assert client.get(f"/en/{page}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"/ar/{page}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_person_who_is_signed_in_always_gets_a_page_of_their_own(cast: Cast) -> None:
    anonymous = Client().get("/en/")
    own = signed_in(cast.amina).get("/en/", headers={"If-None-Match": anonymous["ETag"]})
    assert own.status_code == 200
    assert cast.amina.email in own.content.decode()
    assert "no-store" in own["Cache-Control"]
    assert cast.amina.email not in Client().get("/en/").content.decode()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", NONSENSE)
def test_nonsense_in_the_address_is_a_calm_page_in_the_language(
    client: Client, language: str, page: str
) -> None:
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()


def test_public_pages_are_for_reading(client: Client) -> None:
    assert client.post("/en/rankings/").status_code == 405


@pytest.mark.parametrize("file", FILES)
def test_files_come_with_their_type(client: Client, file: str) -> None:
    answer = client.get(f"/en/{file}")
    assert answer.status_code == 200
    form = file.partition("?")[0].rpartition(".")[2]
    expected = {
        "csv": "text/csv",
        "json": "application/json",
        "svg": "image/svg+xml",
        "zip": "application/zip",
    }
    assert answer["Content-Type"].startswith(expected.get(form, "application/vnd.openxmlformats"))


def test_a_page_asked_for_again_comes_from_memory_as_it_was(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miqyas.web.pages.KEPT", 2)
    first = client.get("/en/about/?remembered")
    again = client.get("/en/about/?remembered")
    assert again.context is None
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
