"""Errors of the questionnaire."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class QuestionnaireError(MiqyasError):
    """A questionnaire, a question or an answer cannot be as given; the place names the field."""

    code = "questionnaire"
