"""One row of a list of features, cell by cell; what is wrong is collected, not raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.load import vocabulary
from miqyas.catalogue.model import WORDINGS, Feature, Related
from miqyas.catalogue.table import choices_of
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold
from miqyas.methodology.model import Basis
from miqyas.sheets.forms import FormLine

LONGEST: Final = {"question": 300, "version": 20}
LONGEST_TEXT: Final = 2_000
MOST_MONTHS: Final = 120
DEFAULTS: Final[Mapping[str, str]] = {
    "theme": "",
    "sector": "general",
    "audience": "everyone",
    "place": "portal",
    "scale": "yes_no",
    "evidence": "link",
    "owner": "",
}
"""What a cell means that is left empty; a list need not name themes and owners."""
_CODE: Final = re.compile(r"(?=.{3,40}$)[A-Z][A-Z0-9]{0,11}(-[A-Z0-9]{1,12}){1,3}")


class RowReader:
    """A row with the problems found in it so far."""

    def __init__(self, line: FormLine) -> None:
        self.line = line
        self.problems: list[MiqyasError] = []
        self.code = ""

    def problem(self, detail: str, role: str, **params: Any) -> None:
        """Something wrong with a cell."""
        self.problems.append(CatalogueError(detail, place=self.line.place(role), **params))

    def feature(self) -> Feature | None:
        """The feature of the row; None where a problem was found."""
        self.code = self._code()
        subindex = self._pick("subindex") if self.needed("subindex") else ""
        chosen: dict[str, Any] = {
            role: self._pick(role) if self.line.text(role) else default for role, default in DEFAULTS.items()
        }
        wordings: dict[str, Any] = {name: self.words(name, needed=name == "question") for name in WORDINGS}
        recency, tags, related = self._recency(), self._tags(), self._related()
        if self.problems:
            return None
        return Feature(
            code=self.code,
            subindex=subindex,
            **chosen,
            **wordings,
            basis=Basis(Mark.INFERRED, None),
            recency=recency,
            tags=tags,
            related=related,
        )

    def needed(self, role: str) -> str:
        """The text of a cell that must not be empty, nor too long."""
        given = self.line.text(role)
        if not given:
            self.problem("cell_empty", role)
        return self._short(given, role, LONGEST.get(role, LONGEST_TEXT))

    def words(self, name: str, *, needed: bool = False) -> Text | None:
        """A text in both languages: both cells or none."""
        roles = {language: f"{name}_{language}" for language in REQUIRED_LANGUAGES}
        given = {language: self.line.text(role) for language, role in roles.items()}
        if not any(given.values()) and not needed:
            return None
        for language, role in roles.items():
            if not given[language]:
                self.problem("cell_empty" if needed else "one_language", role)
            self._short(given[language], role, LONGEST.get(name, LONGEST_TEXT))
        return Text(given) if all(given.values()) else None

    def _short(self, given: str, role: str, limit: int) -> str:
        if len(given) > limit:
            self.problem("long_text", role, n=len(given), limit=limit)
        return given

    def _code(self) -> str:
        given = self.needed("code").upper()
        if given and not _CODE.fullmatch(given):
            self.problem("row_code_shape", "code", given=given[:40])
        return given

    def _pick(self, role: str) -> str:
        given = self.line.text(role)
        found = _codes(role).get(fold(given), "")
        if not found:
            known = choices_of(role)
            listed = ", ".join(known) if role == "subindex" else _listed(known)
            self.problem("unknown_cell", role, given=given[:80], known=listed)
        return found

    def _recency(self) -> int | None:
        given = self.line.text("recency_months")
        if not given:
            return None
        if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:6]) <= MOST_MONTHS:
            self.problem("months", "recency_months", given=given[:20], limit=MOST_MONTHS)
            return None
        return int(given)

    def _tags(self) -> tuple[str, ...]:
        known = {
            fold(word): code
            for code, term in vocabulary().tags.items()
            for word in (code, *term.name.values())
        }
        found = []
        for given in self.line.parts("tags"):
            if fold(given) in known:
                found.append(known[fold(given)])
            else:
                self.problem("unknown_cell", "tags", given=given[:80], known=", ".join(vocabulary().tags))
        return tuple(dict.fromkeys(found))

    def _related(self) -> tuple[Related, ...]:
        found = []
        for given in self.line.parts("related"):
            framework, _, part = given.casefold().partition(".")
            if part in (known.parts if (known := vocabulary().frameworks.get(framework)) else ()):
                found.append(Related(framework, part))
            else:
                self.problem("unknown_cell", "related", given=given[:80], known=_frameworks())
        return tuple(dict.fromkeys(found))


@cache
def _codes(role: str) -> Mapping[str, str]:
    """Code by what a cell may say, folded: the code itself and its name in each language."""
    known = choices_of(role)
    by_name = {fold(word): code for code, text in known.items() for word in text.values()}
    return by_name | {fold(code): code for code in known}


def _listed(known: Mapping[str, Text]) -> Text:
    return Text(
        {
            language: ("، " if language == "ar" else ", ").join(
                name.in_language(language) for name in known.values()
            )
            for language in REQUIRED_LANGUAGES
        }
    )


def _frameworks() -> str:
    return ", ".join(
        f"{code}.{part}" for code, found in vocabulary().frameworks.items() for part in found.parts
    )
