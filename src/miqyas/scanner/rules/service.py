"""Services, graded as far as a stranger gets: information, a form to download, a transaction that begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from miqyas.scanner.artifacts.model import Channel as Looked
from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.artifacts.model import State as Outcome
from miqyas.scanner.document.model import Form, Landmark
from miqyas.scanner.rules.clues import Clue, PageClues, Surface
from miqyas.scanner.rules.follow import Asked, Candidate, candidates, judge, spoken_of
from miqyas.scanner.rules.load import apart_groups
from miqyas.scanner.rules.model import Grade, Proof, Rule, State, Strength, Why
from miqyas.scanner.rules.site import START, Site, fields_of, is_there
from miqyas.scanner.rules.verdict import Verdict, best_of, hit_of
from miqyas.scanner.rules.words import Matcher

DOWNLOAD: Final = "form_download"
_FEWEST_FIELDS: Final = 3
"""Fields of a form that begins something; search and newsletters ask for fewer."""
_PAPER: Final = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "odt", "rtf"})
_WALLS: Final = frozenset({Reason.LOGIN_WALL, Reason.REFUSED_401})
_AROUND: Final = frozenset({Landmark.HEADER, Landmark.NAV, Landmark.FOOTER, Landmark.SEARCH})
_WHY: Final = {Grade.INFORMATION: Why.INFORMATION_ONLY, Grade.FORM: Why.FORM_ONLY}


def look(asked: Asked) -> Verdict | None:
    """The furthest that any page about the service leads, else where it is spoken of; None where nowhere."""
    found = []
    for candidate in candidates(asked):
        verdict = judge(asked, candidate)
        if verdict is None:
            continue
        page = _service_page(asked, candidate, verdict)
        found.append(_graded(asked, verdict, page) if page else _ungraded(verdict))
    return best_of(found) or spoken_of(asked)


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
    if begins(asked, page):
        return _transaction(verdict, None)
    starts = [_start(asked, verdict, page, clue) for clue in _starts(asked.site, page)]
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


def begins(asked: Asked, page: PageClues) -> bool:
    """Whether something is applied for on a page, in a form of its own: not in one that most pages have."""
    return any(_is_of(asked.rule, page, form) and not _is_of_all(asked, form) for form in page.forms)


def _is_of(rule: Rule, page: PageClues, form: Form) -> bool:
    """Whether a form asks for as much as the service does: no search, sign-in, newsletter or remark."""
    kinds = [field.kind for field in form.asks if field.landmark not in _AROUND]
    if "password" in kinds or "search" in kinds or form.role == "search" or form.landmark in _AROUND:
        return False
    is_named = any(clue.order == form.order for clue in page.of(rule.id) if clue.surface is Surface.FIELD)
    told = (form.label, *form.submit)
    if len(kinds) >= _FEWEST_FIELDS:
        return is_named or not any(says(one, "beside") for one in told)
    asked_for = (*told, *(field.label for field in form.asks))
    is_lookup = 0 < rule.structure.fields <= len(kinds)
    return is_lookup and (is_named or any(says(one, "looks_up") for one in asked_for))


def _is_of_all(asked: Asked, form: Form) -> bool:
    """Whether the same form stands on most pages of the site."""
    return fields_of(form) in asked.site.forms_of_all


@lru_cache(maxsize=20_000)
def says(text: str, group: str) -> bool:
    """Whether a text says one of the phrases that tell links and forms apart, by the name of their group.

    >>> says("Apply filters", "beside"), says("Submit application", "beside")
    (True, False)
    """
    return bool(_phrases(group).find(text))


@cache
def _phrases(group: str) -> Matcher[str]:
    listed = apart_groups()[group].values()
    return Matcher((phrase, group) for phrases in listed for phrase in phrases)


def _starts(site: Site, page: PageClues) -> Iterator[Clue]:
    """The buttons and links by which the service begins: of the page itself, and not of all pages."""
    for clue in page.actions.get(START, ()):
        is_of_all = (clue.text, clue.address) in site.starts_of_all
        if clue.landmark not in _AROUND and not is_of_all and not says(clue.text, "explains"):
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
    if visit.page and begins(asked, visit.page):
        return _transaction(found, None)
    if artifact.channel is Looked.PROBE or (visit.page and visit.page.is_shell):
        return replace(found, state=State.NEEDS_REVIEW, why=Why.START_NOT_TESTED, proof=Proof.CONTENT)
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
