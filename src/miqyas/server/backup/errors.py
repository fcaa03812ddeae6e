from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class BackupError(MiqyasError):
    """A backup cannot be written, read or put back."""

    code = "backup"
