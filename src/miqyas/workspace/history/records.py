"""A verification as plain values for JSON, and each of its lines in words."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.words import say
from miqyas.workspace.history.verification import Finding, Limit, Verification


def verification_record(found: Verification, language: str) -> dict[str, Any]:
    """What was looked at, found, and cannot be found."""
    return {
        "holds": found.holds,
        "chains": [
            {
                "chain": state.chain,
                "seals": state.seals,
                "sealed": state.sealed,
                "unsealed": state.unsealed,
                "covered": state.covered,
            }
            for state in found.chains
        ],
        "findings": [_finding_record(finding, language) for finding in found.findings],
        "notes": [_finding_record(finding, language) for finding in found.notes],
        "limits": [{"kind": limit.kind, "words": words_of(limit, language)} for limit in found.limits],
    }


def _finding_record(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "chain": finding.chain,
        "words": words_of(finding, language),
        **{name: value if isinstance(value, int) else str(value) for name, value in finding.params.items()},
    }


def words_of(said: Finding | Limit, language: str) -> str:
    """A finding or a limit as a sentence; numbers that are names are not grouped."""
    part = "finding" if isinstance(said, Finding) else "limit"
    params = {name: value if name == "n" else str(value) for name, value in said.params.items()}
    return say(f"history.{part}.{said.kind}", language=language, wrap=str, **params)
