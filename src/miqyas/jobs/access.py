"""A job is for whoever asked for it and for administrators; others do not learn that it exists."""

from __future__ import annotations

from miqyas.jobs.models import Job
from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import ADMINISTRATOR


def _own(person: Person, job: Job) -> Verdict:
    is_own = person.is_signed_in and person.pseudonym == job.requested_by
    return Verdict.ALLOWED if is_own or ADMINISTRATOR in person.roles else Verdict.HIDDEN


register("job.view", _own)
register("job.cancel", _own)
register("job.list", roles_only(ADMINISTRATOR))
