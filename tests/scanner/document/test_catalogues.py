"""Answers of catalogues of data, in the forms of those who make them; what is none; what is made to harm."""

import json
import time
from datetime import date

import pytest

from miqyas.scanner.document.catalogues import LARGEST, catalogue_of
from miqyas.scanner.document.parse import read_page

CKAN = {
    "help": "https://data.example/api/3/action/help_show?name=package_search",
    "success": True,
    "result": {
        "count": 214,
        "sort": "score desc, metadata_modified desc",
        "results": [
            {
                "title": "المدارس",
                "license_id": "cc-by",
                "license_title": "Creative Commons Attribution",
                "metadata_modified": "2026-11-20T08:00:00.1",
                "resources": [{"format": "CSV", "mimetype": "text/csv"}, {"format": "PDF"}],
            },
            {
                "title": "Roads",
                "license_id": None,
                "metadata_modified": "2026-10-01T08:00:00",
                "resources": [],
            },
        ],
    },
}
DATA_JSON = {
    "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
    "@type": "dcat:Catalog",
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [
        {
            "@type": "dcat:Dataset",
            "title": "Bus stops",
            "accessLevel": "public",
            "modified": "2026-09-30",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "distribution": [
                {
                    "@type": "dcat:Distribution",
                    "mediaType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                },
                {"@type": "dcat:Distribution", "mediaType": "application/geo+json"},
            ],
        }
    ],
}
TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://data.example> a dcat:Catalog ; dct:title "بيانات المدينة"@ar ;
  dcat:dataset <https://data.example/dataset/1>, <https://data.example/dataset/2> .
<https://data.example/dataset/1> a dcat:Dataset ; dct:title "Parks"@en ;
  dct:modified "2026-02-03T10:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> ;
  dcat:distribution <https://data.example/dataset/1/resource/1> .
<https://data.example/dataset/2> a dcat:Dataset .
<https://data.example/dataset/1/resource/1> a dcat:Distribution ; dct:format "CSV" ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
  dct:license <http://creativecommons.org/licenses/by/4.0/> .
"""
RDF_XML = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <dcat:Catalog rdf:about="https://data.example">
    <dct:title xml:lang="fr">Données de la ville</dct:title>
    <dcat:dataset><dcat:Dataset rdf:about="https://data.example/dataset/1">
      <dct:title>Parcs &amp; jardins</dct:title>
      <dct:license rdf:resource="https://www.etalab.gouv.fr/licence-ouverte"/>
      <dcat:distribution><dcat:Distribution><dct:format>JSON</dct:format></dcat:Distribution></dcat:distribution>
    </dcat:Dataset></dcat:dataset>
  </dcat:Catalog>
</rdf:RDF>"""
JSON_LD = {
    "@graph": [
        {"@id": "https://data.example", "@type": "http://www.w3.org/ns/dcat#Catalog"},
        {"@id": "https://data.example/1", "@type": ["http://www.w3.org/ns/dcat#Dataset"]},
    ]
}
OPENDATASOFT = {
    "total_count": 61,
    "results": [{"dataset_id": "x", "metas": {"default": {"title": "Air", "license": "Open Licence"}}}],
}
UDATA = {
    "data": [{"title": "Budget", "license": "lov2", "resources": [{"format": "csv"}]}],
    "next_page": None,
    "page": 1,
    "page_size": 5,
    "total": 12,
}


def told(answer: object) -> bytes:
    return answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("answer", "kind", "datasets", "formats", "licences", "title"),
    [
        (CKAN, "ckan", 214, ("csv",), ("cc-by", "Creative Commons Attribution"), "المدارس"),
        (
            *(DATA_JSON, "dcat", 1, ("json", "geojson", "xlsx")),
            *(("https://creativecommons.org/licenses/by/4.0/",), "Bus stops"),
        ),
        (
            *(TURTLE, "dcat", 2, ("csv",)),
            *(("http://creativecommons.org/licenses/by/4.0/",), "بيانات المدينة"),
        ),
        (
            *(RDF_XML, "dcat", 1, ("json",)),
            *(("https://www.etalab.gouv.fr/licence-ouverte",), "Données de la ville"),
        ),
        (JSON_LD, "dcat", 1, (), (), ""),
        (OPENDATASOFT, "opendatasoft", 61, (), ("Open Licence",), "Air"),
        (UDATA, "udata", 12, ("csv",), ("lov2",), "Budget"),
        ({"success": True, "result": ["roads", "parks"]}, "ckan", 2, (), (), ""),
    ],
)
def test_an_answer_is_read(answer, kind, datasets, formats, licences, title):
    found = catalogue_of(told(answer))
    assert (found.kind, found.datasets, found.works) == (kind, datasets, True)
    assert (found.formats, found.licences, found.title) == (formats, licences, title)


