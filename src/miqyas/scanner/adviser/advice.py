"""What a model is asked: in which order a person should look at pages, and a draft of a justification.

A finding is never changed by it. What it says is marked as its own, cut, freed of signs that cannot be seen,
and left aside where it is not of the form that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from miqyas.catalogue.model import Feature
from miqyas.kernel.text import plain_line
from miqyas.kernel.words import say
from miqyas.scanner.adviser.endpoint import Asks, prompts
from miqyas.scanner.findings import Finding
from miqyas.scanner.rules.verdict import Hit


@dataclass(frozen=True, slots=True)
class Order:
    """Hits in the order in which a person should look at them; as they were where the model gave none."""

    hits: tuple[Hit, ...]
    model: str = ""
    failure: str = ""

    def mark_in_words(self, language: str) -> str:
        """Whose order it is; empty where it is not the model's."""
        return say("adviser.order_mark", language=language, model=self.model) if self.model else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A justification to be taken, changed or thrown away; empty with a ``failure`` where there is none."""

    text: str
    language: str
    model: str = ""
    failure: str = ""
    status: int = 0

    def mark_in_words(self, language: str) -> str:
        """That it is a draft, and whose; empty where there is none."""
        return say("adviser.mark", language=language, model=self.model) if self.text else ""

    def as_record(self) -> dict[str, Any]:
        """As plain values; a program wrote them, and the record says so."""
        return {
            "text": self.text,
            "language": self.language,
            "model": self.model or None,
            "is_by_model": bool(self.text),
            "failure": self.failure or None,
        }


def ordered(feature: Feature, hits: Sequence[Hit], *, adviser: Asks | None, language: str = "en") -> Order:
    """The hits as the model would look at them: each once, none lost, none that was not there.

    >>> from miqyas.catalogue.load import instruments
    >>> feature = next(iter(instruments()["OSI"].features))
    >>> ordered(feature, (), adviser=None)
    Order(hits=(), model='', failure='off')
    """
    if adviser is None:
        return Order(tuple(hits), failure="off")
    most = int(prompts()["bounds"]["candidates"])
    if len(hits) < 2:
        return Order(tuple(hits))
    material = {"looked_for": _looked_for(feature, language), "pages": _passages(hits[:most])}
    answered = adviser.ask("rank", material)
    if answered.failure:
        return Order(tuple(hits), failure=answered.failure)
    numbers = _numbers(answered.said.get("order"), below=min(len(hits), most))
    if not numbers:
        return Order(tuple(hits), failure="unreadable")
    rest = (place for place in range(len(hits)) if place not in set(numbers))
    return Order(tuple(hits[place] for place in (*numbers, *rest)), adviser.model)


def draft(feature: Feature, finding: Finding, *, adviser: Asks | None, language: str) -> Draft:
    """A draft of what an assessor would write of a finding, in a language."""
    if adviser is None:
        return Draft("", language, failure="off")
    material = {
        "language": language,
        "looked_for": _looked_for(feature, language),
        "found": finding.in_words(language),
        "passages": _passages(finding.hits),
    }
    answered = adviser.ask("draft", material)
    if answered.failure:
        return Draft("", language, failure=answered.failure, status=answered.status)
    text = answered.said.get("text")
    if not isinstance(text, str) or not plain_line(text):
        return Draft("", language, failure="unreadable")
    return Draft(_cut(plain_line(text), int(prompts()["bounds"]["text"])), language, adviser.model)


def _looked_for(feature: Feature, language: str) -> dict[str, str]:
    return {"question": feature.question.in_language(language), "code": feature.code}


def _passages(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    longest = int(prompts()["bounds"]["passage"])
    return [
        {
            "number": number,
            "address": hit.address[:longest],
            "leads_to": hit.target[:longest],
            "words": hit.text[:longest],
        }
        for number, hit in enumerate(hits)
    ]


def _numbers(said: Any, *, below: int) -> tuple[int, ...]:
    if not isinstance(said, list):
        return ()
    whole = (one for one in said if isinstance(one, int) and not isinstance(one, bool) and 0 <= one < below)
    return tuple(dict.fromkeys(whole))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
