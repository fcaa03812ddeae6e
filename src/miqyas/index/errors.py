"""Errors of the engine."""

from miqyas.kernel.errors import MiqyasError


class IndexComputationError(MiqyasError):
    """The index cannot be computed from what is given."""

    code = "index"
