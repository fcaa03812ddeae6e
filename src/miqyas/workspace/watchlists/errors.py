"""Errors of the watchlist."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class WatchlistError(MiqyasError):
    """A policy cannot be as given; the place names the field, or line and column of a file."""

    code = "watchlist"
