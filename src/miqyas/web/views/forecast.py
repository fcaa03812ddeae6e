"""Coming editions: the field, a country, what past forecasts were worth, the ledger, why one missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miqyas.analysis.forecast.joint import Break, coming_editions
from miqyas.analysis.forecast.ledger import (
    FORECAST_KIND,
    Entry,
    entry_of,
    find_entry,
    freeze,
    ledger,
)
from miqyas.analysis.forecast.models import model_codes
from miqyas.analysis.forecast.postmortem import PostMortem, post_mortem
from miqyas.analysis.forecast.record import WORLD, track_record
from miqyas.analysis.forecast.records import members_of
from miqyas.analysis.forecast.sentences import (
    cannot_know,
    members_name,
    miss_sentences,
    record_sentences,
)
from miqyas.analysis.outlook import FieldOutlook, field_outlook
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import Mark
from miqyas.observations.countries import Group, groups
from miqyas.reports.figures.forecast import LEADING, RANK, TOLD
from miqyas.reports.findings import name_in, name_inside
from miqyas.reports.outlooks import BREAKS, SHOWN, kept_verdict, outlook_of
from miqyas.web.charts import figure_of
from miqyas.web.choosing import country_meant, to_code
from miqyas.web.components import Figure, Link
from miqyas.web.forecast_tables import (
    causes_table,
    editions_table,
    entries_table,
    field_table,
    models_table,
    rivals_table,
    verdict_table,
)
from miqyas.web.outlooks import with_record
from miqyas.web.pages import country_address, public_page, questions_crumb, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed, person_of, requires
from miqyas.workspace.datasets.queries import datasets_out_of_force
from miqyas.workspace.datasets.services import forecast_publish as publish
from miqyas.workspace.datasets.world import home_country, world_of

LEAST: Final = 0.005
"""Probability from which a group or class is shown."""
OWN_KINDS: Final = ("world", "region", "subregion", "income", "situation", "membership")
ASSUMPTIONS: Final = (("errors_as_before", Mark.INFERRED), ("method_as_before", Mark.INFERRED))


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a forecast."""

    edition: int
    model: str
    method: Break
    group: str = "world"
    show: str = ""

    def address(self, path: str, **changes: Any) -> str:
        """The address of the same forecast with something changed."""
        one = replace(self, **changes)
        parts: dict[str, str] = {
            "edition": str(one.edition),
            "model": one.model,
            "method": one.method,
            "group": one.group,
            "show": one.show,
        }
        if one.group == "world":
            parts.pop("group")
        return f"{path}?{urlencode({name: value for name, value in parts.items() if value})}"


@public_page
@with_record
def forecast(request: HttpRequest) -> HttpResponseBase:
    """The field in a coming edition: the leading states of a group, then all of them as a table."""
    world, language = world_of(request), current_language()
    chosen = request.GET.get("country", "").strip()
    if chosen:
        return HttpResponseRedirect(reverse("forecast_country", args=[country_meant(chosen)]))
    asked = _asked(request, world)
    context: dict[str, Any] = {
        **_around(world, asked, path=request.path),
        "options": _group_options(),
        "home": Link(
            label=name_in(world, home_country(), language),
            url=reverse("forecast_country", args=[home_country()]),
        ),
        "crumbs": [questions_crumb(), Link(label=say_here("forecast.crumb"))],
    }
    try:
        field = field_outlook(world, edition=asked.edition, model=asked.model, method_break=asked.method)
        context["figure"] = figure_of(
            request,
            "forecast-field",
            edition=asked.edition,
            group=asked.group,
            model=asked.model,
            method=asked.method,
            you=home_country(),
        )
    except MiqyasError as error:
        return _refused(request, "web/forecast.html", context, error)
    states = [state for state in field.states if state.iso3 in groups()[asked.group].members]
    shown = states if asked.show == "all" else states[: 2 * LEADING]
    context |= {
        "group": groups()[asked.group],
        "table": field_table(world, field, shown),
        "hidden": len(states) - len(shown),
        "all_url": asked.address(request.path, show="all"),
        **_made_by(field),
    }
    return show(request, "web/forecast.html", context)


