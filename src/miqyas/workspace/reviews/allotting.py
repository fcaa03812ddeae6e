"""Who would look for what: the campaign's items and assessors put before `assessment.allocation`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from miqyas.assessment.allocation import Allocation, Assessor, Item, allocate
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import ASSESSOR
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.models import Portal, PortalKind
from miqyas.workspace.registry.queries import national_portal
from miqyas.workspace.reviews.blindness import OPEN
from miqyas.workspace.reviews.models import AssessorTerms, ReviewItem, ReviewTask
from miqyas.workspace.reviews.parties import bars_of, parties_of

T = TypeVar("T")


@dataclass(frozen=True)
class Lacking:
    """An item that too few could be found for: how many are missing, and why how many could not take it."""

    item: ReviewItem
    missing: int
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Allotment:
    """Who gets which item anew, in the order of slots, and what could not be given."""

    given: Mapping[UUID, tuple[UUID, ...]]
    lacking: tuple[Lacking, ...]


def default_seed(campaign: Campaign) -> int:
    """The seed of a campaign for which nobody named one."""
    return campaign.pk.int % 1_000_000


def shuffled(things: Iterable[T], *, seed: int, salt: str = "", name: Callable[[T], object] = str) -> list[T]:
    """In an order that the seed and their names decide, however they came."""
    return sorted(things, key=lambda one: sha256(f"{seed}:{salt}:{name(one)}".encode()).digest())


def item_name(item: ReviewItem) -> str:
    """An item by what it asks for, which is the same whenever it was made."""
    return f"{item.feature}:{item.subject_id or ''}"


def allotment_of(campaign: Campaign, *, seed: int) -> Allotment:
    """Assessors for whatever open items lack; those who have them already keep them."""
    items = list(campaign.items.filter(state=OPEN).select_related("subject"))
    held = _tasks_by_item(campaign)
    people = shuffled(
        users_with(ASSESSOR, campaign=campaign.pk).values_list("pseudonym", flat=True), seed=seed
    )
    codes = {person: f"{at:06d}" for at, person in enumerate(people)}
    order = {item.pk: f"{at:06d}" for at, item in enumerate(shuffled(items, seed=seed, name=item_name))}
    parties, languages = parties_of(campaign, items), _languages(items)
    found: dict[UUID, tuple[UUID, ...]] = {}
    lacking: list[Lacking] = []
    for wanted in sorted({item.assessors for item in items}):
        group = [item for item in items if item.assessors == wanted]
        asked = [
            Item(
                order[item.pk],
                entities=parties[item.pk] | {str(item.pk)},
                language=languages[item.pk],
                given=tuple(codes[one] for one in held.get(item.pk, ()) if one in codes),
            )
            for item in group
        ]
        known = _assessors(campaign, people, codes, set(languages.values()), load=_load(found, held, group))
        whole = allocate(asked, assessors=known, per_item=wanted)
        found |= _given(whole, group, order, codes, held)
        lacking += _lacking(whole, group, order)
    return Allotment(found, tuple(lacking))


def _load(
    found: Mapping[UUID, Sequence[UUID]], held: Mapping[UUID, Sequence[UUID]], group: Sequence[ReviewItem]
) -> Mapping[UUID, int]:
    """How many items each has that are not of this group."""
    own = {item.pk for item in group}
    load: dict[UUID, int] = {}
    for source in (found, held):
        for pk, people in source.items():
            for person in people if pk not in own else ():
                load[person] = load.get(person, 0) + 1
    return load


def _tasks_by_item(campaign: Campaign) -> Mapping[UUID, list[UUID]]:
    rows = ReviewTask.objects.filter(item__campaign=campaign).exclude(state="withdrawn").order_by("slot")
    found: dict[UUID, list[UUID]] = {}
    for item, assessor in rows.values_list("item", "assessor"):
        found.setdefault(item, []).append(assessor)
    return found


def _languages(items: Iterable[ReviewItem]) -> Mapping[UUID, str]:
    """The languages of the address from which each is looked for, as one name; any of them will do."""
    national = national_portal()
    cities = {
        portal.entity_id: portal
        for portal in Portal.objects.filter(kind=PortalKind.CITY).order_by("-address")
    }
    found = {}
    for item in items:
        portal = cities.get(item.subject_id) if item.subject_id else national
        found[item.pk] = "+".join(sorted(portal.languages)) if portal else ""
    return found


def _assessors(
    campaign: Campaign,
    people: Sequence[UUID],
    codes: Mapping[UUID, str],
    languages: Iterable[str],
    *,
    load: Mapping[UUID, int],
) -> list[Assessor]:
    terms = {row.assessor: row for row in AssessorTerms.objects.filter(campaign=campaign)}
    bars, asked, seen = bars_of(people), list(languages), _seen_before(campaign)
    return [
        Assessor(
            codes[person],
            languages=frozenset(name for name in asked if _reads(terms.get(person), name)),
            conflicts=bars[person] | seen.get(person, frozenset()),
            most=_most(terms.get(person), load.get(person, 0)),
        )
        for person in people
    ]


def _seen_before(campaign: Campaign) -> Mapping[UUID, frozenset[str]]:
    """The items that each had and that were taken back: they do not come to them again."""
    found: dict[UUID, set[str]] = {}
    for assessor, item in ReviewTask.objects.filter(item__campaign=campaign, state="withdrawn").values_list(
        "assessor", "item"
    ):
        found.setdefault(assessor, set()).add(str(item))
    return {assessor: frozenset(items) for assessor, items in found.items()}


def _reads(terms: AssessorTerms | None, languages: str) -> bool:
    return terms is None or not terms.languages or bool(set(terms.languages) & set(languages.split("+")))


def _most(terms: AssessorTerms | None, load: int) -> float | None:
    return None if terms is None or terms.most is None else max(0.0, terms.most - load)


def _given(
    whole: Allocation,
    group: Iterable[ReviewItem],
    order: Mapping[UUID, str],
    codes: Mapping[UUID, str],
    held: Mapping[UUID, Sequence[UUID]],
) -> dict[UUID, tuple[UUID, ...]]:
    people = {code: person for person, code in codes.items()}
    named = {item.pk: [people[code] for code in whole.assigned[order[item.pk]]] for item in group}
    return {pk: tuple(one for one in taken if one not in held.get(pk, ())) for pk, taken in named.items()}


def _lacking(whole: Allocation, group: Iterable[ReviewItem], order: Mapping[UUID, str]) -> list[Lacking]:
    items = {order[item.pk]: item for item in group}
    return [Lacking(items[one.item], one.missing, one.reasons) for one in whole.unassigned]
