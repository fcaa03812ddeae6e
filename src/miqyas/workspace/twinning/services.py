from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.analysis.twinning.contents import LONGEST_TEXT, MEASURE
from miqyas.kernel.text import fold, plain_line, plain_lines
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.fields import (
    ExchangeFields,
    ProfileFields,
    TwinFields,
    Words,
    exchange_faults,
    fault,
    measure,
    profile_faults,
    tidy,
    twin_faults,
)
from miqyas.workspace.twinning.models import (
    AGREED,
    BROKEN,
    DRAFT,
    ENDED,
    OPEN,
    Exchange,
    Foreseen,
    Goal,
    Profile,
    ProfileContact,
    Reading,
    Twin,
)
from miqyas.workspace.twinning.queries import (
    exchange_fields_of,
    fields_of,
    home_profile,
    profile_by_code,
    profiles_by_codes,
    twin_by_code,
    twin_fields_of,
)
from miqyas.workspace.twinning.terms import topics

MOST_CONTACTS: Final = 10
_LENGTHS: Final = (("name", 120), ("post", 200), ("phone", 40), ("email", 254))


@dataclass(frozen=True)
class ContactFields:
    """Somebody to speak to at a partner."""

    name: str
    post: str = ""
    email: str = ""
    phone: str = ""

    def tidied(self) -> ContactFields:
        """The same without signs that cannot be seen."""
        words = {one: plain_line(getattr(self, one)) for one in ("name", "post", "phone")}
        return replace(self, **words, email=plain_line(self.email).lower())


def profile_problems(
    fields: ProfileFields, *, profile: Profile | None = None, known: Collection[str] | None = None
) -> tuple[TwinningError, ...]:
    """All that is wrong with a profile: by itself and beside the others (`profile` is its old self).

    What it offered or needed stays, even if a newer catalogue has no such topic.
    """
    tidied = fields.tidied()
    before = {*profile.offers, *profile.needs} if profile else set()
    found = [*profile_faults(tidied, known={*(topics() if known is None else known), *before})]
    other = profile_by_code(tidied.code)
    if other and other != profile:
        found.append(fault("code_taken", "code", given=tidied.code))
    entity = entity_by_code(tidied.entity) if tidied.entity else None
    if tidied.entity and entity is None:
        found.append(fault("entity_unknown", "entity", given=tidied.entity[:60]))
    elif (
        entity and Profile.objects.filter(entity=entity).exclude(pk=profile.pk if profile else None).exists()
    ):
        found.append(fault("entity_taken", "entity", given=entity.code))
    return tuple(found)


@transaction.atomic
def profile_create(
    fields: ProfileFields, *, by: UUID | None, is_home: bool = False, is_sample: bool = False
) -> Profile:
    """Write a profile. Raises `TwinningError`, the first of its problems."""
    _refuse(profile_problems(fields))
    made = Profile(is_home=is_home, is_sample=is_sample)
    return _profile_save(made, fields.tidied(), by=by, action="twin_profile.create")


@transaction.atomic
def profile_update(profile: Profile, fields: ProfileFields, *, by: UUID | None) -> Profile:
    """Change a profile; the same again changes nothing. Raises `TwinningError`."""
    locked = Profile.objects.select_for_update(of=("self",)).select_related("entity").get(pk=profile.pk)
    tidied = fields.tidied()
    if tidied == fields_of(locked):
        return locked
    _refuse(profile_problems(tidied, profile=locked))
    locked.version += 1
    return _profile_save(locked, tidied, by=by, action="twin_profile.update")


def _profile_save(profile: Profile, fields: ProfileFields, *, by: UUID | None, action: str) -> Profile:
    for name in ("code", "name", "iso3", "capacity", "note"):
        setattr(profile, name, getattr(fields, name))
    for name in ("offers", "needs", "languages"):
        setattr(profile, name, list(getattr(fields, name)))
    profile.entity = entity_by_code(fields.entity) if fields.entity else None
    words = (*fields.name.values(), *fields.note.values(), *fields.offers, *fields.needs, fields.iso3)
    profile.searched = fold(" ".join((fields.code, *words)))
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise fault("code_taken", "code", given=fields.code) from error
    _record(action, "twin_profile", profile.pk, by=by, code=profile.code, version=profile.version)
    return profile


