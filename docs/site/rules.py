"""The rules of the scanner, by kind: what each looks for, by which words, and what it advises."""

from __future__ import annotations

from collections.abc import Sequence

from docs.site.contents import Page
from docs.site.features import page_name
from docs.site.mistakes import unfilled
from docs.site.text import both, code, plain, rows, words
from miqyas.kernel.words import say
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Kind, Rule, State, Why

SHOWN = 4
"""Cues of a rule on the page; the rest stands in its folder."""


def pages() -> Sequence[Page]:
    """One page of all rules."""
    return [Page("reference/rules.md", both("rules.title"), _text)]


def _text(language: str) -> str:
    known = rules().rules
    parts = [f"# {words('rules.title', language)}\n", words("rules.lead", language, count=len(known)) + "\n"]
    parts += [f"## {words('rules.states', language)} {{ #states }}\n"]
    states = [
        (code(state.value), plain(say(f"scan.state.{state.value}", language=language))) for state in State
    ]
    parts += [rows(("status", "meaning"), states, language)]
    parts += [f"## {words('rules.reasons', language)} {{ #reasons }}\n"]
    reasons = [
        (
            code(why.value),
            *(plain(unfilled(f"scan.{kind}.{why.value}", language)) for kind in ("why", "mend")),
        )
        for why in Why
    ]
    parts += [rows(("code", "meaning", "remedy"), reasons, language)]
    for kind in Kind:
        own = [rule for rule in known if rule.kind is kind]
        if own:
            parts += [f"## {words(f'rules.kind.{kind.value}', language)} {{ #{kind.value} }}\n"]
            lines = [_line(rule, language) for rule in own]
            parts += [rows(("rule", "feature", "cues", "advice"), lines, language)]
    return "\n".join(parts)


def _line(rule: Rule, language: str) -> tuple[str, ...]:
    asked = " ".join(f"[{name}](features/{page_name(name)}.md#{name})" for name in rule.features)
    cues = rule.cues[language].strong[:SHOWN] if language in rule.cues else ()
    shown = words("comma", language).join(plain(cue) for cue in cues)
    return f"{code(rule.id)} {rule.version}", asked, shown, plain(rule.advice.in_language(language))
