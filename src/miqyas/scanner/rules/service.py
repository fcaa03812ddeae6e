"""Services, graded as far as a stranger gets: information, a form to download, a transaction that begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.artifacts.model import State as Outcome
from miqyas.scanner.document.model import Form, Landmark
from miqyas.scanner.rules.clues import Clue, PageClues, Surface
from miqyas.scanner.rules.follow import Asked, Candidate, candidates, judge
from miqyas.scanner.rules.model import Grade, Proof, State, Strength, Why
from miqyas.scanner.rules.site import is_there
from miqyas.scanner.rules.verdict import Verdict, best_of, hit_of

START: Final = "start"
DOWNLOAD: Final = "form_download"
_FEWEST_FIELDS: Final = 3
"""Fields of a form that begins something; search and newsletters ask for fewer."""
_PAPER: Final = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "odt", "rtf"})
_WALLS: Final = frozenset({Reason.LOGIN_WALL, Reason.REFUSED_401})
_AROUND: Final = frozenset({Landmark.HEADER, Landmark.NAV, Landmark.FOOTER, Landmark.SEARCH})
_WHY: Final = {Grade.INFORMATION: Why.INFORMATION_ONLY, Grade.FORM: Why.FORM_ONLY}


def look(asked: Asked) -> Verdict | None:
    """The furthest that any page about the service leads; None where there is none."""
    found = []
    for candidate in candidates(asked):
        verdict = judge(asked, candidate)
        if verdict is None:
            continue
        page = _service_page(asked, candidate, verdict)
        found.append(_graded(asked, verdict, page) if page else _ungraded(verdict))
    return best_of(found)


def _ungraded(verdict: Verdict) -> Verdict:
    """A service whose page could not be looked into is of no grade that could be told."""
    if verdict.state is State.PRESENT:
        return replace(verdict, state=State.NEEDS_REVIEW, why=Why.CONTENT_UNCLEAR)
    return verdict


def _service_page(asked: Asked, candidate: Candidate, verdict: Verdict) -> PageClues | None:
    if verdict.proof < Proof.CONTENT:
        return None
    if candidate.is_page_itself:
        return candidate.page
    visit = asked.site.at(candidate.clue.address)
    return visit.page if visit else None


def _graded(asked: Asked, verdict: Verdict, page: PageClues) -> Verdict:
    """The verdict on the page of the service, with how far one gets from it."""
    if any(_begins(form) for form in page.forms):
        return _transaction(verdict, None)
    starts = [_start(asked, verdict, page, clue) for clue in _starts(page)]
    if best := best_of(one for one in starts if one):
        if best.state is not State.PARTIAL or best.grade is Grade.TRANSACTION:
            return best
        return replace(best, grade=_paper_grade(page))
    grade = _paper_grade(page)
    why = verdict.why or _WHY[grade]
    return replace(verdict, state=State.PARTIAL, why=why, grade=grade, proof=Proof.CONTENT)


def _paper_grade(page: PageClues) -> Grade:
    is_form = any(clue.file_kind in _PAPER for clue in page.actions.get(DOWNLOAD, ()))
    return Grade.FORM if is_form else Grade.INFORMATION


def _begins(form: Form) -> bool:
    """Whether a form is one in which something is applied for: not a search, a sign-in, a newsletter."""
    kinds = [field.kind for field in form.asks if field.landmark not in _AROUND]
    if "password" in kinds or "search" in kinds or form.role == "search" or form.landmark in _AROUND:
        return False
    return len(kinds) >= _FEWEST_FIELDS


def _starts(page: PageClues) -> Iterator[Clue]:
    """The buttons and links of the page itself by which the service begins."""
    for clue in page.actions.get(START, ()):
        if clue.landmark not in _AROUND:
            yield clue


def _start(asked: Asked, verdict: Verdict, page: PageClues, clue: Clue) -> Verdict | None:
    hit = hit_of(clue, rule=asked.rule.id, address=page.address, proof=Proof.LINK)
    found = replace(verdict, hits=(hit, *verdict.hits), grade=Grade.TRANSACTION, why=None)
    if clue.surface is Surface.BUTTON:
        return replace(found, state=State.NEEDS_REVIEW, why=Why.START_NOT_TESTED, proof=Proof.CONTENT)
    if clue.is_dead:
        return replace(found, state=State.PARTIAL, why=Why.START_DEAD, grade=Grade.INFORMATION)
    if clue.file_kind in _PAPER:
        return replace(found, state=State.PARTIAL, why=Why.FORM_ONLY, grade=Grade.FORM)
    visit = asked.site.at(clue.address)
    if visit is None or visit.artifact.outcome.state is Outcome.NOT_TESTED:
        return replace(found, state=State.NEEDS_REVIEW, why=Why.START_NOT_TESTED, proof=Proof.CONTENT)
    artifact, reason = visit.artifact, visit.artifact.outcome.reason
    if reason in _WALLS or is_sign_in(visit.page, artifact.final_address):
        return _transaction(found, Why.BEHIND_SIGN_IN)
    if artifact.outcome.state is Outcome.NOT_ASSESSABLE:
        return replace(found, state=State.NOT_ASSESSABLE, reason=reason, proof=Proof.CONTENT)
    if not is_there(artifact):
        return replace(found, state=State.PARTIAL, why=Why.START_DEAD, grade=Grade.INFORMATION)
    if visit.page and any(_begins(form) for form in visit.page.forms):
        return _transaction(found, None)
    return None


def _transaction(verdict: Verdict, why: Why | None) -> Verdict:
    """A transaction that begins; what the verdict on its page found wanting, such as its language, stays."""
    state = State.PARTIAL if verdict.state is State.PARTIAL else State.PRESENT
    kept = verdict.why if state is State.PARTIAL else None
    grade, rank = Grade.TRANSACTION, (int(Strength.STRONG), *verdict.rank)
    return replace(verdict, state=state, why=why or kept, proof=Proof.ENTRY, grade=grade, rank=rank)


def is_sign_in(page: PageClues | None, address: str) -> bool:
    """Whether a page asks who one is, by a field for a password or by its address."""
    from miqyas.scanner.gather.walls import is_sign_in as looks_like_sign_in

    asks = page is not None and any(field.kind == "password" for form in page.forms for field in form.fields)
    return asks or looks_like_sign_in(address)
