"""Packages of twinning, the keys that sign them, and files of partners and exchanges."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.analysis.twinning.package import LARGEST, grouped, package_read
from miqyas.jobs.programme.twinning import package_take
from miqyas.jobs.programme.twinning_files import twinning_workbook
from miqyas.jobs.programme.twinning_sheet import sheet_of
from miqyas.kernel.text import direction
from miqyas.kernel.words import language_name
from miqyas.sheets.plans import FilePlan, Row
from miqyas.web.accounts.people import confirmed
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pending import Upload, upload_find
from miqyas.web.twin_forms import name_here
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.twinning.importing import (
    exchanges_apply,
    exchanges_plan,
    profiles_apply,
    profiles_plan,
    tables,
)
from miqyas.workspace.twinning.issuing import LETTERS
from miqyas.workspace.twinning.models import Message, Signer
from miqyas.workspace.twinning.queries import home_profile, signers_all
from miqyas.workspace.twinning.receiving import PackagePlan, package_plan, terms_changed
from miqyas.workspace.twinning.signers import own_fingerprint, signer_confirm, signer_revoke

LINES_SHOWN: Final = 200
PLANS: Final[dict[str, Any]] = {"profiles": profiles_plan, "exchanges": exchanges_plan}
DEEDS: Final[dict[str, Any]] = {"profiles": profiles_apply, "exchanges": exchanges_apply}
PAGES: Final = {"profiles": "twin_partners", "exchanges": "twinnings"}


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def twin_package_upload(request: HttpRequest) -> HttpResponseBase:
    """What a package is (GET); take one and lead to what it would do (POST)."""
    require(request.user, "twinning.sign")
    if request.method == "POST":
        return take_upload(request, preview="twin_package_import", back=request.path)
    context = {
        "limit": LARGEST // 1024,
        "home": home_profile(),
        "fingerprint": grouped(own_fingerprint()),
        "crumbs": _crumbs(say_here("twins.package_in")),
    }
    return show_work(request, "web/workspace/twinning/package_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def twin_package_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the package would do, and what speaks against it (GET); accept it or give it up (POST)."""
    person = require(request.user, "twinning.sign")
    if "accept" in request.POST:
        confirmed(request)

    def accept(_: Upload, plan: PackagePlan) -> None:
        package_take(plan, world=world_of(request), by=person.by)
        messages.success(request, say_here("twins.package_taken"))

    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("twin_package_upload"),
            ends=reverse("twinnings"),
            template="web/workspace/twinning/package_preview.html",
            plan=lambda upload: package_plan(upload.content, name=upload.name),
            shown=lambda plan: _shown(plan, sha256=sha256),
            accept=accept,
        ),
    )


