from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import VIEWER
from miqyas.workspace.challenges.access import DRAFT, OF_ENTITY, PUBLISHED, RUNS
from miqyas.workspace.challenges.fields import (
    NominationFields,
    RoundFields,
    categories_of,
    criteria_of,
    groups_of,
    round_values,
)
from miqyas.workspace.challenges.models import (
    Appeal,
    Certificate,
    Juror,
    JurorConflict,
    Nomination,
    NominationRevision,
    Round,
    RoundResult,
    ScoreSheet,
)
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.parties import bars_of

OBJECT_KIND = "nomination"
"""What proofs of nominations are hung on."""


def rounds_known_to(person: Person) -> QuerySet[Round]:
    """Rounds that somebody who has signed in may know of: drafts are the authority's."""
    found = Round.objects.select_related("campaign")
    return found if person.holds(*RUNS, VIEWER) else found.exclude(state=DRAFT)


def round_by_code(code: str) -> Round | None:
    """The round of a code, in any case of letters."""
    return Round.objects.select_related("campaign__previous").filter(code__iexact=code).first()


def rounds_published() -> QuerySet[Round]:
    """Rounds whose results everybody may see, the newest first."""
    return Round.objects.filter(state=PUBLISHED).order_by("-published_at", "code")


def fields_of(one: Round) -> RoundFields:
    """A round as plain values."""
    made = RoundFields(
        code=one.code,
        title=dict(one.title),
        about=dict(one.about),
        campaign=one.campaign.code if one.campaign else "",
        categories=categories_of(one.categories),
        criteria=criteria_of(one.criteria),
        groups=groups_of(one.groups),
    )
    stored = {name: getattr(one, name) for name in round_values(made)}
    return RoundFields(
        **stored
        | {name: getattr(made, name) for name in ("code", "title", "about", "campaign")}
        | {name: getattr(made, name) for name in ("categories", "criteria", "groups")}
    )


def nominations_of(one: Round) -> QuerySet[Nomination]:
    """The nominations of a round, with entity."""
    rows = Nomination.objects.filter(round=one).select_related("entity", "round")
    return rows.order_by("category", "entity__position", "entity__code")


def nominations_handed_in(one: Round) -> QuerySet[Nomination]:
    """Those that go to the jury."""
    return nominations_of(one).filter(state="submitted")


def nominations_seen(person: Person, one: Round) -> QuerySet[Nomination]:
    """Those that the person may see in lists: who runs the round what was handed in, entities their own."""
    own = Q(entity__in=person.entities(*OF_ENTITY))
    handed = Q(submitted_at__isnull=False)
    return nominations_of(one).filter(own | handed if person.holds(*RUNS) else own)


def nomination_by_id(pk: UUID) -> Nomination | None:
    """A nomination with its round and entity."""
    return Nomination.objects.select_related("round__campaign__previous", "entity").filter(pk=pk).first()


def fields_of_nomination(one: Nomination) -> NominationFields:
    """What a nomination says."""
    return NominationFields(dict(one.title), dict(one.story))


def revisions_of(one: Nomination) -> QuerySet[NominationRevision]:
    """What it said over time, newest first."""
    return NominationRevision.objects.filter(nomination=one).order_by("-id")


def entities_of(person: Person) -> QuerySet[Entity]:
    """The entities for which the person may nominate or look."""
    return Entity.objects.filter(pk__in=person.entities(*OF_ENTITY), is_active=True)


def jurors_of(one: Round) -> QuerySet[Juror]:
    """Those who sit, with how many sheets they have and how many are handed in."""
    live = ~Q(sheets__state="withdrawn")
    return (
        Juror.objects.filter(round=one, withdrawn_at=None)
        .annotate(
            given=Count("sheets", filter=live, distinct=True),
            done=Count("sheets", filter=Q(sheets__state="submitted"), distinct=True),
        )
        .order_by("id")
    )


def juror_of(one: Round, person: UUID | None) -> Juror | None:
    """The seat of a person on the jury of a round; None where they do not sit."""
    if person is None:
        return None
    rows = Juror.objects.filter(round=one, person=person, withdrawn_at=None)
    return rows.select_related("round").first()


