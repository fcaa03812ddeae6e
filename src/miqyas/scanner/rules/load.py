"""The packaged rules, read once, and what is looked up in them: the matcher of all their phrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from miqyas.catalogue import load as catalogue
from miqyas.kernel.documents import read_document, read_list
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.scanner.rules.model import Group, Kind, Meaning, Rule, Strength
from miqyas.scanner.rules.said import Addresses, Names, Texts, Titles
from miqyas.scanner.rules.schema import check_together, read_groups, read_rule
from miqyas.scanner.rules.words import Matcher, exact, forms

ROOM: Final = files("miqyas.scanner.rules")
FILE: Final = "rule.yaml"
UNSEEN: Final = "unseen.yaml"
APART: Final = "apart.yaml"
SHARED: Final = "shared"
"""The owner of the groups of phrases that all rules use."""


EXCLUDING: Final = "not"
"""The group of a target whose phrases make the page something else."""


_Said = tuple[str, Meaning]


@dataclass(frozen=True)
class RuleSet:
    """Rules that are looked for together; a phrase that several of them know is looked for once."""

    rules: tuple[Rule, ...]
    shared: Mapping[str, Group]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their names."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def by_feature(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that bear on each feature."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for code in rule.features:
                found[code] = (*found.get(code, ()), rule)
        return found

    @cached_property
    def matcher(self) -> Matcher[Meaning]:
        """Finds the phrases of all rules, and what longer ones of others make of them."""
        phrases = tuple(self._phrases())
        return Matcher((*phrases, *self._made_else(phrases)))

    @cached_property
    def url_matcher(self) -> Matcher[Meaning]:
        """Finds the words of addresses that say what they lead to."""
        return Matcher(
            (words, Meaning(rule.id, words, "", int(Strength.WEAK)))
            for rule in self.rules
            for words in rule.structure.url
        )

    @cached_property
    def texts(self) -> Texts:
        """What texts say to the rules."""
        return Texts(self.matcher)

    @cached_property
    def titles(self) -> Titles:
        """What titles of pages say to the rules."""
        return Titles(self.matcher)

    @cached_property
    def names(self) -> Names:
        """What buttons and fields say to the rules."""
        return Names(self.matcher)

    @cached_property
    def addresses(self) -> Addresses:
        """What addresses say to the rules."""
        return Addresses(self.url_matcher)

    def plain_cues(self) -> Mapping[str, tuple[str, ...]]:
        """The strong cues of all rules by language: the words by which a crawl chooses where to go next."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in self.rules:
            for language, cues in rule.cues.items():
                found[language] = (*found.get(language, ()), *cues.strong, *cues.only)
        return {language: tuple(dict.fromkeys(phrases)) for language, phrases in found.items()}

    def _made_else(self, phrases: Iterable[_Said]) -> Iterator[_Said]:
        """Cues of a rule that speak against another one, a shorter cue of which stands in them.

        "Procurement law" names no portal of laws, "customer service charter" no customer service. Rules that
        share a feature, and a rule that has the longer cue itself, are left alone.
        """
        cues = tuple((phrase, said) for phrase, said in phrases if said.strength and not said.group)
        inside = Matcher((phrase, said) for phrase, said in cues if not said.is_whole)
        known = {(said.rule, forms(phrase)) for phrase, said in cues}
        for phrase, said in cues:
            words, others = forms(phrase), set[str]()
            for one in inside.find(phrase):
                if one.last - one.first + 1 < len(words):
                    others.update(other.rule for other in one.meanings)
            for name in sorted(others):
                if (name, words) not in known and self._are_apart(said.rule, name):
                    yield phrase, Meaning(name, phrase, said.language)

    def _are_apart(self, one: str, other: str) -> bool:
        """Whether two rules look for pages, and for different ones."""
        first, second = self.by_id[one], self.by_id[other]
        is_page = Kind.ELEMENT not in {first.kind, second.kind}
        return is_page and set(first.features).isdisjoint(second.features)

    def _phrases(self) -> Iterator[_Said]:
        for rule in self.rules:
            for language, cues in rule.cues.items():
                for strength, phrases in (
                    (Strength.STRONG, cues.strong),
                    (Strength.WEAK, cues.weak),
                    (0, cues.excluding),
                ):
                    for phrase in phrases:
                        yield phrase, Meaning(rule.id, phrase, language, int(strength))
                for phrase in cues.only:
                    yield phrase, Meaning(rule.id, phrase, language, int(Strength.STRONG), is_whole=True)
            yield from _grouped(rule.id, {**rule.target.groups, EXCLUDING: rule.target.excluding})
        yield from _grouped(SHARED, self.shared)


def _grouped(owner: str, groups: Mapping[str, Group]) -> Iterator[_Said]:
    for name, group in groups.items():
        for language, phrases in group.items():
            for phrase in phrases:
                yield phrase, Meaning(owner, phrase, language, group=name)


@cache
def rules() -> RuleSet:
    """The packaged rules.

    >>> rules().by_id["search"].kind.value
    'element'
    """
    return read_rules(folder for folder in _folders())


def read_rules(folders: Iterable[Traversable]) -> RuleSet:
    """Rules out of their folders, checked one by one and together; `RuleError`."""
    codes = {code for instrument in catalogue.instruments().values() for code in instrument.by_code}
    found = []
    for folder in folders:
        shown = f"{folder.name}/{FILE}"
        text = folder.joinpath(FILE).read_text(encoding="utf-8")
        found.append(read_rule(read_document(text, file=shown), file=shown, features=codes))
    check_together(found)
    return RuleSet(tuple(found), shared_groups())


@cache
def shared_groups() -> Mapping[str, Group]:
    """The groups of phrases that all rules use, such as the words by which a service begins."""
    text = ROOM.joinpath("shared.yaml").read_text(encoding="utf-8")
    return read_groups(read_document(text, file="shared.yaml"), file="shared.yaml")


@cache
def apart_groups() -> Mapping[str, Group]:
    """The groups of phrases by which links and forms are told apart from those that begin a service."""
    text = ROOM.joinpath(APART).read_text(encoding="utf-8")
    return read_groups(read_document(text, file=APART), file=APART)


def _folders() -> Iterator[Traversable]:
    for folder in sorted(ROOM.iterdir(), key=lambda item: item.name):
        if folder.is_dir() and folder.joinpath(FILE).is_file():
            yield folder


@cache
def unseen() -> Mapping[str, Text]:
    """Why no rule looks for a feature, by its code, for those that a machine cannot see.

    >>> unseen()["OSI-SP-069"]["en"]
    "It shows only after sign-in, and a scan signs in to nobody's account."
    """
    text = ROOM.joinpath(UNSEEN).read_text(encoding="utf-8")
    return {
        code: Text({language: one[language] for language in REQUIRED_LANGUAGES})
        for one in read_list(text, file=UNSEEN)
        for code in one["features"]
    }


@cache
def news_marks() -> Mapping[str, frozenset[str]]:
    """The types of schema.org, folders of addresses, names of scripts and verbs by which news are known.

    >>> "NewsArticle" in news_marks()["types"], "noticias" in news_marks()["folders"]
    (True, True)
    """
    marks = read_document(ROOM.joinpath("news.yaml").read_text(encoding="utf-8"), file="news.yaml")
    verbs = (verb for listed in marks["verbs"].values() for verb in listed)
    return {
        "types": frozenset(marks["types"]),
        "folders": frozenset(name for names in marks["folders"] for name in names),
        "hubs": frozenset(marks["hubs"]),
        "items": frozenset(marks["items"]),
        "verbs": frozenset(word for verb in verbs for word in exact(verb)),
    }
