"""Reading a rule strictly: every key known, every cue with words, every feature in the catalogue."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

from miqyas.kernel.documents import Located
from miqyas.kernel.errors import MiqyasError
from miqyas.methodology.schema import Reader
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.rules.errors import RuleError
from miqyas.scanner.rules.model import (
    LANGUAGES,
    OPTIONAL_LANGUAGES,
    Channel,
    Check,
    Cues,
    Group,
    Kind,
    Proof,
    Rule,
    Structure,
    Target,
)
from miqyas.scanner.rules.words import forms

_KEYS: Final = frozenset(
    {
        *("id", "version", "features", "channel", "kind", "cues", "structure", "target", "least", "advice"),
        *("sources", "check", "pages"),
    }
)
_STRUCTURE: Final = frozenset(
    {
        "landmarks",
        "url",
        "schema",
        "form_role",
        "field_kinds",
        "files",
        "networks",
        "apis",
        "controls",
        "names",
        "fields",
    }
)
_TARGET: Final = frozenset({"groups", "least", "words", "links", "about", "not", "needed"})
_ID: Final = re.compile(r"[a-z][a-z0-9_]{2,50}")
_WORDLESS: Final = frozenset({Kind.SITE, Kind.LANGUAGES})
"""Kinds of rules that look at no words."""
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True)
class RuleReader(Reader):
    """One mapping of a rule's file."""

    def error(self, detail: str, *, key: str = "", **params: Any) -> MiqyasError:
        """An error of a rule, placed at a key of this mapping."""
        return RuleError(detail, place=self.place(key), **params)

    def member(self, key: str, kind: type[E], default: E | None = None) -> E:
        """A member of an enumeration by its value, or its name in small letters."""
        if default is not None and key not in self.data:
            return default
        names = {str(one.value) if isinstance(one.value, str) else one.name.lower(): one for one in kind}
        return names[self.one_of(key, tuple(names))]

    def texts(self, key: str) -> tuple[str, ...]:
        """An optional list of texts that are not empty."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.error("not_texts", key=key, given=repr(value))
        return tuple(value)

    def count(self, key: str, default: int = 0) -> int:
        """An optional whole number, not below 0."""
        if key not in self.data:
            return default
        number = self.integer(key)
        if number < 0:
            raise self.error("negative", key=key, given=str(number))
        return number

    def flag(self, key: str, *, default: bool) -> bool:
        """An optional yes or no."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.error("not_flag", key=key, given=repr(value))
        return value


def read_rule(data: Located, *, file: str, features: Collection[str]) -> Rule:
    """One rule; `RuleError` names file, line and key. ``features`` are the codes of the catalogue."""
    reader = RuleReader(data, file, str(data.get("id", "")), {})
    reader.only(_KEYS)
    kind = reader.member("kind", Kind)
    advice = reader.words("advice")
    if advice is None:
        raise reader.error("missing_key", key="advice", key_name="advice")
    return Rule(
        id=_id(reader),
        version=max(1, reader.count("version", 1)),
        features=_features(reader, features),
        channel=reader.member("channel", Channel, Channel.DOM),
        kind=kind,
        cues=_all_cues(reader, is_needed=kind not in _WORDLESS),
        structure=_structure(reader),
        target=_target(reader),
        least=reader.member("least", Proof, Proof.NONE),
        advice=advice,
        sources=reader.texts("sources"),
        check=reader.member("check", Check) if "check" in data else None,
        pages=reader.count("pages"),
    )


def read_groups(data: Located, *, file: str) -> Mapping[str, Group]:
    """The groups of phrases that all rules share."""
    return _groups(RuleReader(data, file, "", {}))


def _id(reader: RuleReader) -> str:
    given = reader.text("id")
    if not _ID.fullmatch(given):
        raise reader.error("id_shape", key="id", given=given)
    return given


def _features(reader: RuleReader, known: Collection[str]) -> tuple[str, ...]:
    listed = reader.texts("features")
    if not listed:
        raise reader.error("missing_key", key="features", key_name="features")
    for code in listed:
        if code not in known:
            raise reader.error("unknown_feature", key="features", given=code)
    return listed


def _all_cues(reader: RuleReader, *, is_needed: bool) -> Mapping[str, Cues]:
    if not is_needed and "cues" not in reader.data:
        return {}
    below = reader.map("cues")
    _check_languages(below)
    return {language: _cues(below.map(language)) for language in below.data}


