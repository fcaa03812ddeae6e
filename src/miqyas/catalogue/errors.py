"""Errors of the catalogue."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class CatalogueError(MiqyasError):
    """An instrument's file, or a question asked of the catalogue, says something it may not say."""

    code = "catalogue"
