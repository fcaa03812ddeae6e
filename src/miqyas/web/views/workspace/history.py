"""The history of a campaign, or of the installation: who did what, and the proof that it stays so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe

from miqyas.kernel.text import Text
from miqyas.kernel.words import has_words
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.records import records_told
from miqyas.workspace.history.checkpoints import checkpoint_make
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.queries import chain_counts, chain_head
from miqyas.workspace.registry.queries import entities_by_id
from miqyas.workspace.reviews.blindness import is_blind_in
from miqyas.workspace.scans.access import records_seen

ON_A_PAGE: Final = 100
INSTALLATION: Final = "installation"
PERSON: Final = "user"
ENTITY: Final = "entity"
NAMED: Final = (PERSON, ENTITY)
PEOPLE: Final = ("who", "holder")
"""Details that are pseudonyms of people."""
WORDS: Final = {
    "role": "role",
    "before": "campaign.state",
    "after": "campaign.state",
    "kind": "campaign.kind",
    "stance": "history.stance",
    "standing": "history.standing",
    "is_main": "history.is_it",
}
"""Details whose values have words, and where these are."""
_SHORT: Final = 8
_SHOWN: Final = 80


@dataclass(frozen=True)
class Asked:
    """The filters of the page, as its address has them."""

    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    def matching(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """The records that the filters let through."""
        if self.actor:
            records = records.filter(actor=None if self.actor == INSTALLATION else self.actor)
        if self.action:
            records = records.filter(action=self.action)
        if self.since:
            records = records.filter(at__date__gte=self.since)
        return records.filter(at__date__lte=self.until) if self.until else records


@work_page
@require_safe
def history(request: HttpRequest) -> HttpResponseBase:
    """What was done in one chain, newest first, with filters."""
    require(request.user, "history.view")
    offered = _chains_of(request)
    chain = _chosen(request, offered)
    person = require(request.user, "history.view", chain)
    records = records_seen(person, records_told(chain))
    actors, actions = _actors(records), _actions(records)
    asked = _asked(request, actors=actors, actions=actions)
    page = Paginator(asked.matching(records), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "chains": offered,
        "chain": chain or INSTALLATION,
        "actors": actors,
        "actions": actions,
        "asked": asked,
        "page": page,
        "lines": _lines(page),
        "counts": chain_counts(chain),
        "head": chain_head(chain),
        "may_checkpoint": allowed(request.user, "history.checkpoint"),
    }
    return show_work(request, "web/workspace/history.html", context)


@work_page
@require_POST
def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """Seal what is not sealed and hand over a signed checkpoint, as a file to keep."""
    person = require(request.user, "history.checkpoint")
    response = HttpResponse(checkpoint_make(by=person.pseudonym), content_type="application/json")
    name = f"miqyas-checkpoint-{timezone.now():%Y%m%d-%H%M%S}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chains_of(request: HttpRequest) -> dict[str, str]:
    """The chains that this person may read, by what stands in the address, newest campaign first.

    Whoever has looked for a feature reads no chain of its review though they gave the role back.
    """
    person = person_of(request.user)
    found = {
        str(campaign.pk): Text(campaign.title).in_language(current_language())
        for campaign in Campaign.objects.order_by("-created_at")
        if allowed(request.user, "history.view", str(campaign.pk)) and not is_blind_in(person, campaign)
    }
    if allowed(request.user, "history.view", ""):
        found[INSTALLATION] = say_here("history.chain.installation")
    return found


def _chosen(request: HttpRequest, offered: Mapping[str, str]) -> str:
    wanted = request.GET.get("chain", "")
    chosen = wanted if wanted in offered else next(iter(offered), INSTALLATION)
    return "" if chosen == INSTALLATION else chosen


def _actors(records: QuerySet[Record]) -> dict[str, str]:
    """Who acted in the chain, by pseudonym, in the order of their names."""
    pseudonyms = set(records.order_by("actor").values_list("actor", flat=True).distinct())
    names = {str(pseudonym): name for pseudonym, name in names_of(pseudonyms).items()}
    if None in pseudonyms:
        names[INSTALLATION] = say_here("history.installation_itself")
    return dict(sorted(names.items(), key=lambda item: item[1]))


def _actions(records: QuerySet[Record]) -> dict[str, str]:
    codes = records.order_by("action").values_list("action", flat=True).distinct()
    return dict(sorted(((code, action_words(code)) for code in codes), key=lambda item: item[1]))


def action_words(code: str) -> str:
    """What an action is called; one that a later version knew is shown by its code."""
    return _called("action", code)


def _called(what: str, code: str) -> str:
    key = f"history.{what}.{code}"
    return say_here(key) if has_words(key) else code


def _asked(request: HttpRequest, *, actors: Mapping[str, str], actions: Mapping[str, str]) -> Asked:
    get = request.GET.get
    return Asked(
        actor=actor if (actor := get("actor", "")) in actors else "",
        action=action if (action := get("action", "")) in actions else "",
        since=_date(get("since", "")),
        until=_date(get("until", "")),
    )


def _date(given: str) -> date | None:
    try:
        return parse_date(given[:10])
    except ValueError:
        return None


def _lines(page: Page[Record]) -> list[dict[str, Any]]:
    told = [pseudonym for record in page.object_list for pseudonym in _people_in(record)]
    names = names_of([*(record.actor for record in page.object_list), *told]) | _entities_in(page.object_list)
    return [_line(record, names=names) for record in page.object_list]


def _line(record: Record, *, names: Mapping[UUID, str]) -> dict[str, Any]:
    sealing = getattr(record, "sealing", None)
    return {
        "at": record.at,
        "who": names[record.actor] if record.actor else "",
        "action": action_words(record.action),
        "kind": _called("kind", record.object_kind),
        "named": names.get(_id(record.object_id), "") if record.object_kind in NAMED else "",
        "object": record.object_id[:_SHORT],
        "details": list(_details(record.details, names=names)),
        "seal": sealing.seal.number if sealing else None,
    }


def _people_in(record: Record) -> Iterable[UUID | None]:
    """Who a record is about, beside who acted."""
    if record.object_kind == PERSON:
        yield _id(record.object_id)
    for name in PEOPLE:
        yield _id(record.details.get(name))


def _entities_in(records: Iterable[Record]) -> dict[UUID, str]:
    """The entities that records are about, by their names. One query."""
    told = {
        given
        for record in records
        for given in (record.object_id if record.object_kind == ENTITY else "", record.details.get(ENTITY))
    }
    found = entities_by_id([one for one in map(_id, told) if one])
    return {key: entity.title.in_language(current_language()) for key, entity in found.items()}


def _id(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


def _details(details: Mapping[str, Any], *, names: Mapping[UUID, str]) -> Iterable[tuple[str, str]]:
    """Details as they are shown, short; a grade is read where the answer is, by who may read it there."""
    for name, value in details.items():
        if name != "grade" and value not in ([], {}, ""):
            yield _called("detail", name), Truncator(_value(name, value, names=names)).chars(_SHOWN)


def _value(name: str, value: object, *, names: Mapping[UUID, str]) -> str:
    """One detail: what has words by them, people and entities by their names, the rest as it is kept."""
    if isinstance(value, list | dict):
        return say_here("assign.comma").join(map(str, value))
    if name in WORDS and has_words(f"{WORDS[name]}.{value}".lower()):
        return say_here(f"{WORDS[name]}.{value}".lower())
    known = names.get(given) if name in (*PEOPLE, ENTITY) and (given := _id(value)) else None
    return known or str(value)