def _made_by(made: FieldOutlook | Any) -> dict[str, Any]:
    return {"draws": made.draws, "seed": made.seed, "marks": ASSUMPTIONS}


@public_page
@with_record
def forecast_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """A country in the coming editions; another spelling of its name leads to its code."""
    world, language = world_of(request), current_language()
    if country not in world.countries:
        return to_code(country, page="forecast_country")
    asked = _asked(request, world)
    name = name_in(world, country, language)
    context: dict[str, Any] = {
        **_around(world, asked, path=request.path),
        "iso3": country,
        "name": name,
        "inside": name_inside(world, country, language),
        "country_url": country_address(country),
        "crumbs": [
            questions_crumb(),
            Link(label=say_here("forecast.crumb"), url=reverse("forecast")),
            Link(label=name),
        ],
    }
    try:
        outlook = outlook_of(world, country, model=asked.model, method_break=asked.method)
    except MiqyasError as error:
        return _refused(request, "web/forecast_country.html", context, error)
    step = outlook.step(asked.edition)
    low, high = step.rank.interval(TOLD)
    context |= {
        "step": step,
        "low": low,
        "high": high,
        "median": step.rank.median,
        "standing": world.standing(country, outlook.origin),
        "editions": [
            Link(
                label=str(one.edition),
                url=asked.address(request.path, edition=one.edition),
                current=one.edition == asked.edition,
            )
            for one in outlook.steps
        ],
        "fan": _fan(request, country, RANK, asked),
        "fans": [_fan(request, country, code, asked) for code in SHOWN],
        "groups": [
            (say_here(f"group.{code}"), share) for code, share in step.groups.items() if share >= LEAST
        ],
        "classes": [(code, share) for code, share in step.classes.items() if share >= LEAST],
        "rivals": rivals_table(world, step),
        "post_mortem_url": _post_mortem_address(world, country),
        **_made_by(outlook),
    }
    return show(request, "web/forecast_country.html", context)


def _fan(request: HttpRequest, country: str, node: str, asked: Asked) -> Figure:
    width = "wide" if node == RANK else "half"
    return figure_of(
        request,
        "forecast-fan",
        width=width,
        country=country,
        node=node,
        model=asked.model,
        method=asked.method,
    )


def _post_mortem_address(world: World, country: str) -> str:
    if world.standing(country, world.latest).rank is None:
        return ""
    return reverse("forecast_post_mortem", args=[country, world.latest])


@public_page
@with_record
def forecast_record(request: HttpRequest) -> HttpResponseBase:
    """What past forecasts were worth: each model, for all states and by group, edition by edition."""
    world, language = world_of(request), current_language()
    record = track_record(world)
    members = request.GET.get("members", WORLD)
    if members not in members_of(record):
        raise Http404
    context = {
        "record": record,
        "said": record_sentences(world, model=record.chosen, language=language),
        "chosen": say_here(f"forecast.model.{record.chosen}"),
        "skill": figure_of(request, "forecast-skill", width="half", members=members),
        "by_edition": figure_of(request, "forecast-editions", width="half", members=members),
        "models": models_table(record, members),
        "editions_table": editions_table(record, members),
        "members": [
            Link(
                label=_members(code),
                url=f"{reverse('track_record')}?{urlencode({'members': code})}",
                current=code == members,
            )
            for code in members_of(record)
        ],
        "about": [
            (say_here(f"forecast.model.{code}"), say_here(f"forecast.about.{code}")) for code in model_codes()
        ],
        "crumbs": [
            questions_crumb(),
            Link(label=say_here("forecast.crumb"), url=reverse("forecast")),
            Link(label=say_here("forecast.record.title")),
        ],
    }
    return show(request, "web/forecast_record.html", context)


def _members(code: str) -> str:
    return members_name(code, language=current_language())


