"""Errors of statistical inputs; the place names the field."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class StatisticsError(MiqyasError):
    """A statistical input cannot be as given."""

    code = "statistics"
