"""Typst kept warm: fonts loaded once in a process, templates of the package, nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from miqyas.reports.document.errors import ReportError

_FONTS: Final = str(files("miqyas.reports") / "fonts")
_TEMPLATES: Final = files("miqyas.reports.document.pdf") / "templates"
_UNPRINTABLE: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS: Final = 4
_ANY_DAY: Final = "2000-01-01"
TYPST_FORMS: Final = {"svg": "svg", "png": "png", "jpeg": "jpg"}
"""Forms of pictures as Typst names them."""
SIGN: Final = "\N{REPLACEMENT CHARACTER}"


def compiled(content: dict[str, Any], *, made_on: str) -> bytes:
    """The PDF of a content: equal contents give equal bytes, in any process and thread.

    Characters that no font has are printed as U+FFFD, and the content's `is_whole` turns false, so that the
    templates say so. Raises `ReportError` with what Typst said of any other content that it refuses.
    """
    from typst import TypstError

    for _ in range(_ROUNDS):
        report = json.dumps(content, ensure_ascii=False)
        try:
            return _set(_TEMPLATES / "main.typ", {"report": report}, made_on=made_on)
        except TypstError as error:
            missing = _missing(error.diagnostic)
            if not missing:
                raise ReportError("unprintable", said=error.message) from error
            content = json.loads(report.translate(dict.fromkeys(missing, SIGN))) | {"is_whole": False}
    raise ReportError("unprintable", said=" ".join(f"U+{sign:04X}" for sign in sorted(missing)))


def is_drawable(picture: bytes, *, form: str) -> bool:
    """Whether Typst draws a picture, whole and alone on a page."""
    import typst

    try:
        _set(
            _TEMPLATES / "trial.typ",
            {"form": TYPST_FORMS[form], "picture": json.dumps(list(picture))},
            made_on=_ANY_DAY,
        )
    except typst.TypstError:
        return False
    return True


def _set(template: Traversable, given: dict[str, str], *, made_on: str) -> bytes:
    import typst

    compiler = typst.Compiler(str(template), root=str(_TEMPLATES), font_paths=_fonts(), sys_inputs=given)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=_moment(made_on))
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Any:
    """The fonts of the house before those that Typst carries; never those of the machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])


def _moment(made_on: str) -> dt.datetime:
    return dt.datetime.fromisoformat(made_on).replace(tzinfo=dt.UTC)


def _missing(diagnostic: str) -> set[int]:
    """The characters that Typst names as those that no font has."""
    named = "".join(_UNPRINTABLE.findall(diagnostic))
    coded = {int(code, 16) for code in _CODE.findall(named)}
    return coded | {ord(sign) for sign in _CODE.sub("", named) if not sign.isascii()}
