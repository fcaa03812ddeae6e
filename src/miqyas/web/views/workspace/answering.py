"""An entity answers: the list of its questions, and one question at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from miqyas.assessment.workflow import flows
from miqyas.catalogue.migrate import left_sentence
from miqyas.web.answer_page import about_part, filters_of, show_answer
from miqyas.web.answering import (
    SHOWS,
    Asked,
    crumbs_of,
    groups_of,
    guidance_of,
    is_writable,
    line_of,
    next_sentences,
    part_for,
    question_address,
    question_at,
    subindex_names,
    where_of,
)
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import CampaignEntity, Comment
from miqyas.workspace.campaigns.queries.answers import DONE, Question, Reader, next_things, questions_of
from miqyas.workspace.campaigns.queries.before import earlier_of
from miqyas.workspace.campaigns.queries.submissions import progress_of
from miqyas.workspace.campaigns.services.comments import AUTHORITY

FEW = 5
"""So many questions are seen at once: no filters are offered."""
LABELS = ("grade", "note", "save", "ready", "guide", "compare", "whole")
"""Words of every line, looked up once."""
ALL_GUIDANCE = ("find", "counts", "counts_not", "pitfalls", "good", "benefit", "in_use")


@work_page
@require_GET
def answering(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """What to do next, and the questions of an entity that the reader may read."""
    part, reader = part_for(request, campaign=code, entity=entity)
    questions, about = questions_of(part, reader), about_part(request, part, reader)
    context = {
        **about,
        **_shown(request, part, questions, reader=reader, about=about),
        "progress": _progress(part, questions, reader),
        "left_behind": _left_behind(part) if reader.is_inside and not about["closed"] else (),
        "next": next_sentences(next_things(questions), part) if not about["closed"] else (),
        "has_aside": reader.is_inside,
        "crumbs": crumbs_of(part, reader),
    }
    return show_work(request, "web/workspace/answering.html", context)


def _left_behind(part: CampaignEntity) -> list[str]:
    """Why answers of the campaign before have no place in this one."""
    return [left_sentence(one, language=current_language()) for one in earlier_of(part).left_behind]


@work_page
@require_GET
def answer(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """One question and what stands beside it; before it is handed in, the authority reads what it is told."""
    part, reader = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    if not allowed(request.user, "answer.read", row):
        require(request.user, "comment.read", Comment(assignment=row, audience=AUTHORITY))
    return show_answer(request, row, reader)


@work_page
@require_GET
def guidance(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """The guidance of one question as a piece of a page: fetched when somebody opens it."""
    part, _ = part_for(request, campaign=code, entity=entity)
    require(request.user, "answer.read", question_at(part, feature=feature))
    found = instruments_of(part.campaign).features[feature]
    context = {
        "code": feature,
        "question": found.question.in_language(current_language()),
        "guidance": guidance_of(found, names=ALL_GUIDANCE),
        "where": where_of(found),
        "url": question_address(part, feature),
    }
    return render(request, "web/workspace/answer_guidance.html", context)


def _shown(
    request: HttpRequest,
    part: CampaignEntity,
    questions: Sequence[Question],
    *,
    reader: Reader,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """The questions that the address asks for, as lines below their sub-indices, and what else to ask."""
    given, asked = instruments_of(part.campaign), Asked.of(request.GET)
    shown = asked.among(questions, person=reader.person.pseudonym)
    names, query = names_of(question.holder for question in shown), filters_of(request)
    lines = [
        line_of(
            question,
            base=about["list_url"],
            is_open=is_writable(question, reader=reader, is_closed=about["closed"] is not None),
            names=names,
            query=query,
        )
        for question in shown
    ]
    states = flows()["answer"].states if reader.is_inside else ()
    return {
        "groups": groups_of(shown, lines, given.instruments),
        "total": len(questions),
        "shown": len(shown),
        "few": FEW,
        "asked": asked,
        "query": query,
        "parts": subindex_names(given.instruments).items(),
        "states": [(state, say_here(f"answering.state.{state}")) for state in states],
        **{f"{name}_label": say_here(f"answering.{name}") for name in LABELS},
        "shows": [(name, say_here(f"answering.show.{name}")) for name in SHOWS],
    }


def _progress(part: CampaignEntity, questions: Sequence[Question], reader: Reader) -> dict[str, Any]:
    """How far the entity has come; to the authority as counts, to who has single questions of those."""
    if reader.only is None:
        counts = progress_of([part.pk]).get(part.pk, {})
        done = sum(counts.get(state, 0) for state in DONE)
        due = sum(counts.values()) - counts.get("not_applicable", 0)
    else:
        applying = [one for one in questions if one.applies]
        done, due = sum(one.answer.state in DONE for one in applying), len(applying)
    return {"done": done, "due": due, "share": done / due if due else 0.0}
