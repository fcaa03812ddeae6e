"""A page is read in the encoding in which it is written, whatever it says of itself."""

import pytest

from miqyas.scanner.document.decode import decode

ARABIC = "مرحبا بكم في البوابة الوطنية للخدمات الحكومية"
FRENCH = "Événements à l’université française, été déjà passé"


@pytest.mark.parametrize(
    ("content", "told", "charset", "known_from"),
    [
        (ARABIC.encode(), "utf-8", "utf-8", "header"),
        (ARABIC.encode(), "iso-8859-1", "utf-8", "content"),
        (ARABIC.encode("cp1256"), "windows-1256", "cp1256", "header"),
        (ARABIC.encode("cp1256"), "utf-8", "cp1256", "content"),
        (ARABIC.encode("cp1256"), "iso-8859-1", "cp1256", "content"),
        (ARABIC.encode("cp1256"), "", "cp1256", "content"),
        (ARABIC.encode("iso8859-6"), "", "iso8859-6", "content"),
        (b"<meta charset=windows-1256>" + ARABIC.encode("cp1256"), "", "cp1256", "meta"),
        (b"\xef\xbb\xbf" + ARABIC.encode(), "windows-1256", "utf-8", "bom"),
        (b"\xff\xfe" + ARABIC.encode("utf-16-le"), "utf-8", "utf-16-le", "bom"),
        (f"<html><body>{ARABIC}".encode("utf-16-le"), "", "utf-16-le", "content"),
        (ARABIC.encode()[:-1], "", "utf-8", "content"),
    ],
)
def test_arabic_is_read_as_it_was_written(content, told, charset, known_from):
    found = decode(content, told=told)
    assert ARABIC[:-1] in found.text
    assert (found.charset, found.known_from) == (charset, known_from)


@pytest.mark.parametrize("told", ["iso-8859-1", "", "utf-8", "no-such-charset", "zip", "unicode_escape"])
def test_french_is_not_taken_for_arabic(told):
    found = decode(FRENCH.replace("’", "'").encode("latin-1"), told=told)
    assert "université française" in found.text
    assert found.charset == "cp1252"


def test_one_stray_byte_does_not_make_another_encoding():
    content = (ARABIC * 20).encode() + b"\xff" + ARABIC.encode()
    assert decode(content).charset == "utf-8"


def test_more_than_is_read_is_cut_and_said():
    found = decode(b"a" * 4_000_001)
    assert found.is_cut
    assert len(found.text) == 4_000_000
