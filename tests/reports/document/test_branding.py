"""What reports wear: looked at before anything wears it, refused in words that say how to mend it."""

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from miqyas.kernel.text import Text
from miqyas.reports.charts.theme import SEA
from miqyas.reports.document.branding import (
    HOUSE,
    LEAST_CONTRAST,
    Branding,
    contrast_to_white,
    read_branding,
    readable_colour,
)
from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.logo import LARGEST, Logo, read_logo
from miqyas.reports.document.pdf import write_pdf
from miqyas.reports.document.write import FORMS, write
from tests.reports.document.read_pdf import Pdf
from tests.reports.document.reading import READERS
from tests.reports.document.ugly import nothing

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
NAME = Text({"ar": "هيئة المعلومات", "en": "Information Authority"})


def drawing(inside: str = '<rect width="9" height="9"/>', sides: str = "30 10") -> bytes:
    return f'<svg {SPACES} viewBox="0 0 {sides}">{inside}</svg>'.encode()


def picture(form: str, size=(300, 100), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(target, form)
    return target.getvalue()


UNKNOWN_FONT = drawing('<text y="9" font-family="No Such Font">Authority هيئة</text>')
PNG, JPEG = picture("PNG"), picture("JPEG")
GOOD = {
    "svg": (
        drawing(),
        drawing(sides="10 400"),
        drawing('<use href="#a"/><path id="a" d="M0 0h9"/>'),
        UNKNOWN_FONT,
    ),
    "png": (PNG, picture("PNG", (40, 400)), picture("PNG", mode="RGBA")),
    "jpeg": (JPEG, picture("JPEG", mode="CMYK")),
}
BAD = {
    "unknown": (b"", picture("GIF"), b"%PDF-1.7", "<svg/>".encode("utf-16"), b"words"),
    "broken": (PNG[:2000], PNG[:60] + b"xx" + PNG[62:], JPEG[:-200], JPEG[:20], drawing()[:-9]),
    "vast": tuple(PNG[:16] + side.to_bytes(4, "big") * 2 + PNG[24:] for side in (20_000, 60_000)),
    "large": (drawing() + b" " * LARGEST,),
    "unsafe": (
        drawing("<script>alert(1)</script>"),
        drawing('<rect onload="alert(1)"/>'),
        drawing('<image href="https://example.org/x.png"/>'),
        drawing('<image xlink:href="file:///etc/passwd"/>'),
        drawing('<image href="data:image/png;base64,AAAA"/>'),
        drawing('<rect fill="url(https://example.org/x.svg#a)"/>'),
        drawing("<style>@import 'https://example.org/x.css';</style>"),
        drawing("<foreignObject/>"),
        drawing('<g id="a"><use href="#b"/></g><use href="#a"/>'),
        drawing("<g/>" * 6000),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + drawing("<text>&a;</text>"),
    ),
}


@pytest.mark.parametrize(("form", "content"), [(form, one) for form, many in GOOD.items() for one in many])
def test_a_logo_is_known_by_its_content_and_worn(form, content, tmp_path):
    (tmp_path / "logo.bin").write_bytes(content)
    worn = read_branding(organisation=dict(NAME), cover={}, colour="", logo=tmp_path / "logo.bin")
    assert worn.logo is not None
    assert worn.logo.form == form
    for layout in ("brief", "report"):
        made = Pdf(write_pdf(nothing("en", layout=layout), branding=worn))
        assert [one["/Alt"] for one in made.tagged("Figure")] == ["Logo of Information Authority"]


@pytest.mark.parametrize(
    ("detail", "content"), [(detail, one) for detail, many in BAD.items() for one in many]
)
def test_a_file_that_is_no_logo_is_refused_in_words(detail, content, tmp_path):
    (tmp_path / "logo.svg").write_bytes(content)
    with pytest.raises(ReportError) as refused:
        read_logo(tmp_path / "logo.svg")
    assert refused.value.full_code == f"report.logo_{detail}"
    for language in ("ar", "en"):
        assert "logo.svg" in refused.value.render(language)


def test_a_logo_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(ReportError) as refused:
        read_logo(tmp_path / "none.svg")
    assert refused.value.problem("en") == "The file of the logo, “none.svg”, cannot be read."
    with pytest.raises(ReportError):
        read_logo(tmp_path)


def test_nothing_set_is_the_look_of_the_house():
    assert read_branding(organisation={}, cover={}, colour="", logo=None) == HOUSE
    assert HOUSE.colour == SEA


@pytest.mark.parametrize(
    "colour", ["red", "#fff", "#12345g", "0a6e7c", "#0a6e7c;", "#0a6e7c80", "ازرق", "\x00"]
)
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ReportError) as refused:
        read_branding(organisation={}, cover={}, colour=colour, logo=None)
    assert refused.value.full_code == "report.colour"
    assert colour in refused.value.render("en")


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#7fb2ff", "#ff0000"])
def test_a_colour_that_white_cannot_be_read_on_is_refused_with_one_that_will_do(colour):
    with pytest.raises(ReportError) as refused:
        readable_colour(colour)
    darker = refused.value.params["darker"]
    assert refused.value.full_code == "report.pale"
    assert darker in refused.value.render("ar")
    assert readable_colour(darker) == darker
    assert contrast_to_white(darker) >= LEAST_CONTRAST


def test_name_cover_and_colour_are_on_the_cover_in_the_language_of_the_report():
    cover = Text({"ar": "للجنة العليا", "en": "For the Supreme Committee"})
    worn = Branding(NAME, cover, "#7a1f3d")
    made = Pdf(write_pdf(nothing("en", layout="pack"), branding=worn))
    assert made.pages[0].startswith("Information Authority")
    assert "For the Supreme Committee" in made.pages[0]
    assert made.reader.metadata.author == "Information Authority"
    drawn = made.reader.pages[0].get_contents().get_data()
    assert b"0.47843137 0.12156863 0.23921569" in drawn
    assert (
        drawn
        != Pdf(write_pdf(nothing("en", layout="pack"), branding=replace(worn, colour=SEA)))
        .reader.pages[0]
        .get_contents()
        .get_data()
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", ["brief", "report", "pack"])
def test_every_form_wears_name_cover_colour_and_logo(form, layout):
    cover = Text({"ar": "للجنة العليا", "en": "For the Supreme Committee"})
    worn = Branding(NAME, cover, "#7a1f3d", Logo(PNG, "png", Text({"ar": "شعار", "en": "Seal"})))
    bare, dressed = (write(nothing("en", layout=layout), form=form, branding=one) for one in (HOUSE, worn))
    words = Pdf(dressed).text if form == "pdf" else READERS[form](dressed)
    assert "Information Authority" in words
    assert "For the Supreme Committee" in words
    if form == "pdf":
        assert len(Pdf(dressed).tagged("Figure")) == 1
        return
    parts = [inside(content) for content in (bare, dressed)]
    assert b"Information Authority" in parts[1]["docProps/core.xml"]
    pictures = [sum(name.endswith(".png") for name in each) for each in parts]
    assert pictures[1] == pictures[0] + 1
    coloured = [any(b"7a1f3d" in part.lower() for part in each.values()) for each in parts]
    assert coloured == [False, True]


def inside(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
