"""Errors of reviews."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class ReviewError(MiqyasError):
    """A review, a judgement, a decision or a reply cannot be as asked."""

    code = "review"
