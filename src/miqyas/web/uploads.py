"""Files that come with a form: refused by their length before anything of them is read."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from miqyas.sheets import ImportedFileError
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.web.pending import Upload, upload_keep
from miqyas.web.words import say_here
from miqyas.workspace.accounts.access import person_of

ROOM_FOR_FORM: Final = 64 * 1024
"""Bytes of a request beside the file itself."""
_LONGEST_NUMBER: Final = 20
LIMIT: Final = LARGEST_FORM // 2**20
"""Megabytes of a form that is brought in, as `upload_form.html` tells them."""
PROBLEMS_SHOWN: Final = 100
"""Problems of a file that a page lists before it counts the rest."""


def is_too_large(request: HttpRequest, *, largest: int) -> bool:
    """Whether the request has no room for a file of up to `largest` bytes, or does not tell its length."""
    length = _length_of(request)
    return length is None or length > largest + ROOM_FOR_FORM


def _length_of(request: HttpRequest) -> int | None:
    """How many bytes the request says it has; None where it does not say, or says what is no number."""
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() and len(told) < _LONGEST_NUMBER else None


def take_upload(
    request: HttpRequest,
    *,
    preview: str,
    back: str,
    args: tuple[Any, ...] = (),
    largest: int = LARGEST_FORM,
) -> HttpResponse:
    """Keep the file of a form for whoever sent it, and lead to the route `preview`, which shows what it does.

    The view has asked the gate. It is exempt from the check of the form's token, which is made here once the
    length is known. Without a file it leads to the address `back`. Raises `ImportedFileError` for one that is
    too large.
    """
    if is_too_large(request, largest=largest):
        length = _length_of(request)
        size = largest // 2**20 if length is None else -(-length // 2**20)
        raise ImportedFileError("too_large", size=size, limit=largest // 2**20)
    return _take(request, preview=preview, back=back, args=args)


@csrf_protect
def _take(request: HttpRequest, *, preview: str, back: str, args: tuple[Any, ...]) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, say_here("upload.no_file"))
        return HttpResponseRedirect(back)
    kept = upload_keep(Upload(file.name, file.read()), by=person_of(request.user).by)
    return HttpResponseRedirect(reverse(preview, args=[*args, kept]))
