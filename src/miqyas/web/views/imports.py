"""Bringing in data: a file is read, shown with all that it would change, and laid over only when accepted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.jobs.tasks.charts import charts_warm_ask
from miqyas.kernel.datasets import DatasetError
from miqyas.observations.imports import ImportPlan, change_sentences, diff, plan_sentences, read_import
from miqyas.sheets import LARGEST_FILE
from miqyas.web.components import Link
from miqyas.web.pending import upload_drop, upload_find
from miqyas.web.uploads import PROBLEMS_SHOWN, is_too_large, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import person_of, requires
from miqyas.workspace.datasets.queries import RELEASE, active_set, active_set_name
from miqyas.workspace.datasets.services import (
    dataset_activate,
    dataset_add,
    dataset_set_activate,
    dataset_set_revert,
)


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@never_cache
@requires("dataset.import")
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take a file, if it is not too large, and lead to what it would change."""
    if is_too_large(request, largest=LARGEST_FILE):
        context = {"limit": LARGEST_FILE // 2**20, "crumbs": _crumbs()}
        return render(request, "web/data_too_large.html", context, status=413)
    back = f"{reverse('data')}#import"
    return take_upload(request, preview="data_import", back=back, largest=LARGEST_FILE)


@never_cache
@requires("dataset.import")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What an uploaded file says and would change (GET); accept it or give it up (POST)."""
    found = upload_find(sha256, by=_who(request))
    if found is None:
        return render(request, "web/data_expired.html", {"crumbs": _crumbs()}, status=404)
    plan = read_import(found.content, name=found.name)
    if request.method == "GET":
        return render(request, "web/data_preview.html", _shown(plan, sha256))
    if "accept" not in request.POST:
        upload_drop(sha256, by=_who(request))
        messages.info(request, say_here("data.import.given_up"))
        return HttpResponseRedirect(reverse("data"))
    return _accept(request, plan, sha256)


def _accept(request: HttpRequest, plan: ImportPlan, sha256: str) -> HttpResponse:
    """Lay the datasets over, unless the file has problems or the data changed since they were shown."""
    if not plan.is_ready:
        return render(request, "web/data_preview.html", _shown(plan, sha256), status=422)
    if request.POST.get("base") != active_set_name():
        messages.warning(request, say_here("data.import.changed_meanwhile"))
        return HttpResponseRedirect(reverse("data_import", args=[sha256]))
    with transaction.atomic():
        for dataset in plan.datasets:
            dataset_add(
                dataset, by=_who(request), summary=plan.understood.as_dict() if plan.understood else None
            )
            dataset_activate(dataset.sha256, by=_who(request))
    upload_drop(sha256, by=_who(request))
    charts_warm_ask(by=_who(request))
    messages.success(request, say_here("data.import.accepted", name=plan.name))
    return HttpResponseRedirect(reverse("data"))


@never_cache
@requires("dataset_set.activate")
@require_POST
def revert(request: HttpRequest) -> HttpResponseBase:
    """Put an earlier set of datasets in force again, or the bare release."""
    name = request.POST.get("name", "")
    try:
        if name == RELEASE:
            dataset_set_activate([], by=_who(request))
        else:
            dataset_set_revert(name, by=_who(request))
    except DatasetError as error:
        raise Http404 from error
    charts_warm_ask(by=_who(request))
    messages.success(request, say_here("data.set.reverted"))
    return HttpResponseRedirect(reverse("data"))


def _who(request: HttpRequest) -> UUID:
    return person_of(request.user).by


def _crumbs() -> list[Link]:
    return [
        Link(label=say_here("shell.data"), url=reverse("data")),
        Link(label=say_here("data.import.title")),
    ]


def _shown(plan: ImportPlan, sha256: str) -> dict[str, Any]:
    language = current_language()
    active = active_set()
    return {
        "plan": plan,
        "sha256": sha256,
        "base": active.name,
        "sentences": plan_sentences(plan, language=language),
        "problems": [problem.as_dict(language) for problem in plan.problems[:PROBLEMS_SHOWN]],
        "problem_count": len(plan.problems),
        "notices": [notice.as_dict(language) for notice in plan.notices[:PROBLEMS_SHOWN]],
        "changes": change_sentences(diff(plan, active=active), language=language) if plan.is_ready else (),
        "crumbs": _crumbs(),
    }
