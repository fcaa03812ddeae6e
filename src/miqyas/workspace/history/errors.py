from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class HistoryError(MiqyasError):
    """The key or a checkpoint of the history cannot be used."""

    code = "history"
