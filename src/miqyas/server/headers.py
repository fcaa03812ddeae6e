"""Answer headers that neither Django nor django-csp sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

REFUSED: Final = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY: Final = ", ".join(f"{feature}=()" for feature in REFUSED)


class PermissionsPolicyMiddleware:
    """Tell the browser that no page of ours uses camera, place, sensors or payment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
