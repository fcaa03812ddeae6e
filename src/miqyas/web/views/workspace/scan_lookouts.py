"""Vantages elsewhere: keys that somebody made sure of, bundles that are handed in."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.jobs.scans import bundle_bring
from miqyas.sheets import ImportedFileError
from miqyas.web.accounts.people import confirmed
from miqyas.web.components import Link
from miqyas.web.registry_forms import add_problems
from miqyas.web.scan_forms import LookoutForm
from miqyas.web.scans import crumbs
from miqyas.web.uploads import is_too_large
from miqyas.web.words import say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Lookout, Scan
from miqyas.workspace.scans.queries.reports import lookouts_all, scan_by_id
from miqyas.workspace.scans.services.bundles import lookout_confirm, lookout_revoke

_LETTERS: Final = 4


@work_page
@require_http_methods(["GET", "POST"])
def lookouts(request: HttpRequest) -> HttpResponseBase:
    """The keys that are trusted (GET); trust another one, whose fingerprint was read out (POST)."""
    person = require(request.user, "lookout.confirm")
    form = LookoutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        confirmed(request)
        if form.is_valid():
            try:
                made = lookout_confirm(**form.cleaned_data, by=person.by)
            except ScanError as error:
                add_problems(form, [error])
            else:
                messages.success(request, say_here("scans.lookout_confirmed", name=made.name))
                return HttpResponseRedirect(request.path)
    found = list(lookouts_all())
    names = names_of([one.confirmed_by for one in found])
    context = {
        "form": form,
        "lookouts": [(one, _grouped(one.fingerprint), names.get(one.confirmed_by, "")) for one in found],
        "crumbs": crumbs(Link(label=say_here("scans.lookouts"))),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show_work(request, "web/workspace/scans/lookouts.html", context, status=status)


@work_page
@require_POST
def revoke(request: HttpRequest, lookout: UUID) -> HttpResponseBase:
    """Trust a key no longer."""
    person = require(request.user, "lookout.confirm")
    confirmed(request)
    found = Lookout.objects.filter(pk=lookout).first()
    if found is None:
        raise Http404
    lookout_revoke(found, by=person.by)
    messages.success(request, say_here("scans.lookout_revoked", name=found.name))
    return HttpResponseRedirect(reverse("scan_lookouts"))


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_POST
def hand_in(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Take a signed bundle of looks from elsewhere into a scan."""
    person = require(request.user, "bundle.take")
    found = scan_by_id(scan)
    if found is None:
        raise Http404
    if is_too_large(request, largest=settings.MIQYAS_FILE_BYTES):
        limit = settings.MIQYAS_FILE_BYTES // 2**20
        raise ImportedFileError("too_large", size=limit, limit=limit)
    return _take(request, found, person)


@csrf_protect
def _take(request: HttpRequest, scan: Scan, person: Person) -> HttpResponse:
    back = f"{reverse('scan', args=[scan.pk])}#vantages"
    file = request.FILES.get("file")
    name = request.POST.get("lookout", "")
    lookout = Lookout.objects.filter(name=name, revoked_at=None).first()
    if not isinstance(file, UploadedFile) or not file.name or lookout is None:
        messages.error(request, say_here("scans.hand_in_what"))
        return HttpResponseRedirect(back)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "bundle.zip"
        with kept.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        taken = bundle_bring(scan, kept, lookout=lookout, by=person.by)
    messages.success(request, say_here("scans.handed_in", n=taken.looks, name=lookout.name))
    return HttpResponseRedirect(back)


def _grouped(fingerprint: str) -> str:
    """A fingerprint in groups that can be read out.

    >>> _grouped("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(fingerprint[at : at + _LETTERS] for at in range(0, len(fingerprint), _LETTERS))
