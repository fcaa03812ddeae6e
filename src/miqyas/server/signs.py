"""Addresses that nothing can have: with the sign NUL, which no database takes as text."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\0"


class ReadableAddressMiddleware:
    """Answer 400 to an address with NUL in it, in one place for all pages; the interface says it as JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/") and has_nul(request):
            raise BadRequest
        return self.get_response(request)


def has_nul(request: HttpRequest) -> bool:
    """Whether NUL stands in the path or in what is asked."""
    return NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
