"""The kinds of report: what each is about, who may have it, and how its document is gathered.

A kind is registered once; pages, interface and worker know it by its name::

    SCORECARD = report_kind(
        ReportKind(
            "entity_scorecard",
            action="entity.report",
            find=entity_found,
            subjects=entities_told,
            gather=lambda order: entity_scorecard(scorecard_of(order.of), language=order.language, ...),
            basis=lambda of: (answers_version(of),),
        )
    )
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.execution import Progress
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import say
from miqyas.reports.document import Document
from miqyas.sheets.plans import unwatched
from miqyas.workspace.accounts.access import Person

PUBLIC: Final = "report.public"
"""The action of reports that everybody may have."""
LONGEST: Final = 140
"""Characters of what a report is about: the codes of a campaign and of an entity, and a sign between."""


class ReportOrderError(MiqyasError):
    """A report cannot be ordered, or not as it was asked for."""

    code = "report_order"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report may be about: its name in addresses, and what people call it."""

    of: str
    title: str


@dataclass(frozen=True, slots=True)
class Order:
    """Of what a report is to be made, in which language, and the day that stands on it."""

    of: str
    language: str
    made_on: str
    on_progress: Progress = field(default=unwatched, compare=False)


@dataclass(frozen=True)
class ReportKind:
    """A kind of report.

    `find` gives the object that the gate is asked about, or None; `subjects` what a person may choose from;
    `basis` the values that are others as soon as the report could be. `each` gives the parts of a set, which
    becomes an archive of one file a part.
    """

    name: str
    action: str
    find: Callable[[str], object | None]
    subjects: Callable[[Person, str], Sequence[Subject]]
    gather: Callable[[Order], Document]
    basis: Callable[[str], Iterable[object]]
    each: Callable[[str], Sequence[str]] = lambda of: ()
    languages: tuple[str, ...] = REQUIRED_LANGUAGES
    words: str = "report"
    """Where its words begin: `<words>.kind.<name>`, `<words>.about.<name>`."""

    def found(self, of: str) -> object | None:
        """The object that it would be about, whatever somebody wrote; None where there is none."""
        return self.find(of) if of.isprintable() and 0 < len(of) <= LONGEST else None

    @property
    def is_public(self) -> bool:
        """Whether everybody may have it."""
        return self.action == PUBLIC

    def title(self, language: str) -> str:
        """What people call it."""
        return say(f"{self.words}.kind.{self.name}", language=language)

    def about(self, language: str) -> str:
        """What it holds, in a sentence."""
        return say(f"{self.words}.about.{self.name}", language=language)


_kinds: dict[str, ReportKind] = {}


def report_kind(kind: ReportKind) -> ReportKind:
    """Register a kind of report under its name."""
    if kind.name in _kinds:
        raise ValueError(f"{kind.name} is the name of another kind already")
    _kinds[kind.name] = kind
    return kind


def report_kinds() -> Iterator[ReportKind]:
    """All kinds, in the order in which they were registered."""
    yield from _kinds.values()


def report_kind_of(name: str) -> ReportKind:
    """The kind of a name. Raises `ReportOrderError` where there is none."""
    if name not in _kinds:
        raise ReportOrderError("kind_unknown", given=name[:60], known=", ".join(_kinds))
    return _kinds[name]
