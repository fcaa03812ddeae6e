"""Statistical inputs: the table of indicators, one of them with its form, its proofs and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.analysis.updates import inputs_of as known_inputs
from miqyas.analysis.world import World
from miqyas.jobs.answers import ToldError
from miqyas.jobs.updates import loaded_values, update_of, updates_told
from miqyas.methodology import indicators
from miqyas.observations.agencies import RawInput, agencies
from miqyas.observations.raw import RawValue, world_figures
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.files import table_file
from miqyas.web.pending import Upload
from miqyas.web.registry_forms import add_problems
from miqyas.web.statistics import (
    Part,
    address_of,
    assessed_line,
    effect_shown,
    entities_named,
    line_of,
    together_shown,
    values_shown,
)
from miqyas.web.statistics_files import import_shown, inputs_table
from miqyas.web.statistics_forms import FiguresForm, PlanForm, VersionedForm
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import home_country, world_of
from miqyas.workspace.evidence.queries import evidence_of
from miqyas.workspace.statistics.access import AUTHORITY
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.fields import FIGURES, PLAN, figures_of, plain, plan_of
from miqyas.workspace.statistics.importing import InputsPlan, inputs_apply, inputs_plan
from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
from miqyas.workspace.statistics.queries import (
    OBJECT_KIND,
    editions_prepared,
    input_at,
    inputs_seen,
    revisions_of,
)
from miqyas.workspace.statistics.services import Saved, input_plan, input_save, inputs_prepare


@work_page
@require_GET
def statistics(request: HttpRequest) -> HttpResponseBase:
    """The indicators by component: values side by side, what they are worth, who answers for them by when."""
    person, world = require(request.user, "statistics.list"), world_of(request)
    edition, editions = _edition_asked(request, world)
    items = list(inputs_seen(person, edition=edition))
    context: dict[str, Any] = {
        "edition": edition,
        "limit": LIMIT,
        "editions": _editions(edition, editions),
        "is_target": edition == world.target,
        "may_plan": allowed(request.user, "statistics.plan"),
        "sees_all": person.holds(*AUTHORITY),
        "items": items,
        "may_save": any(allowed(request.user, "statistics.edit", item) for item in items),
    }
    if items:
        context |= _table(world, items, edition=edition, with_assessed=person.holds(*AUTHORITY))
    return show_work(request, "web/workspace/statistics.html", context)


@work_page
@require_POST
def statistics_prepare(request: HttpRequest) -> HttpResponseBase:
    """Make the inputs of the target edition."""
    person, world = require(request.user, "statistics.plan"), world_of(request)
    known = known_inputs(world, edition=world.target)
    made = inputs_prepare(known.values(), edition=world.target, by=person.pseudonym)
    messages.success(request, say_here("statistics.prepared", n=len(made)))
    return HttpResponseRedirect(reverse("statistics"))


@work_page
@require_http_methods(["GET", "POST"])
def statistics_input(request: HttpRequest, edition: int, indicator: str) -> HttpResponseBase:
    """One indicator; the POST of either of its forms."""
    require(request.user, "workspace.enter")
    item = input_at(edition, indicator)
    person = require(request.user, "statistics.view", item)
    assert item is not None
    loaded = loaded_values(world_of(request)).get(indicator)
    if request.method == "POST" and request.POST.get("part") == "plan":
        return _take_plan(request, item, person, loaded)
    if request.method == "POST":
        return _take_figures(request, item, person, loaded)
    return _show(request, item, loaded, **_forms(request, item, loaded))


@work_page
@require_GET
def statistics_file(request: HttpRequest, edition: int, form: str) -> HttpResponseBase:
    """The inputs that the person may see, to take away."""
    person = require(request.user, "statistics.list")
    table = inputs_table(inputs_seen(person, edition=edition), edition=edition)
    return table_file(table, form=form)


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_POST
def statistics_upload(request: HttpRequest, edition: int) -> HttpResponseBase:
    """Take the table that somebody filled in, and lead to what it would do."""
    require(request.user, "statistics.list")
    back = f"{reverse('statistics')}?edition={edition}"
    return take_upload(request, preview="statistics_import", back=back, args=(edition,))


@work_page
@require_http_methods(["GET", "POST"])
def statistics_import(request: HttpRequest, edition: int, sha256: str) -> HttpResponseBase:
    """What the table would change (GET); accept it or give it up (POST)."""
    person = require(request.user, "statistics.list")
    page = f"{reverse('statistics')}?edition={edition}"

    def plan_of_file(upload: Upload) -> InputsPlan:
        return inputs_plan(
            upload.content,
            name=upload.name,
            items=inputs_seen(person, edition=edition),
            may_edit=lambda item: allowed(request.user, "statistics.edit", item),
        )

    def accept(_: Upload, plan: InputsPlan) -> None:
        inputs_apply(plan, by=person.by)
        messages.success(request, say_here("statistics.import.done", n=len(plan.lines)))

    return bring(
        request,
        sha256,
        Bringing(
            begins=page,
            ends=page,
            template="web/workspace/statistics_import.html",
            plan=plan_of_file,
            shown=partial(import_shown, edition=edition),
            accept=accept,
        ),
    )


def _edition_asked(request: HttpRequest, world: World) -> tuple[int, list[int]]:
    """The edition that the address asks for, the target if none; and all that may be asked."""
    editions = sorted({world.target, *editions_prepared()}, reverse=True)
    asked = request.GET.get("edition", str(world.target))
    if asked not in map(str, editions):
        raise Http404
    return int(asked), editions


def _editions(edition: int, editions: list[int]) -> list[Link]:
    page = reverse("statistics")
    return [Link(label=str(one), url=f"{page}?edition={one}", current=one == edition) for one in editions]


def _table(
    world: World, items: list[StatisticalInput], *, edition: int, with_assessed: bool
) -> dict[str, Any]:
    known, loaded = known_inputs(world, edition=edition), loaded_values(world)
    assessed = [one for one in known.values() if one.is_assessed and with_assessed]
    told = None
    if edition == world.target:
        changes = [update_of(item, loaded.get(item.indicator)) for item in items if item.indicator in known]
        told = updates_told([*changes, *({"node": one.code} for one in assessed)])
    is_told = told is not None and not isinstance(told, ToldError)
    today = timezone.localdate()

    def effect(code: str) -> Any:
        return effect_shown(world, told, code) if is_told else None  # type: ignore[arg-type]

    lines = [
        line_of(
            item,
            known.get(item.indicator),
            effect=effect(item.indicator),
            loaded=loaded.get(item.indicator),
            today=today,
        )
        for item in items
    ]
    lines += [assessed_line(one, effect=effect(one.code)) for one in assessed]
    order = {code: place for place, code in enumerate(known)}
    lines.sort(key=lambda line: order.get(line.code, len(order)))
    return {
        "parts": [_part(world, code, lines, edition) for code in _components(lines)],
        "urgent": sum(1 for line in lines if any(one.is_urgent for one in line.findings)),
        "differing": sum(1 for line in lines if line.differs),
        "reported": sum(1 for item in items if item.state in {"reported", "published"}),
        "together": together_shown(world, told) if is_told else None,  # type: ignore[arg-type]
        "problem": told.render(current_language()) if isinstance(told, ToldError) else "",
        "coming": world.target,
        "count": world.published(world.latest).ranked_count,
        "published_edition": world.latest,
        "is_short": len(items) < sum(1 for one in known.values() if not one.is_assessed),
    }


def _components(lines: list[Any]) -> list[str]:
    return list(dict.fromkeys(line.code.partition(".")[0] for line in lines))


def _part(world: World, code: str, lines: list[Any], edition: int) -> Part:
    at = edition if edition in world.results else world.latest
    return Part(
        code=code,
        name=indicators()[code].name.in_language(current_language()),
        published=world.standing(home_country(), at).component(code),
        edition=at,
        lines=tuple(line for line in lines if line.code.partition(".")[0] == code),
    )


def _forms(request: HttpRequest, item: StatisticalInput, loaded: RawValue | None) -> dict[str, VersionedForm]:
    """Both forms as the input stands; with `?put=`, filled from a revision, to be looked at and saved."""
    values = _initial(item)
    former = _former(item, request.GET.get("put", ""))
    if former is not None:
        kept = {name: value for name, value in former.values.items() if name in FIGURES}
        values |= {name: _typed(value) for name, value in kept.items()}
    return {
        "form": FiguresForm(loaded=loaded, initial=values),
        "plan_form": PlanForm(held_by=item.entity, initial=values),
    }


def _initial(item: StatisticalInput) -> dict[str, Any]:
    values = {name: _typed(getattr(item, name)) for name in (*FIGURES, *PLAN)}
    return values | {"entity": item.entity.code if item.entity else "", "version": item.version}


def _typed(value: Any) -> Any:
    """A value as somebody would type it."""
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else value


def _former(item: StatisticalInput, number: str) -> InputRevision | None:
    return item.revisions.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None


def _take_figures(
    request: HttpRequest, item: StatisticalInput, person: Person, loaded: RawValue | None
) -> HttpResponseBase:
    require(request.user, "statistics.edit", item)
    form = FiguresForm(request.POST, loaded=loaded)
    if "take" in request.POST:
        form.take_loaded()
    saved = None
    if form.is_valid():
        try:
            saved = input_save(
                item, form.figures(), version=form.cleaned_data["version"], by=person.pseudonym
            )
        except StatisticsError as error:
            add_problems(form, [error])
    return _after(request, item, saved, form=form, loaded=loaded, name="form")


def _take_plan(
    request: HttpRequest, item: StatisticalInput, person: Person, loaded: RawValue | None
) -> HttpResponseBase:
    require(request.user, "statistics.plan", item)
    form = PlanForm(request.POST, held_by=item.entity)
    saved = None
    if form.is_valid():
        try:
            saved = input_plan(item, form.plan(), version=form.cleaned_data["version"], by=person.pseudonym)
        except StatisticsError as error:
            add_problems(form, [error])
    return _after(request, item, saved, form=form, loaded=loaded, name="plan_form")


def _after(
    request: HttpRequest,
    item: StatisticalInput,
    saved: Saved | None,
    *,
    form: VersionedForm,
    loaded: RawValue | None,
    name: str,
) -> HttpResponseBase:
    """Back to the page; the form once more where it is wrong, or where it met a newer version."""
    if saved is not None and saved.aside is None:
        messages.success(request, say_here("statistics.saved"))
        return HttpResponseRedirect(address_of(saved.item))
    stands = item if saved is None else saved.item
    forms = _forms(request, stands, loaded) | {name: form}
    if saved is None:
        return _show(request, stands, loaded, status=422, **forms)
    form.at_version(saved.item.version)
    met = {"by": names_of([stands.updated_by]).get(stands.updated_by), "stands": _stands(stands, name)}
    return _show(request, stands, loaded, status=409, met=met, **forms)


def _stands(item: StatisticalInput, name: str) -> list[tuple[str, str]]:
    """What an input says now, in the words of the fields of a form."""
    values = plain(figures_of(item) if name == "form" else plan_of(item))
    return values_shown(values, names=entities_named([values], language=current_language()))


def _show(
    request: HttpRequest,
    item: StatisticalInput,
    loaded: RawValue | None,
    *,
    form: VersionedForm,
    plan_form: VersionedForm,
    met: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    world = world_of(request)
    known = known_inputs(world, edition=item.edition).get(item.indicator)
    told = None
    if item.edition == world.target and known is not None:
        told = updates_told([update_of(item, loaded)])
    is_told = told is not None and not isinstance(told, ToldError)
    effect = effect_shown(world, told, item.indicator) if is_told else None  # type: ignore[arg-type]
    line = line_of(item, known, effect=effect, loaded=loaded, today=timezone.localdate())
    context = {
        "item": item,
        "line": line,
        "known": known,
        "form": form,
        "plan_form": plan_form,
        "met": met,
        "loaded": loaded,
        "origin": _origin(item, loaded),
        "effect": effect,
        "together": together_shown(world, told) if is_told else None,  # type: ignore[arg-type]
        "problem": told.render(current_language()) if isinstance(told, ToldError) else "",
        "coming": world.target,
        "count": world.published(world.latest).ranked_count,
        "published_edition": world.latest,
        "may_edit": allowed(request.user, "statistics.edit", item),
        "may_plan": allowed(request.user, "statistics.plan", item),
        "may_prove": allowed(request.user, "statistics.prove", item),
        "proofs": [
            proof
            for proof in evidence_of(OBJECT_KIND, [item.pk])[item.pk]
            if allowed(request.user, "evidence.view", proof.evidence)
        ],
        "revisions": _revisions(item),
        "has_aside": known is not None,
        **_about(world, known),
        "crumbs": [
            Link(label=say_here("workspace.place.statistics"), url=reverse("statistics")),
            Link(label=line.name),
        ],
    }
    return show_work(request, "web/workspace/statistics_input.html", context, status=status)


def _origin(item: StatisticalInput, loaded: RawValue | None) -> RawValue | None:
    """The dataset that the agency's value came from, while it is in force."""
    return loaded if loaded and loaded.dataset.sha256 == item.agency_origin else None


def _about(world: World, known: RawInput | None) -> dict[str, Any]:
    """What is told beside an indicator: its agency, how its values get there, what the world has."""
    if known is None:
        return {}
    language, inherited = current_language(), world.methodology(world.latest).inherits
    figures = world_figures(world.latest) or (world_figures(inherited) if inherited else {})
    return {
        "agency_name": agencies()[known.agency].in_language(language) if known.agency else "",
        "round_usual": known.round.name.in_language(language) if known.round else "",
        "figures": figures.get(known.code),
    }


def _revisions(item: StatisticalInput) -> list[dict[str, Any]]:
    """What an input said over time, newest first, each with what it changed."""
    found = revisions_of(item)
    people = names_of(revision.by for revision in found)
    names = entities_named((revision.values for revision in found), language=current_language())
    shown: list[dict[str, Any]] = []
    before: Mapping[str, Any] = {}
    for revision in reversed(found):
        changed = values_shown(revision.values, names=names, before=before or None)
        shown.append(
            {
                "revision": revision,
                "by": people[revision.by] if revision.by else "",
                "changed": changed,
                "is_former": revision.is_aside or revision.number != item.version,
            }
        )
        before = before if revision.is_aside else revision.values
    return shown[::-1]
