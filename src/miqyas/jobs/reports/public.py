"""Reports of public results: a kind for each of `reports.briefs`.

What one is about is written as ``BHR``, with choices as ``BHR;edition=2022`` or
``BHR;goal=rank;value=15;probability=0.8``; what is left out has its usual value. A proposal is about the
handle of an answered portfolio.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from miqyas.jobs.answers import answer_of, ask_now, handle_find
from miqyas.jobs.models import AnswerHandle
from miqyas.jobs.reports.kinds import PUBLIC, Order, ReportKind, Subject, report_kind
from miqyas.jobs.sample.load import is_sample
from miqyas.observations.countries import countries
from miqyas.reports.briefs import REPORTS, PublicReport
from miqyas.reports.document import Document
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.datasets.world import current_world, home_country

_AUDIT: Final = "audit"
_PORTFOLIO: Final = "portfolio"


@dataclass(frozen=True, slots=True)
class AboutCountry:
    """A country, and the choices that were named with it."""

    iso3: str
    chosen: Mapping[str, str]


def about_country(report: PublicReport, of: str) -> AboutCountry | None:
    """What a report is about; None where it is about nothing that there is."""
    iso3, *pairs = of.split(";")
    chosen = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    known = {one.name for one in report.parameters if one.asked not in {"country", _AUDIT}}
    edition = chosen.get("edition")
    is_known = edition is None or edition in map(str, current_world().editions)
    if iso3 not in countries() or not is_known or len(chosen) != len(pairs) or not chosen.keys() <= known:
        return None
    return AboutCountry(iso3, chosen)


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    """Every country, this one first."""
    named = {code: one.name.in_language(language) for code, one in countries().items()}
    first = home_country()
    rest = sorted((name, code) for code, name in named.items() if code != first)
    return [Subject(first, named[first]), *(Subject(code, name) for name, code in rest)]


def _gather(report: PublicReport, order: Order) -> Document:
    about = about_country(report, order.of)
    assert about is not None
    given = {one.name: _given(one.asked, one.name, about) for one in report.parameters}
    kept = {name: value for name, value in given.items() if value is not None}
    return report.make(current_world(), **kept, language=order.language, made_on=order.made_on)


def _given(asked: str, name: str, about: AboutCountry) -> Any:
    """The value of a parameter; None leaves it out."""
    edition = int(about.chosen.get("edition", current_world().latest))
    match asked:
        case "country":
            return about.iso3
        case "edition":
            return edition
        case "audit":
            return ask_now(_AUDIT, {"edition": edition}).result
    return about.chosen.get(name)


def _basis(of: str) -> Iterable[object]:
    world = current_world()
    return (world.target, world.latest, is_sample())


def _handle(of: str) -> AnswerHandle | None:
    try:
        handle = handle_find(UUID(of))
    except ValueError:
        return None
    is_known = handle is not None and handle.job.params["question"] == _PORTFOLIO and answer_of(handle).result
    return handle if is_known else None


def _proposal(report: PublicReport, order: Order) -> Document:
    handle = _handle(order.of)
    assert handle is not None
    record = answer_of(handle).result
    return report.make(current_world(), record=record, language=order.language, made_on=order.made_on)


def _nothing(person: Person, language: str) -> Sequence[Subject]:
    """Proposals are ordered from the page of their portfolio."""
    return ()


for _report in REPORTS.values():
    _is_proposal = _report.name == "portfolio_proposal"
    report_kind(
        ReportKind(
            _report.name,
            action=PUBLIC,
            find=_handle if _is_proposal else partial(about_country, _report),
            subjects=_nothing if _is_proposal else _subjects,
            gather=partial(_proposal if _is_proposal else _gather, _report),
            basis=_basis,
            languages=_report.languages,
            words="brief",
        )
    )
