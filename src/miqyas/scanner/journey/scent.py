"""The scent of links: how much their words promise to one who looks for a feature.

What is looked for is told by the words of its rules, of its question, of its theme, sector and audience, and
by the names of places where such things are. Rare words say more than common ones: log(1 + N / n) for a word
that stands in n of the N wordings of links (inverse document frequency, Spärck Jones 1972), and for words of
questions also by how few questions of the catalogue have them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from miqyas.catalogue import load as catalogue
from miqyas.catalogue.model import Feature
from miqyas.scanner.journey.manner import Manner
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.model import Meaning, Rule, Strength
from miqyas.scanner.rules.words import Found, Matcher, forms

Scents = Mapping[int, float]
"""How much the texts of that number promise, above 0 up to 1; others promise nothing."""
_OF_QUESTION: Final = 2
"""Words of a question that a link must share to be taken for what it asks: "renew" alone says little."""
_OF_NAME: Final = 1
"""The same of the name of a theme: one of "civil status and family" is enough."""
_ANYWHERE: Final = "anywhere"


class Lexis:
    """The words of all links of a site, folded once, and how they smell to whoever looks for something."""

    def __init__(self, texts: Sequence[str], *, rules: RuleSet, manner: Manner) -> None:
        self._manner, self._rules = manner, rules
        self._forms = [forms(text) for text in texts]
        self._standing: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._forms):
            for word in dict.fromkeys(words):
                self._standing[word].append(number)
        self._mass = [sum(map(self._rarity, words)) for words in self._forms]
        self._by_rule = self._cues(texts)
        self._by_place = self._named(texts)
        self._known: dict[tuple[str, ...], dict[int, float]] = {}

    def scents(self, feature: Feature, language: str) -> Scents:
        """The texts that promise something of a feature to one who reads the language."""
        found: dict[int, float] = {}
        for part in self._parts(feature, language):
            for number, scent in part.items():
                if scent > found.get(number, 0.0):
                    found[number] = scent
        return found

    def _parts(self, feature: Feature, language: str) -> Iterator[Scents]:
        scents = self._manner.scents
        for rule in self._rules.by_feature.get(feature.code, ()):
            yield self._by_rule.get((rule.id, language), {})
            yield self._of_subject(rule, language)
        for place in (feature.place, _ANYWHERE):
            yield self._by_place.get((place, language), {})
        if feature.question.has(language):
            rare = question_rarity(language)
            words = forms(feature.question[language])
            yield self._overlap(
                {word: rare.get(word, 1.0) for word in words}, scents.words, need=_OF_QUESTION
            )
        yield self._of_theme(feature.theme, feature.sector, feature.audience, language)

    def _of_subject(self, rule: Rule, language: str) -> Scents:
        """The texts that share with a rule what most of its names of the thing share, such as "traffic"."""
        key = (rule.id, language)
        if key not in self._known:
            cues = rule.cues.get(language)
            names = [set(forms(cue)) for cue in cues.strong] if cues else []
            counted = Counter(word for words in names for word in words)
            wanted = {word: count / len(names) for word, count in counted.items()}
            self._known[key] = self._overlap(wanted, self._manner.scents.theme, need=_OF_NAME)
        return self._known[key]

    def _of_theme(self, theme: str, sector: str, audience: str, language: str) -> Scents:
        key = (theme, sector, audience, language)
        if key not in self._known:
            words = catalogue.vocabulary()
            known = (words.themes.get(theme), words.sectors.get(sector), words.audiences.get(audience))
            names = [term.name[language] for term in known if term and term.name.has(language)]
            wanted = dict.fromkeys((form for name in names for form in forms(name)), 1.0)
            self._known[key] = self._overlap(wanted, self._manner.scents.theme, need=_OF_NAME)
        return self._known[key]

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._forms) / max(1, len(self._standing.get(word, ()))))

    def _overlap(self, wanted: Mapping[str, float], worth: float, *, need: int) -> dict[int, float]:
        """How much of a link is about the wanted words, and how much of what is wanted it says.

        The latter is the share of the ``need`` heaviest words, to that power.
        """
        weights = {word: self._rarity(word) * factor for word, factor in wanted.items()}
        whole = sum(sorted(weights.values(), reverse=True)[:need])
        said: dict[int, float] = defaultdict(float)
        about: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            rarity = self._rarity(word)
            for number in self._standing.get(word, ()):
                said[number] += weight
                about[number] += rarity
        return {
            number: worth
            * min(1.0, told / whole) ** need
            * min(1.0, about[number] / self._mass[number]) ** 0.5
            for number, told in said.items()
            if told > 0
        }

    def _cues(self, texts: Sequence[str]) -> Mapping[tuple[str, str], Scents]:
        """The texts with words of rules, by rule and language."""
        scents = self._manner.scents
        worth = {int(Strength.STRONG): scents.strong, int(Strength.WEAK): scents.weak}
        found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        for number, text in enumerate(texts):
            for one, meaning in _meant(self._rules.matcher.find(text)):
                share = (one.last - one.first + 1) / len(self._forms[number])
                scent = worth[meaning.strength] * (1 - scents.share * (1 - share))
                known = found[meaning.rule, meaning.language]
                known[number] = max(scent, known.get(number, 0.0))
        return found

    def _named(self, texts: Sequence[str]) -> Mapping[tuple[str, str], Scents]:
        """The texts that are names of places, by place and language; longer ones are less so."""
        manner = self._manner
        matcher = _matcher(manner)
        found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        for number, text in enumerate(texts):
            for one in matcher.find(text):
                share = (one.last - one.first + 1) / len(self._forms[number])
                for place, language in one.meanings:
                    worth = manner.scents.anywhere if place == _ANYWHERE else manner.scents.way
                    known = found[place, language]
                    known[number] = max(worth * share, known.get(number, 0.0))
        return found


def _matcher(manner: Manner) -> Matcher[tuple[str, str]]:
    listed = {**manner.ways, _ANYWHERE: manner.anywhere}
    return Matcher(
        (phrase, (place, language))
        for place, phrases in listed.items()
        for language, named in phrases.items()
        for phrase in named
    )


def _meant(found: Iterable[Found[Meaning]]) -> Iterator[tuple[Found[Meaning], Meaning]]:
    """The words of rules in a text, without those that others beside them make something else."""
    pairs = [(one, meaning) for one in found for meaning in one.meanings if not meaning.group]
    excluded = {meaning.rule for _, meaning in pairs if not meaning.strength}
    return ((one, meaning) for one, meaning in pairs if meaning.rule not in excluded)


@cache
def question_rarity(language: str) -> Mapping[str, float]:
    """How rare words are in the questions of the packaged catalogue: 0 (in all of them) to about 1.

    >>> question_rarity("en")["online"] < question_rarity("en")["passport"]
    True
    """
    questions = [
        set(forms(feature.question[language]))
        for instrument in catalogue.instruments().values()
        for feature in instrument.features
        if feature.question.has(language)
    ]
    counted = Counter(word for words in questions for word in words)
    whole = math.log(1 + len(questions))
    return {word: math.log((1 + len(questions)) / (1 + count)) / whole for word, count in counted.items()}
