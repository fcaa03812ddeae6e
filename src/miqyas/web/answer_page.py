"""The page of one question: the answer, what it lacks, its proofs, its past, what is said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import format_html

from miqyas.catalogue import Feature
from miqyas.catalogue.migrate import carried_sentence
from miqyas.kernel.errors import MiqyasError
from miqyas.web.answering import (
    Asked,
    choices,
    closed_because,
    crumbs_of,
    grade_words,
    guidance_of,
    is_writable,
    lacks_words,
    line_of,
    part_address,
    question_address,
    where_of,
)
from miqyas.web.components import Link
from miqyas.web.stories import feature_cases
from miqyas.web.words import current_language, say_here
from miqyas.web.workshops import feature_findings
from miqyas.web.workspace import show_work
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.accounts.roles import SIGNATORY
from miqyas.workspace.campaigns.models import (
    AnswerRevision,
    Applicability,
    Assignment,
    CampaignEntity,
    Comment,
    RevisionKind,
)
from miqyas.workspace.campaigns.queries.answers import (
    Question,
    Reader,
    asides_undecided,
    codes_of,
    comments_for,
    question_of,
    questions_of,
)
from miqyas.workspace.campaigns.queries.people import people_beside
from miqyas.workspace.campaigns.queries.submissions import approval_in_force
from miqyas.workspace.campaigns.services.answers import last_day_of
from miqyas.workspace.campaigns.services.comments import AUDIENCES, AUTHORITY

FILTERS: Final = ("part", "state", "show")
Names = Mapping[UUID, str]


def show_answer(
    request: HttpRequest,
    row: Assignment,
    reader: Reader,
    *,
    typed: Mapping[str, Any] | None = None,
    error: MiqyasError | None = None,
) -> HttpResponse:
    """The page of one question; `typed` are words that were not taken, with the error that says why."""
    question = question_of(row, reader)
    is_read = allowed(request.user, "answer.read", row)
    asides = list(asides_undecided([row.pk])) if reader.is_inside else []
    revisions = _revisions(row, reader) if is_read else []
    said = list(row.comments.filter(comments_for(reader)))
    names = _names(question, [*asides, *revisions], said)
    context = {
        **about_part(request, row.part, reader),
        **_answer(question, reader, names, typed),
        **_guidance(question),
        "is_read": is_read,
        "is_proposed": row.applicability == Applicability.PROPOSED,
        "error": error.as_dict(current_language()) if error else None,
        "asides": [_side(one, feature=question.feature, names=names) for one in asides],
        "revisions": [_side(one, feature=question.feature, names=names) for one in revisions],
        **_talk(row, reader, said, names),
        "may": _may(request, row, reader),
        **neighbours_of(request, row.part, reader, question.code),
        "cases": feature_cases(question.code, but=row.entity) if reader.is_inside else (),
        "findings": feature_findings(request, question.code),
        "has_aside": True,
        "crumbs": crumbs_of(row.part, reader, Link(label=question.code)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show_work(request, "web/workspace/answer.html", context, status=status)


def about_part(request: HttpRequest, part: CampaignEntity, reader: Reader) -> dict[str, Any]:
    """What each page of a part says of it."""
    language = current_language()
    approval = approval_in_force(part) if reader.is_inside else None
    closed = closed_because(part) if reader.is_inside else None
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    return {
        "part": part,
        "entity": part.entity.title.in_language(language),
        "until": last_day_of(part),
        "reader": reader,
        "approval": approval,
        "signer": names_of([approval.signatory])[approval.signatory] if approval else "",
        "closed": closed.as_dict(language) if closed else None,
        "list_url": part_address(part),
        "csrf_field": token,
    }


def neighbours_of(request: HttpRequest, part: CampaignEntity, reader: Reader, code: str) -> dict[str, Any]:
    """The questions before and after this one, among those that the address asks for."""
    codes, query = _codes_asked(Asked.of(request.GET), part, reader), filters_of(request)
    found: dict[str, Any] = {"query": query, "of": len(codes), "place": None}
    if code not in codes:
        return found
    place = codes.index(code)
    before, after = codes[:place][-1:], codes[place + 1 :][:1]
    return {
        **found,
        "place": place + 1,
        "previous_url": "".join(question_address(part, one, query=query) for one in before),
        "next_url": "".join(question_address(part, one, query=query) for one in after),
    }


def _codes_asked(asked: Asked, part: CampaignEntity, reader: Reader) -> list[str]:
    """The questions that are asked for; only a filter needs them whole."""
    if asked == Asked():
        return list(codes_of(part, reader))
    among = asked.among(questions_of(part, reader), person=reader.person.pseudonym)
    return [one.code for one in among]


def filters_of(request: HttpRequest) -> str:
    """The filters of this address, to be carried along."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in FILTERS or not kept[name]:
            del kept[name]
    return kept.urlencode()


