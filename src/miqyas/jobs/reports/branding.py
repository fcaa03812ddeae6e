"""What reports of this installation wear, from its settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from miqyas.reports.document.branding import Branding


def branding() -> Branding:
    """Name, logo, colour and cover words as they are set; what cannot be used is an error in words."""
    logo: Path | None = settings.MIQYAS_REPORT_LOGO
    changed = logo.stat().st_mtime_ns if logo and logo.exists() else 0
    return _branding(logo, changed)


@lru_cache(maxsize=2)
def _branding(logo: Path | None, _changed: int) -> Branding:
    from miqyas.reports.document.branding import read_branding

    return read_branding(
        organisation=settings.MIQYAS_REPORT_ORGANISATION,
        cover=settings.MIQYAS_REPORT_COVER,
        colour=settings.MIQYAS_REPORT_COLOUR,
        logo=logo,
    )
