"""The documentation that the installation carries, as it was built; a clear page where there is none."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from miqyas.kernel.text import FALLBACK_LANGUAGE
from miqyas.web import helping
from miqyas.web.words import current_language


@require_safe
def help_file(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A page of the documentation, or what belongs to it; in English where a language has none."""
    folder = helping.MANUAL / current_language() / "help"
    if not folder.is_dir():
        folder = helping.MANUAL / FALLBACK_LANGUAGE / "help"
    if not folder.is_dir():
        return render(request, "web/help_missing.html", status=HTTPStatus.NOT_FOUND)
    if path and not path.endswith("/") and (folder / path / "index.html").is_file():
        return redirect(reverse("help_file", args=[f"{path}/"]))
    page = f"{path}index.html" if path.endswith("/") or not path else path
    response = serve(request, page, document_root=str(folder))
    patch_cache_control(response, no_cache=True)
    return response
