"""How a scan goes about it: the words of its rules say where to look first, a list what to ask a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from miqyas import __version__
from miqyas.kernel.documents import read_document
from miqyas.scanner.artifacts.model import HERE, Vantage
from miqyas.scanner.gather.client import AGENT
from miqyas.scanner.gather.guard import NO_LABORATORY, Laboratory
from miqyas.scanner.gather.pace import POLITE, Politeness
from miqyas.scanner.gather.plan import Budget, Plan
from miqyas.scanner.rules.load import RuleSet

USUAL: Final = Budget()
PAGES_A_QUESTION: Final = 8
LEAST_QUESTIONS: Final = 2
"""In each language."""


def plan_for(
    rules: RuleSet,
    *,
    languages: Sequence[str],
    budget: Budget = USUAL,
    vantage: Vantage = HERE,
    laboratory: Laboratory = NO_LABORATORY,
    politeness: Politeness = POLITE,
    contact: str = "",
) -> Plan:
    """The plan of a scan that looks for what rules look for, as a stranger who reads these languages.

    Pages in the first language are asked for first. ``contact`` is the address of a page that says who scans
    and how to reach them; it stands in the name by which servers know us.

    >>> from miqyas.scanner.rules.load import rules
    >>> plan = plan_for(rules(), languages=("en", "ar"), contact="https://a.example/scans")
    >>> plan.languages, plan.questions[0], plan.agent.endswith("+https://a.example/scans)")
    ('en, ar;q=0.8', 'renew a passport', True)
    """
    known = rules.plain_cues()
    plan = Plan(
        budget=budget,
        politeness=politeness,
        vantage=vantage,
        languages=accepted(languages),
        cues=tuple(dict.fromkeys(cue for language in known for cue in known[language])),
        questions=questions_for(languages, pages=budget.pages),
        laboratory=laboratory,
    )
    return replace(plan, agent=f"Miqyas/{__version__} (+{contact})" if contact else AGENT)


def questions_for(languages: Sequence[str], *, pages: int) -> tuple[str, ...]:
    """What the search of a site is asked in some languages by a scan of so many pages: one for eight pages.

    Two in each language are asked in any case.

    >>> questions_for(("en", "fr"), pages=10)
    ('renew a passport', 'birth certificate', 'renouveler un passeport', 'acte de naissance')
    >>> len(questions_for(("ar", "en"), pages=200))
    24
    """
    each = max(LEAST_QUESTIONS, pages // PAGES_A_QUESTION // max(1, len(languages)))
    return tuple(question for language in languages for question in _questions().get(language, ())[:each])


def accepted(languages: Sequence[str]) -> str:
    """Languages as a browser tells a server of them, each liked a little less than the one before.

    >>> accepted(["ar", "en", "fr"])
    'ar, en;q=0.8, fr;q=0.6'
    """
    shares = (f";q={max(1 - 0.2 * place, 0.1):.1f}" if place else "" for place in range(len(languages)))
    return ", ".join(f"{language}{share}" for language, share in zip(languages, shares, strict=True))


@cache
def _questions() -> Mapping[str, Sequence[str]]:
    text = files("miqyas.scanner").joinpath("questions.yaml").read_text(encoding="utf-8")
    return read_document(text, file="questions.yaml")
