"""A package as a sheet to read and to print, in Arabic, English or French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from miqyas.analysis.twinning.package import Package, grouped
from miqyas.kernel.words import say
from miqyas.methodology import indicators
from miqyas.workspace.twinning.issuing import worded


@dataclass(frozen=True)
class Sheet:
    """What a package says: its kind, a sentence, facts by name, and a table where it has rows."""

    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    sign: tuple[str, str]
    """Who signs beneath it: sender and addressee."""
    sign_words: str
    foot: tuple[tuple[str, str], ...]

    @property
    def labelled(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the name of its column."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


def sheet_of(package: Package, *, language: str) -> Sheet:
    """The sheet of a package. Its sentence is that of the package itself."""
    columns, rows = _table(package, language)
    sender, addressee = (worded(one.name, language=language) for one in (package.sender, package.addressee))
    return Sheet(
        title=_say(package.kind, language),
        sentence=worded(package.words, language=language),
        facts=tuple(_facts(package, language)),
        columns=columns,
        rows=rows,
        note=_say("note", language),
        sign=(sender, addressee),
        sign_words=_say("sign", language),
        foot=tuple(_foot(package, language)),
    )


def _facts(package: Package, language: str) -> Iterator[tuple[str, str]]:
    said = package.content
    sender, addressee = (worded(one.name, language=language) for one in (package.sender, package.addressee))
    yield _say("from", language), sender
    yield _say("to", language), addressee
    if "role" in said:
        seeker, giver = (sender, addressee) if said["role"] == "seeker" else (addressee, sender)
        yield _say("seeker", language), seeker
        yield _say("giver", language), giver
    if package.kind == "exchange":
        yield _say("kind", language), say(f"twinning.exchange.{said['kind']}", language=language)
        yield _say("state", language), say(f"twinning.exchange_state.{said['state']}", language=language)
    if "starts_on" in said:
        days = {"starts": said["starts_on"], "ends": said["ends_on"]}
        yield _say("period", language), say("twinning.sheet.from_to", language=language, **days)
    if package.kind == "exchange":
        yield _say("people", language), str(said["people"])
    for name in ("purpose", "shared", "text"):
        if said.get(name):
            yield _say(name, language), worded(said[name], language=language)


def _table(package: Package, language: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    said = package.content
    if said.get("goals"):
        heads = ("indicator", "baseline", "target", "due")
        rows = [(one["baseline"], one["target"], _day(one["due"], language)) for one in said["goals"]]
    elif said.get("readings"):
        heads = ("indicator", "value", "measured_on", "due")
        rows = [
            (one["value"], _day(one["on"], language), _day(one["due"], language)) for one in said["readings"]
        ]
    else:
        return (), ()
    named = [
        indicator_named(str(one["indicator"]), language=language)
        for one in said.get("goals") or said["readings"]
    ]
    columns = tuple(_say(head, language) for head in heads)
    return columns, tuple((name, *row) for name, row in zip(named, rows, strict=True))


def _foot(package: Package, language: str) -> Iterator[tuple[str, str]]:
    yield _say("issued", language), _day(package.issued.date().isoformat(), language)
    yield _say("expires", language), _day(package.expires.date().isoformat(), language)
    yield _say("number", language), str(package.id)
    yield _say("fingerprint", language), grouped(package.fingerprint)


def indicator_named(code: str, *, language: str) -> str:
    """The name of an indicator with its code; the code alone where no catalogue here knows it.

    >>> indicator_named("TII.IU", language="en"), indicator_named("XYZ", language="en")
    ('Internet users (TII.IU)', 'XYZ')
    """
    known = indicators().get(code)
    return f"{known.name.in_language(language)} ({code})" if known else code


def _day(iso: str, language: str) -> str:
    return say("twinning.sheet.on", language=language, day=iso)


def _say(name: str, language: str) -> str:
    return say(f"twinning.sheet.{name}", language=language)
