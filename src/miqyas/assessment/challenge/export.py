"""A round as one file, and its standings computed anew from nothing but that file.

The file is JSON: keys sorted by code point, no space between tokens, UTF-8, one line feed at its end. Numbers
that are not whole are text with six decimals, so that no reader rounds them otherwise. Standings are computed
from what stands in the file, never from what was known before it was written: so `recompute` gives the same
bytes wherever it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any, Final

from miqyas.assessment.challenge.jury import Jury, Scored, jury
from miqyas.assessment.challenge.marks import Criterion, Sheet, scores_given
from miqyas.assessment.challenge.shortlist import Placed, Rule, shortlist
from miqyas.assessment.challenge.standings import Board, Counted, Entrant, standings
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place

FORMAT: Final = "miqyas-challenge/1"
DECIMALS: Final = 6
LARGEST: Final = 16 * 2**20
"""Bytes of an export that is read."""
_DIGITS: Final = 60
_UNREADABLE: Final = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RecursionError,
)
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Verified:
    """Whether an export's standings are what its figures give; the two as bytes, and where they differ
    first.
    """

    holds: bool
    claimed: bytes
    computed: bytes
    differing: tuple[str, ...]


def canonical(document: Any) -> bytes:
    r"""The bytes of a document, the same for equal documents.

    >>> canonical({"b": 1, "a": ["x", None]})
    b'{"a":["x",null],"b":1}\n'
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode()


def decimal(value: Fraction | float | None) -> str | None:
    """A number as an export has it: six decimals, half to even, never a negative zero; None stays None.

    >>> decimal(Fraction(2, 3)), decimal(Fraction(-1, 10**9)), decimal(None)
    ('0.666667', '0.000000', None)
    """
    if value is None:
        return None
    exact = Fraction(value)
    with localcontext() as context:
        context.prec = _DIGITS
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        rounded = quotient.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_HALF_EVEN)
    return f"{rounded if rounded else abs(rounded):f}"


def export(figures: Document) -> bytes:
    """The file of a round: its figures with the standings that they give. Raises as `recompute` does.

    >>> figures = {"rules": {"fewest": 8, "shortlist": {"most": 1, "least": "0.000000"}}}
    >>> lists = dict.fromkeys(("criteria", "entities", "nominations", "sheets"), [])
    >>> content = export({**figures, **lists})
    >>> verify(content, name="round.json").holds
    True
    """
    document = {**figures, "format": FORMAT}
    return canonical({**document, "standings": recompute(document)})


def verify(content: bytes, *, name: str) -> Verified:
    """Compute an export's standings anew. Raises `AssessmentError` for what is no export.

    >>> verify(b"{}", name="x.json")
    Traceback (most recent call last):
    miqyas.assessment.errors.AssessmentError: assessment.export_unreadable at x.json
    """
    document = _read(content, name=name)
    try:
        claimed, found = document["standings"], recompute(document)
        computed, said = canonical(found), canonical(claimed)
    except _UNREADABLE as error:
        raise AssessmentError("export_unreadable", place=Place(file=name)) from error
    return Verified(said == computed, said, computed, tuple(_differing(claimed, found, "standings")))


def _read(content: bytes, *, name: str) -> Document:
    try:
        document = json.loads(content) if len(content) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise AssessmentError("export_unreadable", place=Place(file=name)) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise AssessmentError("export_unreadable", place=Place(file=name))
    return document


def _differing(claimed: Any, found: Any, path: str) -> Iterable[str]:
    """The places at which two documents differ, from the top."""
    if type(claimed) is not type(found) or not isinstance(found, dict | list):
        if claimed != found:
            yield path
        return
    if isinstance(found, list):
        claimed, found = dict(enumerate(claimed)), dict(enumerate(found))
    for key in sorted({*claimed, *found}, key=str):
        if (key in claimed) != (key in found):
            yield f"{path}.{key}"
        else:
            yield from _differing(claimed[key], found[key], f"{path}.{key}")


