"""The kit of a workshop: a page to show and print, a workbook, a zip; for any country."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from miqyas.jobs.programme.workshop_kit import campaign_with_gaps, kit_tables
from miqyas.jobs.programme.workshop_kit_files import kit_workbook, kit_zip
from miqyas.observations.countries import countries
from miqyas.reports import tables as written
from miqyas.reports.tables.model import in_language
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.files import as_file
from miqyas.web.views.workspace.workshops import crumbs_of
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.datasets.world import home_country, world_of


@work_page
@require_GET
def kit_any(request: HttpRequest) -> HttpResponseBase:
    """To the kit of the country that is asked for, else of this one."""
    require(request.user, "workshop.kit")
    return HttpResponseRedirect(
        reverse("workshop_kit", args=[request.GET.get("country", home_country())[:3]])
    )


@work_page
@require_GET
def kit(request: HttpRequest, country: str) -> HttpResponseBase:
    """The kit as a page that prints."""
    require(request.user, "workshop.kit")
    iso3, language = _known(country), current_language()
    campaign = _campaign(request, iso3)
    name = countries()[iso3].name.in_language(language)
    context = {
        "iso3": iso3,
        "name": name,
        "tables": [_shown(one) for one in kit_tables(world_of(request), iso3, campaign=campaign)],
        "campaign": campaign.name.in_language(language) if campaign else "",
        "is_home": iso3 == home_country(),
        "countries": sorted((one.name.in_language(language), code) for code, one in countries().items()),
        "crumbs": crumbs_of(Link(label=say_here("kit.title", country=name))),
    }
    return show_work(request, "web/workspace/workshops/kit.html", context)


@work_page
@require_GET
def kit_file(request: HttpRequest, country: str, form: str) -> HttpResponseBase:
    """The kit to take away: a workbook in this language, or a zip with both."""
    require(request.user, "workshop.kit")
    iso3 = _known(country)
    tables = kit_tables(world_of(request), iso3, campaign=_campaign(request, iso3))
    content = kit_zip(tables, iso3) if form == "zip" else kit_workbook(tables, language=current_language())
    return as_file(content, name=f"miqyas-workshop-kit-{iso3.lower()}", form=form)


def _known(country: str) -> str:
    code = country.upper()
    if code not in countries():
        raise Http404
    return code


def _campaign(request: HttpRequest, iso3: str) -> Campaign | None:
    """The campaign whose gaps the reader may see."""
    return campaign_with_gaps(person_of(request.user)) if iso3 == home_country() else None


def _shown(table: written.Table) -> dict[str, object]:
    language = current_language()
    title, what = table.title.in_language(language), table.what.in_language(language) if table.what else ""
    columns = [
        Column(label=one.title.in_language(language), kind=one.kind, is_header=number == 0)
        for number, one in enumerate(table.columns)
    ]
    rows = [
        Row(cells=[Cell(value=in_language(value, language=language)) for value in row]) for row in table.rows
    ]
    shown = Table(caption=title, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)
    return {"title": title, "what": what, "table": shown}
