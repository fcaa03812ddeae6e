"""The jury of a round and its results before they are out: jurors, sheets, scores, signals, appeals."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.challenges import (
    AppealAnswerAsked,
    AppealInPath,
    AppealsTold,
    AppealTold,
    CertificateInPath,
    CertificateTold,
    JurorAsked,
    JurorInPath,
    JuryConflictAsked,
    JuryTold,
    RoundInPath,
    RoundWordsAsked,
    ScoresTold,
    SheetAsked,
    SheetInPath,
    SheetsTold,
    SheetTold,
    SignalNoted,
    SignalsTold,
    appeal_record,
    certificate_found,
    certificate_record,
    round_found,
    sheet_record,
)
from miqyas.api.files import AS_BYTES, FileAsked, PlanOfFile, done_as_told, file_answer, plan_record
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.jobs.programme.challenge_files import marks_workbook
from miqyas.jobs.programme.challenge_steps import standings_now
from miqyas.jobs.programme.challenges import signals_of
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.accounts.queries import names_of, person_by_email
from miqyas.workspace.challenges.errors import fault
from miqyas.workspace.challenges.marks_file import marks_apply, marks_plan
from miqyas.workspace.challenges.models import Appeal, Juror, Round, ScoreSheet, SignalNote
from miqyas.workspace.challenges.queries import (
    appeal_by_id,
    appeals_of,
    bars_of_jurors,
    juror_of,
    jurors_of,
    seats_of,
    sheet_by_id,
    sheets_of_juror,
)
from miqyas.workspace.challenges.services.jury import (
    conflict_declare,
    juror_appoint,
    juror_withdraw,
    sheet_save,
    sheet_set_aside,
    sheet_submit,
)
from miqyas.workspace.challenges.services.results import (
    appeal_answer,
    certificate_withdraw,
    signal_name,
    signal_note,
)
from miqyas.workspace.registry.queries import entities_by_id, entity_by_code

router = Router(tags=["challenge"])
ONE: Final = "/workspace/challenges/{code}"
SHEET: Final = "/workspace/jury/sheets/{sheet}"


def sheet_found(sheet: UUID) -> ScoreSheet | None:
    """A sheet of marks."""
    return sheet_by_id(sheet)


def appeal_found(appeal: UUID) -> Appeal | None:
    """An appeal."""
    return appeal_by_id(appeal)


def _of_juror(code: str, juror: UUID) -> Round | None:
    """The round of a juror's seat."""
    one = round_found(code)
    return one if one and one.jurors.filter(pk=juror).exists() else None


def _of_sheet(code: str, sheet: UUID) -> Round | None:
    """The round of a sheet."""
    found = sheet_by_id(sheet)
    one = round_found(code)
    return one if one and found and found.nomination.round_id == one.pk else None


