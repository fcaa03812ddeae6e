"""A registry's file: uploaded, shown with all that it would do, accepted as a whole or given up."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from miqyas.kernel.text import Text
from miqyas.web.accounts.people import confirmed
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.pending import Upload
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require, roles_givable
from miqyas.workspace.registry.importing import Line, RegistryPlan, registry_apply, registry_plan
from miqyas.workspace.registry.reading import RegistryFile, read_registry, tables
from miqyas.workspace.registry.terms import (
    languages,
    names_joined,
    owners,
    role_names,
    sectors,
    text_of,
)

LINES_SHOWN: Final = 200


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def registry_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one, if it is not too large, and lead to what it would do (POST)."""
    require(request.user, "registry.edit")
    if request.method == "POST":
        return take_upload(request, preview="registry_import", back=request.path)
    columns = [(table.name, list(table.columns.items())) for table in tables().values()]
    context = {"tables": columns, "limit": LIMIT, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/registry_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def registry_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    require(request.user, "registry.edit")
    givable = roles_givable(request.user)
    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("registry_upload"),
            ends=reverse("registry"),
            template="web/workspace/registry_preview.html",
            plan=lambda upload: registry_plan(_read(upload), givable=givable),
            shown=_told,
            accept=partial(_accept, request),
        ),
    )


def _read(upload: Upload) -> RegistryFile:
    return read_registry(upload.content, name=upload.name)


def _accept(request: HttpRequest, upload: Upload, plan: RegistryPlan) -> None:
    if plan.gives_roles:
        confirmed(request)
    by = require(request.user, "registry.edit").by
    registry_apply(_read(upload), by=by, givable=roles_givable(request.user))
    messages.success(request, say_here("registry.import.accepted"))
    if plan.counts_by_table["people", "add"] and not settings.MIQYAS_MAILS:
        messages.warning(request, say_here("registry.import.no_mail"))


def _told(plan: RegistryPlan) -> dict[str, Any]:
    return {
        "counts": [
            say_here(f"registry.import.{table}.{done}", n=n)
            for (table, done), n in plan.counts_by_table.items()
        ],
        "lines": [_line(line) for line in plan.doing[:LINES_SHOWN]],
        "line_count": plan.doing_count,
        "crumbs": _crumbs(),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "doing": say_here(f"registry.import.doing.{line.doing}"),
        "table": tables()[line.table].name,
        "changes": [
            (text_of(f"registry.change.{name}"), _shown(name, before), _shown(name, after))
            for name, (before, after) in line.changes.items()
        ],
    }


_TERMS: Final = {
    "mandates": owners,
    "sector": sectors,
    "languages": languages,
    "role": role_names,
}


def _shown(name: str, value: Any) -> str:
    """A value as it stood or would stand, on one line; codes by their names."""
    if name in _TERMS and value:
        codes = value if isinstance(value, (list, tuple)) else [value]
        named = names_joined(codes, _TERMS[name]())
        return named.in_language(current_language()) if isinstance(named, Text) else named
    if isinstance(value, bool):
        return say_here("registry.yes" if value else "registry.no")
    if isinstance(value, dict):
        return Text(value).in_language(current_language()) if len(value) > 1 else " ".join(value.values())
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value)) or "–"
    return str(value) or "–"


def _crumbs() -> list[Link]:
    return [
        Link(label=say_here("workspace.place.registry"), url=reverse("registry")),
        Link(label=say_here("registry.import.title")),
    ]
