"""Errors of twinning."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class TwinningError(MiqyasError):
    """A profile, a twinning, an exchange or a key cannot be as given; the place names the field."""

    code = "twinning"