@router.get(
    f"{ONE}/jury", response=JuryTold, operation_id="jury_get", url_name="jury_get", summary="The jury"
)
@private("challenge.jury", of=round_found)
def jury(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """Who sits, how far they are, whom they do not judge."""
    return _jury(target_of(request))


def _jury(one: Round) -> dict[str, Any]:
    rows = list(jurors_of(one))
    names, bars = names_of(row.person for row in rows), bars_of_jurors(rows)
    barred = {pk for row in rows for pk in (*bars[row.pk].known, *bars[row.pk].declared)}
    entities = entities_by_id(barred)
    return {
        "jurors": [
            {
                "id": row.pk,
                "name": names[row.person],
                "sheets": row.given,
                "handed_in": row.done,
                "conflicts": sorted(
                    entities[pk].code
                    for pk in {*bars[row.pk].known, *bars[row.pk].declared}
                    if pk in entities
                ),
            }
            for row in rows
        ]
    }


@router.post(
    f"{ONE}/jury",
    response=JuryTold,
    operation_id="juror_appoint",
    url_name="juror_appoint",
    summary="Appoint a juror",
)
@private("challenge.jury", of=round_found)
def appoint(request: HttpRequest, code: RoundInPath, asked: JurorAsked) -> dict[str, Any]:
    """Nobody who runs rounds or the installation."""
    one, person = target_of(request), person_by_email(asked.email)
    if person is None:
        raise fault("person_unknown", "email")
    juror_appoint(one, person, by=person_of(request.user).by)
    return _jury(one)


@router.delete(
    f"{ONE}/jury/{{juror}}",
    response=JuryTold,
    operation_id="juror_withdraw",
    url_name="juror_withdraw",
    summary="Withdraw a juror",
)
@private("challenge.jury", of=_of_juror)
def withdraw_juror(request: HttpRequest, code: RoundInPath, juror: JurorInPath) -> dict[str, Any]:
    """Sheets that are not handed in go with them."""
    one = target_of(request)
    juror_withdraw(Juror.objects.select_related("round").get(pk=juror), by=person_of(request.user).by)
    return _jury(one)


@router.get(
    "/workspace/jury/sheets", response=SheetsTold, operation_id="sheets_list", url_name="sheets_list",
    summary="What I have to judge",
)  # fmt: skip
@private("workspace.enter")
def sheets(request: HttpRequest) -> dict[str, Any]:
    """The own sheets of whoever asks, of every jury on which they sit."""
    seats = seats_of(person_of(request.user).pseudonym)
    return {"sheets": [sheet_record(sheet) for seat in seats for sheet in sheets_of_juror(seat)]}


@router.put(SHEET, response=SheetTold, operation_id="sheet_save", url_name="sheet_save", summary="Give marks")
@private("sheet.score", of=sheet_found)
def give_marks(request: HttpRequest, sheet: SheetInPath, asked: SheetAsked) -> dict[str, Any]:
    """As a draft, or handed in: then whole, with reasons, and for good."""
    words = {"justification": asked.justification, "version": asked.version}
    if asked.hand_in:
        saved = sheet_submit(target_of(request), asked.marks, **words, by=person_of(request.user).by)
    else:
        saved = sheet_save(target_of(request), asked.marks, **words)
    found = sheet_by_id(saved.pk)
    assert found is not None
    return sheet_record(found)


@router.post(
    f"{ONE}/conflicts",
    response=SheetsTold,
    operation_id="conflict_declare",
    url_name="conflict_declare",
    summary="Declare a conflict of interest",
)
@private("challenge.judge", of=round_found)
def declare(request: HttpRequest, code: RoundInPath, asked: JuryConflictAsked) -> dict[str, Any]:
    """Sheets on the entity that are not handed in are taken back; what is left is told."""
    seat, entity = _seat(request), entity_by_code(asked.entity)
    if entity is None:
        raise Http404
    conflict_declare(seat, entity, reason=asked.reason, by=person_of(request.user).by)
    return {"sheets": [sheet_record(sheet) for sheet in sheets_of_juror(seat)]}


def _seat(request: HttpRequest) -> Juror:
    seat = juror_of(target_of(request), person_of(request.user).pseudonym)
    if seat is None:
        raise Http404
    return seat


@router.get(
    f"{ONE}/marks",
    operation_id="marks_file_get",
    url_name="marks_file_get",
    summary="My sheets as a workbook",
    openapi_extra=AS_BYTES,
)
@private("challenge.judge", of=round_found, gives=BYTES)
def workbook(request: HttpRequest, code: RoundInPath) -> HttpResponse:
    """Those that are not handed in."""
    content = marks_workbook(_seat(request), language=language_of(request))
    return file_answer(content, name=f"miqyas-challenge-{target_of(request).code}-marks.xlsx")


class MarksPlanTold(PlanOfFile):
    """What a workbook of marks would do, or did."""

    rows: int
    hand_in: int = Field(description="Sheets that it hands in.")


@router.post(
    f"{ONE}/marks",
    response=MarksPlanTold,
    operation_id="marks_file_bring",
    url_name="marks_file_bring",
    summary="Bring my sheets back",
)
@private("challenge.judge", of=round_found, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, code: RoundInPath, asked: Form[FileAsked], file: File[UploadedFile]
) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    seat = _seat(request)
    plan = marks_plan(seat, file.read(), name=file.name or "")
    done_as_told(plan, asked, lambda: marks_apply(seat, plan, by=person_of(request.user).by))
    counted = {"rows": len(plan.rows), "hand_in": sum(row.hands_in for row in plan.rows)}
    return {**plan_record(request, plan, asked), **counted}


@router.get(
    f"{ONE}/scores", response=ScoresTold, operation_id="scores_get", url_name="scores_get", summary="Scores"
)
@private("challenge.results", of=round_found)
def scores(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """Jurors and nominations, raw and corrected; the standings of entities."""
    one: Round = target_of(request)
    if one.campaign:
        require(request.user, "score.view", one.campaign)
    about = {"round": one.code, "state": one.state, "is_sealed": one.state in {"embargo", "published"}}
    return {**about, "standings": standings_now(one)}


@router.post(
    f"{ONE}/sheets/{{sheet}}/set-aside",
    response=ScoresTold,
    operation_id="sheet_set_aside",
    url_name="sheet_set_aside",
    summary="Set a sheet aside",
)
@private("challenge.results", of=_of_sheet)
def set_aside(
    request: HttpRequest, code: RoundInPath, sheet: SheetInPath, asked: RoundWordsAsked
) -> dict[str, Any]:
    """For a reason that is kept; the scores are made anew."""
    found = sheet_by_id(sheet)
    assert found is not None
    sheet_set_aside(found, reason=asked.words, by=person_of(request.user).by)
    return scores(request, code)


@router.get(
    f"{ONE}/signals",
    response=SignalsTold,
    operation_id="signals_list",
    url_name="signals_list",
    summary="Signals",
)
@private("challenge.results", of=round_found)
def signals(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """What a person should look at before results are out: facts, no verdict."""
    return _signals(target_of(request))


def _signals(one: Round) -> dict[str, Any]:
    notes = dict(SignalNote.objects.filter(round=one).values_list("signal", "note"))
    return {
        "signals": [
            {
                "name": (name := signal_name(signal.name)),
                "kind": signal.kind,
                "entities": signal.entities,
                "places": signal.places,
                "part": signal.counted.part,
                "whole": signal.counted.whole,
                "note": notes.get(name),
            }
            for signal in signals_of(one)
        ]
    }


@router.post(
    f"{ONE}/signals", response=SignalsTold, operation_id="signal_note", url_name="signal_note",
    summary="Note what a signal came to",
)  # fmt: skip
@private("challenge.results", of=round_found)
def note(request: HttpRequest, code: RoundInPath, asked: SignalNoted) -> dict[str, Any]:
    """The newest words stand."""
    one = target_of(request)
    if asked.name not in {signal_name(signal.name) for signal in signals_of(one)}:
        raise fault("signal_gone")
    signal_note(one, asked.name, note=asked.note, by=person_of(request.user).by)
    return _signals(one)


@router.get(
    f"{ONE}/appeals",
    response=AppealsTold,
    operation_id="appeals_list",
    url_name="appeals_list",
    summary="Appeals",
)
@private("challenge.results", of=round_found)
def appeals(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """The first due first."""
    return {"appeals": [appeal_record(one) for one in appeals_of(target_of(request))]}


@router.post(
    "/workspace/appeals/{appeal}/answer",
    response=AppealTold,
    operation_id="appeal_answer",
    url_name="appeal_answer",
    summary="Answer an appeal",
)
@private("appeal.answer", of=appeal_found)
def answer(request: HttpRequest, appeal: AppealInPath, asked: AppealAnswerAsked) -> dict[str, Any]:
    """Once; upheld, it may set sheets of the nomination aside."""
    appeal_answer(target_of(request), **asked.dict(), by=person_of(request.user).by)
    found = appeal_by_id(appeal)
    assert found is not None
    return appeal_record(found)


@router.post(
    "/workspace/certificates/{certificate}/withdraw",
    response=CertificateTold,
    operation_id="certificate_withdraw",
    url_name="certificate_withdraw",
    summary="Withdraw a certificate",
)
@private("certificate.withdraw", of=certificate_found)
def withdraw_certificate(
    request: HttpRequest, certificate: CertificateInPath, asked: RoundWordsAsked
) -> dict[str, Any]:
    """For a reason that everybody is told who verifies it."""
    done = certificate_withdraw(target_of(request), reason=asked.words, by=person_of(request.user).by)
    return certificate_record(done)