@public_page
@with_record
def forecast_ledger(request: HttpRequest) -> HttpResponseBase:
    """Published forecasts, frozen; administrators may add today's."""
    world = world_of(request)
    entries, withdrawn = ledger(world), _withdrawn(world)
    context = {
        "table": entries_table(world, entries) if entries else None,
        "withdrawn": entries_table(world, withdrawn) if withdrawn else None,
        "may_publish": allowed(request.user, "forecast.publish"),
        "coming": coming_editions(world),
        "models": _models(track_record(world).chosen),
        "crumbs": _ledger_crumbs(),
    }
    return show(request, "web/forecast_ledger.html", context)


@public_page
@with_record
def forecast_entry(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """One published forecast: what it said and, once its edition has come, how it did."""
    world, language = world_of(request), current_language()
    entry = _entry(world, sha256)
    frozen = entry.forecast
    found = kept_verdict(world, entry.sha256, frozen)
    context = {
        "entry": entry,
        "frozen": frozen,
        "model": say_here(f"forecast.model.{frozen.model}"),
        "break": say_here(f"forecast.break.{frozen.method_break}"),
        "verdict": verdict_table(found) if found else None,
        "skill": found.skill(WORLD) if found else None,
        "states": sorted(
            (
                (name_in(world, iso3, language), reverse("forecast_post_mortem", args=[iso3, frozen.edition]))
                for iso3 in frozen.countries
            ),
            key=lambda pair: pair[0],
        )
        if found
        else [],
        "file_url": reverse("forecast_entry_file", args=[entry.sha256]),
        "crumbs": [*_ledger_crumbs(url=reverse("forecast_ledger")), Link(label=entry.sha256[:12])],
    }
    return show(request, "web/forecast_entry.html", context)


@public_page
def forecast_entry_file(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The bytes of a published forecast, whose SHA-256 is its name."""
    entry = _entry(world_of(request), sha256)
    response = HttpResponse(entry.content, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.sha256}.json"'
    return response


def _entry(world: World, sha256: str) -> Entry:
    try:
        return find_entry(world, sha256)
    except MiqyasError as error:
        found = [entry for entry in _withdrawn(world) if entry.sha256 == sha256]
        if not found:
            raise Http404 from error
        return found[0]


def _withdrawn(world: World) -> tuple[Entry, ...]:
    """Forecasts that were published here and whose dataset somebody took out of force: they stay readable."""
    return tuple(entry_of(one) for one in datasets_out_of_force(FORECAST_KIND, active=world.active))


@never_cache
@requires("forecast.publish")
@require_POST
def forecast_publish(request: HttpRequest) -> HttpResponseBase:
    """Freeze today's forecast of a coming edition and keep it among the datasets in force."""
    world = world_of(request)
    edition, model = request.POST.get("edition", ""), request.POST.get("model", "")
    if edition not in map(str, coming_editions(world)) or model not in model_codes():
        raise Http404
    today = datetime.now(UTC).date().isoformat()
    frozen = freeze(world, published=today, edition=int(edition), model=model)
    title = request.POST.get("title", "").strip()[:120] or f"forecast-{edition}-{model}.json"
    name = publish(frozen, title=title, by=person_of(request.user).pseudonym)
    messages.success(request, say_here("forecast.ledger.published", edition=frozen.edition, hash=name[:12]))
    return HttpResponseRedirect(reverse("forecast_ledger"))


@public_page
@with_record
def forecast_post_mortem(request: HttpRequest, country: str, edition: int) -> HttpResponseBase:
    """Why a forecast of a country missed, once the edition has come; before that, what will stand here."""
    world, language = world_of(request), current_language()
    if country not in world.countries:
        raise Http404
    name = name_in(world, country, language)
    context: dict[str, Any] = {
        "iso3": country,
        "name": name,
        "inside": name_inside(world, country, language),
        "edition": edition,
        "editions": _post_mortem_editions(world, country, edition),
        "crumbs": [
            questions_crumb(),
            Link(label=say_here("forecast.crumb"), url=reverse("forecast")),
            Link(label=name, url=reverse("forecast_country", args=[country])),
            Link(label=say_here("forecast.miss.crumb", edition=edition)),
        ],
    }
    if edition in coming_editions(world):
        return show(request, "web/forecast_post_mortem.html", {**context, "is_waiting": True})
    if edition not in world.editions:
        raise Http404
    asked = request.GET.get("entry", "")
    entry = _entry(world, asked) if asked else None
    try:
        found = post_mortem(world, iso3=country, edition=edition, entry=entry)
    except MiqyasError as error:
        return _refused(request, "web/forecast_post_mortem.html", context, error)
    context |= {
        "found": found,
        "said": miss_sentences(found, language=language),
        "figure": figure_of(request, "forecast-miss", width="half", **_miss_params(country, edition, found)),
        "causes": causes_table(found, language=language),
        "interval": found.intervals[TOLD],
        "entry_url": reverse("forecast_entry", args=[found.entry.sha256]) if found.entry else "",
    }
    return show(request, "web/forecast_post_mortem.html", context, edition=edition)


def _miss_params(country: str, edition: int, found: PostMortem) -> dict[str, str | int]:
    params: dict[str, str | int] = {"country": country, "edition": edition}
    return {**params, "entry": found.entry.sha256} if found.entry else params


def _post_mortem_editions(world: World, country: str, current: int) -> list[Link]:
    """Editions whose forecast can be explained for a country, and the one to come."""
    record = track_record(world)
    known = [year for year in record.in_force if world.standing(country, year).rank]
    return [
        Link(
            label=str(year),
            url=reverse("forecast_post_mortem", args=[country, year]),
            current=year == current,
        )
        for year in (*known, coming_editions(world)[0])
    ]


def _asked(request: HttpRequest, world: World) -> Asked:
    """What the address asks for; what is unknown is a missing page."""
    get = request.GET.get
    coming = coming_editions(world)
    edition = get("edition") or str(world.target if world.target in coming else coming[0])
    model = get("model") or track_record(world).chosen
    method, group, show_ = get("method") or BREAKS[0], get("group") or "world", get("show") or ""
    is_known = (
        edition in map(str, coming)
        and model in model_codes()
        and method in BREAKS
        and group in groups()
        and show_ in {"", "all"}
    )
    if not is_known:
        raise Http404
    return Asked(int(edition), model, cast("Break", method), group, show_)


def _around(world: World, asked: Asked, *, path: str) -> dict[str, Any]:
    """What stands beside every forecast: its model and its track record, the choices, what it cannot know."""
    language, record = current_language(), track_record(world)
    return {
        "asked": asked,
        "path": path,
        "edition": asked.edition,
        "coming": coming_editions(world),
        "is_in_force": asked.model == record.chosen,
        "model": say_here(f"forecast.model.{asked.model}"),
        "about_model": say_here(f"forecast.about.{asked.model}"),
        "said": record_sentences(world, model=asked.model, language=language),
        "summary": record.summary(model=asked.model),
        "models": _models(asked.model),
        "breaks": [(code, say_here(f"forecast.break.{code}"), code == asked.method) for code in BREAKS],
        "cannot_know": cannot_know(world, language=language),
    }


def _models(chosen: str) -> list[tuple[str, str, bool]]:
    return [(code, say_here(f"forecast.model.{code}"), code == chosen) for code in model_codes()]


def _group_options() -> list[tuple[str, list[Group]]]:
    return [(kind, [group for group in groups().values() if group.kind == kind]) for kind in OWN_KINDS]


def _refused(
    request: HttpRequest, template: str, context: dict[str, Any], error: MiqyasError
) -> HttpResponse:
    """The page with the error in words instead of an answer."""
    context["error"] = error.as_dict(current_language())
    return show(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _ledger_crumbs(*, url: str = "") -> list[Link]:
    return [
        questions_crumb(),
        Link(label=say_here("forecast.crumb"), url=reverse("forecast")),
        Link(label=say_here("forecast.ledger.title"), url=url),
    ]
