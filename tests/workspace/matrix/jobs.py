"""What the actions of jobs are tried on."""

from miqyas.jobs.models import AnswerHandle, Job
from tests.cast import Cast


def job_of_bruno(cast: Cast) -> Job:
    return Job(kind="any", requested_by=cast.bruno.pseudonym)


def handle(cast: Cast) -> AnswerHandle:
    return AnswerHandle(job=job_of_bruno(cast))
