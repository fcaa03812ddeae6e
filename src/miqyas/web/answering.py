"""What the pages of answering show: questions as lines, what to do next, guidance, the past of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from miqyas.assessment.answers import grades_of
from miqyas.assessment.completeness import Shortcoming
from miqyas.assessment.workflow import flows
from miqyas.catalogue import Feature, Instrument, vocabulary
from miqyas.kernel.errors import MiqyasError
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import person_by_email
from miqyas.workspace.accounts.roles import CONTRIBUTOR, ENTITY_LEAD
from miqyas.workspace.campaigns.answering import reader_of
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity
from miqyas.workspace.campaigns.queries.answers import (
    NextThing,
    Question,
    Reader,
    part_by_codes,
    question_in,
)
from miqyas.workspace.campaigns.queries.people import people_of_entity
from miqyas.workspace.campaigns.services.answers import AnswerError, check_answerable

SHOWS: Final = ("missing", "lacking", "mine")
GUIDE: Final = ("pitfalls", "good", "benefit", "in_use")


@dataclass(frozen=True, slots=True)
class Choice:
    """A grade that may be chosen."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A question as the list shows it, every word at hand."""

    code: str
    url: str
    save_url: str
    ready_url: str
    guide_url: str
    question: str
    state: str
    state_words: str
    is_open: bool
    grade: str
    grades: tuple[Choice, ...]
    grade_words: str
    note: str
    reason: str
    version: int
    holder: str
    signs: tuple[str, ...]
    asides: int
    before: str
    adopts: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of a sub-index."""

    label: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Guidance:
    """One piece of guidance about a feature."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Asked:
    """Which questions of a part are shown: of a sub-index, in a state, of a sort."""

    subindex: str = ""
    state: str = ""
    show: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """From an address; what it does not know, it leaves out."""
        state, show = query.get("state", ""), query.get("show", "")
        return cls(
            subindex=query.get("part", ""),
            state=state if state in flows()["answer"].states else "",
            show=show if show in SHOWS else "",
        )

    def among(self, questions: Iterable[Question], *, person: UUID | None) -> tuple[Question, ...]:
        return tuple(one for one in questions if self._takes(one, person))

    def _takes(self, one: Question, person: UUID | None) -> bool:
        if self.subindex and one.feature.subindex != self.subindex:
            return False
        if self.state and one.answer.state != self.state:
            return False
        match self.show:
            case "missing":
                return one.is_missing
            case "lacking":
                return bool(one.lacks) and not one.is_missing
            case "mine":
                return person in {one.holder, one.answer.updated_by}
        return True


def part_for(request: HttpRequest, *, campaign: str, entity: str) -> tuple[CampaignEntity, Reader]:
    """The part at this address and what the person may read of it; 404 for strangers to it."""
    require(request.user, "workspace.enter")
    part = part_by_codes(campaign, entity)
    if part is None:
        raise Http404
    person = require(request.user, "submission.view", part)
    return part, reader_of(person, part)


def question_at(part: CampaignEntity, *, feature: str) -> Assignment:
    """The question of that code, with its part; 404 where there is none. What may be done, the gate says."""
    row = question_in(part, feature)
    if row is None:
        raise Http404
    return row


def person_named(request: HttpRequest, part: CampaignEntity, *, address: str) -> User:
    """The person of an address who may be given work of this entity.

    Raises `AnswerError`: to those who may not see everybody, the same for an address without an account and
    for somebody elsewhere, so that no form tells who has one.
    """
    found = person_by_email(address)
    sees_all = allowed(request.user, "person.view")
    if found and (sees_all or allowed(request.user, "person.view", found) or found in people_of_entity(part)):
        return found
    raise AnswerError("no_such_person" if sees_all else "not_of_the_entity")


def closed_because(part: CampaignEntity) -> MiqyasError | None:
    """Why nothing can be answered now; None where it can."""
    try:
        check_answerable(part)
    except AnswerError as error:
        return error
    return None


def may_write(reader: Reader) -> bool:
    """Whether the reader answers questions at all."""
    return reader.only is not None or bool(reader.roles & {CONTRIBUTOR, ENTITY_LEAD})


def is_writable(question: Question, *, reader: Reader, is_closed: bool) -> bool:
    """Whether the reader may write in this answer as it stands."""
    begins = next(step.begins for step in flows()["answer"].steps if step.action == "save")
    return (
        not is_closed
        and reader.is_inside
        and may_write(reader)
        and question.applies
        and question.answer.state in begins
    )