def recompute(document: Document) -> dict[str, Any]:
    """The standings of a document from its figures, whatever order they stand in.

    Raises `AssessmentError` for marks beyond their scale.

    >>> document = {
    ...     "rules": {"fewest": 8, "shortlist": {"most": 1, "least": "0.000000"}},
    ...     "criteria": [{"code": "use", "weight": 1, "low": 0, "high": 10}],
    ...     "entities": [],
    ...     "nominations": [{"code": "N1", "entity": "x", "category": "c", "group": "g"}],
    ...     "sheets": [{"juror": "J1", "nomination": "N1", "marks": {"use": 5}}],
    ... }
    >>> recompute(document)["nominations"][0]["corrected"]
    '50.000000'
    """
    rules, found = document["rules"], _jury(document)
    rule = Rule(int(rules["shortlist"]["most"]), Fraction(rules["shortlist"]["least"]))
    boards = standings((_entrant(one) for one in document["entities"]), fewest=int(rules["fewest"]))
    return {
        "entities": {
            group: {measure: _board_record(board) for measure, board in measures.items()}
            for group, measures in boards.items()
        },
        "jury": _jury_record(found),
        "nominations": _nominations(document["nominations"], found, rule),
    }


def _jury(document: Document) -> Jury:
    criteria = [
        Criterion(str(one["code"]), int(one["weight"]), int(one["low"]), int(one["high"]))
        for one in document["criteria"]
    ]
    sheets = [
        Sheet(
            str(one["juror"]),
            str(one["nomination"]),
            {str(key): int(mark) for key, mark in one["marks"].items()},
        )
        for one in document["sheets"]
    ]
    return jury(scores_given(sheets, criteria=criteria))


def _entrant(one: Document) -> Entrant:
    return Entrant(
        code=str(one["code"]),
        group=str(one["group"]),
        level=_fraction(one["level"]),
        before=_fraction(one["before"]),
        days=None if one["days"] is None else int(one["days"]),
        proofs=Counted(*map(int, one["proofs"])),
        found=Counted(*map(int, one["found"])),
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _board_record(board: Board) -> dict[str, Any]:
    rows = [{"entity": one.entity, "value": decimal(one.value), "rank": one.rank} for one in board.places]
    return {"rows": rows, "known": board.known, "why": board.why}


def _jury_record(found: Jury) -> dict[str, Any]:
    jurors = [
        {
            "juror": one.code,
            "sheets": one.sheets,
            "raw": decimal(one.raw),
            "severity": decimal(one.severity),
            "error": decimal(one.error),
            "leaning": one.leaning,
        }
        for one in found.jurors
    ]
    return {"jurors": jurors, "parts": found.parts, "spread": decimal(found.spread)}


def _nominations(listed: Sequence[Document], found: Jury, rule: Rule) -> list[dict[str, Any]]:
    """Nominations by category and group, best first; one without a sheet has no score and no rank."""
    scored = {one.code: one for one in found.nominations}
    together: dict[tuple[str, str], list[Document]] = {}
    for one in listed:
        together.setdefault((str(one["category"]), str(one["group"])), []).append(one)
    rows: list[dict[str, Any]] = []
    for key in sorted(together):
        codes = sorted(str(one["code"]) for one in together[key])
        about = {str(one["code"]): one for one in together[key]}
        placed = _placed([scored[code] for code in codes if code in scored], rule)
        rows += [_placed_record(one, about[one.scored.code]) for one in placed]
        rows += [_blank_record(about[code]) for code in codes if code not in scored]
    return rows


def _placed(scored: Sequence[Scored], rule: Rule) -> Sequence[Placed]:
    """Places; where no sheet joins them there are none, and each is out."""
    if len({one.part for one in scored}) <= 1:
        return shortlist(scored, rule=rule)
    return [Placed(one, 0, False, False, False) for one in scored]


def _placed_record(one: Placed, about: Document) -> dict[str, Any]:
    scored = one.scored
    return {
        **_about(about),
        "sheets": scored.sheets,
        "raw": decimal(scored.raw),
        "corrected": decimal(scored.corrected),
        "error": decimal(scored.error),
        "rank": one.rank or None,
        "in": one.is_in,
        "tied": one.is_tied,
        "near": one.is_near,
    }


def _blank_record(about: Document) -> dict[str, Any]:
    empty = dict.fromkeys(("raw", "corrected", "error", "rank"))
    return {**_about(about), "sheets": 0, **empty, "in": False, "tied": False, "near": False}


def _about(about: Document) -> dict[str, str]:
    found = {name: str(about[name]) for name in ("entity", "category", "group")}
    return {"nomination": str(about["code"]), **found}
