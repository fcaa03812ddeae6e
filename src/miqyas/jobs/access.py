"""A job is for whoever asked for it and for administrators; others do not learn that it exists.

Questions may be asked by anybody. Who has to wait for the answer holds a handle, and that is their right: to
see how far it is, and to let go of it.
"""

from __future__ import annotations

from typing import Any

from miqyas.jobs.models import AnswerHandle, Job
from miqyas.jobs.reports import access as reports_access  # noqa: F401 - it registers its policies
from miqyas.jobs.scores import access  # noqa: F401 - it registers its policies
from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import ADMINISTRATOR, EVERYONE


def _own(person: Person, job: Job | None) -> Verdict:
    is_own = job is not None and person.is_signed_in and person.pseudonym == job.requested_by
    return Verdict.ALLOWED if is_own or ADMINISTRATOR in person.roles else Verdict.HIDDEN


def _held(person: Person, handle: Any) -> Verdict:
    return Verdict.ALLOWED if isinstance(handle, AnswerHandle) else Verdict.HIDDEN


register("answer.ask", roles_only(EVERYONE))
register("answer.let_go", _held)
register("answer.view", _held)
register("job.view", _own)
register("job.cancel", _own)
register("job.list", roles_only(ADMINISTRATOR))
