"""Errors of the challenge; the place names the field."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.errors import MiqyasError, Place


class ChallengeError(MiqyasError):
    """A round, a nomination, a sheet of marks, an appeal or a certificate cannot be as given."""

    code = "challenge"


def fault(detail: str, name: str = "", /, **params: Any) -> ChallengeError:
    """An error at a field."""
    return ChallengeError(detail, place=Place(name=name), **params)
