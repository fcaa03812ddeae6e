"""The catalogue: instruments, their features, where these lie, and files to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.catalogue import CatalogueError, Instrument, feature, instrument_as_dict
from miqyas.catalogue.diff import change_sentence, diff
from miqyas.catalogue.select import select
from miqyas.reports.tables import write_csv
from miqyas.reports.tables.catalogue import (
    instrument_table,
    instrument_workbook,
    list_template,
    list_template_text,
)
from miqyas.web.catalogue import (
    FILTERS,
    FORMS,
    choices_of,
    coverage_tables,
    feature_shown,
    groups_of,
    instruments_of,
    is_own,
    list_address,
)
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pages import public_page, public_page_by, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.campaigns.instruments import versions_known
from miqyas.workspace.campaigns.models import InstrumentSnapshot


@public_page
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """One instrument: what it is and is not, its features by what is chosen, where they lie."""
    known = instruments_of(request)
    shown = _instrument(known, request.GET.get("instrument") or next(iter(known)))
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    try:
        asked = {name: [code] if code else [] for name, code in chosen.items()}
        found = select(shown.features, asked, within=[shown])
    except CatalogueError as error:
        raise Http404 from error
    language = current_language()
    context = {
        "instrument": shown,
        "is_own": is_own(shown),
        "instruments": [
            Link(
                label=one.title.in_language(language),
                url=f"{reverse('catalogue')}?instrument={one.code}",
                current=one is shown,
            )
            for one in known.values()
        ],
        "narrowing": choices_of(shown, chosen),
        "is_narrowed": any(chosen.values()),
        "whole_url": list_address(shown, {}),
        "groups": groups_of(shown, found),
        "found_count": len(found),
        "tables": coverage_tables(shown),
        "files": [
            Link(label=form.upper(), url=reverse("catalogue_file", args=[shown.code, form])) for form in FORMS
        ],
        "may_import": allowed(request.user, "instrument.import"),
        "crumbs": [Link(label=say_here("catalogue.title"))],
    }
    return show(request, "web/catalogue.html", context)


def _versions_state() -> str:
    """Names what versions there are: campaigns freeze them, and lists come in."""
    return str(InstrumentSnapshot.objects.count())


@public_page_by(_versions_state)
def catalogue_changes(request: HttpRequest, code: str) -> HttpResponseBase:
    """What differs between two versions of an instrument, in words: the last two, or those asked for."""
    found = _instrument(instruments_of(request), code)
    known = versions_known(found)
    newest = [*known][-2:]
    before, after = (request.GET.get(name, newest[place]) for name, place in (("before", 0), ("after", -1)))
    if not {before, after} <= known.keys():
        raise Http404
    older, newer = known[before], known[after]
    language = current_language()
    context = {
        "instrument": found,
        "known": [*known],
        "before": before,
        "after": after,
        "counts": (len(older.features), len(newer.features)),
        "changes": [change_sentence(one, language=language) for one in diff(older, newer)],
        "crumbs": [
            Link(label=say_here("catalogue.title"), url=reverse("catalogue")),
            Link(label=found.title.in_language(language), url=list_address(found, {})),
            Link(label=say_here("catalogue.changes")),
        ],
    }
    return show(request, "web/catalogue_changes.html", context)


@public_page
def catalogue_feature(request: HttpRequest, code: str) -> HttpResponseBase:
    """One feature with all that somebody who answers, assesses or builds it has to know."""
    try:
        holder, found = feature(code, within=instruments_of(request).values())
    except CatalogueError as error:
        raise Http404 from error
    holder_url = f"{reverse('catalogue')}?instrument={holder.code}"
    crumbs = [
        Link(label=say_here("catalogue.title"), url=reverse("catalogue")),
        Link(label=holder.title.in_language(current_language()), url=holder_url),
        Link(label=found.code),
    ]
    context = {
        **feature_shown(holder, found),
        "crumbs": crumbs,
        "address": reverse("catalogue_feature", args=[found.code]),
    }
    return show(request, "web/catalogue_feature.html", context)


@public_page
def catalogue_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """An instrument to take away: a workbook to change and bring back, a table, or JSON with everything."""
    found = _instrument(instruments_of(request), code)
    if form == "json":
        content = json.dumps(instrument_as_dict(found), ensure_ascii=False, indent=1).encode("utf-8")
    elif form == "xlsx":
        content = instrument_workbook(found, language=current_language())
    else:
        content = write_csv(instrument_table(found), language=current_language(), encoding="utf-8-sig")
    return as_file(content, name=f"miqyas-{found.code.lower()}-{found.version}", form=form)


@public_page
def catalogue_template(request: HttpRequest, form: str) -> HttpResponseBase:
    """The empty form of a country's own list, in the language of the page."""
    make = list_template if form == "xlsx" else list_template_text
    return as_file(make(language=current_language()), name="miqyas-list", form=form)


def _instrument(known: Mapping[str, Instrument], code: str) -> Instrument:
    found = known.get(code.upper())
    if found is None:
        raise Http404
    return found