def line_of(
    question: Question, *, base: str, is_open: bool, names: Mapping[UUID, str], query: str = ""
) -> Line:
    """A question as the list shows it; `base` is the address of its part, `query` the filters to keep."""
    feature, answer = question.feature, question.answer
    state = answer.state if question.applies else "not_applicable"
    holder = question.holder
    here, tail = f"{base}{quote(feature.code)}/", f"?{query}" if query else ""
    return Line(
        code=feature.code,
        url=f"{here}{tail}",
        save_url=f"{here}save/{tail}",
        ready_url=f"{here}ready/{tail}",
        guide_url=f"{here}guidance/",
        question=feature.question.in_language(current_language()),
        state=state,
        state_words=say_here(f"answering.state.{state}"),
        is_open=is_open,
        grade=answer.grade,
        grades=choices(feature, answer.grade),
        grade_words=grade_words(feature, answer.grade),
        note=answer.note,
        reason=question.assignment.reason,
        version=answer.version,
        holder=names.get(holder, "") if holder else "",
        signs=tuple(_signs(question)),
        asides=question.asides,
        before=grade_words(feature, question.before.grade) if question.before else "",
        adopts=is_open and question.can_be_adopted,
    )


def choices(feature: Feature, chosen: str) -> tuple[Choice, ...]:
    """The grades of a feature's scale, highest first, with their words."""
    return tuple(
        Choice(grade, grade_words(feature, grade), grade == chosen)
        for grade in reversed(grades_of(feature.scale))
    )


def grade_words(feature: Feature, grade: str) -> str:
    """A grade of the feature's scale in words; that there is none, where there is none."""
    for term in vocabulary().scales[feature.scale].grades:
        if term.code == grade:
            return term.name.in_language(current_language())
    return say_here("answering.unanswered")


def _signs(question: Question) -> Iterable[str]:
    """What stands beside a question, counted: proofs, comments, the kinds of what is lacking."""
    if question.proofs:
        yield say_here("answering.proofs", n=len(question.proofs))
    if question.comments:
        yield say_here("answering.comments", n=question.comments)
    for kind in dict.fromkeys(lack.kind for lack in question.lacks):
        if not question.is_missing:
            yield say_here(f"completeness.kind.{kind}")


def question_address(part: CampaignEntity, feature: str, *, query: str = "") -> str:
    address = reverse("feature_answer", args=[part.campaign.code, part.entity.code, feature])
    return f"{address}?{query}" if query else address


def part_address(part: CampaignEntity) -> str:
    return reverse("entity_answers", args=[part.campaign.code, part.entity.code])


def groups_of(
    questions: Sequence[Question], lines: Sequence[Line], instruments: Iterable[Instrument]
) -> list[Group]:
    """The lines below the names of their sub-indices, in the order of the instruments."""
    found: dict[str, list[Line]] = {}
    for question, line in zip(questions, lines, strict=True):
        found.setdefault(question.feature.subindex, []).append(line)
    names = subindex_names(instruments)
    return [Group(names[code], found[code]) for code in names if code in found]


def subindex_names(instruments: Iterable[Instrument]) -> dict[str, str]:
    language = current_language()
    return {
        code: part.name.in_language(language)
        for instrument in instruments
        for code, part in instrument.parts.items()
    }


def guidance_of(feature: Feature, *, names: Sequence[str] = GUIDE) -> tuple[Guidance, ...]:
    """The guidance of these names that the feature has."""
    language = current_language()
    return tuple(
        Guidance(name, say_here(f"answering.guide.{name}"), text.in_language(language))
        for name in names
        if (text := feature.wording(name))
    )


def where_of(feature: Feature) -> list[tuple[str, str]]:
    """Where a stranger looks, what proves it, how fresh it has to be."""
    language, known = current_language(), vocabulary()
    found = [
        (say_here(f"answering.guide.{name}"), term.name.in_language(language))
        for name in ("place", "evidence")
        if (term := known.terms(name).get(getattr(feature, name)))
    ]
    if feature.recency:
        months = say_here("answering.guide.months", n=feature.recency)
        found.append((say_here("answering.guide.recency"), months))
    return found


def lacks_words(lacks: Iterable[Shortcoming]) -> list[str]:
    """What an answer lacks, as sentences."""
    return [say_here(f"completeness.{lack.code}", **_plain(lack.params)) for lack in lacks]


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}


def next_sentences(things: Iterable[NextThing], part: CampaignEntity) -> list[dict[str, str]]:
    """The next things as sentences that lead to their place."""
    language = current_language()
    found = []
    for thing in things:
        assert thing.question is not None
        feature = thing.question.feature
        words = {
            "what": say_here(f"answering.next.{thing.kind}"),
            "question": feature.question.in_language(language),
            "url": question_address(part, feature.code),
            "code": feature.code,
        }
        found.append(words)
    return found


def crumbs_of(part: CampaignEntity, reader: Reader, *further: Link) -> list[Link]:
    """The way to a page of an entity's part; who was handed single questions has no page of the campaign."""
    language = current_language()
    campaign = reverse("campaign", args=[part.campaign.code]) if reader.only is None else ""
    return [
        Link(label=part.campaign.name.in_language(language), url=campaign),
        Link(label=part.entity.title.in_language(language), url=part_address(part) if further else ""),
        *further,
    ]
