"""Pages are read once more by whoever has time; who reads, and how many at a time, changes no report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from miqyas.kernel.execution import SERIAL, Engine, open_engine
from miqyas.scanner import rereading
from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Body, Channel, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.rereading import Reread, read_again
from miqyas.scanner.rules.load import rules
from miqyas.scanner.runner import judge_again
from miqyas.scanner.technology import Measured
from tests.scanner.damaging import damage
from tests.scanner.gather.sites import QUICK
from tests.scanner.runner.portals import FEATURES, MINISTRY, PORTAL, scanned, served

VIENNA = Vantage("vienna", country="AUT", network="AS1853", is_outside=True)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of the looks at two portals from here, and at one of them from abroad."""
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    with served(PORTAL, MINISTRY) as servers:
        scanned([server.address for server in servers], here)
        scanned([servers[0].address], there, plan=replace(QUICK, vantage=VIENNA))
    return here, there


@pytest.fixture(scope="module")
def two() -> Iterator[Engine]:
    with open_engine("processes:2") as engine:
        yield engine


def judged(*folders: Path, **how: Any) -> dict[str, Any]:
    here, *others = map(Store, folders)
    report = judge_again(here, features=FEATURES, rules=rules(), others=others, **how)
    return {**report.as_record(), "hash": report.hash}


@pytest.mark.parametrize("pages", [1, 3, 7])
def test_neither_workers_nor_how_much_each_is_handed_change_the_report(
    folders: tuple[Path, Path], two: Engine, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    usual = judged(*folders)
    (parity,) = usual["parity"]
    assert parity["pages"] == {"ar": 3, "en": 12}
    assert {site["pages"] for site in usual["technology"]["sites"]} == {24, 3}
    monkeypatch.setattr(rereading, "SHARE", pages)
    assert judged(*folders) == usual
    assert judged(*folders, engine=two) == usual
    assert judged(folders[0], engine=two) == judged(folders[0]) != usual


def test_what_the_stores_hold_is_read_anew_for_each_report(
    folders: tuple[Path, Path], two: Engine, tmp_path: Path
) -> None:
    first = judged(folders[0], engine=two)
    store = Store(folders[0])
    look = next(one for one in store.artifacts() if one.channel is Channel.HTTP and one.is_page)
    mine = Store(tmp_path)
    name = mine.keep(b"<html lang=ar><title>Another</title><h1>Another</h1></html>")
    assert look.body is not None
    with mine.journal("elsewhere.example") as journal:
        journal.add(replace(look, body=replace(look.body, hash=name), vantage=VIENNA))
    assert judged(folders[0], tmp_path, engine=two) == judged(folders[0], tmp_path) != first


@pytest.mark.parametrize("languages", [("en",), ("en", "ar"), ("en", "ar", "fr")])
def test_each_page_is_read_once_however_many_languages_are_compared(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, languages: tuple[str, ...]
) -> None:
    read: Counter[str] = Counter()
    page_of = rereading.page_of

    def counted(look: Artifact, *given: Any) -> Any:
        read[look.key] += 1
        return page_of(look, *given)

    monkeypatch.setattr(rereading, "page_of", counted)
    found = judged(folders[0], languages=languages)
    assert len(found["parity"]) == len(languages) - 1
    assert set(read.values()) == {1}
    assert len(read) == found["pages"]


def looks_in(store: Store) -> list[Artifact]:
    """Three pages, the last as a browser showed it."""
    found = []
    for number in range(3):
        text = f"<html lang=en><title>{number}</title><h1>{number}</h1></html>".encode()
        body = Body(store.keep(text), len(text), media_type="text/html")
        found.append(Artifact(f"https://a.example/{number}", channel=Channel.HTTP, status=200, body=body))
    return [*found[:2], replace(found[2], channel=Channel.BROWSER, facts={EXAMINED: store.keep(b"{}")})]


def titles(looks: list[Artifact], store: Store, engine: Engine) -> list[str]:
    told = list(read_again(looks, stores=[store], is_compared=True, engine=engine))
    assert [bool(one.looked) for one in told] == [bool(one.measured.findable) for one in told]
    return [one.measured.findable.title if one.measured.findable else "" for one in told]


@pytest.mark.parametrize("share", [1, 3])
def test_damaged_bytes_among_others_tell_nothing_and_the_others_all(
    tmp_path: Path, two: Engine, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(rereading, "SHARE", share)
    store = Store(tmp_path)
    looks = looks_in(store)
    assert titles(looks, store, two) == ["0", "1", "2"]
    assert looks[1].body is not None
    damage(tmp_path, looks[1].body.hash)
    for engine in (SERIAL, two):
        told = list(read_again(looks, stores=[Store(tmp_path)], is_compared=True, engine=engine))
        assert told[1] == Reread(None, Measured())
        assert titles(looks, store, engine) == ["0", "", "2"]
        assert told[2].measured.examined is not None
    damage(tmp_path, str(looks[2].facts[EXAMINED]))
    (told,) = read_again(looks[2:], stores=[Store(tmp_path)], is_compared=False, engine=two)
    assert told.measured.examined is None
    assert told.measured.findable is not None
    assert told.looked is None


def test_a_store_that_was_put_together_anew_is_opened_anew(
    tmp_path: Path, two: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "SHARE", 1)
    store = Store(tmp_path)
    looks = looks_in(store)
    assert titles(looks, store, two) == ["0", "1", "2"]
    assert looks[0].body is not None
    Store(tmp_path).keep_only(store.names() - {looks[0].body.hash})
    assert titles(looks, Store(tmp_path), two) == ["", "1", "2"]
