"""A file is what its bytes are: kept whole or not at all, once, and never where a browser could run it."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from miqyas.workspace.evidence.errors import EvidenceError
from miqyas.workspace.evidence.files import file_keep, file_path, files_without_use, plain_name

PDF = b"%PDF-1.7\n" + b"x" * 50
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


def office(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")
ODT = office("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MIQYAS_FILE_BYTES = 10_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("law.pdf", PDF),
        ("shot.PNG", PNG),
        ("photo.jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"x" * 30),
        ("plan.docx", DOCX),
        ("data.xlsx", XLSX),
        ("plan.odt", ODT),
        ("notes.txt", "ملاحظات".encode()),
        ("data.csv", "البند,القيمة\nأ,1\n".encode("utf-8-sig")),
    ],
)
def test_proofs_of_the_usual_kinds_are_kept(name: str, content: bytes) -> None:
    kept = file_keep([content], name=name)
    assert file_path(kept.sha256).read_bytes() == content
    assert kept.size == len(content)
    assert oct(file_path(kept.sha256).stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("empty.pdf", b"", "file_empty"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "file_type"),
        ("shot.png", PDF, "file_lies"),
        ("law.pdf", XLSX, "file_lies"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_type"),
        ("logo.txt", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_type"),
        ("page.txt", b"  <!DOCTYPE html><p>x", "file_type"),
        ("tool.pdf", b"MZ\x90\x00" + b"\x00" * 60, "file_type"),
        ("all.zip", office("a.txt"), "file_type"),
        (
            "macro.docx",
            office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "file_type",
        ),
        ("broken.docx", DOCX[:40], "file_type"),
        ("nul.txt", b"a\x00b", "file_type"),
        ("latin.txt", b"caf\xe9", "file_type"),
        ("law", PDF, "file_lies"),
        ("plan.ods", ODT, "file_lies"),
    ],
)
def test_what_is_not_kept_is_refused_in_words_and_leaves_nothing(
    name: str, content: bytes, detail: str, tmp_path: Path
) -> None:
    with pytest.raises(EvidenceError) as refused:
        file_keep([content], name=name)
    assert refused.value.detail == detail
    assert refused.value.render("en")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_grows_too_large_is_given_up_on_the_way(tmp_path: Path) -> None:
    read = []

    def endless() -> Any:
        while True:
            read.append(1)
            yield b"%PDF" + b"x" * 3000

    with pytest.raises(EvidenceError, match="file_too_large"):
        file_keep(endless(), name="law.pdf")
    assert len(read) == 4
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    first, second = file_keep([PDF], name="a.pdf"), file_keep([PDF], name="b.pdf")
    assert first.sha256 == second.sha256
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_no_revision_names_is_found(tmp_path: Path) -> None:
    kept, loose = file_keep([PDF], name="a.pdf"), file_keep([PDF + b"y"], name="b.pdf")
    (tmp_path / "evidence" / ".incoming-x").write_bytes(b"half")
    found = {path.name for path in files_without_use([kept.sha256])}
    assert found == {loose.sha256, ".incoming-x"}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\files\\تقرير.pdf", "تقرير.pdf"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('"><img>.pdf', "img.pdf"),
        ("", "file"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_name_is_made_plain(given: str, shown: str) -> None:
    assert plain_name(given) == shown
