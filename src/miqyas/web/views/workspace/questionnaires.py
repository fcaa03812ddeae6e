"""Member State Questionnaires: all of them, one with its questions, a question with its answer, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.programme.questionnaire import questionnaire_fill
from miqyas.jobs.programme.questionnaire_files import questionnaire_document, questionnaire_workbook
from miqyas.kernel.text import Text
from miqyas.web.accounts.people import confirmed
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pending import Upload
from miqyas.web.questionnaire_forms import AnswerForm, QuestionForm, QuestionnaireForm
from miqyas.web.registry_forms import add_problems
from miqyas.web.undoing import Reverse, as_sent, done
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.questionnaires.access import WORKERS
from miqyas.workspace.questionnaires.errors import QuestionnaireError
from miqyas.workspace.questionnaires.importing import AnswersPlan, answers_apply, answers_plan
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import (
    content_of,
    item_at,
    items_for_entities,
    items_of,
    progress_of,
    questionnaire_by_code,
    questionnaires_all,
    revisions_of,
    signatures_of,
)
from miqyas.workspace.questionnaires.services import (
    answer_check,
    answer_write,
    question_add,
    question_change,
    question_remove,
    questionnaire_create,
    questionnaire_problems,
    questionnaire_step,
)
from miqyas.workspace.registry.queries import entities_active, entity_by_code


@work_page
@require_http_methods(["GET", "POST"])
def questionnaires(request: HttpRequest) -> HttpResponseBase:
    """All of them, and a form to begin one; to an entity's people the questions that are theirs."""
    posts = request.method == "POST"
    person = require(request.user, "questionnaire.create" if posts else "questionnaire.list")
    form = QuestionnaireForm(request.POST if posts else None)
    if posts and form.is_valid():
        add_problems(form, questionnaire_problems(form.as_fields()))
        if form.is_valid():
            made = questionnaire_create(form.as_fields(), by=person.by)
            messages.success(request, say_here("questionnaire.created"))
            return HttpResponseRedirect(reverse("questionnaire", args=[made.code]))
    sees_all = allowed(request.user, "questionnaire.view")
    context = {
        "questionnaires": questionnaires_all() if sees_all else (),
        "sees_all": sees_all,
        "own": [] if sees_all else items_for_entities(person_of(request.user).entities(*WORKERS)),
        "form": form,
        "may_create": allowed(request.user, "questionnaire.create"),
    }
    return show_work(request, "web/workspace/questionnaires.html", context, status=_status(form))


@work_page
@require_GET
def questionnaire(request: HttpRequest, code: str) -> HttpResponseBase:
    """One with its sections, how far it has come, and the steps that the reader may take."""
    found = _questionnaire(code)
    require(request.user, "questionnaire.view", found)
    items = list(items_of(found))
    signatures = list(signatures_of(found))
    names = names_of(one.by for one in signatures)
    may_edit = allowed(request.user, "questionnaire.edit", found)
    context = {
        "questionnaire": found,
        "sections": list(_sections(items)),
        "progress": progress_of(items),
        "seen": content_of(found).sha256,
        "signatures": [(one, names.get(one.by, "")) for one in signatures],
        "state": say_here(f"questionnaire.state.{found.state}"),
        "may_edit": may_edit and found.state != "signed",
        "may_step": may_edit,
        "may_sign": allowed(request.user, "questionnaire.sign", found),
        "limit": LIMIT,
        "crumbs": _crumbs(found.name.in_language(current_language())),
    }
    return show_work(request, "web/workspace/questionnaire.html", context)


@work_page
@require_POST
def questionnaire_filled(request: HttpRequest, code: str) -> HttpResponseBase:
    """Fill what nobody wrote from what the installation knows."""
    found = _questionnaire(code)
    person = require(request.user, "questionnaire.edit", found)
    n = questionnaire_fill(found, by=person.by)
    messages.success(request, say_here("questionnaire.filled", n=n))
    return HttpResponseRedirect(reverse("questionnaire", args=[found.code]))


