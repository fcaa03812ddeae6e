"""Published rounds for everybody: leaderboards, the export, certificates and the page that verifies them."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from miqyas.jobs.programme.challenge_public import rounds_version
from miqyas.jobs.programme.challenge_steps import document_of, export_now
from miqyas.kernel.text import Text
from miqyas.reports.certificates import award_words, certificate_png, certificate_svg
from miqyas.web.challenges import boards_shown, places_shown
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pages import public_page_by, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import require
from miqyas.workspace.challenges.models import Certificate, Round
from miqyas.workspace.challenges.queries import (
    certificate_by_code,
    certificates_of,
    result_of,
    round_by_code,
    rounds_published,
)
from miqyas.workspace.challenges.services.results import is_genuine
from miqyas.workspace.history.keys import public_key_if_there

MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png"}
CODE: Final = re.compile(r"[A-Z0-9]+")
_GROUP: Final = 4
_LONGEST: Final = 60


@public_page_by(rounds_version)
def leaderboards(request: HttpRequest) -> HttpResponseBase:
    """All rounds whose results are out."""
    language = current_language()
    found = [(one, one.name.in_language(language)) for one in rounds_published()]
    return show(request, "web/challenges/list.html", {"rounds": found})


@public_page_by(rounds_version)
def leaderboard(request: HttpRequest, code: str) -> HttpResponseBase:
    """The results of one round, group by group."""
    one = _asked(request, code)
    document, language = document_of(one), current_language()
    result = result_of(one)
    context = {
        "round": one,
        "name": one.name.in_language(language),
        "about": one.about.get(language) or one.about.get("en", ""),
        "places": places_shown(document, with_all=False),
        "boards": boards_shown(document),
        "result": result,
        "campaign": document["round"]["campaign"],
        "certificates": [_award(row, language) for row in certificates_of(one)],
        "crumbs": [
            Link(label=say_here("challenges.title"), url=reverse("leaderboards")),
            Link(label=one.name.in_language(language)),
        ],
    }
    return show(request, "web/challenges/round.html", context)


def _award(row: Certificate, language: str) -> dict[str, Any]:
    words = award_words(json.loads(row.statement), language=language)
    return {"certificate": row, "entity": row.entity.title.in_language(language), "award": words}


@public_page_by(rounds_version)
def leaderboard_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The sealed results, exactly the bytes that were signed."""
    one = _asked(request, code)
    result = result_of(one)
    response = as_file(export_now(one), name=f"miqyas-challenge-{one.code}", form="json")
    if result:
        response.headers["X-Miqyas-Signature"] = result.signature
    return response


def _asked(request: HttpRequest, code: str) -> Round:
    one = round_by_code(code)
    if one is None:
        raise Http404
    require(request.user, "challenge.public", one)
    return one


@require_GET
def certificates(request: HttpRequest) -> HttpResponseBase:
    """Where somebody types the code of a certificate."""
    given = request.GET.get("code", "")[:_LONGEST]
    if given.strip():
        return HttpResponseRedirect(reverse("certificate", args=[tidy_code(given) or "-"]))
    return show(request, "web/challenges/verify.html", {"crumbs": _crumbs()})


def tidy_code(given: str) -> str:
    """A code as somebody typed it, in capitals and groups."""
    plain = "".join(CODE.findall(given.upper()))
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


@require_GET
def certificate_short(request: HttpRequest, code: str) -> HttpResponseBase:
    """From the address on a printed certificate to its page, in the language of the reader."""
    return HttpResponseRedirect(reverse("certificate", args=[tidy_code(code) or "-"]))


@require_GET
def certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who was honoured, for what, when; or that no such certificate is known; or that it was withdrawn."""
    found = certificate_by_code(tidy_code(code))
    context: dict[str, Any] = {"code": tidy_code(code), "crumbs": _crumbs(tidy_code(code))}
    if found is None:
        return _fresh(
            show(request, "web/challenges/certificate.html", context | {"verdict": "unknown"}, status=404)
        )
    says, language = json.loads(found.statement), current_language()
    verdict = "false" if not is_genuine(found) else "withdrawn" if found.withdrawn_at else "genuine"
    context |= {
        "verdict": verdict,
        "certificate": found,
        "says": says,
        "entity": Text(says["entity"]["name"]).in_language(language),
        "round_title": Text(says["round"]["title"]).in_language(language),
        "award": award_words(says, language=language),
        "drawn": _drawn(says, found) if verdict == "genuine" else "",
        "is_present_key": found.public_key == public_key_if_there(),
    }
    return _fresh(show(request, "web/challenges/certificate.html", context))


def _drawn(says: dict[str, Any], found: Certificate) -> SafeString:
    """The certificate inside the page: drawn by us, its words escaped where they were put in."""
    return mark_safe(certificate_svg(says, address=_address(found)))  # noqa: S308


def _fresh(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it: a certificate may be withdrawn at any moment."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_GET
def certificate_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The certificate as a drawing to keep or print; none of one that does not hold."""
    found = certificate_by_code(tidy_code(code))
    if found is None or found.withdrawn_at or not is_genuine(found):
        raise Http404
    says, address = json.loads(found.statement), _address(found)
    content = (
        certificate_svg(says, address=address).encode()
        if form == "svg"
        else certificate_png(says, address=address)
    )
    response = HttpResponse(content, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.{form}"'
    return _fresh(response)


def _address(found: Certificate) -> str:
    return f"{settings.MIQYAS_BASE_URL.rstrip('/')}{reverse('certificate_short', args=[found.code])}"


def _crumbs(*more: str) -> list[Link]:
    first = Link(label=say_here("challenges.verify.title"), url=reverse("certificates"))
    return [first, *(Link(label=word) for word in more)]
