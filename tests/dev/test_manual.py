"""The documentation is written beside the running site, and only where it is absent or old."""

import os
import subprocess
import sys
import time

import pytest

import dev
from docs.site import fresh


@pytest.fixture
def stamped(tmp_path, monkeypatch):
    """An environment of its own, where writing and installing only leave a trace."""
    done: list[str] = []
    manual = tmp_path / "manual"
    (tmp_path / "stamps").mkdir()

    def write() -> None:
        done.append("written")
        for language in ("ar", "en"):
            (manual / language / "help").mkdir(parents=True, exist_ok=True)
            (manual / language / "help" / "index.html").touch()

    monkeypatch.setattr(fresh, "VENV", tmp_path)
    monkeypatch.setattr(fresh, "MANUAL", manual)
    monkeypatch.setattr(fresh, "get", lambda lock: done.append("got"))
    monkeypatch.setattr(fresh, "write", write)
    monkeypatch.setattr(fresh.os, "nice", lambda step: 0)
    return done


def test_it_is_written_once_as_long_as_nothing_changes(stamped):
    assert [fresh.main(), fresh.main()] == [0, 0]
    assert stamped == ["got", "written"]


def test_it_is_written_again_when_it_is_gone_or_its_texts_changed(stamped, monkeypatch):
    fresh.main()
    (fresh.MANUAL / "ar" / "help" / "index.html").unlink()
    fresh.main()
    monkeypatch.setattr(fresh, "MADE_OF", fresh.MADE_OF[1:])
    fresh.main()
    assert stamped == ["got", "written", "written", "written"]


def test_it_is_made_of_pages_in_both_languages_of_methods_and_of_the_list_of_names():
    *_, writing = fresh.steps()
    files = {path.relative_to(dev.ROOT).as_posix() for path in writing.sources}
    assert {
        "docs/ar/index.md",
        "docs/en/how-to/scan.md",
        "docs/reference.md",
        "docs/site/words.yaml",
    } <= files
    assert any(name.startswith("src/miqyas/methodology/editions/") for name in files)
    assert not [name for name in files if name.endswith(".pyc")]


def test_where_it_cannot_be_written_the_reason_is_told_and_the_site_goes_on(stamped, monkeypatch, capsys):
    def fail(_):
        raise dev.Stop("no network")

    monkeypatch.setattr(fresh, "get", fail)
    assert fresh.main() == 1
    assert "the site goes on without it.\nno network" in capsys.readouterr().err


def test_the_version_is_that_of_the_lock(monkeypatch):
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(fresh, "quietly", lambda *words: asked.append(words))
    fresh.get(dev.LOCKS / "test.txt")
    assert str(asked[0][-1]).startswith("zensical==")
    assert "--require-hashes" in asked[0]


STAYING = """
import os, signal, subprocess, sys
from docs.site import fresh
signal.signal(signal.SIGTERM, fresh.told_to_end)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
child.wait()
"""


def test_it_ends_with_the_site_and_so_does_what_it_began():
    command = [sys.executable, "-c", STAYING]
    with subprocess.Popen(
        command, cwd=dev.ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as told:
        child = int(told.stdout.readline())
        dev.end([told])
        assert told.returncode
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("what it began goes on")