def _answer(
    question: Question, reader: Reader, names: Names, typed: Mapping[str, Any] | None
) -> dict[str, Any]:
    part = question.assignment.part
    is_closed = closed_because(part) is not None
    is_open = is_writable(question, reader=reader, is_closed=is_closed)
    line = line_of(question, base=part_address(part), is_open=is_open, names=names)
    words = typed or {"grade": line.grade, "note": line.note, "version": line.version}
    return {
        "question": question,
        "line": line,
        "grades": choices(question.feature, words["grade"]),
        "note": words["note"],
        "version": words["version"],
        "proofs": question.proofs,
        "lacks": lacks_words(question.lacks),
        "writer": names.get(question.answer.updated_by, "") if question.answer.updated_by else "",
        "before": question.before,
        "before_words": grade_words(question.feature, question.before.grade) if question.before else "",
        "before_doubts": carried_sentence(question.before.carried, language=current_language())
        if question.before
        else "",
    }


def _guidance(question: Question) -> dict[str, Any]:
    return {
        "find": guidance_of(question.feature, names=["find"]),
        "counts": guidance_of(question.feature, names=["counts", "counts_not"]),
        "guidance": guidance_of(question.feature),
        "where": where_of(question.feature),
    }


def _names(question: Question, revisions: Iterable[AnswerRevision], said: Iterable[Comment]) -> Names:
    writers = [question.holder, question.answer.updated_by]
    return names_of([*writers, *(one.by for one in revisions), *(one.author for one in said)])


def _revisions(row: Assignment, reader: Reader) -> list[AnswerRevision]:
    """The past of an answer, newest first; to the authority, what was handed in and given back."""
    kept = AnswerRevision.objects.filter(answer=row.pk).order_by("-id")
    if reader.is_authority:
        kept = kept.filter(kind__in=[RevisionKind.SUBMITTED, RevisionKind.RETURNED])
    return list(kept)


def _side(revision: AnswerRevision, *, feature: Feature, names: Names) -> dict[str, Any]:
    return {
        "revision": revision,
        "kind": say_here(f"answering.revision.{revision.kind}"),
        "grade": grade_words(feature, revision.grade),
        "name": names.get(revision.by, "") if revision.by else "",
    }


def _talk(row: Assignment, reader: Reader, said: Sequence[Comment], names: Names) -> dict[str, Any]:
    """What is said, for whom, and whom a word may name: those who can read it whomever it is for."""
    audiences = AUDIENCES if reader.is_inside else (AUTHORITY,)
    people = people_beside(row, audience=audiences[0])
    return {
        "said": [{"comment": one, "name": names.get(one.author, "")} for one in said],
        "audiences": [(name, say_here(f"answering.audience.{name}")) for name in audiences],
        "mentionable": [
            (one, str(person)) for one, person in people.items() if one != reader.person.pseudonym
        ],
    }


def _may(request: HttpRequest, row: Assignment, reader: Reader) -> dict[str, bool]:
    state = row.answer.state if hasattr(row, "answer") else "empty"
    returnable = reader.is_inside and state in {"ready", "approved"}
    beside = Comment(assignment=row, audience=AUTHORITY)
    concerns = reader.is_inside and row.applicability != Applicability.NOT_APPLICABLE
    is_open = closed_because(row.part) is None
    return {
        "only_signatory": returnable and state == "approved" and SIGNATORY not in reader.roles,
        "propose": concerns and is_open and allowed(request.user, "applicability.propose", row),
        "return": returnable and allowed(request.user, "answer.return", row),
        "delegate": allowed(request.user, "answer.delegate", row),
        "comment": allowed(request.user, "comment.add", beside),
    }
