"""What is wrong with a file that somebody brings."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class ImportedFileError(MiqyasError):
    """Something in a file that is imported: a problem that refuses it, or a notice that does not."""

    code = "import"
