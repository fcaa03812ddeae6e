from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class EvidenceError(MiqyasError):
    """A proof, or the file of one, cannot be kept as it is."""

    code = "evidence"
