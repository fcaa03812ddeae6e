"""A national programme of the size that its pages are measured with: services, a roadmap, success stories.

Services come as a file of 5,000 rows, brought in as people bring one, and timed; a year of their past, the
roadmap and the stories are written straight into the database.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.government import BATCH
from benchmarks.programme_words import DEEDS, SENTENCES, THINGS, rare
from miqyas.catalogue import instruments, vocabulary
from miqyas.catalogue.services import service_words
from miqyas.lexicon.search import searchable
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models import (
    ItemCost,
    ItemFeature,
    ItemNeed,
    ItemPartner,
    ItemRisk,
    RoadmapItem,
)
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.services.importing import Rights, services_apply, services_plan
from miqyas.workspace.services.models import Service, ServiceFeature, ServiceRevision
from miqyas.workspace.stories.fields import COSTS, Partner, Result, StoryFields, Turn
from miqyas.workspace.stories.models import (
    RevisionKind,
    Story,
    StoryResult,
    StoryRevision,
    StoryTag,
    StoryTurn,
)
from miqyas.workspace.stories.searching import index_put

INSTRUMENT = "OSI"
STAGED = "service_stage"


def lay(*, services: int, initiatives: int, stories: int) -> dict[str, float]:
    """Everything, into a database that has entities; seconds that the file of services took."""
    sectors, owners = list(vocabulary().sectors), list(vocabulary().owners)
    bodies = list(Entity.objects.order_by("position"))
    for place, body in enumerate(bodies):
        body.sector, body.mandates = sectors[place % len(sectors)], [owners[place % len(owners)]]
    Entity.objects.bulk_update(bodies, ["sector", "mandates"])
    took = _services(services, bodies)
    with transaction.atomic():
        _past()
        _belonging()
        _roadmap(initiatives, bodies)
        _stories(stories, bodies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took


def _at(moment: datetime) -> Any:
    """What is written now was written then."""
    return patch("django.utils.timezone.now", return_value=moment)


def _services(count: int, bodies: list[Entity]) -> dict[str, float]:
    text = io.StringIO()
    rows = list(_rows(count, bodies))
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    began = time.perf_counter()
    plan = services_plan(content, name="services.csv", rights=Rights())
    planned = time.perf_counter()
    assert not plan.problems, plan.problems[:3]
    with _at(timezone.now() - timedelta(330)):
        services_apply(plan, by=uuid4())
    written = time.perf_counter()
    again = services_plan(content, name="services.csv", rights=Rights())
    assert {row.doing for row in again.rows} == {"same"}
    return {
        "reading a new file": planned - began,
        "writing it": written - planned,
        "reading it again": time.perf_counter() - written,
    }


def _rows(count: int, bodies: list[Entity]) -> Iterator[dict[str, str]]:
    words, sectors = service_words(), list(vocabulary().sectors)
    events, audiences, data = list(words.life_events), list(words.audiences), list(words.data)
    channels, automations = list(words.channels), list(words.automations)
    for place in range(count):
        en, ar = list(DEEDS.items())[place % len(DEEDS)]
        thing_en, thing_ar = list(THINGS.items())[place // len(DEEDS) % len(THINGS)]
        body, holder = bodies[place % len(bodies)], bodies[(place * 7 + 3) % len(bodies)]
        asked = [data[(place * 3 + step) % len(data)] for step in range(3)]
        yield {
            "code": f"service-{place:05d}",
            "entity": body.code,
            "state": "draft" if place % 10 == 9 else "published",
            "title_en": f"{en} of a {thing_en}, {rare('en', place)}",
            "title_ar": f"{ar} {thing_ar} {rare('ar', place)}",
            "description_en": SENTENCES["en"],
            "description_ar": SENTENCES["ar"],
            "sector": sectors[place % len(sectors)],
            "audiences": "; ".join(audiences[place % 3 : place % 3 + 2]),
            "life_events": events[place % len(events)],
            "channels": "; ".join(channels[place % 4 : place % 4 + 3]),
            "languages": "ar; en",
            "addresses": f"https://entity.example.org/services/{place}",
            "steps_en": "Sign in\nFill in the form\nPay",
            "steps_ar": "سجّل الدخول\nاملأ النموذج\nادفع",
            "fee": str(place % 20),
            "data_listed": "yes",
            "asked": f"{asked[0]} [{holder.code}]; {asked[1]}",
            "fetched": f"{asked[2]} [{holder.code}]" if place % 3 == 0 else "",
            "volume": str(place * 13 % 9000 + 100) if place % 5 else "",
            "visits": str(place % 3),
            "satisfaction": str(60 + place % 40) if place % 4 else "",
            "automation": automations[place % len(automations)],
            "identity": list(words.identities)[place % len(words.identities)],
            "payment": list(words.payments)[place % len(words.payments)],
        }


def _past() -> None:
    """Two changes more of every second service in the year behind it, the first from another level."""
    levels = ("", "emerging", "enhanced", "transactional", "connected")
    changed = list(Service.objects.order_by("code"))[::2]
    values = {row.service_id: row.values for row in ServiceRevision.objects.filter(service__in=changed)}
    for number, days in ((2, 200), (3, 60)):
        with _at(timezone.now() - timedelta(days)):
            ServiceRevision.objects.bulk_create(
                [
                    ServiceRevision(
                        service=one,
                        number=number,
                        values=values[one.pk],
                        state=one.state,
                        level=one.level if number == 3 else levels[max(0, one.level_number - 1)],
                        rules=one.rules,
                    )
                    for one in changed
                ],
                batch_size=BATCH,
            )
    Service.objects.filter(pk__in=values).update(version=3)


def _belonging() -> None:
    """Every second service belongs to a feature, by the decision of a person."""
    codes = [one.code for one in instruments()[INSTRUMENT].features if one.scale == STAGED]
    ServiceFeature.objects.bulk_create(
        [
            ServiceFeature(service_id=pk, feature=codes[place % len(codes)], is_accepted=True)
            for place, pk in enumerate(Service.objects.order_by("-code").values_list("pk", flat=True))
            if place % 2
        ],
        batch_size=BATCH,
    )


def _roadmap(count: int, bodies: list[Entity]) -> None:
    tops = [_item(f"strategy-{n}", "strategy", n, parent=None, body=bodies[n]) for n in range(4)]
    programmes = [
        _item(f"programme-{n:02d}", "programme", n, parent=tops[n % 4], body=bodies[n]) for n in range(30)
    ]
    items = [
        _item(
            f"initiative-{n:03d}",
            "initiative",
            n,
            parent=programmes[n % 30],
            body=bodies[n % len(bodies)],
            **_dates(n),
        )
        for n in range(count)
    ]
    for level in (tops, programmes, items):
        RoadmapItem.objects.bulk_create(level, batch_size=BATCH)
    codes = [one.code for one in instruments()[INSTRUMENT].features]
    year = timezone.localdate().year
    ItemFeature.objects.bulk_create(
        ItemFeature(item=one, instrument=INSTRUMENT, feature=codes[n % len(codes)])
        for n, one in enumerate(items)
    )
    ItemCost.objects.bulk_create(
        ItemCost(item=one, kind="capital", year=year + step, amount=Decimal(50_000 * (step + 1)))
        for one in items
        for step in range(2)
    )
    ItemPartner.objects.bulk_create(ItemPartner(item=one, name="A partner", kind="private") for one in items)
    ItemRisk.objects.bulk_create(
        ItemRisk(item=one, text="Staff leave", likelihood=2, impact=3) for one in items
    )
    ItemNeed.objects.bulk_create(
        ItemNeed(item=one, needed=items[n - 30]) for n, one in enumerate(items) if n >= 30 and n % 2
    )
    baseline_take(reason="As agreed", root=None, by=uuid4())


def _dates(place: int) -> Mapping[str, Any]:
    begins = timezone.localdate() + timedelta(place * 11 % 900 - 300)
    ends = begins + timedelta(60 + place % 7 * 30)
    more: dict[str, Any] = {"planned_start": begins, "planned_end": ends, "go_live": ends}
    return more | _state(begins, ends, place)


def _state(begins: date, ends: date, place: int) -> Mapping[str, Any]:
    today = timezone.localdate()
    if ends < today and place % 3:
        return {"state": "done", "actual_start": begins, "actual_end": ends, "progress": 100}
    if begins < today:
        return {"state": "under_way", "actual_start": begins, "progress": place % 90}
    return {"state": "approved"}


def _item(
    code: str, kind: str, place: int, *, parent: RoadmapItem | None, body: Entity, **more: Any
) -> RoadmapItem:
    title = {"en": f"Digital {rare('en', place)} {code}", "ar": f"رقمنة {rare('ar', place)} {place}"}
    given = {"state": "under_way", **more}
    return RoadmapItem(
        code=code, kind=kind, parent=parent, position=place, title=title, entity=body, version=1, **given
    )


def _stories(count: int, bodies: list[Entity]) -> None:
    features = [one for one in instruments()[INSTRUMENT].features if one.scale == STAGED]
    now, sectors = timezone.now(), list(vocabulary().sectors)
    made: list[tuple[Story, StoryFields]] = []
    for place in range(count):
        said = _said(place, features[place % len(features)].code, sectors)
        story = Story(
            slug=f"story-{place:04d}",
            entity=bodies[place % len(bodies)],
            state="submitted" if place % 10 == 9 else "published",
            sector=said.sector,
            content=said.as_dict(),
            published_at=None if place % 10 == 9 else now - timedelta(hours=place * 5),
        )
        made.append((story, said))
    Story.objects.bulk_create([one for one, _ in made], batch_size=BATCH)
    StoryRevision.objects.bulk_create(
        [
            StoryRevision(story=one, number=1, kind=RevisionKind.SAVED, content=said.as_dict())
            for one, said in made
        ],
        batch_size=BATCH,
    )
    StoryResult.objects.bulk_create(
        [
            StoryResult(pk=result.id, story=one, position=place)
            for one, said in made
            for place, result in enumerate(said.results)
        ],
        batch_size=BATCH,
    )
    StoryTurn.objects.bulk_create(
        [
            StoryTurn(
                story=one, instrument=INSTRUMENT, share_before=0, share_after=1, **_turn_of(said.turns[0])
            )
            for one, said in made
        ],
        batch_size=BATCH,
    )
    StoryTag.objects.bulk_create(
        [StoryTag(story=one, tag=tag, key=searchable(tag)) for one, said in made for tag in said.tags],
        batch_size=BATCH,
    )
    for story, _ in made:
        index_put(story)


def _turn_of(turn: Turn) -> Mapping[str, str]:
    return {"code": turn.code, "before": turn.before, "after": turn.after}


def _said(place: int, feature: str, sectors: list[str]) -> StoryFields:
    thing_en, thing_ar = list(THINGS.items())[place % len(THINGS)]
    title = {
        "en": f"How the {thing_en} went online in {rare('en', place)}",
        "ar": f"كيف انتقلت {thing_ar} إلى الإنترنت في {rare('ar', place)}",
    }
    long = {language: "\n".join([text] * 4) for language, text in SENTENCES.items()}
    results = tuple(
        Result({language: f"{n + 3} → 1: {text}" for language, text in SENTENCES.items()}, str(uuid4()))
        for n in range(2)
    )
    return StoryFields(
        title=title,
        problem=long,
        solution=long,
        sector=sectors[place % len(sectors)],
        cost=COSTS[place % len(COSTS)],
        months=place % 30,
        results=results,
        partners=(Partner({"en": "A university", "ar": "جامعة"}, "academic"),),
        turns=(Turn(feature, "form", "transaction"),),
        tags=(f"tag {place % 40}", "queues"),
    )