@transaction.atomic
def home_set(profile: Profile, *, by: UUID | None) -> Profile:
    """Sign packages in the name of this profile. Raises `TwinningError` while another has twinnings open."""
    before = home_profile()
    if before == profile:
        return profile
    if before:
        if (
            Twin.objects.filter(state__in=OPEN, seeker=before).exists()
            or before.helps_in.filter(state__in=OPEN).exists()
        ):
            raise fault("home_in_use", "is_home", given=before.code)
        Profile.objects.filter(pk=before.pk).update(is_home=False)
    Profile.objects.filter(pk=profile.pk).update(is_home=True)
    profile.is_home = True
    _record("twin_profile.home", "twin_profile", profile.pk, by=by, code=profile.code)
    return profile


def contact_fields(profile: Profile) -> tuple[ContactFields, ...]:
    """Who is spoken to at a partner, in the order in which they were named."""
    rows = profile.contacts.order_by("pk").values_list("name", "post", "email", "phone")
    return tuple(ContactFields(*row) for row in rows)


@transaction.atomic
def contacts_set(profile: Profile, contacts: Iterable[ContactFields], *, by: UUID | None) -> None:
    """Name who is spoken to, in place of those named before. Raises `TwinningError`, the first problem."""
    tidied = [one for one in (contact.tidied() for contact in contacts) if one.name or one.email]
    if len(tidied) > MOST_CONTACTS:
        raise fault("too_many", "contacts", n=len(tidied), limit=MOST_CONTACTS)
    for one in tidied:
        _check_contact(one)
    Profile.objects.select_for_update().get(pk=profile.pk)
    profile.contacts.all().delete()
    ProfileContact.objects.bulk_create(ProfileContact(profile=profile, **vars(one)) for one in tidied)
    _record("twin_profile.contacts", "twin_profile", profile.pk, by=by, n=len(tidied))


def _check_contact(contact: ContactFields) -> None:
    if not contact.name:
        raise fault("contact_unnamed", "contacts", given=contact.email[:80])
    for name, most in _LENGTHS:
        if len(getattr(contact, name)) > most:
            raise fault("too_long", "contacts", n=len(getattr(contact, name)), limit=most)
    try:
        validate_email(contact.email or "nobody@example.org")
    except ValidationError as error:
        raise fault("email", "contacts", given=contact.email[:80]) from error


def twin_problems(fields: TwinFields, *, twin: Twin | None = None) -> tuple[TwinningError, ...]:
    """All that is wrong with a twinning: by itself and beside what is there (`twin` is its old self)."""
    tidied = fields.tidied()
    found = [*twin_faults(tidied)]
    other = twin_by_code(tidied.code)
    if other and other != twin:
        found.append(fault("code_taken", "code", given=tidied.code))
    known = profiles_by_codes([tidied.seeker, tidied.giver])
    named = {"seeker": tidied.seeker, "giver": tidied.giver}
    strangers = [name for name, code in named.items() if code not in known]
    return (*found, *(fault("profile_unknown", name, given=named[name][:60]) for name in strangers))


@transaction.atomic
def twin_begin(
    fields: TwinFields, *, by: UUID | None, pk: UUID | None = None, is_sample: bool = False
) -> Twin:
    """Begin a twinning as a draft; `pk` is the thread of an invitation that came. Raises `TwinningError`."""
    _refuse(twin_problems(fields))
    made = Twin(is_sample=is_sample, created_by=by, **({"pk": pk} if pk else {}))
    return _twin_save(made, fields.tidied(), by=by, action="twin.create")


@transaction.atomic
def twin_update(twin: Twin, fields: TwinFields, *, by: UUID | None) -> Twin:
    """Change a draft; what was sent to the partner stays as it was sent. Raises `TwinningError`."""
    locked = twin_locked(twin)
    tidied = fields.tidied()
    if tidied == twin_fields_of(locked):
        return locked
    if locked.state != DRAFT:
        raise fault("not_a_draft", "state")
    _refuse(twin_problems(tidied, twin=locked))
    locked.version += 1
    return _twin_save(locked, tidied, by=by, action="twin.update")


def _twin_save(twin: Twin, fields: TwinFields, *, by: UUID | None, action: str) -> Twin:
    known = profiles_by_codes([fields.seeker, fields.giver])
    twin.seeker, twin.giver = known[fields.seeker], known[fields.giver]
    for name in ("code", "title", "purpose", "starts_on", "ends_on"):
        setattr(twin, name, getattr(fields, name))
    twin.save()
    goals_keep(twin, fields)
    record_twin(action, twin, by=by)
    return twin


def goals_keep(twin: Twin, fields: TwinFields) -> None:
    """The goals of a twinning, in place of those it had."""
    twin.goals.all().delete()
    Goal.objects.bulk_create(
        Goal(
            twin=twin,
            indicator=one.indicator,
            baseline=Decimal(one.baseline),
            target=Decimal(one.target),
            due=one.due,
        )
        for one in fields.goals
    )


