"""The language model that the operator of this installation named, if any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from miqyas.scanner.adviser.endpoint import Endpoint


def has_adviser() -> bool:
    """Whether a model may be asked."""
    return bool(settings.MIQYAS_MODEL[0])


@contextmanager
def adviser() -> Iterator[Endpoint | None]:
    """The model for the length of a block; None where none was named. Raises `AdviserError`."""
    address, model, key = settings.MIQYAS_MODEL
    if not address:
        yield None
        return
    endpoint = Endpoint(address, model=model, key=key)
    try:
        yield endpoint
    finally:
        endpoint.close()
