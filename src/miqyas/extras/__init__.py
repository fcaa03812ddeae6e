"""What is installed on top of the library: which module comes with which extra, and that it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from miqyas.kernel.errors import MiqyasError

# In the order in which an extra is named for a module that comes with several.
EXTRAS: Final[Mapping[str, tuple[str, ...]]] = {
    "reports": ("docx", "pptx", "segno", "typst", "vl_convert", "xlsxwriter"),
    "web": (
        "allauth", "argon2", "axes", "csp", "django", "django_htmx", "django_tasks", "django_tasks_db",
        "gunicorn", "icalendar", "ninja", "puremagic", "pydantic", "pydantic_settings", "segno", "structlog",
        "vl_convert", "whitenoise",
    ),
    "browser": ("playwright",),
    "cluster": ("distributed", "dask"),
    "pandas": ("pandas",),
    "parquet": ("pyarrow",),
    "polars": ("polars",),
    "postgres": ("psycopg", "psycopg_pool"),
}  # fmt: skip
"""Modules of each extra of `pyproject.toml`, by the name under which they are imported."""


class ExtraMissingError(MiqyasError):
    """What was asked for needs an extra that is not installed."""

    code = "extra"


def extra_missing(error: BaseException) -> ExtraMissingError | None:
    """What is to be said of an import that failed for want of an extra; None for any other error.

    >>> extra_missing(ModuleNotFoundError(name="docx.shared")).remedy("en")
    "Install it: pip install 'miqyas[reports]'"
    >>> extra_missing(ModuleNotFoundError(name="miqyas.nowhere")), extra_missing(ValueError())
    (None, None)
    """
    if not isinstance(error, ModuleNotFoundError):
        return None
    module = (error.name or "").partition(".")[0]
    for extra, modules in EXTRAS.items():
        if module in modules:
            line = f"pip install 'miqyas[{extra}]'"  # whole, so that nothing invisible stands inside it
            return ExtraMissingError("missing", extra=extra, module=module, line=line)
    return None


@contextmanager
def extras_told() -> Iterator[None]:
    """Around an import in the library itself: a missing extra is an error in words.

    >>> with extras_told():
    ...     import json
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if told := extra_missing(error):
            raise told from error
        raise
