"""Help beside the work: the documentation that the installation carries, and the page of it for each page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml
from django.urls import reverse

MANUAL: Final = Path(__file__).parent / "manual"
"""Where `python -m docs.site` puts the documentation, as `<language>/help/`; a checkout has none before."""


def help_page(path: str) -> str:
    """The page of the documentation for a page of the workspace, from its address without the language.

    >>> help_page("workspace/reviews/"), help_page("workspace/")
    ('how-to/review', 'workspace')
    """
    beside = path.partition("workspace/")[2]
    return next(page for pattern, page in _said()["pages"].items() if re.match(pattern, beside))


def help_address(page: str) -> str:
    """The address of a page of the documentation in the language of the request."""
    return reverse("help_file", args=[f"{page}/"])


def tours() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The tour of each role: steps, each with a route or a page of the documentation to which it leads."""
    found: Mapping[str, Sequence[Mapping[str, str]]] = _said()["tours"]
    return found


@cache
def _said() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(
        files("miqyas.web").joinpath("help.yaml").read_text(encoding="utf-8")
    )
    return loaded
