"""Errors of what was typed."""

from miqyas.kernel.errors import MiqyasError


class CommandError(MiqyasError):
    """The words typed do not make a command that can be carried out."""

    code = "command"