@work_page
@require_POST
def questionnaire_taken_on(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand it on to review, take it back, sign it, take it up again."""
    found = _questionnaire(code)
    action = request.POST.get("action", "")
    signs = action in {"sign", "take_up"}
    person = require(request.user, "questionnaire.sign" if signs else "questionnaire.edit", found)
    if action == "sign":
        confirmed(request)
    given = {name: request.POST.get(name, "") for name in ("seen", "reason")}
    questionnaire_step(found, action, by=person.by, **given)
    messages.success(request, say_here(f"questionnaire.done.{action}"))
    return HttpResponseRedirect(reverse("questionnaire", args=[found.code]))


@work_page
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """A form for another question."""
    found = _questionnaire(code)
    person = require(request.user, "questionnaire.edit", found)
    form = QuestionForm(request.POST if request.method == "POST" else None, entities=entities_active())
    if request.method == "POST" and form.is_valid():
        try:
            made = question_add(found, form.as_fields(), by=person.by)
        except QuestionnaireError as problem:
            add_problems(form, [problem])
        else:
            messages.success(request, say_here("questionnaire.added"))
            return HttpResponseRedirect(reverse("questionnaire_item", args=[found.code, made.code]))
    context = {"form": form, "questionnaire": found, "crumbs": _crumbs(say_here("questionnaire.add"), found)}
    return show_work(request, "web/workspace/questionnaire_new_question.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def questionnaire_item(request: HttpRequest, code: str, question: str) -> HttpResponseBase:
    """A question with its answer (GET); write the answer (POST)."""
    item = _item(code, question)
    person = require(
        request.user, "questionnaire.answer" if request.method == "POST" else "questionnaire.read", item
    )
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=AnswerForm.initial_of(item))
    if request.method == "POST" and form.is_valid():
        try:
            answer_write(item, form.as_fields(), version=form.cleaned_data["version"], by=person.by)
        except QuestionnaireError as problem:
            add_problems(form, [problem])
        else:
            messages.success(request, say_here("questionnaire.answer_saved"))
            return HttpResponseRedirect(reverse("questionnaire_item", args=[code, item.code]))
    return _show_item(
        request, item, form, QuestionForm(entities=entities_active(), initial=QuestionForm.initial_of(item))
    )


@work_page
@require_POST
def question_changed(request: HttpRequest, code: str, question: str) -> HttpResponseBase:
    """Change the words of a question, who answers it, what it takes; or take it out."""
    item = _item(code, question)
    person = require(request.user, "questionnaire.edit", item.questionnaire)
    if "remove" in request.POST:
        again = Reverse(
            reverse("question_new", args=[item.questionnaire.code]),
            as_sent(QuestionForm(initial=QuestionForm.initial_of(item), entities=entities_active())),
        )
        question_remove(item, by=person.by)
        done(request, say_here("questionnaire.removed"), reverse=again)
        return HttpResponseRedirect(reverse("questionnaire", args=[item.questionnaire.code]))
    form = QuestionForm({**request.POST.dict(), "code": item.code}, entities=entities_active())
    if form.is_valid():
        try:
            question_change(item, form.as_fields(code=item.code), by=person.by)
        except QuestionnaireError as problem:
            add_problems(form, [problem])
        else:
            messages.success(request, say_here("questionnaire.changed"))
            return HttpResponseRedirect(reverse("questionnaire_item", args=[code, item.code]))
    return _show_item(request, item, AnswerForm(initial=AnswerForm.initial_of(item)), form)


@work_page
@require_POST
def answer_checked(request: HttpRequest, code: str, question: str) -> HttpResponseBase:
    """Say that an answer was looked at as it stands."""
    item = _item(code, question)
    person = require(request.user, "questionnaire.edit", item.questionnaire)
    version = request.POST.get("version", "")
    answer_check(
        item,
        version=int(version) if version.isdecimal() and len(version) < len("1000000000") else -1,
        by=person.by,
    )
    messages.success(request, say_here("questionnaire.checked"))
    return HttpResponseRedirect(reverse("questionnaire", args=[item.questionnaire.code]) + f"#{item.code}")


@work_page
@require_GET
def questionnaire_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The questionnaire to take away: a workbook that comes back, or the document to send."""
    found = _questionnaire(code)
    require(request.user, "questionnaire.view", found)
    write = questionnaire_workbook if form == "xlsx" else questionnaire_document
    return as_file(write(found, language=current_language()), name=f"miqyas-{found.code}", form=form)


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_POST
def questionnaire_upload(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take a file that comes back, and lead to what it would change."""
    found = _questionnaire(code)
    require(request.user, "questionnaire.edit", found)
    back = reverse("questionnaire", args=(found.code,))
    return take_upload(request, preview="questionnaire_import", back=back, args=(found.code,))


@work_page
@require_http_methods(["GET", "POST"])
def questionnaire_import(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """What the uploaded file would change (GET); accept it or give it up (POST)."""
    found = _questionnaire(code)
    person = require(request.user, "questionnaire.edit", found)
    page = reverse("questionnaire", args=(found.code,))

    def accept(_: Upload, plan: AnswersPlan) -> None:
        answers_apply(found, plan, by=person.by)
        messages.success(request, say_here("questionnaire.brought", n=plan.doing_count))

    return bring(
        request,
        sha256,
        Bringing(
            begins=page,
            ends=page,
            template="web/workspace/questionnaire_preview.html",
            plan=lambda upload: answers_plan(found, upload.content, name=upload.name),
            shown=lambda plan: _told(plan, found),
            accept=accept,
        ),
    )


def _told(plan: AnswersPlan, found: Questionnaire) -> dict[str, Any]:
    language = current_language()
    questions = {item.code: Text(item.question).in_language(language) for item in items_of(found)}
    return {
        "rows": [(questions[row.code], row.answer) for row in plan.doing],
        "crumbs": _crumbs(say_here("questionnaire.import"), found),
    }


def _show_item(
    request: HttpRequest, item: Item, form: AnswerForm, question_form: QuestionForm
) -> HttpResponse:
    revisions = list(revisions_of(item))
    names = names_of(one.by for one in revisions if one.by)
    is_open = item.questionnaire.state != "signed"
    may_edit = allowed(request.user, "questionnaire.edit", item.questionnaire) and is_open
    context = {
        "item": item,
        "form": form,
        "question_form": question_form,
        "question": Text(item.question).in_language(current_language()),
        "section": Text(item.section).in_language(current_language()),
        "revisions": [(one, names.get(one.by, "")) for one in revisions],
        "checked_by": names_of([item.checked_by])[item.checked_by] if item.checked_by else "",
        "origins": [(say_here(f"questionnaire.origin.{one['kind']}"), _origin(one)) for one in item.origin],
        "may_answer": allowed(request.user, "questionnaire.answer", item) and is_open,
        "may_edit": may_edit,
        "crumbs": _crumbs(
            Text(item.question).in_language(current_language()),
            item.questionnaire if allowed(request.user, "questionnaire.view") else None,
        ),
    }
    status = max(_status(form), _status(question_form))
    return show_work(request, "web/workspace/questionnaire_item.html", context, status=status)


def _sections(items: list[Item]) -> Iterator[tuple[str, list[tuple[Item, str]]]]:
    language = current_language()
    for section, rows in groupby(items, key=lambda item: Text(item.section).in_language(language)):
        yield section, [(item, Text(item.question).in_language(language)) for item in rows]


def _questionnaire(code: str) -> Questionnaire:
    found = questionnaire_by_code(code)
    if found is None:
        raise Http404
    return found


def _item(code: str, question: str) -> Item:
    found = item_at(code, question)
    if found is None:
        raise Http404
    return found


def _status(form: QuestionnaireForm | QuestionForm | AnswerForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(label: str, within: Questionnaire | None = None) -> list[Link]:
    start = Link(label=say_here("workspace.place.questionnaires"), url=reverse("questionnaires"))
    between = (
        [
            Link(
                label=within.name.in_language(current_language()),
                url=reverse("questionnaire", args=[within.code]),
            )
        ]
        if within
        else []
    )
    return [start, *between, Link(label=label)]


def _origin(one: Mapping[str, str]) -> str:
    """What an answer was filled from: an entity by its name, anything else by its code."""
    entity = entity_by_code(one["code"]) if one["kind"] == "entity" else None
    return entity.title.in_language(current_language()) if entity else one["code"]
