"""Errors of success stories."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class StoryError(MiqyasError):
    """A story, a contact, a comment or a step of its way cannot be as asked."""

    code = "story"
