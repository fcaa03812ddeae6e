"""Errors of a schedule: what is wrong with its tasks, each by the name of the task."""

from miqyas.analysis.errors import AnalysisError


class ScheduleError(AnalysisError):
    """The tasks are not as they must be, or the question cannot be answered from them."""

    code = "schedule"
