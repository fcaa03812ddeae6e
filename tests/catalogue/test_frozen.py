"""What a campaign freezes: an instrument as plain values and bytes, named by its content."""

import json
from dataclasses import replace

import pytest

from miqyas.catalogue import (
    CatalogueError,
    instrument_as_dict,
    instrument_bytes,
    instrument_from_bytes,
    instrument_from_dict,
    instrument_sha256,
    instruments,
)

packaged = pytest.mark.parametrize("code", sorted(instruments()))


@packaged
def test_there_and_back_is_the_same(code):
    whole = instruments()[code]
    assert instrument_from_bytes(instrument_bytes(whole)) == whole
    assert instrument_from_dict(json.loads(json.dumps(instrument_as_dict(whole)))) == whole


@packaged
def test_a_word_changes_the_name(code):
    whole = instruments()[code]
    assert instrument_sha256(replace(whole, version=f"{whole.version}.1")) != instrument_sha256(whole)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b"\xff", b'{"code": 1, "features": 3}'])
def test_anything_else_is_refused_with_words(content):
    with pytest.raises(CatalogueError) as caught:
        instrument_from_bytes(content)
    assert caught.value.full_code == "catalogue.unreadable_instrument"
    assert caught.value.render("ar")
