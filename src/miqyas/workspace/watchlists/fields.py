"""What a policy is said to be, and whether it may be so: plain values, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_line, plain_lines
from miqyas.workspace.registry.fields import CODE, is_web_address
from miqyas.workspace.watchlists.errors import WatchlistError
from miqyas.workspace.watchlists.terms import states, themes

LONGEST_CODE: Final = 60
LONGEST_TITLE: Final = 200
LONGEST_WORDS: Final = 4_000
LONGEST_SOURCE: Final = 500
MOST_FEATURES: Final = 100


@dataclass(frozen=True)
class PolicyFields:
    """What a policy is said to be; `entity` is a code, `features` are codes of the catalogue."""

    code: str
    title: Mapping[str, str]
    theme: str
    state: str = "watched"
    description: Mapping[str, str] = field(default_factory=dict)
    entity: str = ""
    features: tuple[str, ...] = ()
    source: str = ""
    source_words: str = ""
    mark: str = Mark.RECALLED.value
    look_again: date | None = None

    def tidied(self) -> PolicyFields:
        """The same without signs that cannot be seen, codes in their usual letters."""
        features = (plain_line(one).upper() for one in self.features)
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=_tidy(self.title, plain_line),
            description=_tidy(self.description, plain_lines),
            entity=plain_line(self.entity).lower(),
            features=tuple(sorted({one for one in features if one})),
            source=plain_line(self.source),
            source_words=plain_line(self.source_words),
        )


def policy_faults(fields: PolicyFields, *, known: Collection[str]) -> tuple[WatchlistError, ...]:
    """What is wrong with a policy by itself, all at once; `known` are the codes of features."""
    return (
        *_code_faults(fields.code),
        *_word_faults(fields),
        *_choice_faults(fields),
        *_source_faults(fields),
        *_feature_faults(fields.features, known=known),
    )


def _code_faults(code: str) -> Iterator[WatchlistError]:
    if not code:
        yield _fault("code_missing", "code")
    elif len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        yield _fault("code_malformed", "code", given=code[:LONGEST_CODE], limit=LONGEST_CODE)


def _word_faults(fields: PolicyFields) -> Iterator[WatchlistError]:
    for language in REQUIRED_LANGUAGES:
        if not fields.title.get(language):
            yield _fault("title_missing", f"title_{language}")
    for stem, words, limit in (
        ("title", fields.title, LONGEST_TITLE),
        ("description", fields.description, LONGEST_WORDS),
    ):
        for language, text in words.items():
            if len(text) > limit:
                yield _fault("too_long", f"{stem}_{language}", n=len(text), limit=limit)


def _choice_faults(fields: PolicyFields) -> Iterator[WatchlistError]:
    marks = [mark.value for mark in Mark]
    if fields.theme not in themes():
        yield _fault("theme_unknown", "theme", given=fields.theme[:LONGEST_CODE], known=", ".join(themes()))
    if fields.state not in states():
        yield _fault("state_unknown", "state", given=fields.state[:LONGEST_CODE], known=", ".join(states()))
    if fields.mark not in marks:
        yield _fault("mark_unknown", "mark", given=fields.mark[:LONGEST_CODE], known=", ".join(marks))


def _source_faults(fields: PolicyFields) -> Iterator[WatchlistError]:
    if len(fields.source) > LONGEST_SOURCE:
        yield _fault("too_long", "source", n=len(fields.source), limit=LONGEST_SOURCE)
    elif fields.source and not is_web_address(fields.source):
        yield _fault("source_malformed", "source", given=fields.source[:80])
    if len(fields.source_words) > LONGEST_SOURCE:
        yield _fault("too_long", "source_words", n=len(fields.source_words), limit=LONGEST_SOURCE)
    if fields.mark in {Mark.READ, Mark.SECONDARY} and not (fields.source or fields.source_words):
        yield _fault("source_missing", "source")


def _feature_faults(features: tuple[str, ...], *, known: Collection[str]) -> Iterator[WatchlistError]:
    if len(features) > MOST_FEATURES:
        yield _fault("too_many_features", "features", n=len(features), limit=MOST_FEATURES)
    for code in features:
        if code not in known:
            yield _fault("feature_unknown", "features", given=code[:LONGEST_CODE])


def _tidy(words: Mapping[str, str], tidy: Any) -> dict[str, str]:
    return {language: text for language, given in words.items() if (text := tidy(given))}


def _fault(detail: str, name: str, **params: Any) -> WatchlistError:
    return WatchlistError(detail, place=Place(name=name), **params)
