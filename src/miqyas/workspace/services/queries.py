from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Count, F, Max, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from miqyas.assessment.maturity import Maturity, Rated, Turn, maturity
from miqyas.assessment.once_only import Use
from miqyas.catalogue.maturity import maturity_model
from miqyas.lexicon.search import question_words
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.queries import Proof, evidence_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.access import AUTHORITY, OF_ENTITY, WORKERS
from miqyas.workspace.services.fields import DatumFields, ServiceFields, facts_of, term_of
from miqyas.workspace.services.models import DatumUse, Service, ServiceFeature, ServiceRevision, State

OBJECT_KIND: Final = "service"
"""What `EvidenceUse.object_kind` holds for a service."""


@dataclass(frozen=True)
class Filter:
    """What a list of services is narrowed to; empty is any."""

    text: str = ""
    entity: str = ""
    sector: str = ""
    audience: str = ""
    life_event: str = ""
    channel: str = ""
    level: str = ""
    state: str = ""
    datum: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is asked."""
        return self != Filter()


def services_all() -> QuerySet[Service]:
    """Every service with its entity."""
    return Service.objects.select_related("entity")


def services_living() -> QuerySet[Service]:
    """Those that are not retired."""
    return services_all().exclude(state=State.RETIRED)


def services_public() -> QuerySet[Service]:
    """Those that strangers find."""
    return services_all().filter(state=State.PUBLISHED)


def services_state() -> tuple[str, int]:
    """A name of all that strangers find, and when it last changed, in seconds; by one query."""
    found = services_public().aggregate(newest=Max("updated_at"), count=Count("pk"))
    newest = found["newest"]
    return f"{newest} {found['count']}", int(newest.timestamp()) if newest else 0


def services_version() -> str:
    """A name of all that strangers find: public pages are not made anew while it stays."""
    return services_state()[0]


def register_version() -> str:
    """A name of all that services are and were, and of the codes of entities; two queries.

    Each deed with a service leaves a revision. They are counted too: the newest may be stored before one that
    was begun earlier.
    """
    found = ServiceRevision.objects.aggregate(last=Max("pk"), at=Max("at"), count=Count("pk"))
    codes = Entity.objects.order_by("pk").values_list("code", flat=True)
    return " ".join([str(found["last"]), str(found["at"]), str(found["count"]), *codes])


def services_seen(person: Person) -> QuerySet[Service]:
    """Those that a person may see: all for the authority, else those of their entities."""
    if person.holds(*AUTHORITY):
        return services_all()
    return services_all().filter(entity__in=person.entities(*OF_ENTITY))


def services_living_seen(person: Person) -> QuerySet[Service]:
    """Those of them that are not retired."""
    return services_seen(person).exclude(state=State.RETIRED)


def entities_kept(person: Person, *, keepers: Iterable[str]) -> QuerySet[Entity]:
    """The entities whose services a person may change: all for those who keep the register."""
    active = Entity.objects.filter(is_active=True)
    return active if person.holds(*keepers) else active.filter(pk__in=person.entities(*WORKERS))


def services_matching(services: QuerySet[Service], asked: Filter) -> QuerySet[Service]:
    """Those of the services that match."""
    found = services
    for word in question_words(asked.text):
        found = found.filter(searched__contains=word)
    for kind in ("audience", "life_event", "channel", "datum"):
        if code := getattr(asked, kind):
            found = found.filter(terms__contains=term_of(kind, code))
    columns = {"entity__code": asked.entity, "sector": asked.sector, "state": asked.state}
    found = found.filter(**{name: value for name, value in columns.items() if value})
    return found.filter(level="" if asked.level == "none" else asked.level) if asked.level else found


def services_in_order(keys: Sequence[UUID]) -> list[Service]:
    """Services with their data, in the order of their keys, by a constant number of queries."""
    found = services_all().prefetch_related("data", "features").in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def entities_of_services(keys: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of the entities that offer services, by the key of the service."""
    return dict(Service.objects.filter(pk__in=list(keys)).values_list("pk", "entity__code"))


def services_outdated() -> QuerySet[Service]:
    """Services whose level was found by other rules than those in force, with their data."""
    return services_all().exclude(rules=maturity_model().version).prefetch_related("data")


def service_by_code(code: str) -> Service | None:
    """The service of a code, in any case of letters."""
    return services_all().filter(code__iexact=code).first()


def service_of(pk: UUID) -> Service | None:
    """A service by id."""
    return services_all().filter(pk=pk).first()


def fields_of(service: Service) -> ServiceFields:
    """A service as plain values; its data by one query, unless they were fetched with it."""
    return fields_from(service, service.data.all())


