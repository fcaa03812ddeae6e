"""Datasets: found by links as other things are, and by asking the interface of their catalogue itself."""

from __future__ import annotations

from collections.abc import Iterator

from miqyas.scanner.artifacts.model import State as Outcome
from miqyas.scanner.document.model import Catalogue
from miqyas.scanner.gather.interfaces import is_catalogue, is_interface
from miqyas.scanner.rules import follow
from miqyas.scanner.rules.clues import Clue, Surface
from miqyas.scanner.rules.follow import Asked
from miqyas.scanner.rules.model import Proof, State, Strength, Why
from miqyas.scanner.rules.site import Visit
from miqyas.scanner.rules.verdict import Verdict, best_of, hit_of


def look(asked: Asked) -> Verdict | None:
    """What links lead to, or what the interface of the catalogue answers, whichever proves more."""
    found = [follow.look(asked), *_interfaces(asked)] if asked.rule.structure.apis else [follow.look(asked)]
    return best_of(verdict for verdict in found if verdict)


def _interfaces(asked: Asked) -> Iterator[Verdict | None]:
    """What each answer is worth; where a catalogue of data was not asked at all, that it was not tested."""
    visits = [visit for visit in asked.site.visits if is_interface(visit.artifact) or _has_answer(visit)]
    if not visits and any(map(is_catalogue, asked.site.places.values())):
        yield Verdict(State.NOT_TESTED, Why.BUDGET_NOT_MET)
    for visit in visits:
        yield _of_answer(asked, visit)


def _has_answer(visit: Visit) -> bool:
    return visit.page is not None and visit.page.catalogue is not None


def _of_answer(asked: Asked, visit: Visit) -> Verdict | None:
    """What one answer is worth; None where none of a catalogue came, or nothing is there."""
    found = visit.page.catalogue if visit.page else None
    if found is not None and found.kind in asked.rule.structure.apis:
        return _judged(asked, visit, found)
    outcome = visit.artifact.outcome
    if found is None and outcome.state is Outcome.NOT_ASSESSABLE:
        return _verdict(asked, visit, State.NOT_ASSESSABLE, None, Proof.NONE)
    return Verdict(State.NOT_TESTED, Why.BUDGET_NOT_MET) if outcome.state is Outcome.NOT_TESTED else None


def _judged(asked: Asked, visit: Visit, found: Catalogue) -> Verdict:
    if found.is_broken:
        return _verdict(asked, visit, State.PARTIAL, Why.INTERFACE_BROKEN, Proof.LIVE)
    if not found.works:
        return _verdict(asked, visit, State.PARTIAL, Why.INTERFACE_EMPTY, Proof.LIVE)
    if asked.rule.target.least and not (found.licences and _is_open(asked, found)):
        return _verdict(asked, visit, State.NEEDS_REVIEW, Why.INTERFACE_SILENT, Proof.LIVE)
    if asked.is_too_old(found.newest):
        return _verdict(asked, visit, State.PARTIAL, Why.TOO_OLD, Proof.CONTENT)
    return _verdict(asked, visit, State.PRESENT, None, Proof.ENTRY)


def _is_open(asked: Asked, found: Catalogue) -> bool:
    return any(kind in found.formats for kind in asked.rule.structure.files)


def _verdict(asked: Asked, visit: Visit, state: State, why: Why | None, proof: Proof) -> Verdict:
    """The verdict, with the address that answered and the first title in the answer."""
    artifact, found = visit.artifact, visit.page.catalogue if visit.page else None
    kind = found.kind if found else str(artifact.facts.get("interface", ""))
    clue = Clue(Surface.TEXT, (found.title if found else "") or kind, kind, Strength.STRONG, "")
    reason = artifact.outcome.reason if state is State.NOT_ASSESSABLE else None
    hit = hit_of(clue, rule=asked.rule.id, address=artifact.address, proof=proof)
    return Verdict(state, why, reason, proof=proof, hits=(hit,))
