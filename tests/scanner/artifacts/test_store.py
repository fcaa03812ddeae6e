"""What was seen is kept by its content; nothing is lost where the program ends in the middle."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import (
    Artifact,
    Body,
    Box,
    Channel,
    Hop,
    Outcome,
    Reason,
    Screenshot,
    Vantage,
)
from miqyas.scanner.artifacts.store import SiteEnd, Store, StoreError

FULL = Artifact(
    "https://a.example/x",
    channel=Channel.BROWSER,
    final_address="https://a.example/y",
    hops=(Hop(302, "https://a.example/x"),),
    vantage=Vantage("vienna", country="AUT", network="AS1853", is_outside=True),
    seen_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    outcome=Outcome.not_assessable(Reason.CHALLENGE),
    status=200,
    headers={"server": "x"},
    body=Body("a" * 64, 12, media_type="text/html", charset="windows-1256", charset_from="header"),
    language="ar",
    asked_language="ar",
    seconds=0.123456,
    parent="https://a.example/",
    link_text="الخدمات",
    depth=2,
    screenshot=Screenshot("b" * 64, 1280, 800, (Box(0, "a", "الخدمات", 1, 2, 3, 4),)),
    facts={"cookies": ["a; Secure"]},
)


def look(path: str, content: str = "") -> Artifact:
    body = Body(content, 1, media_type="text/html") if content else None
    return Artifact(f"https://a.example{path}", channel=Channel.HTTP, status=200, body=body)


def test_everything_of_an_artifact_comes_back() -> None:
    assert Artifact.from_record(FULL.as_record()) == FULL


@pytest.mark.parametrize("name", sorted(FULL.as_record()))
def test_a_record_that_lacks_something_is_none(name: str) -> None:
    record = {key: value for key, value in FULL.as_record().items() if key != name}
    if name == "key":  # follows from the others
        assert Artifact.from_record(record) == FULL
        return
    with pytest.raises((KeyError, ValueError, TypeError)):
        Artifact.from_record(record)


def test_bytes_are_kept_once_by_their_name(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.keep(b"page") == store.keep(b"page") == Store(tmp_path).keep(b"page")
    (pack,) = (tmp_path / "blobs").iterdir()
    assert pack.read_bytes().count(store.keep(b"page").encode()) == 1
    assert store.read(store.keep(b"")) == b""


def test_bytes_that_are_not_there_or_others_are_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"page")
    with pytest.raises(StoreError, match="blob_missing"):
        store.read("../" + name[3:])
    with pytest.raises(StoreError, match="blob_missing") as missing:
        store.read("0" * 64)
    (pack,) = (tmp_path / "blobs").iterdir()
    pack.write_bytes(pack.read_bytes()[:-1] + b"?")
    with pytest.raises(StoreError, match="blob_damaged") as damaged:
        store.read(name)
    assert Store(tmp_path).read(store.keep(b"page")) == b"page"
    for error in (missing, damaged):
        assert error.value.problem("ar")
        assert error.value.remedy("en")


def test_a_piece_that_was_torn_is_not_there_and_the_next_one_is_whole(tmp_path: Path) -> None:
    first, second = (Store(tmp_path).keep(content) for content in (b"one" * 9, b"two" * 9))
    pack = next(file for file in (tmp_path / "blobs").iterdir() if second.encode() in file.read_bytes())
    pack.write_bytes(pack.read_bytes()[:-3])
    store = Store(tmp_path)
    assert (store.has(first), store.has(second)) == (True, False)
    assert store.keep(b"two" * 9) == second
    assert Store(tmp_path).read(second) == b"two" * 9


def test_what_others_keep_meanwhile_is_there(tmp_path: Path) -> None:
    store, other = Store(tmp_path), Store(tmp_path)
    names = [store.keep(b"ours"), other.keep(b"theirs"), other.keep(b"more")]
    assert [store.read(name) for name in names] == [b"ours", b"theirs", b"more"]
    assert store.names() == frozenset(names)


def test_all_but_some_is_let_go(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names = [store.keep(b"page %d" % n) for n in range(5)]
    assert store.keep_only({names[1], names[3], "0" * 64}) == 3
    for one in (store, Store(tmp_path)):
        assert one.names() == {names[1], names[3]}
        assert one.read(names[3]) == b"page 3"
    assert store.keep(b"page 0") == names[0]
    assert Store(tmp_path).names() == {names[0], names[1], names[3]}


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="folder_unusable"):
        Store(tmp_path / "file" / "store")


def test_a_line_that_was_torn_is_passed_over_and_the_next_one_is_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.journal("a.example") as journal:
        journal.add(look("/1"))
        journal.add(look("/2"))
    file = next((tmp_path / "journal").glob("*.jsonl"))
    file.write_bytes(file.read_bytes()[:-20])
    with store.journal("a.example") as journal:
        journal.add(look("/3"))
    assert [one.address[-2:] for one in store.artifacts()] == ["/1", "/3"]


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b"nonsense", b'{"form": "miqyas-artifact/1"}', b"\xff\xfe", b"null"]
)
def test_lines_that_say_nothing_are_passed_over(tmp_path: Path, line: bytes) -> None:
    store = Store(tmp_path)
    with store.journal("a.example") as journal:
        journal.add(look("/1"))
    file = next((tmp_path / "journal").glob("*.jsonl"))
    file.write_bytes(line + b"\n" + file.read_bytes())
    assert [one.address[-2:] for one in store.artifacts()] == ["/1"]


def test_a_look_whose_bytes_are_gone_has_to_be_looked_at_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"page")
    with store.journal("a.example") as journal:
        journal.add(look("/kept", name))
        journal.add(look("/lost", "0" * 64))
    assert [one.address[-5:] for one in store.looks("a.example").values()] == ["/kept"]


def test_of_several_looks_alike_the_last_counts(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.journal("a.example") as journal:
        journal.add(look("/1"))
        journal.add(FULL)
        journal.add(look("/1", "c" * 64))
    assert [bool(one.body) for one in store.of_address("https://a.example/1")] == [True]
    assert len(store.of_host("a.example")) == 2


def test_several_may_write_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def write(n: int) -> None:
        with store.journal("a.example") as journal:
            for m in range(50):
                journal.add(look(f"/{n}/{m}", store.keep(b"page %d" % m)))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.artifacts())) == 200
    assert len(store.looks("a.example")) == 200


def test_how_each_site_ended_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    end = SiteEnd("a.example", "pages", pages=3, waiting=7, seconds=1.5, left_out={"trap": 2})
    with store.journal("a.example") as journal:
        journal.add(look("/1"))
        journal.add(end)
    assert store.ends() == {"a.example": end}
    assert not end.is_whole


def test_sites_whose_names_look_alike_have_journals_of_their_own(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("a.example:80", "a.example-80", "../../a", "خدمات", "وزارة"):
        with store.journal(name) as journal:
            journal.add(look("/1"))
    assert len(list((tmp_path / "journal").glob("*.jsonl"))) == 5
    assert not list(tmp_path.parent.glob("*.jsonl"))
