"""Typst kept warm: fonts loaded once in a process, templates of the package, nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.pdf.texts import composed

_FONTS: Final = str(files("miqyas.reports") / "fonts")
_FACES: Final = (
    "IBMPlexSansArabic_400Regular.ttf",
    "IBMPlexSansArabic_600SemiBold.ttf",
    "IBMPlexSans_400Regular.ttf",
    "IBMPlexSans_600SemiBold.ttf",
)
_TEMPLATES: Final = files("miqyas.reports.document.pdf") / "templates"
_UNPRINTABLE: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_MARKS: Final = frozenset({"Mn", "Me"})
PLAIN: Final = (
    "\x09\x0a\x20-\x7e\xa0-\u017f\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u04c2\u0621-\u063a\u0641-\u064a\u0660-\u066d"
    "\u0671-\u06a1\u06a3-\u06d3\u06f0-\u06ff\u200b\u2013\u2014\u2018-\u201e\u2022\u2026\u2060\u2066-\u2069\u20ac\u2212\u2264\u2265\u25ca"
)
"""Characters that the fonts of the house have, as ranges of a regular expression."""
_COMPOSED: Final = re.compile("[\u0100-\u017f\u1e00-\u1eff]")
_UNUSUAL: Final = re.compile(f"[^{PLAIN}]")
_ASCII: Final = 0x7F
_ANY_DAY: Final = "2000-01-01"
TYPST_FORMS: Final = {"svg": "svg", "png": "png", "jpeg": "jpg"}
"""Forms of pictures as Typst names them."""
SIGN: Final = "\N{LOZENGE}"


class _RefusedError(Exception):
    """What Typst said of something that it does not set."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


def compiled(content: dict[str, Any], *, made_on: str) -> bytes:
    """The PDF of a content: equal contents give equal bytes, in any process and thread.

    Characters that no font has are printed as a lozenge, and the content's `is_whole` turns false, so that
    the templates say so. Raises `ReportError` with what Typst said of any other content that it refuses.
    """
    for mend in (_without_named, _plain):
        report = json.dumps(content, ensure_ascii=False)
        try:
            return _set(_TEMPLATES / "main.typ", {"report": report}, made_on=made_on)
        except _RefusedError as refused:
            content = {**_mended(content, mend(refused)), "is_whole": False}
    report = json.dumps(content, ensure_ascii=False)
    try:
        return _set(_TEMPLATES / "main.typ", {"report": report}, made_on=made_on)
    except _RefusedError as refused:
        raise ReportError("unprintable", said=str(refused)) from refused


def is_drawable(picture: bytes, *, form: str) -> bool:
    """Whether Typst draws a picture, whole and alone on a page."""
    given = {"form": TYPST_FORMS[form], "picture": json.dumps(list(picture))}
    try:
        return bool(_set(_TEMPLATES / "trial.typ", given, made_on=_ANY_DAY))
    except _RefusedError:
        return False


def _set(template: Traversable, given: dict[str, str], *, made_on: str) -> bytes:
    import typst

    compiler = typst.Compiler(str(template), root=str(_TEMPLATES), font_paths=_fonts(), sys_inputs=given)
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=_moment(made_on))
    except typst.TypstError as error:
        raise _RefusedError(error.message, error.diagnostic) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a fault of Typst, which Python takes for an exit
            raise
        raise _RefusedError(str(error)) from error
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Any:
    """The fonts of the house before those that Typst carries; never those of the machine.

    Raises `ReportError` where one is missing: without it, letters of Arabic would be gone from every page.
    """
    import typst

    missing = [name for name in _FACES if not (Path(_FONTS) / name).is_file()]
    if missing:
        raise ReportError("fonts", names=", ".join(missing), folder=_FONTS)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])


def _moment(made_on: str) -> dt.datetime:
    return dt.datetime.fromisoformat(made_on).replace(tzinfo=dt.UTC)


def _mended(value: Any, mend: Callable[[str], str]) -> Any:
    """A content with each of its texts mended."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {key: _mended(one, mend) for key, one in value.items()}
    return [_mended(one, mend) for one in value] if isinstance(value, list | tuple) else value


def _without_named(refused: _RefusedError) -> Callable[[str], str]:
    """Replaces the characters of which Typst says that no font has them."""
    named = "".join(_UNPRINTABLE.findall(refused.diagnostic))
    codes = {int(code, 16) for code in _CODE.findall(named)} | set(map(ord, _CODE.sub("", named)))
    missing = dict.fromkeys((code for code in codes if code > _ASCII), SIGN)  # what is ASCII may be markup
    return (lambda text: text.translate(missing)) if missing else _plain(refused)


def _plain(_: _RefusedError) -> Callable[[str], str]:
    """Leaves letters that the fonts of the house surely have, without signs above and below them."""

    def mend(text: str) -> str:
        bare = "".join(sign for sign in composed(text) if unicodedata.category(sign) not in _MARKS)
        simple = _COMPOSED.sub(lambda found: unicodedata.normalize("NFD", found[0])[0], bare)
        return _UNUSUAL.sub(SIGN, simple)

    return mend
