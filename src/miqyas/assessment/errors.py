"""Errors of the assessment: a step that the workflow has not, a grade that a scale has not."""

from miqyas.kernel.errors import MiqyasError


class WorkflowError(MiqyasError):
    """A step that cannot be taken from where the thing stands, or not by this person."""

    code = "workflow"


class AssessmentError(MiqyasError):
    """What was given cannot be assessed."""

    code = "assessment"