def _check_languages(reader: RuleReader) -> None:
    reader.only({*LANGUAGES, *OPTIONAL_LANGUAGES})
    for language in LANGUAGES:
        if language not in reader.data:
            raise reader.error("cues_missing", key=language, missing=language)


def _cues(reader: RuleReader) -> Cues:
    reader.only({"strong", "weak", "not", "only"})
    strong, weak, excluding, only = (_phrases(reader, key) for key in ("strong", "weak", "not", "only"))
    if not strong and not only:
        raise reader.error("missing_key", key="strong", key_name="strong")
    for phrase in (*strong, *weak, *only):
        if forbidding := next((one for one in excluding if contains(phrase, one)), None):
            raise reader.error("cue_forbidden", key="not", cue=phrase, by=forbidding, rule=reader.name)
    return Cues(strong, weak, excluding, only)


def contains(phrase: str, other: str) -> bool:
    """Whether the words of one phrase stand in another, next to each other.

    >>> contains("site search results", "search results"), contains("search", "research")
    (True, False)
    """
    words, part = forms(phrase), forms(other)
    return any(words[place : place + len(part)] == part for place in range(len(words) - len(part) + 1))


def _phrases(reader: RuleReader, key: str) -> tuple[str, ...]:
    phrases = reader.texts(key)
    known: dict[tuple[str, ...], str] = {}
    for phrase in phrases:
        words = forms(phrase)
        if not words:
            raise reader.error("cue_empty", key=key, cue=phrase)
        if words in known:
            raise reader.error("cue_twice", key=key, cue=phrase, other=known[words])
        known[words] = phrase
    return phrases


def _structure(reader: RuleReader) -> Structure:
    if "structure" not in reader.data:
        return Structure()
    below = reader.map("structure")
    below.only(_STRUCTURE)
    return Structure(
        landmarks=_parts_of_pages(below, "landmarks"),
        url=below.texts("url"),
        schema=below.texts("schema"),
        form_role=below.text("form_role") if "form_role" in below.data else "",
        field_kinds=below.texts("field_kinds"),
        files=below.texts("files"),
        networks=below.count("networks"),
        apis=below.texts("apis"),
        controls=_parts_of_pages(below, "controls"),
        names=below.texts("names"),
        fields=below.count("fields"),
    )


def _parts_of_pages(reader: RuleReader, key: str) -> tuple[str, ...]:
    given, known = reader.texts(key), [landmark.value for landmark in Landmark]
    for one in given:
        if one not in known:
            raise reader.error("not_one_of", key=key, given=one, choices=", ".join(known))
    return given


def _target(reader: RuleReader) -> Target:
    if "target" not in reader.data:
        return Target()
    below = reader.map("target")
    below.only(_TARGET)
    groups = _groups(below.map("groups")) if "groups" in below.data else {}
    least = below.count("least", min(1, len(groups)))
    if least > len(groups):
        raise below.error("least_too_many", key="least", given=str(least), n=len(groups))
    about = below.flag("about", default=True)
    excluding = _group(below.map("not")) if "not" in below.data else {}
    is_needed = below.flag("needed", default=False)
    return Target(groups, least, below.count("words"), below.count("links"), about, excluding, is_needed)


def _groups(reader: RuleReader) -> Mapping[str, Group]:
    return {name: _group(reader.map(name)) for name in reader.data}


def _group(reader: RuleReader) -> Group:
    _check_languages(reader)
    found = {language: _phrases(reader, language) for language in reader.data}
    for language, phrases in found.items():
        if not phrases:
            raise reader.error("cues_missing", key=language, missing=language)
    return found


def check_together(rules: Iterable[Rule]) -> None:
    """Refuse rules that contradict each other; `RuleError`.

    Two rules with one name, and a cue that another rule on the same feature takes for something else.
    """
    known: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in known:
            raise RuleError("id_twice", given=rule.id)
        for other in known.values():
            if set(rule.features) & set(other.features):
                _check_pair(rule, other)
                _check_pair(other, rule)
        known[rule.id] = rule


def _check_pair(rule: Rule, other: Rule) -> None:
    for language, cues in rule.cues.items():
        forbidding = other.cues[language].excluding if language in other.cues else ()
        for phrase in cues.strong:
            for one in forbidding:
                if contains(phrase, one):
                    raise RuleError("cue_forbidden", cue=phrase, by=one, rule=other.id)
