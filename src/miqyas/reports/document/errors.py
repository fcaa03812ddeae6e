"""The error of reports: of what they wear, and of giving them a form."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class ReportError(MiqyasError):
    """A report cannot be made as it was asked for."""

    code = "report"