def fields_from(service: Service, uses: Iterable[DatumUse]) -> ServiceFields:
    """A service and its data as plain values."""
    data = [DatumFields(use.datum, use.way, use.entity.code if use.entity else "") for use in uses]
    lists = ("audiences", "life_events", "channels", "languages", "addresses", "steps", "laws")
    return ServiceFields(
        code=service.code,
        entity=service.entity.code,
        title=dict(service.title),
        description=dict(service.description),
        fee_words=dict(service.fee_words),
        **{name: tuple(getattr(service, name)) for name in lists},
        **{name: getattr(service, name) for name in _SCALARS},
        data=tuple(sorted(data)),
    )


_SCALARS: Final = (
    *("sector", "fee", "data_listed", "visits", "volume", "satisfaction", "cost"),
    *("automation", "identity", "payment"),
)


def maturity_of(service: Service) -> Maturity:
    """What follows from the fields of a service, whatever it was overruled to."""
    return maturity(facts_of(fields_of(service)))


def levels_by(services: QuerySet[Service], column: str) -> list[tuple[Any, Rated]]:
    """Services at each level under each value of a column, by one query that answers with a few rows."""
    rows = (
        services.order_by()
        .values("entity__position", column, "level_number")
        .annotate(services=Count("pk"), requests=Sum("volume"), counted=Count("volume"))
        .order_by("entity__position", column, "level_number")
    )
    return [
        (row[column], Rated(row["level_number"], row["requests"], row["services"], row["counted"]))
        for row in rows
    ]


def documents_carried(services: QuerySet[Service]) -> int:
    """How many documents a year people bring from one entity to another: the burden of once only."""
    again = DatumUse.objects.filter(service__in=services.order_by(), way="asked", entity__isnull=False)
    told = again.exclude(entity=F("service__entity")).aggregate(burden=Sum("service__volume"))
    return told["burden"] or 0


def uses_in(services: QuerySet[Service]) -> list[Use]:
    """What services ask for, fetch and give, as the graph of once only wants it."""
    rows = DatumUse.objects.filter(service__in=services.order_by()).values_list(
        "service__code", "service__entity__code", "datum", "way", "entity__code", "service__volume"
    )
    return [
        Use(service, entity, datum, way, other or "", volume)
        for service, entity, datum, way, other, volume in rows
    ]


def turns_of(services: QuerySet[Service], *, numbers: Mapping[str, int]) -> list[Turn]:
    """When services came to their levels, and when they were retired; `numbers` are those of levels."""
    rows = (
        ServiceRevision.objects.filter(service__in=services.order_by())
        .order_by("service", "number")
        .values_list(Cast("service", CharField()), "at", "level", "state")
    )
    return [
        Turn(service, at.date(), None if state == State.RETIRED else numbers.get(level, 0))
        for service, at, level, state in rows
    ]


def levels_of_days(service: Service) -> dict[date, int]:
    """The number of the level of a service at the end of each day on which anything of it changed."""
    numbers = {level.code: level.number for level in maturity_model().levels}
    rows = service.revisions.order_by("number").values_list("at", "level")
    return {timezone.localdate(at): numbers.get(level, 0) for at, level in rows}


def revisions_of(service: Service) -> QuerySet[ServiceRevision]:
    """What the service was, the newest first."""
    return service.revisions.order_by("-number")


def proofs_of(service: Service) -> tuple[Proof, ...]:
    """The proofs that serve a service and are not retired."""
    found = evidence_of(OBJECT_KIND, [service.pk]).get(service.pk, ())
    return tuple(proof for proof in found if proof.evidence.retired_at is None)


def proof_of(service: Service, pk: str) -> Evidence | None:
    """The proof of an id, if it serves the service."""
    return next((one.evidence for one in proofs_of(service) if str(one.evidence.pk) == pk), None)


def features_of(service: Service) -> Mapping[str, ServiceFeature]:
    """What was decided of features beside the service, by code."""
    return {row.feature: row for row in service.features.all()}


def features_accepted(services: QuerySet[Service]) -> list[tuple[UUID, str, str]]:
    """Key and code of each service beside every feature that was accepted for it."""
    rows = ServiceFeature.objects.filter(is_accepted=True, service__in=services.order_by())
    return list(rows.values_list("service", "service__code", "feature"))


def automation_of_features(codes: Iterable[str], *, services: QuerySet[Service]) -> list[tuple[str, str]]:
    """The accepted features among these with the automation of each of their services."""
    pairs = ServiceFeature.objects.filter(
        is_accepted=True, feature__in=list(codes), service__in=services.order_by()
    )
    return list(pairs.values_list("feature", "service__automation"))


def services_known(codes: Iterable[str]) -> Mapping[str, Service]:
    """The services of codes with all that their plain values need, by a constant number of queries."""
    found = services_all().filter(code__in=list(codes)).prefetch_related("data")
    return {service.code: service for service in found}


def services_locked(codes: Iterable[str]) -> Mapping[str, Service]:
    """The same, held until the running transaction ends."""
    found = Service.objects.select_for_update(of=("self",)).filter(code__in=list(codes))
    return {service.code: service for service in found.select_related("entity").prefetch_related("data")}
