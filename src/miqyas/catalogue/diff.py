"""What changed between two versions of an instrument, as values and in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from miqyas.catalogue.load import retired, vocabulary
from miqyas.catalogue.model import CHOICES, WORDINGS, Feature, Instrument
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say

ChangeKind = Literal["added", "retired", "became", "wording", "choice", "recency", "tags", "related"]
Value = Text | str | int | tuple[str, ...] | None


@dataclass(frozen=True)
class FeatureChange:
    """One change: of the list (added, retired, became) or of an aspect of a feature that both versions have.

    `before` and `after` are questions for what was added or retired, else the values of the aspect; `became`
    is the code that took the place of a retired one.
    """

    kind: ChangeKind
    code: str
    aspect: str
    before: Value
    after: Value
    became: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; texts as maps of languages."""
        return {
            "kind": self.kind,
            "code": self.code,
            "aspect": self.aspect,
            "before": _plain(self.before),
            "after": _plain(self.after),
            "became": self.became,
        }


def _plain(value: Value) -> Any:
    if isinstance(value, Text):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def diff(older: Instrument, newer: Instrument) -> tuple[FeatureChange, ...]:
    """All changes from one version to another: new features, retired ones, then those of each that stayed.

    >>> from dataclasses import replace
    >>> from miqyas.catalogue.load import instrument
    >>> osi = instrument("OSI")
    >>> shorter = replace(osi, version="0", features=osi.features[1:])
    >>> [(change.kind, change.code) for change in diff(shorter, osi)] == [("added", osi.features[0].code)]
    True
    """
    return (*_added(older, newer), *_retired(older, newer), *_changed(older, newer))


def _added(older: Instrument, newer: Instrument) -> Iterator[FeatureChange]:
    for feature in newer.features:
        if feature.code not in older.by_code:
            yield FeatureChange("added", feature.code, "feature", None, feature.question)


def _retired(older: Instrument, newer: Instrument) -> Iterator[FeatureChange]:
    for feature in older.features:
        if feature.code in newer.by_code:
            continue
        entry = retired().get(feature.code)
        became = entry.became if entry and entry.became in newer.by_code else None
        kind: ChangeKind = "became" if became else "retired"
        yield FeatureChange(kind, feature.code, "feature", feature.question, None, became)


def _changed(older: Instrument, newer: Instrument) -> Iterator[FeatureChange]:
    for feature in newer.features:
        before = older.by_code.get(feature.code)
        if before is not None:
            yield from feature_changes(before, feature)


def feature_changes(before: Feature, after: Feature) -> Iterator[FeatureChange]:
    """What differs between two states of a feature: wordings, then what it takes from lists, then more."""
    for kind, aspects in (
        ("wording", WORDINGS),
        ("choice", CHOICES),
        ("recency", ("recency",)),
        ("tags", ("tags",)),
        ("related", ("related",)),
    ):
        for aspect in aspects:
            was, now = getattr(before, aspect), getattr(after, aspect)
            if was != now:
                yield FeatureChange(kind, after.code, aspect, _value(was), _value(now))  # type: ignore[arg-type]


def _value(value: Any) -> Value:
    if not isinstance(value, tuple):
        known: Value = value
        return known
    return tuple(item if isinstance(item, str) else f"{item.framework}.{item.part}" for item in value)


def change_sentence(change: FeatureChange, *, language: str) -> str:
    """One change in words."""
    params: dict[str, Any] = {"code": change.code}
    if change.kind in {"added", "retired", "became"}:
        question = change.after if change.kind == "added" else change.before
        return say(
            f"catalogue.change.{change.kind}",
            language=language,
            question=question,
            became=change.became or "",
            **params,
        )
    aspect = aspect_name(change.aspect)
    if change.kind in {"wording", "tags", "related"}:
        return say(f"catalogue.change.{change.kind}", language=language, aspect=aspect, **params)
    before, after = (_shown(change, value, language=language) for value in (change.before, change.after))
    return say(
        "catalogue.change.value", language=language, aspect=aspect, before=before, after=after, **params
    )


def aspect_name(aspect: str) -> Text:
    """What an aspect of a feature is called.

    >>> aspect_name("counts_not")["en"]
    'What does not count'
    """
    return Text(
        {language: say(f"catalogue.aspect.{aspect}", language=language) for language in REQUIRED_LANGUAGES}
    )


def _shown(change: FeatureChange, value: Value, *, language: str) -> Text | str:
    if change.kind == "recency":
        return recency_words(value if isinstance(value, int) else None, language=language)
    if change.aspect == "subindex" or not value:
        return str(value or "\N{EN DASH}")
    term = vocabulary().terms(change.aspect).get(str(value))
    return term.name if term else str(value)


def recency_words(months: int | None, *, language: str) -> str:
    """Up to which age what is found counts.

    >>> recency_words(12, language="en"), recency_words(None, language="en")
    ('not older than 12 months', 'of any age')
    """
    if months is None:
        return say("catalogue.recency.any", language=language)
    return say("catalogue.recency.months", language=language, n=months)