@transaction.atomic
def twin_agree(twin: Twin, *, foreseen: Iterable[Foreseen], by: UUID | None, on: date | None = None) -> Twin:
    """Two others agreed whom this installation hosts; what was forecast is frozen. Raises `TwinningError`."""
    locked = twin_locked(twin)
    if locked.state != DRAFT or locked.partner is not None:
        raise fault("not_hosted", "state")
    return agreed(locked, foreseen=foreseen, by=by, on=on)


def agreed(twin: Twin, *, foreseen: Iterable[Foreseen], by: UUID | None, on: date | None = None) -> Twin:
    """The agreement holds from now on, with what was forecast at the time."""
    twin.state, twin.agreed_on = AGREED, on or timezone.localdate()
    twin.save(update_fields=["state", "agreed_on"])
    for one in foreseen:
        one.twin = twin
    Foreseen.objects.bulk_create(foreseen)
    record_twin("twin.agree", twin, by=by)
    return twin


@transaction.atomic
def twin_close(twin: Twin, *, is_broken: bool, outcome: Words, by: UUID | None) -> Twin:
    """End an agreement, or break off what has not come to one. Raises `TwinningError`."""
    locked = twin_locked(twin)
    words = tidy(outcome, plain_lines)
    if locked.state not in OPEN or (locked.state != AGREED and not is_broken):
        raise fault("not_open", "state")
    if not words:
        raise fault("words_missing", "outcome_en")
    if any(len(text) > LONGEST_TEXT for text in words.values()):
        raise fault("too_long", "outcome_en", n=max(map(len, words.values())), limit=LONGEST_TEXT)
    locked.state, locked.outcome = (BROKEN if is_broken else ENDED), words
    locked.save(update_fields=["state", "outcome"])
    record_twin("twin.close", locked, by=by)
    return locked


@transaction.atomic
def exchange_save(
    twin: Twin,
    fields: ExchangeFields,
    *,
    by: UUID | None,
    exchange: Exchange | None = None,
    pk: UUID | None = None,
) -> Exchange:
    """Write an exchange, or change `exchange`; `pk` is its name at the partner. Raises `TwinningError`."""
    locked, tidied = twin_locked(twin), fields.tidied()
    if locked.state != AGREED:
        raise fault("not_agreed", "twin", given=locked.code)
    _refuse(exchange_faults(tidied))
    if exchange and tidied == exchange_fields_of(exchange):
        return exchange
    made = exchange or Exchange(twin=locked, version=0, **({"pk": pk} if pk else {}))
    for name in vars(tidied):
        setattr(made, name, getattr(tidied, name))
    made.version += 1
    made.save()
    record_twin("twin.exchange", locked, by=by, exchange=str(made.pk), number=made.version)
    return made


@transaction.atomic
def reading_add(
    twin: Twin,
    *,
    indicator: str,
    due: date,
    value: str,
    on: date,
    by: UUID | None,
    package: UUID | None = None,
) -> Reading:
    """Keep what somebody measured for a goal; it stays as it was written. Raises `TwinningError`."""
    number = measure(value)
    if not MEASURE.fullmatch(number):
        raise fault("measure", "value", given=number[:40])
    if not twin.goals.filter(indicator=indicator, due=due).exists():
        raise fault("goal_unknown", "indicator", given=indicator[:60])
    if on > timezone.localdate():
        raise fault("to_come", "on")
    same = {"indicator": indicator, "due": due, "value": Decimal(number), "on": on}
    found = twin.readings.filter(**same).first()
    if found:
        return found
    made = Reading.objects.create(twin=twin, **same, package=package, by=by)
    record_twin("twin.reading", twin, by=by, indicator=indicator)
    return made


def twin_locked(twin: Twin) -> Twin:
    """The twinning as it stands, held until the end of the transaction."""
    return (
        Twin.objects.select_for_update(of=("self",))
        .select_related("seeker", "giver", "signer")
        .get(pk=twin.pk)
    )


def record_twin(action: str, twin: Twin, *, by: UUID | None, **details: Any) -> None:
    """A record of a deed with a twinning."""
    _record(action, "twin", twin.pk, by=by, code=twin.code, state=twin.state, **details)


def _record(action: str, kind: str, pk: UUID, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind=kind, object_id=pk, details=details)


def _refuse(problems: tuple[TwinningError, ...]) -> None:
    for problem in problems:
        raise problem
