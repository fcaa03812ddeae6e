"""A plan and its changes in sentences, the same for the command line and the pages."""

from __future__ import annotations

from typing import Any

from miqyas.kernel.text import Text
from miqyas.kernel.words import say
from miqyas.methodology import indicators
from miqyas.observations.countries import countries
from miqyas.observations.imports.changes import Changes, Move
from miqyas.observations.imports.plan import ImportPlan

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NAMED_ROLES = frozenset({"egdi_rank", "status"})


def plan_sentences(plan: ImportPlan, *, language: str) -> tuple[str, ...]:
    """How the file was read: kind, format, columns, editions, rows, and whether it can be accepted."""
    sentences = []
    if plan.kind:
        sentences.append(say(f"import.kind.{plan.kind}", language=language))
    if plan.understood:
        sentences.extend(_understood(plan, language=language))
    if plan.problems:
        sentences.append(say("import.refused", language=language, n=len(plan.problems)))
    elif plan.is_ready:
        sentences.append(say("import.ready", language=language))
    return tuple(sentences)


def _understood(plan: ImportPlan, *, language: str) -> list[str]:
    understood = plan.understood
    assert understood is not None
    params: dict[str, Any] = {"encoding": understood.encoding, "sheet": understood.sheet}
    if understood.delimiter:
        params["delimiter"] = say(f"import.delimiter.{_DELIMITERS[understood.delimiter]}", language=language)
    said = [say(f"import.format.{understood.format}", language=language, **params)]
    columns = ", ".join(f"{found} → {role}" for found, role in understood.columns.items())
    said.append(say("import.columns", language=language, line=understood.header_line, columns=columns))
    if understood.ignored_columns:
        said.append(say("import.ignored", language=language, columns=", ".join(understood.ignored_columns)))
    if understood.editions:
        editions = ", ".join(map(str, understood.editions))
        said.append(say("import.editions", language=language, editions=editions, n=understood.rows))
    return said


def change_sentences(changes: Changes, *, language: str, limit: int = 5) -> tuple[str, ...]:
    """What accepting would change: new editions, rows, the biggest moves, published figures."""
    if changes.is_nothing:
        return (say("import.no_change", language=language),)
    sentences = []
    if changes.new_editions:
        editions = ", ".join(map(str, changes.new_editions))
        key = "import.new_editions" if changes.kind == "results" else "import.first_values"
        sentences.append(say(key, language=language, editions=editions))
    for name in ("added", "changed", "unchanged"):
        count = getattr(changes, name)
        if count:
            sentences.append(say(f"import.rows_{name}", language=language, n=count))
    if changes.published:
        sentences.append(say("import.published_change", language=language, n=len(changes.published)))
    sentences.extend(_move(move, language=language) for move in changes.biggest(limit=limit))
    return tuple(sentences)


def _move(move: Move, *, language: str) -> str:
    return say(
        "import.move",
        language=language,
        country=countries()[move.iso3].name,
        edition=str(move.edition),
        column=_column(move.column),
        before=move.before or "–",
        after=move.after or "–",
    )


def _column(column: str) -> Text | str:
    code = column.upper()
    if column in _NAMED_ROLES or code not in indicators():
        return column
    return indicators()[code].name
