"""How far the assessors of a campaign agree, on the ruler, and how long they took."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from miqyas.assessment.agreement import Agreement
from miqyas.assessment.raters import AssessorAgreement
from miqyas.web.campaigns import campaign_asked
from miqyas.web.reviewing import duration_words
from miqyas.web.rulers import agreement_ruler
from miqyas.web.views.workspace.review_run import about_campaign
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.queries.progress import AgreementFound, Times, agreement_in


@work_page
@require_GET
def agreement(request: HttpRequest, code: str) -> HttpResponseBase:
    """Each pair, each assessor against the result that stands, every sub-index, and the times."""
    _, campaign = campaign_asked(request, code, "review.agreement")
    found = agreement_in(campaign)
    context = {
        **about_campaign(request, campaign, "campaign_agreement"),
        **(_agreement(found, campaign) if found else {"whole": None}),
    }
    return show_work(request, "web/workspace/agreement.html", context)


def _agreement(found: AgreementFound, campaign: Campaign) -> dict[str, Any]:
    language = current_language()
    names = {str(person): name for person, name in names_of(found.people).items()}
    nodes = {
        part.node: part.name.in_language(language)
        for one in instruments_of(campaign).instruments
        for part in one.subindices
    }
    return {
        "whole": [_ruled(_scale(scale), one) for scale, one in found.whole.alpha.items()],
        "nodes": [
            _ruled(_with_scale(nodes[node], scale, by_scale), one)
            for node, by_scale in found.by_node.items()
            for scale, one in by_scale.items()
        ],
        "pairs": [
            _ruled(
                _with_scale(
                    say_here("agreement.pair", first=names[one.first], second=names[one.second]),
                    one.scale,
                    found.whole.alpha,
                ),
                one.kappa,
            )
            for one in found.whole.pairs
        ],
        "against": [
            {
                **_ruled(_with_scale(names[one.assessor], one.scale, found.whole.alpha), one.kappa),
                "more": _tendency(one),
            }
            for one in found.whole.assessors
        ],
        "times": [_times(one, names[str(one.assessor)]) for one in found.times],
    }


def _times(one: Times, name: str) -> dict[str, Any]:
    low, high = duration_words(round(one.lower)), duration_words(round(one.upper))
    return {
        "name": name,
        "count": one.count,
        "found": one.found,
        "median": duration_words(round(one.median)),
        "range": say_here("agreement.range", low=low, high=high),
    }


def _tendency(one: AssessorAgreement) -> str:
    """How often they stood below the result and above it, where they ever did."""
    if not one.lower and not one.higher:
        return ""
    return say_here("agreement.tendency", lower=one.lower, higher=one.higher)


def _scale(scale: str) -> str:
    return say_here(f"agreement.scale.{scale}")


def _with_scale(label: str, scale: str, scales: Collection[str]) -> str:
    return f"{label} · {_scale(scale)}" if len(scales) > 1 else label


def _ruled(label: str, one: Agreement) -> dict[str, Any]:
    """A coefficient with its drawing and the words that say the same."""
    said = [say_here("agreement.units", n=one.units)]
    if one.observed is not None:
        said.append(say_here("agreement.observed", share=one.observed))
    if one.value is None:
        said.append(say_here(f"agreement.{one.why}"))
    elif one.low is not None and one.high is not None:
        said.insert(0, say_here("agreement.interval", low=round(one.low, 2), high=round(one.high, 2)))
    else:
        said.insert(0, say_here("agreement.no_interval"))
    return {
        "label": label,
        "value": round(one.value, 2) if one.value is not None else None,
        "said": said,
        "ruler": agreement_ruler(one),
    }
