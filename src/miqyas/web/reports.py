"""How reports are shown: what may be ordered, what is being made, what is there to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from miqyas.jobs.answers import ToldError, waits_for
from miqyas.jobs.models import MadeReport, State
from miqyas.jobs.reports.kinds import ReportKind, Subject, report_kind_of, report_kinds
from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import Text
from miqyas.kernel.words import language_name
from miqyas.observations.countries import countries
from miqyas.reports.document.write import FORMS
from miqyas.web.words import current_language
from miqyas.workspace.accounts.access import Person

MEGABYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of report that somebody may order, and what it may be about."""

    name: str
    title: str
    about: str
    subjects: tuple[Subject, ...]
    languages: tuple[tuple[str, str], ...]
    forms: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A report that was ordered: what it is, how far, and where it is taken away."""

    report: MadeReport
    title: str
    kind: str
    language: str
    state: str
    share: float
    problem: str
    size: str
    url: str
    file_url: str

    @property
    def day(self) -> date:
        """The day that stands on it."""
        return date.fromisoformat(self.report.made_on)

    @property
    def is_open(self) -> bool:
        """Whether it is still being made."""
        return self.state in {"running", "turn", "worker"}


def offers_to(person: Person) -> Iterator[Offer]:
    """The kinds of which somebody may order at least one."""
    for kind in report_kinds():
        subjects = tuple(kind.subjects(person, current_language()))
        if subjects:
            yield offer_of(kind, subjects)


def offer_of(kind: ReportKind, subjects: tuple[Subject, ...]) -> Offer:
    """A kind as it is offered, about these subjects."""
    language = current_language()
    return Offer(
        name=kind.name,
        title=kind.title(language),
        about=kind.about(language),
        subjects=subjects,
        languages=tuple((code, language_name(code, language=language)) for code in kind.languages),
        forms=FORMS,
        url=reverse("report_new", args=[kind.name]),
    )


def line_of(report: MadeReport) -> Line:
    """A report as a line of a list."""
    kind = report_kind_of(report.kind)
    job = report.job
    state = State(job.state) if job else State.FAILED
    return Line(
        report=report,
        title=report.title or _subject_in_words(kind, report),
        kind=kind.title(current_language()),
        language=language_name(report.language, language=current_language()),
        state="done" if report.is_done else waits_for(state) or state.value,
        share=job.progress if job else 0.0,
        problem=ToldError(job.error).render(current_language()) if job and job.error else "",
        size=format_number(max(report.size / MEGABYTE, 0.01), "hundredths"),
        url=reverse("report", args=[report.pk]),
        file_url=reverse("report_file", args=[report.pk]),
    )


def _subject_in_words(kind: ReportKind, report: MadeReport) -> str:
    """The kind and what it is about, by its name; by its code where it has gone."""
    language = current_language()
    country = countries().get(report.of.partition(";")[0])
    found = kind.found(report.of)
    names = (country.name if country else None, getattr(found, "title", None), getattr(found, "name", None))
    name = next((one for one in names if isinstance(one, Text)), None)
    return f"{kind.title(language)} · {name.in_language(language) if name else report.of}"
