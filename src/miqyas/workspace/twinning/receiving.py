"""Packages that come in: first told with everything that speaks against them, then taken in as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.analysis.twinning.judging import Circumstances, Seen, Standing, package_faults
from miqyas.analysis.twinning.package import Package, PackageError, Party, package_read
from miqyas.analysis.twinning.package_errors import fault as package_fault
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import content_hash
from miqyas.workspace.events.services import publish
from miqyas.workspace.twinning.fields import (
    ExchangeFields,
    GoalFields,
    ProfileFields,
    TwinFields,
    fault,
    twin_faults,
)
from miqyas.workspace.twinning.models import (
    ACCEPTED,
    AGREED,
    DECLINED,
    ENDED,
    INVITED,
    RECEIVED,
    Exchange,
    Foreseen,
    Message,
    Profile,
    Signer,
    Twin,
)
from miqyas.workspace.twinning.queries import (
    home_profile,
    message_newest,
    profile_by_code,
    twin_by_code,
    twin_fields_of,
)
from miqyas.workspace.twinning.services import (
    agreed,
    exchange_save,
    goals_keep,
    profile_create,
    reading_add,
    record_twin,
    twin_begin,
    twin_locked,
)
from miqyas.workspace.twinning.signers import own_fingerprint, signature_holds, standing_of

LONGEST_CODE: Final = 60
Foresee = Callable[[Twin], Iterable[Foreseen]]
"""What is forecast of the helped country at this time, to be frozen with an agreement."""


@dataclass(frozen=True)
class PackagePlan:
    """What taking a package in would do; with any problem nothing of it is done."""

    name: str
    content: bytes
    package: Package | None
    problems: tuple[MiqyasError, ...]
    standing: Standing | None = None
    signer: Signer | None = None
    twin: Twin | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    @property
    def does_something(self) -> bool:
        """Whether accepting it would change anything: one that is ready always does."""
        return self.is_ready

    @property
    def may_confirm(self) -> bool:
        """Whether the key is new to us, so that somebody may confirm it with its owner."""
        return self.standing == "unknown"

    @cached_property
    def digest(self) -> str:
        """Names the file and where its twinning stands."""
        stands = f"{self.twin.pk} {self.twin.state} {self.twin.version}" if self.twin else ""
        codes = " ".join(f"{one.code}.{one.detail}" for one in self.problems)
        return content_hash([self.content, stands.encode(), codes.encode()])


def package_plan(content: bytes, *, name: str) -> PackagePlan:
    """What a file would do; it changes nothing and never raises for what is in it."""
    try:
        package = package_read(content)
    except PackageError as problem:
        return PackagePlan(name, content, None, (problem,))
    if not signature_holds(package):
        return PackagePlan(name, content, package, (package_fault("tampered", "signature"),))
    home = home_profile()
    if home is None:
        return PackagePlan(name, content, package, (fault("no_home", "to"),))
    standing, signer = standing_of(package)
    twin = Twin.objects.select_related("seeker", "giver", "signer").filter(pk=package.thread).first()
    known = Circumstances(
        now=timezone.now(),
        own_iso3=home.iso3,
        own_key=own_fingerprint(),
        is_signed=True,
        standing=standing,
        seen=_seen(package, content),
        fits=_fits(package, twin, signer),
    )
    problems = (*package_faults(package, known), *_content_faults(package, home))
    return PackagePlan(name, content, package, problems, standing, signer, twin)


@transaction.atomic
def package_accept(plan: PackagePlan, *, foresee: Foresee, by: UUID | None) -> Message:
    """Take a package in, as a whole. Raises the first thing that speaks against it by now."""
    if plan.twin:
        twin_locked(plan.twin)
    now = package_plan(plan.content, name=plan.name)
    for problem in now.problems:
        raise problem
    if now.package is None or now.signer is None:
        raise package_fault("not_json", "package")
    try:
        with transaction.atomic():
            twin = _DEEDS[now.package.kind](now.package, now.twin, foresee, by)
            return _keep(now.package, plan.content, twin=twin, signer=now.signer, by=by)
    except IntegrityError as error:
        raise package_fault("replay", "id") from error


def _seen(package: Package, content: bytes) -> Seen:
    found = Message.objects.filter(pk=package.id).first()
    if found is None:
        return "never"
    return "same" if found.sha256 == hashlib.sha256(content).hexdigest() else "other"


def _fits(package: Package, twin: Twin | None, signer: Signer | None) -> bool:
    """Whether this is the next thing that may be said in its twinning, by this party."""
    if package.kind == "invitation":
        return twin is None and package.in_reply_to is None
    if twin is None or twin.partner is None or twin.partner.iso3 != package.sender.iso3:
        return False
    if twin.signer is not None and signer is not None and not _is_party(twin.signer, signer):
        return False
    reply = _awaited(package.kind, twin)
    return reply is not None and reply.pk == package.in_reply_to


def _is_party(one: Signer, other: Signer) -> bool:
    """Whether two keys are of one partner, which may have taken a new one."""
    return (one.iso3, one.code.lower()) == (other.iso3, other.code.lower())


def _awaited(kind: str, twin: Twin) -> Message | None:
    """What a package of a kind would have to answer as the twinning stands."""
    if kind == "answer" and twin.state == INVITED:
        return message_newest(twin, "invitation", is_ours=True)
    if kind == "agreement" and twin.state == ACCEPTED:
        return message_newest(twin, "answer", is_ours=True)
    if twin.state == AGREED or (kind == "result" and twin.state == ENDED):
        return twin.messages.filter(kind="agreement").last()
    return None


def _content_faults(package: Package, home: Profile) -> Iterator[MiqyasError]:
    if package.kind in {"invitation", "agreement"}:
        yield from twin_faults(_terms(package, code="twinning", home=home.code, other="other-partner"))
    if package.kind == "result":
        known = set(Twin.objects.filter(pk=package.thread).values_list("goals__indicator", "goals__due"))
        for row in package.content["readings"]:
            if (row["indicator"], date.fromisoformat(row["due"])) not in known:
                yield fault("goal_unknown", "indicator", given=row["indicator"])
            if date.fromisoformat(row["on"]) > timezone.localdate():
                yield fault("to_come", "on")
    if package.kind == "exchange":
        held = Exchange.objects.filter(pk=package.content["id"]).exclude(twin=package.thread)
        if held.exists():
            yield package_fault("id_taken", "content.id")


def _terms(package: Package, *, code: str, home: str, other: str) -> TwinFields:
    said = package.content
    seeker, giver = (other, home) if said["role"] == "seeker" else (home, other)
    goals = [
        GoalFields(one["indicator"], one["baseline"], one["target"], date.fromisoformat(one["due"]))
        for one in said["goals"]
    ]
    return TwinFields(
        code=code,
        title=said["title"],
        purpose=said["purpose"],
        seeker=seeker,
        giver=giver,
        starts_on=date.fromisoformat(said["starts_on"]),
        ends_on=date.fromisoformat(said["ends_on"]),
        goals=tuple(goals),
    ).tidied()


def _invited(package: Package, twin: Twin | None, foresee: Foresee, by: UUID | None) -> Twin:
    home, partner = _home(), _profile_of(package.sender, by=by)
    code = _free_code(f"{partner.code}-{package.thread.hex[:6]}", taken=twin_by_code)
    fields = _terms(package, code=code, home=home.code.lower(), other=partner.code.lower())
    made = twin_begin(fields, by=by, pk=package.thread)
    made.state = RECEIVED
    return made


def _answered(package: Package, twin: Twin | None, foresee: Foresee, by: UUID | None) -> Twin:
    found = _there(twin)
    found.answer = dict(package.content)
    found.state = ACCEPTED if package.content["accepts"] else DECLINED
    return found


def _agreed(package: Package, twin: Twin | None, foresee: Foresee, by: UUID | None) -> Twin:
    """The terms of the agreement hold, which may differ from those of the invitation: they were shown."""
    found = _there(twin)
    fields = agreed_terms(package, found)
    for name in ("title", "purpose", "starts_on", "ends_on"):
        setattr(found, name, getattr(fields, name))
    found.save()
    goals_keep(found, fields)
    return agreed(found, foreseen=list(foresee(found)), by=by)


def _exchanged(package: Package, twin: Twin | None, foresee: Foresee, by: UUID | None) -> Twin:
    found, said = _there(twin), package.content
    fields = ExchangeFields(
        kind=said["kind"],
        title=said["title"],
        starts_on=date.fromisoformat(said["starts_on"]),
        ends_on=date.fromisoformat(said["ends_on"]),
        people=said["people"],
        shared=said["shared"],
        state=said["state"],
    )
    pk = UUID(said["id"])
    exchange_save(found, fields, by=by, exchange=found.exchanges.filter(pk=pk).first(), pk=pk)
    return found


def _measured(package: Package, twin: Twin | None, foresee: Foresee, by: UUID | None) -> Twin:
    found = _there(twin)
    for row in package.content["readings"]:
        reading_add(
            found,
            indicator=row["indicator"],
            due=date.fromisoformat(row["due"]),
            value=row["value"],
            on=date.fromisoformat(row["on"]),
            by=by,
            package=package.id,
        )
    return found


Deed = Callable[[Package, Twin | None, Foresee, "UUID | None"], Twin]
_DEEDS: Final[Mapping[str, Deed]] = {
    "invitation": _invited,
    "answer": _answered,
    "agreement": _agreed,
    "exchange": _exchanged,
    "result": _measured,
}


def agreed_terms(package: Package, twin: Twin) -> TwinFields:
    """The terms that an agreement states for a twinning that is there."""
    partner = twin.partner
    home = twin.giver if partner == twin.seeker else twin.seeker
    other = partner.code.lower() if partner else ""
    return _terms(package, code=twin.code, home=home.code.lower(), other=other)


def terms_changed(plan: PackagePlan) -> bool:
    """Whether an agreement says anything else than what was invited to."""
    if not (plan.package and plan.twin and plan.package.kind == "agreement"):
        return False
    return agreed_terms(plan.package, plan.twin) != twin_fields_of(plan.twin)


def _keep(package: Package, content: bytes, *, twin: Twin, signer: Signer, by: UUID | None) -> Message:
    twin.signer = signer
    twin.save()
    made = Message.objects.create(
        id=package.id,
        twin=twin,
        kind=package.kind,
        is_ours=False,
        signer=signer,
        text=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
        issued_at=package.issued,
        expires_at=package.expires,
        in_reply_to=package.in_reply_to,
        by=by,
    )
    record_twin("twin.receive", twin, by=by, message=package.kind, package=str(package.id))
    publish("twinning.came_in", key=str(package.id), message=str(package.id), by=str(by) if by else None)
    return made


def _profile_of(sender: Party, *, by: UUID | None) -> Profile:
    """The profile of who sent a package: the one we keep, or a new one."""
    found = profile_by_code(sender.code)
    if found and found.iso3 == sender.iso3 and not found.is_home:
        return found
    code = _free_code(sender.code, taken=profile_by_code)
    return profile_create(ProfileFields(code=code, name=sender.name, iso3=sender.iso3), by=by)


def _free_code(wanted: str, *, taken: Callable[[str], Any]) -> str:
    stem = wanted[: LONGEST_CODE - 4].rstrip("-_")
    tries = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(one for one in tries if not taken(one))


def _home() -> Profile:
    home = home_profile()
    if home is None:
        raise fault("no_home", "to")
    return home


def _there(twin: Twin | None) -> Twin:
    if twin is None:
        raise package_fault("turn_answer", "in_reply_to")
    return twin
