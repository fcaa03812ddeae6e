"""Whoever may see what a report is about, as its kind asks the gate, may order it and has it when it is made.

A report that somebody ordered is theirs: others order their own. Public ones are everybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from miqyas.jobs.models import MadeReport
from miqyas.jobs.reports.kinds import PUBLIC, ReportKind
from miqyas.jobs.reports.orders import report_target
from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only, verdict
from miqyas.workspace.accounts.roles import EVERYONE, SIGNED_IN
from miqyas.workspace.campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that somebody would have: its kind, and the object that it would be about."""

    kind: ReportKind
    target: object | None


def _making(person: Person, wanted: Any) -> Verdict:
    if not isinstance(wanted, Wanted) or wanted.target is None:
        return Verdict.HIDDEN
    return verdict(person, wanted.kind.action, wanted.target)


def _viewing(person: Person, report: Any) -> Verdict:
    """Their own, as long as they may see what it is about; public ones are for all."""
    if not isinstance(report, MadeReport) or report.requested_by not in {None, person.pseudonym}:
        return Verdict.HIDDEN
    return _making(person, Wanted(*report_target(report)))


def _dropping(person: Person, report: Any) -> Verdict:
    """Public reports are shared: nobody takes them from the others."""
    if isinstance(report, MadeReport) and report.requested_by is None:
        return Verdict.FORBIDDEN
    return _viewing(person, report)


def _scorecard(person: Person, target: Any) -> Verdict:
    """The scorecard of a part as its score; those of a whole campaign as the campaign's."""
    action = "score.view" if isinstance(target, Campaign) else "score.entity"
    return verdict(person, action, target)


register("report.scorecard", _scorecard)
register(PUBLIC, roles_only(EVERYONE))
register("report.list", roles_only(SIGNED_IN))
register("report.make", _making)
register("report.view", _viewing)
register("report.drop", _dropping)
