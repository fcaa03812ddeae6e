"""Published campaigns, for everybody: what they came to, how it was found, the numbers to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.jobs.scores.public import (
    campaigns_published,
    published_by_code,
    published_record,
    published_short,
    published_version,
)
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.tables import Column as FileColumn
from miqyas.reports.tables import Table as FileTable
from miqyas.web.components import Link
from miqyas.web.files import FORMS, table_file
from miqyas.web.pages import public_page_by, show
from miqyas.web.scores import part_bar
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import require
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.datasets.world import world_of

COLUMNS: Final = {
    "city": "text",
    "by": "text",
    "code": "text",
    "name": "text",
    "asked": "count",
    "known": "count",
    "share": "plain",
}
PARTS: Final = ("subindex", "sector")


@public_page_by(published_version)
def published(request: HttpRequest) -> HttpResponseBase:
    """All campaigns that are published."""
    found = [published_short(one) for one in campaigns_published()]
    for one in found:
        one["title"] = Text(one["title"])
    return show(request, "web/published.html", {"campaigns": found})


@public_page_by(published_version)
def published_campaign(request: HttpRequest, code: str) -> HttpResponseBase:
    """What one campaign came to."""
    campaign = _asked(request, code)
    record = published_record(campaign)
    context = {
        "campaign": record,
        "title": Text(record["title"]),
        "instruments": [(Text(one["title"]), one["version"]) for one in record["instruments"]],
        "subjects": _subjects(record),
        "forms": FORMS,
        "crumbs": [
            Link(label=say_here("published.title"), url=reverse("published")),
            Link(label=campaign.name.in_language(current_language())),
        ],
    }
    return show(request, "web/published_campaign.html", context)


@public_page_by(published_version)
def published_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The numbers of a published campaign as a file."""
    record = published_record(_asked(request, code))
    versions = world_of(request).versions(world_of(request).latest).as_dict()
    return table_file(_table(record, versions), form=form)


def _asked(request: HttpRequest, code: str) -> Campaign:
    campaign = published_by_code(code)
    if campaign is None:
        raise Http404
    require(request.user, "campaign.public", campaign)
    return campaign


def _subjects(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The nation, or each city: the whole first, then by sub-index and by sector."""
    found: dict[str, dict[str, Any]] = {}
    for row in record["results"]:
        city = row["city"]
        subject = found.setdefault(
            city["code"] if city else "",
            {"name": Text(city["name"]).in_language(current_language()) if city else "", "parts": {}},
        )
        line = {**row, "bar": part_bar(row["share"] or 0.0)}
        if row["by"] == "all":
            subject["whole"] = line
        else:
            line["name"] = Text(row["name"]).in_language(current_language())
            subject["parts"].setdefault(row["by"], []).append(line)
    for subject in found.values():
        subject["parts"] = [(say_here(f"published.by.{by}"), subject["parts"].get(by, ())) for by in PARTS]
    return list(found.values())


def _table(record: Mapping[str, Any], versions: Mapping[str, str]) -> FileTable:
    rows = tuple(
        (
            Text(row["city"]["name"]) if row["city"] else None,
            row["by"],
            row["code"],
            Text(row["name"]) if row["name"] else None,
            row["asked"],
            row["known"],
            row["share"],
        )
        for row in record["results"]
    )
    notes = (_words("published.own"),) + ((_words("published.sample"),) if record["is_sample"] else ())
    return FileTable(
        name=f"campaign-{record['code']}",
        title=Text(record["title"]),
        columns=_columns(),
        rows=rows,
        source=_words("published.source"),
        licence=_words("published.licence"),
        mark="I",
        what=_words("published.what"),
        notes=notes,
        versions=versions,
    )


def _columns() -> tuple[FileColumn, ...]:
    return tuple(FileColumn(name, _words(f"published.column.{name}"), kind) for name, kind in COLUMNS.items())


def _words(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})
