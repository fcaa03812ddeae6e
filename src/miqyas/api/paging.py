"""Parts of long lists: `limit` and `offset` in, totals and links out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

T = TypeVar("T")
MOST: Final = 500
USUAL: Final = 100
FURTHEST: Final = 1_000_000


class Window(Schema):
    """Which part of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=f"How many items to give, at most {MOST}.")
    offset: int = Field(0, ge=0, le=FURTHEST, description="How many items to leave out first.")


def part_of(
    items: Sequence[T] | QuerySet[Any, T], window: Window, *, request: HttpRequest, response: HttpResponse
) -> tuple[Sequence[T], dict[str, Any]]:
    """The items of the window, and the fields that tell where it lies; sets the Link header (RFC 8288).

    Of what is stored, a query set, only the window is read, and the rest is counted.
    """
    total = items.count() if isinstance(items, QuerySet) else len(items)
    limit, offset = window.limit, window.offset
    last = (total - 1) // limit * limit if total else 0
    offsets = {
        "first": 0,
        "prev": min(max(0, offset - limit), last) if offset else None,
        "next": offset + limit if offset + limit < total else None,
        "last": last,
    }
    links = {name: _address(request, limit, at) for name, at in offsets.items() if at is not None}
    response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    about = {
        "total": total,
        "limit": limit,
        "offset": offset,
        "next": links.get("next"),
        "previous": links.get("prev"),
    }
    return list(items[offset : offset + limit]), about


def _address(request: HttpRequest, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return f"{request.path}?{query.urlencode()}"
