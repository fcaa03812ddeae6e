"""Errors of scans."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class ScanError(MiqyasError):
    """A scan, what follows from one, or what is handed in from elsewhere cannot be as asked."""

    code = "scans"
