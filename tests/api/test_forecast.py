"""Forecasts, track record and ledger over the API."""

import pytest

from miqyas.analysis.forecast.record import track_record
from miqyas.analysis.forecast.records import track_record_record
from miqyas.analysis.outlook import country_outlook
from miqyas.analysis.outlook.records import outlook_record
from miqyas.analysis.world import load_world
from miqyas.workspace.datasets.services import dataset_activate, dataset_add
from tests.analysis.overlays import synthetic_results

pytestmark = pytest.mark.django_db
WORLD = load_world()


def test_a_country_is_answered_as_by_the_library(ask):
    answer = ask("/forecast/bhr?to=2028")
    assert answer.status_code == 200
    assert answer.json() == outlook_record(WORLD, country_outlook(WORLD, iso3="BHR", to=2028))


def test_the_track_record_is_that_of_the_library(ask):
    assert ask("/forecast/track-record").json() == track_record_record(WORLD, track_record(WORLD))


def test_the_field_comes_in_parts_and_by_group(ask):
    whole = ask("/forecast?limit=500").json()
    assert whole["total"] == len(whole["countries"]) == 193
    part = ask("/forecast?limit=10&offset=190").json()
    assert [one["iso3"] for one in part["countries"]] == [one["iso3"] for one in whole["countries"][190:]]
    gulf = ask("/forecast?group=gcc&edition=2030&model=ensemble").json()
    assert (gulf["total"], gulf["edition"], gulf["model"]) == (6, 2030, "ensemble")
    assert gulf["track_record"]["is_in_force"] is False


def test_the_ledger_names_entries_by_their_hash(ask):
    (entry,) = ask("/forecast/ledger").json()["entries"]
    assert len(entry["sha256"]) == 64
    assert entry["verdict"] is None


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("/forecast/XXX", 404, "analysis.unknown_country"),
        ("/forecast/BHR?to=2024", None, "analysis.no_coming_edition"),
        ("/forecast?edition=2027", None, "analysis.no_coming_edition"),
        ("/forecast?model=magic", 422, None),
        ("/forecast/BHR?method_break=often", 422, None),
        ("/forecast?group=moon", 404, None),
        ("/forecast/BHR?draws=5", 422, None),
    ],
)
def test_what_cannot_be_answered_is_a_problem(ask, asked, status, code):
    answer = ask(asked)
    assert answer.status_code == (status or answer.status_code)
    assert 400 <= answer.status_code < 500
    assert code is None or answer.json()["code"] == code


@pytest.mark.parametrize(
    "path",
    [
        "/forecast",
        "/forecast/BHR",
        "/forecast/track-record",
        "/simulate/BHR?set=osi=0.95",
        "/worth/BHR",
        "/target/BHR?rank=10&prob=0.5",
    ],
)
def test_a_changed_past_lets_programs_come_again(ask, monkeypatch, path):
    """The record of changed results takes a quarter of a minute: a job makes it, no reader's process."""
    monkeypatch.setattr("miqyas.api.forecasting.PATIENCE", 0.0)
    stored = dataset_add(synthetic_results(edition=2018, basis=2018), by=None)
    dataset_activate(stored.sha256, by=None)
    answer = ask(path)
    assert answer.status_code == 503
    assert answer.json()["code"] == "request.being_made"
    assert int(answer["Retry-After"]) > 0
    for at_once in ("/simulate/BHR?set=osi=0.95&field=fixed", "/forecast/ledger"):
        assert ask(at_once).status_code == 200
