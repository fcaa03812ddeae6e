"""Datasets are named by their content; an overlay folder keeps what it was given, or says what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.kernel.datasets import ActiveSet, Dataset, DatasetError, OverlayFolder
from miqyas.kernel.provenance import content_hash

FIRST = Dataset("results", "2026.csv", "بلد,1\n".encode(), {"by": "test"})
SECOND = Dataset("raw", "inputs.csv", b"x,2\n")


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_equal_parts_alone_have_an_equal_name(one, other):
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_the_kind_is_part_of_the_name_the_file_name_is_not():
    assert Dataset("raw", "a", b"x").sha256 != Dataset("results", "a", b"x").sha256
    assert Dataset("raw", "a", b"x").sha256 == Dataset("raw", "b", b"x").sha256


def test_a_set_is_named_by_its_members_in_their_order():
    assert ActiveSet((FIRST, SECOND)).name != ActiveSet((SECOND, FIRST)).name
    assert ActiveSet((FIRST,)).with_dataset(FIRST) == ActiveSet((FIRST,))
    assert ActiveSet((FIRST, SECOND)).of_kind("raw") == (SECOND,)


class TestOverlayFolder:
    def test_what_was_put_in_force_comes_back(self, tmp_path):
        folder = OverlayFolder(tmp_path / "new")
        assert folder.active() == ActiveSet()
        folder.activate(ActiveSet((FIRST, SECOND)))
        again = OverlayFolder(tmp_path / "new").active()
        assert again == ActiveSet((FIRST, SECOND))
        assert again.datasets[0].origin == {"by": "test"}

    def test_going_back_step_by_step(self, tmp_path):
        folder = OverlayFolder(tmp_path)
        folder.activate(ActiveSet((FIRST,)))
        folder.activate(ActiveSet((FIRST,)))
        folder.activate(ActiveSet((FIRST, SECOND)))
        assert len(folder.history()) == 2
        assert folder.revert() == ActiveSet((FIRST,)) == folder.active()
        assert folder.revert() == ActiveSet() == folder.active()
        assert folder.revert() == ActiveSet()
        folder.activate(ActiveSet((SECOND,)))
        assert folder.revert(steps=9) == ActiveSet()

    def test_bytes_that_changed_are_refused(self, tmp_path):
        folder = OverlayFolder(tmp_path)
        folder.activate(ActiveSet((FIRST,)))
        (tmp_path / f"{FIRST.sha256}.bin").write_bytes(b"other")
        with pytest.raises(DatasetError, match="altered"):
            folder.active()

    @pytest.mark.parametrize("ending", ["bin", "json"])
    def test_a_file_that_is_gone_is_named(self, tmp_path, ending):
        folder = OverlayFolder(tmp_path)
        folder.activate(ActiveSet((FIRST,)))
        (tmp_path / f"{FIRST.sha256}.{ending}").unlink()
        with pytest.raises(DatasetError, match="missing") as caught:
            folder.active()
        assert caught.value.place.file.endswith(f".{ending}")
        assert caught.value.render("ar")

    @pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"kind": "results"})])
    def test_a_damaged_description_is_refused(self, tmp_path, text):
        folder = OverlayFolder(tmp_path)
        folder.activate(ActiveSet((FIRST,)))
        (tmp_path / f"{FIRST.sha256}.json").write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match="altered"):
            folder.active()

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"active": 3, "history": []}'])
    def test_a_damaged_state_is_refused(self, tmp_path, text):
        (tmp_path / "active.json").write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match="unreadable_state"):
            OverlayFolder(tmp_path).active()

    def test_nothing_half_written_is_left_behind(self, tmp_path):
        OverlayFolder(tmp_path).activate(ActiveSet((FIRST, SECOND)))
        assert not list(tmp_path.glob(".new-*"))
