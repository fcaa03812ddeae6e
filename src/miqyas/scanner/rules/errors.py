"""Errors of rules."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class RuleError(MiqyasError):
    """A rule says something that it may not say."""

    code = "rule"
