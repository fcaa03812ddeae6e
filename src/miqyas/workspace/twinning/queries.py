from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from miqyas.kernel.text import fold
from miqyas.workspace.twinning.fields import ExchangeFields, GoalFields, ProfileFields, TwinFields, measure
from miqyas.workspace.twinning.models import (
    AGREED,
    OPEN,
    Exchange,
    Message,
    Profile,
    Reading,
    Signer,
    Twin,
)


@dataclass(frozen=True)
class Load:
    """How many partners a profile has at the moment: those it helps and those that help it."""

    helps: int = 0
    is_helped: int = 0

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return self.helps + self.is_helped


def profiles_matching(*, text: str = "") -> QuerySet[Profile]:
    """Those whose codes or words have each word of the text, whatever its accents or case; home first."""
    found = Profile.objects.select_related("entity")
    for word in fold(text).split():
        found = found.filter(searched__contains=word)
    return found


def profile_by_code(code: str) -> Profile | None:
    """The profile of a code, in any case of letters."""
    return Profile.objects.select_related("entity").filter(code__iexact=code).first()


def profiles_by_codes(codes: Iterable[str]) -> dict[str, Profile]:
    """Profiles by their codes in small letters. One query."""
    wanted = Q(pk=None)
    for code in set(codes):
        wanted |= Q(code__iexact=code)
    return {one.code.lower(): one for one in Profile.objects.select_related("entity").filter(wanted)}


def home_profile() -> Profile | None:
    """The profile in whose name packages are signed."""
    return Profile.objects.filter(is_home=True).first()


def loads() -> Mapping[object, Load]:
    """The load of each profile that has any, by its key. Two queries."""
    running = Twin.objects.filter(state=AGREED)
    helps = dict(running.order_by().values_list("giver").annotate(n=Count("pk")))
    helped = dict(running.order_by().values_list("seeker").annotate(n=Count("pk")))
    return {pk: Load(helps.get(pk, 0), helped.get(pk, 0)) for pk in {*helps, *helped}}


def twins_matching(*, text: str = "", state: str = "") -> QuerySet[Twin]:
    """Twinnings by their code or the codes and names of the two, newest first."""
    found = Twin.objects.select_related("seeker", "giver", "signer")
    for word in fold(text).split():
        found = found.filter(
            Q(code__icontains=word) | Q(seeker__searched__contains=word) | Q(giver__searched__contains=word)
        )
    return found.filter(state=state) if state else found


def twin_by_code(code: str) -> Twin | None:
    """The twinning of a code, in any case of letters."""
    return Twin.objects.select_related("seeker", "giver", "signer").filter(code__iexact=code).first()


def twins_of(profile: Profile) -> QuerySet[Twin]:
    """Twinnings in which a profile takes part."""
    return twins_matching().filter(Q(seeker=profile) | Q(giver=profile))


def twins_whole() -> QuerySet[Twin]:
    """All twinnings with goals and readings, and how many exchanges and people there were."""
    held = Q(exchanges__state="held")
    return (
        twins_matching()
        .annotate(
            exchange_count=Count("exchanges", filter=held),
            people_count=Sum("exchanges__people", filter=held, default=0),
        )
        .prefetch_related("goals", Prefetch("readings", Reading.objects.order_by("on", "pk")), "foreseen")
    )


def twins_ending(day: date) -> QuerySet[Twin]:
    """Agreements that end by a day."""
    return twins_matching(state=AGREED).filter(ends_on__lte=day)


def twins_open() -> QuerySet[Twin]:
    """Those that are not over."""
    return twins_matching().filter(state__in=OPEN)


def exchanges_of(twin: Twin) -> QuerySet[Exchange]:
    """Exchanges in the order of time."""
    return twin.exchanges.all()


def exchanges_all() -> QuerySet[Exchange]:
    """All of them, with their twinnings."""
    return Exchange.objects.select_related("twin").order_by("twin__code", "starts_on", "pk")


def messages_of(twin: Twin) -> QuerySet[Message]:
    """Packages in the order in which they were issued or came; of one moment, a reply comes later."""
    return twin.messages.order_by("at", "issued_at", F("in_reply_to").asc(nulls_first=True), "pk")


def message_newest(twin: Twin, kind: str, *, is_ours: bool) -> Message | None:
    """The newest package of a kind, ours or theirs."""
    return twin.messages.filter(kind=kind, is_ours=is_ours).last()


def signers_all() -> QuerySet[Signer]:
    """Keys that were ever confirmed."""
    return Signer.objects.all()


def fields_of(profile: Profile) -> ProfileFields:
    """What a profile is said to be."""
    return ProfileFields(
        code=profile.code,
        name=profile.name,
        iso3=profile.iso3,
        entity=profile.entity.code if profile.entity else "",
        offers=tuple(profile.offers),
        needs=tuple(profile.needs),
        languages=tuple(profile.languages),
        capacity=profile.capacity,
        note=profile.note,
    )


def twin_fields_of(twin: Twin) -> TwinFields:
    """What a twinning is said to be."""
    goals = [
        GoalFields(one.indicator, measure(str(one.baseline)), measure(str(one.target)), one.due)
        for one in twin.goals.all()
    ]
    return TwinFields(
        code=twin.code,
        title=twin.title,
        seeker=twin.seeker.code.lower(),
        giver=twin.giver.code.lower(),
        starts_on=twin.starts_on,
        ends_on=twin.ends_on,
        purpose=twin.purpose,
        goals=tuple(goals),
    ).tidied()


def exchange_fields_of(exchange: Exchange) -> ExchangeFields:
    """What an exchange is said to be."""
    names = ("kind", "title", "starts_on", "ends_on", "people", "shared", "state")
    return ExchangeFields(**{name: getattr(exchange, name) for name in names})
