"""Errors of the questions asked of scores."""

from miqyas.kernel.errors import MiqyasError


class AnalysisError(MiqyasError):
    """The question cannot be answered from what is loaded."""

    code = "analysis"