def seats_of(person: UUID | None) -> QuerySet[Juror]:
    """The juries on which a person sits."""
    rows = Juror.objects.filter(person=person, withdrawn_at=None)
    return rows.select_related("round").order_by("round__jury_until")


@dataclass(frozen=True)
class Bars:
    """Entities that a juror does not judge: known from what they are, declared with reasons."""

    known: frozenset[UUID]
    declared: Mapping[UUID, str]

    def __contains__(self, entity: UUID) -> bool:
        return entity in self.known or entity in self.declared


def bars_of_jurors(jurors: Iterable[Juror]) -> Mapping[UUID, Bars]:
    """What bars each juror, by id, by five queries: roles, signatures, questions and declared ties."""
    listed = list(jurors)
    known = bars_of(one.person for one in listed)
    declared: dict[UUID, dict[UUID, str]] = {one.pk: {} for one in listed}
    for row in JurorConflict.objects.filter(juror__in=listed):
        declared[row.juror_id][row.entity_id] = row.reason
    return {
        one.pk: Bars(frozenset(map(UUID, known.get(one.person, frozenset()))), declared[one.pk])
        for one in listed
    }


def sheets_of_juror(juror: Juror) -> QuerySet[ScoreSheet]:
    """A juror's own queue."""
    rows = ScoreSheet.objects.filter(juror=juror).exclude(state="withdrawn")
    return rows.select_related("nomination__entity", "nomination__round", "juror").order_by("position")


def sheet_by_id(pk: UUID) -> ScoreSheet | None:
    """A sheet with its juror and nomination."""
    rows = ScoreSheet.objects.select_related("juror", "nomination__entity", "nomination__round")
    return rows.filter(pk=pk).first()


def sheets_counted(one: Round) -> QuerySet[ScoreSheet]:
    """Sheets handed in and not set aside, of nominations that stand: what results are made of."""
    rows = ScoreSheet.objects.filter(
        nomination__round=one, nomination__state="submitted", state="submitted", set_aside_at=None
    )
    return rows.select_related("juror", "nomination").order_by("nomination", "juror")


def sheets_awaited(one: Round) -> QuerySet[ScoreSheet]:
    """Sheets that jurors have not handed in."""
    return ScoreSheet.objects.filter(nomination__round=one, state="assigned")


def sheets_of_nomination(nomination: Nomination) -> QuerySet[ScoreSheet]:
    """What was handed in on a nomination, set aside or not."""
    rows = ScoreSheet.objects.filter(nomination=nomination, state="submitted").select_related("juror")
    return rows.order_by("juror")


def juror_codes(one: Round) -> Mapping[UUID, str]:
    """The name of each juror in exports: a number in the order of their ids, which says nothing of
    anybody.
    """
    rows = Juror.objects.filter(round=one).order_by("id").values_list("pk", flat=True)
    return {pk: f"J{number}" for number, pk in enumerate(rows, start=1)}


def appeals_of(one: Round) -> QuerySet[Appeal]:
    """The appeals of a round, the first due first."""
    rows = Appeal.objects.filter(nomination__round=one)
    return rows.select_related("nomination__entity", "nomination__round").order_by("due_on", "at")


def appeal_by_id(pk: UUID) -> Appeal | None:
    """An appeal with its nomination and round."""
    rows = Appeal.objects.select_related("nomination__entity", "nomination__round__campaign__previous")
    return rows.filter(pk=pk).first()


def result_of(one: Round) -> RoundResult | None:
    """What was sealed of a round; None before that."""
    return RoundResult.objects.filter(round=one).first()


def certificates_of(one: Round) -> Sequence[Certificate]:
    """The certificates of a round."""
    return list(
        Certificate.objects.filter(round=one).select_related("entity", "round").order_by("award", "entity")
    )


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate of a code; None where none is known."""
    return Certificate.objects.select_related("entity", "round").filter(code=code).first()
