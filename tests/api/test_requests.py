"""Conditional requests, parts of lists, other origins, and what an answer costs."""

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.kernel.datasets import Dataset
from miqyas.workspace.datasets.services import dataset_activate, dataset_add

pytestmark = pytest.mark.every_database

PATHS = [
    "/versions",
    "/editions",
    "/countries",
    "/countries/BHR",
    "/scores",
    "/rankings/2024",
    "/explain/BHR/2024",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_has_not_changed_is_not_sent_again(ask, path):
    first = ask(path)
    by_tag = ask(path, if_none_match=first["ETag"])
    by_date = ask(path, if_modified_since=first["Last-Modified"])
    for again in (by_tag, by_date):
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "public, max-age=60"


def test_each_address_has_its_own_tag(ask):
    assert len({ask(path)["ETag"] for path in (*PATHS, "/scores?limit=1")}) == len(PATHS) + 1


def test_a_condition_that_does_not_hold(ask):
    assert ask("/versions", if_match='"other"').json()["code"] == "request.precondition"


def test_new_data_change_the_tag_and_the_answer(ask):
    before = ask("/countries/BHR?edition=2024")
    row = "2024,BHR,ranked,1,0.99,0.99,0.99,0.99,0.99"
    header = "edition,iso3,status,egdi_rank,egdi,osi,tii,hci,epi"
    dataset = Dataset(kind="results", name="made-up.csv", content=f"{header}\n{row}\n".encode(), origin={})
    dataset_add(dataset, by=None)
    dataset_activate(dataset.sha256, by=None)
    after = ask("/countries/BHR?edition=2024", if_none_match=before["ETag"])
    assert after.status_code == 200
    assert after.json()["rank"] == 1
    assert after.json()["versions"]["data"] != before.json()["versions"]["data"]
    (found,) = ask("/datasets").json()["datasets"]
    assert (found["name"], found["bytes"]) == ("made-up.csv", len(dataset.content))


def test_head_is_get_without_the_body(db):
    client = Client()
    whole, head = client.get("/api/v1/editions"), client.head("/api/v1/editions")
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == str(len(whole.content))


def test_pages_of_other_sites_may_read(db):
    response = Client().get("/api/v1/versions", headers={"origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response.headers
    ahead = Client().options("/api/v1/versions", headers={"access-control-request-method": "GET"})
    assert (ahead.status_code, ahead.content) == (204, b"")
    assert "If-None-Match" in ahead["Access-Control-Allow-Headers"]


def test_other_pages_may_not(client, db):
    assert "Access-Control-Allow-Origin" not in client.get("/healthz").headers


def test_long_answers_are_compressed(db):
    response = Client().get("/api/v1/scores?limit=500", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < len(gzip.decompress(response.content)) / 5


def test_links_lead_through_the_whole_list(ask):
    path, codes = "/countries?limit=50", []
    while path:
        response = ask(path)
        part = response.json()
        codes += [country["iso3"] for country in part["countries"]]
        links = {name: address for address, name in re.findall(r'<([^>]+)>; rel="(\w+)"', response["Link"])}
        assert links.get("next") == part["next"]
        path = (part["next"] or "").removeprefix("/api/v1")
    assert len(codes) == len(set(codes)) == part["total"] == 193


def test_links_keep_the_filters(ask):
    part = ask("/scores?ids=BHR,ARE&limit=5&offset=5").json()
    assert "ids=BHR%2CARE" in part["next"]
    assert part["previous"].endswith("offset=0")


def test_beyond_the_end_is_an_empty_part_with_a_way_back(ask):
    part = ask("/countries?offset=1000000").json()
    assert (part["countries"], part["next"]) == ([], None)
    assert ask(part["previous"].removeprefix("/api/v1")).json()["countries"]


@pytest.mark.parametrize("path", [*PATHS, "/scores?limit=500", "/compare?ids=BHR,ARE,gcc", "/methods/2024"])
def test_an_answer_costs_two_small_queries(ask, path):
    ask(path)
    with CaptureQueriesContext(connection) as queries:
        ask(path)
    assert len(queries) == 2
