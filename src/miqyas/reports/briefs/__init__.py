"""Reports from published results: pure functions from the world, and answers handed in, to documents.

`REPORTS` names each with the parameters that it takes beside `language` and `made_on`: of what kind each is,
and whether it may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES
from miqyas.reports.briefs.audit_report import audit_report
from miqyas.reports.briefs.country_brief import country_brief
from miqyas.reports.briefs.country_report import country_report
from miqyas.reports.briefs.forecast_brief import forecast_brief
from miqyas.reports.briefs.portfolio_proposal import portfolio_proposal
from miqyas.reports.document import Document

Asked = Literal["country", "edition", "goal", "value", "probability", "audit", "portfolio"]
"""A code, a year with results, words of a goal, and records of the questions "audit" and "portfolio"."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A keyword of a report: what is asked for, and whether the report can do without."""

    name: str
    asked: Asked
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A kind of report: its function, the parameters beside `language` and `made_on`, its languages."""

    name: str
    make: Callable[..., Document]
    parameters: tuple[Parameter, ...]
    languages: tuple[str, ...] = REQUIRED_LANGUAGES


_COUNTRY: Final = Parameter("country", "country")
_EDITION: Final = Parameter("edition", "edition")
_CHANCE: Final = Parameter("chance", "audit", is_needed=False)
_GOAL: Final = (
    Parameter("goal", "goal", is_needed=False),
    Parameter("value", "value", is_needed=False),
    Parameter("probability", "probability", is_needed=False),
)
REPORTS: Final[Mapping[str, PublicReport]] = {
    report.name: report
    for report in (
        PublicReport(
            "country_brief",
            country_brief,
            (_COUNTRY, _EDITION),
            (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES),
        ),
        PublicReport("country_report", country_report, (_COUNTRY, _EDITION, _CHANCE)),
        PublicReport("forecast_brief", forecast_brief, (_COUNTRY, *_GOAL)),
        PublicReport("audit_report", audit_report, (_COUNTRY, _EDITION, _CHANCE)),
        PublicReport("portfolio_proposal", portfolio_proposal, (Parameter("record", "portfolio"),)),
    )
}

__all__ = [
    "REPORTS",
    "Parameter",
    "PublicReport",
    "audit_report",
    "country_brief",
    "country_report",
    "forecast_brief",
    "portfolio_proposal",
]
