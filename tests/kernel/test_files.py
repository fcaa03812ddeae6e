"""A file is there whole or as it was before, whatever happens to who writes it."""

import os
from pathlib import Path

import pytest

from miqyas.kernel.files import write_whole


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_new_file_and_a_newer_one(tmp_path):
    for content in (b"first", b"", b"second"):
        write_whole(tmp_path / "a.csv", content)
        assert contents(tmp_path) == {"a.csv": content}


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("cause", [KeyboardInterrupt, OSError])
def test_an_interrupted_writer_leaves_what_was_there(tmp_path, monkeypatch, step, cause):
    def stop(*_):
        raise cause

    write_whole(tmp_path / "a.csv", b"before")
    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), stop)
    with pytest.raises(cause):
        write_whole(tmp_path / "a.csv", b"after")
    assert contents(tmp_path) == {"a.csv": b"before"}


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "a.csv", b"1")