@pytest.mark.parametrize(
    ("answer", "newest"),
    [(CKAN, date(2026, 11, 20)), (TURTLE, date(2026, 2, 3)), (OPENDATASOFT, None), (UDATA, None)],
)
def test_the_newest_is_told_where_it_is_among_those_listed(answer, newest):
    assert catalogue_of(told(answer)).newest == newest
    page = read_page(told(answer), address="https://data.example/x", media_type="application/json")
    assert [one.day for one in page.dates] == ([newest] if newest else [])


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "<!DOCTYPE html><title>Data</title><p>dcat:Catalog, success, result</p>",
        " \n<html><body>{}</body></html>",
        "[]",
        "null",
        '{"hello": 1}',
        '{"success": true}',
        '{"success": "yes", "result": {"count": 1, "results": []}}',
        '{"total_count": 1}',
        '{"total": 3, "data": []}',
        '{"total_count": true, "results": []}',
        '{"total_count": -1, "results": []}',
        '{"dataset": []}',
        "<?xml version='1.0'?><urlset><url><loc>https://a.example</loc></url></urlset>",
        "a,b\n1,2\n",
        "dcat:CatalogRecord",
    ],
)
def test_what_is_no_answer_of_a_catalogue(answer):
    assert catalogue_of(told(answer)) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "error": {"__type": "Search Error"}},
        json.dumps(CKAN)[:-9],
        json.dumps(DATA_JSON)[:-20],
    ],
)
def test_an_answer_that_is_damaged_or_tells_of_a_failure_is_broken(answer):
    found = catalogue_of(told(answer))
    assert found.is_broken
    assert not found.works


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "result": {"count": 0, "results": []}},
        {"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": []},
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . <https://data.example> a dcat:Catalog .",
        {"total_count": 0, "results": []},
    ],
)
def test_a_catalogue_without_a_dataset_does_not_work(answer):
    found = catalogue_of(told(answer))
    assert (found.datasets, found.works, found.is_broken) == (0, False, False)


def test_of_an_answer_that_is_longer_than_what_is_read_the_beginning_counts():
    many = {**DATA_JSON, "dataset": DATA_JSON["dataset"] * 5000}
    content = told(many)[:LARGEST]
    found = catalogue_of(content)
    assert found.works
    assert found.datasets > 1000
    assert found.newest is None


@pytest.mark.parametrize("none", [None, "", "notspecified", "License Not Specified", "None", "other-closed"])
def test_what_names_no_licence_is_none(none):
    assert catalogue_of(told({"total_count": 1, "results": [{"license": none}]})).licences == ()


@pytest.mark.parametrize(
    "bomb",
    [
        b'{"success": true, "result": ' + b"[" * 900_000,
        b'{"success": true, "result": {"count": ' + b"9" * 900_000 + b"}}",
        b'{"a": ' * 150_000,
        b'{"title": "' + b"\\u0641" * 150_000,
        b'"format' * 140_000,
        b"license " * 120_000,
        b'{"license": ' + b"{" * 900_000,
        b'{"license":' + b" " * 900_000,
        b"modified " * 110_000 + b"dcat:Catalog",
        b"<dct:title " * 90_000 + b"dcat:Catalog",
        b"{" + b'"title": {"ar": ' * 60_000,
        b"\xff\xfe\x00" * 300_000,
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'>" + b"<!ENTITY b '&a;&a;'>" * 40_000 + b"]><dcat:Catalog/>",
    ],
)
def test_what_is_made_to_harm_is_over_at_once(bomb):
    began = time.monotonic()
    read_page(bomb, address="https://data.example/data.json", media_type="application/json")
    assert time.monotonic() - began < 2.0
