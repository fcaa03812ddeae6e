"""What a rule says of one candidate, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.rules.clues import Clue, Surface
from miqyas.scanner.rules.model import Grade, Proof, State, Why

MOST_HITS: Final = 5
_ORDER: Final = {
    State.PRESENT: 6,
    State.PARTIAL: 5,
    State.NEEDS_REVIEW: 4,
    State.NOT_ASSESSABLE: 3,
    State.NOT_TESTED: 2,
    State.ABSENT: 1,
    State.NOT_APPLICABLE: 0,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where something was found: the words there as they are written, and how far they led.

    ``address`` is the page on which the words stand, ``target`` where they lead; ``order`` counts the links
    of the page (headings, texts) from 0.
    """

    rule: str
    address: str
    text: str
    phrase: str
    language: str
    proof: Proof
    surface: Surface
    landmark: Landmark = Landmark.BODY
    order: int = 0
    target: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one candidate is worth. ``rank`` tells candidates of equal state and proof apart."""

    state: State
    why: Why | None = None
    reason: Reason | None = None
    proof: Proof = Proof.NONE
    grade: Grade = Grade.NONE
    hits: tuple[Hit, ...] = ()
    languages: tuple[str, ...] = ()
    rank: tuple[int, ...] = ()

    @property
    def worth(self) -> tuple[object, ...]:
        """The greater, the more it counts."""
        return _ORDER[self.state], self.grade, self.proof, self.rank


def hit_of(clue: Clue, *, rule: str, address: str, proof: Proof) -> Hit:
    """The hit that a clue is on a page."""
    return Hit(
        rule,
        address,
        clue.text,
        clue.phrase,
        clue.language,
        proof,
        clue.surface,
        clue.landmark,
        clue.order,
        clue.address,
    )


def best_of(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict that counts, with the hits of the next best of its state; None of none."""
    ordered = sorted(verdicts, key=lambda one: one.worth, reverse=True)
    if not ordered:
        return None
    first = ordered[0]
    same = [one for one in ordered if one.state is first.state]
    hits = tuple(dict.fromkeys(hit for one in same for hit in one.hits))[:MOST_HITS]
    languages = tuple(dict.fromkeys(code for one in same for code in one.languages))
    return replace(first, hits=hits, languages=languages)