@work_page
@require_POST
def twin_key_confirm(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Trust the key of an uploaded package, whose fingerprint its owner read out."""
    person = require(request.user, "twinning.sign")
    confirmed(request)
    upload = upload_find(sha256, by=person.by)
    if upload is None:
        messages.warning(request, say_here("upload.expired"))
        return HttpResponseRedirect(reverse("twin_package_upload"))
    spoken, how = request.POST.get("fingerprint", "")[:200], request.POST.get("how", "")
    signer_confirm(upload.content, spoken=spoken, how=how, by=person.by)
    messages.success(request, say_here("twins.key_confirmed"))
    return HttpResponseRedirect(reverse("twin_package_import", args=[sha256]))


@work_page
@require_http_methods(["GET", "POST"])
def twin_keys(request: HttpRequest) -> HttpResponseBase:
    """Our fingerprint to read out, and the keys that we trust (GET); trust one no longer (POST)."""
    person = require(request.user, "twinning.sign")
    if request.method == "POST":
        confirmed(request)
        signer_revoke(_signer(request.POST.get("signer", "")), why=request.POST.get("why", ""), by=person.by)
        messages.success(request, say_here("twins.key_revoked"))
        return HttpResponseRedirect(request.path)
    signers = list(signers_all())
    names = names_of([one.confirmed_by for one in signers] + [one.revoked_by for one in signers])
    context = {
        "fingerprint": grouped(own_fingerprint()),
        "signers": [(one, names.get(one.confirmed_by, ""), names.get(one.revoked_by, "")) for one in signers],
        "crumbs": _crumbs(say_here("twins.keys")),
    }
    return show_work(request, "web/workspace/twinning/keys.html", context)


@work_page
@require_GET
def twin_package(request: HttpRequest, package: UUID) -> HttpResponseBase:
    """A package as a sheet to read and to print, in each language in which packages are written."""
    require(request.user, "twinning.list")
    found = _message(package)
    asked = request.GET.get("in", "")
    language = asked if asked in LETTERS else current_language()
    context = {
        "message": found,
        "sheet": sheet_of(package_read(found.text.encode()), language=language),
        "language": language,
        "direction": direction(language),
        "languages": [(one, language_name(one, language=one)) for one in LETTERS],
        "crumbs": _crumbs(say_here(f"twinning.sheet.{found.kind}"), within=found),
    }
    return show_work(request, "web/workspace/twinning/sheet.html", context)


@work_page
@require_GET
def twin_package_file(request: HttpRequest, package: UUID) -> HttpResponseBase:
    """The file of a package, to the byte."""
    require(request.user, "twinning.list")
    found = _message(package)
    return as_file(found.text.encode(), name=f"miqyas-{found.kind}-{found.twin.code}", form="json")


@work_page
@require_GET
def twin_file(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """Partners or exchanges to take away, or the empty workbook to fill in."""
    is_blank = form == "template"
    require(request.user, "twinning.edit" if is_blank else "twinning.list")
    content = twinning_workbook(which, language=current_language(), is_blank=is_blank)
    return as_file(content, name=f"miqyas-twinning-{which}", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def twin_file_upload(request: HttpRequest, which: str) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    require(request.user, "twinning.edit")
    if request.method == "POST":
        return take_upload(request, preview="twin_file_import", back=request.path, args=(which,))
    context = {
        "which": which,
        "heading": say_here(f"twins.import.{which}"),
        "columns": list(tables()[which].columns.items()),
        "limit": LIMIT,
        "crumbs": _crumbs(say_here(f"twins.import.{which}")),
    }
    return show_work(request, "web/workspace/twinning/file_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def twin_file_import(request: HttpRequest, which: str, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    person = require(request.user, "twinning.edit")

    def accept(_: Upload, plan: FilePlan[Row]) -> None:
        DEEDS[which](plan, by=person.by)
        messages.success(request, say_here("twins.import.accepted"))

    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("twin_file_upload", args=[which]),
            ends=reverse(PAGES[which]),
            template="web/workspace/twinning/file_preview.html",
            plan=lambda upload: PLANS[which](upload.content, name=upload.name),
            shown=lambda plan: _rows(plan, which=which),
            accept=accept,
        ),
    )


def _shown(plan: PackagePlan, *, sha256: str) -> dict[str, Any]:
    package = plan.package
    is_signed = package is not None and plan.standing is not None
    return {
        "sheet": sheet_of(package, language=current_language()) if package and is_signed else None,
        "fingerprint": grouped(package.fingerprint) if package and is_signed else "",
        "may_confirm": plan.may_confirm,
        "sender": name_here(package.sender.name) if package and is_signed else "",
        "terms_changed": plan.is_ready and terms_changed(plan),
        "confirm_url": reverse("twin_key_confirm", args=[sha256]),
        "crumbs": _crumbs(say_here("twins.package_in")),
    }


def _rows(plan: FilePlan[Row], *, which: str) -> dict[str, Any]:
    return {
        "which": which,
        "heading": say_here(f"twins.import.{which}"),
        "counts": [say_here(f"twins.import.{what}", n=n) for what, n in plan.counts.items()],
        "rows": [
            (
                name_here(getattr(row.fields, "name", None) or row.fields.title),
                row.within or row.key,
                row.doing,
            )
            for row in plan.doing[:LINES_SHOWN]
        ],
        "row_count": plan.doing_count,
        "crumbs": _crumbs(say_here(f"twins.import.{which}")),
    }


def _message(package: UUID) -> Message:
    found = Message.objects.select_related("twin").filter(pk=package).first()
    if found is None:
        raise Http404
    return found


def _signer(given: str) -> Signer:
    try:
        found = Signer.objects.filter(pk=UUID(given)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _crumbs(label: str, within: Message | None = None) -> list[Link]:
    start = Link(label=say_here("workspace.place.twinnings"), url=reverse("twinnings"))
    between = (
        [Link(label=name_here(within.twin.title), url=reverse("twin", args=[within.twin.code]))]
        if within
        else []
    )
    return [start, *between, Link(label=label)]
