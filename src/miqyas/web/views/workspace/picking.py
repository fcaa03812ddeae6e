"""What a field for codes offers while somebody types, as JSON."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET

from miqyas.web.picking import SHOWN, SOURCES
from miqyas.web.workspace import work_page
from miqyas.workspace.accounts.access import require

LONGEST_QUESTION: Final = 200
MOST_CODES: Final = 200


@work_page
@require_GET
def pick(request: HttpRequest, source: str) -> HttpResponseBase:
    """What words (`q`) may mean, or what things of codes (`code`, several) are called."""
    if source not in SOURCES:
        raise Http404
    asked = SOURCES[source]
    person = require(request.user, asked.action)
    words, codes = request.GET.get("q", "").strip()[:LONGEST_QUESTION], request.GET.getlist("code")
    named = asked.find(codes[:MOST_CODES] or [words], person=person) if codes or words else {}
    found = {one.code: one for one in named.values()}
    if not codes:
        found |= {one.code: one for one in asked.search(words, person=person)}
    shown = list(found.values()) if codes else list(found.values())[:SHOWN]
    return JsonResponse({"suggestions": [{"name": one.name, "note": one.code} for one in shown]})
