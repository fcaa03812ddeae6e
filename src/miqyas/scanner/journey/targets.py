"""Where on a site a feature stands, as the findings tell it: what a search for it has to reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from miqyas.scanner.findings import Finding
from miqyas.scanner.journey.graph import Graph
from miqyas.scanner.rules.clues import PageClues, Surface
from miqyas.scanner.rules.follow import has_content
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.model import Kind, Rule, State, Strength
from miqyas.scanner.rules.site import is_there
from miqyas.scanner.rules.verdict import Hit

_ON_THE_PAGE: Final = frozenset({Kind.ELEMENT, Kind.LANGUAGES})
"""Kinds of what stands on pages themselves: the place is the page, wherever its links lead."""
_BY_CONTENT: Final = frozenset(
    {Kind.LINK, Kind.STATEMENT, Kind.DOCUMENT, Kind.ACTIVITY, Kind.CONTACT, Kind.OPEN_DATA}
)
_NAMING: Final = frozenset({Surface.TITLE, Surface.HEADING})


@dataclass(frozen=True, slots=True)
class Targets:
    """What a search has to reach: ``sure`` are the pages and files of it, ``unsure`` those that may be.

    ``at_start``: it stands on the page where the search begins. ``elsewhere``: it stands in another language.
    """

    sure: frozenset[str]
    unsure: frozenset[str]
    at_start: bool = False
    elsewhere: bool = False

    @property
    def all(self) -> frozenset[str]:
        """Sure and unsure ones."""
        return self.sure | self.unsure


class Places:
    """Looks up where features stand; what depends on a rule alone is looked up once."""

    def __init__(self, graph: Graph, *, rules: RuleSet) -> None:
        self._graph, self._rules = graph, rules
        self._right: dict[str, tuple[str, ...]] = {}

    def of(self, finding: Finding, language: str) -> Targets:
        """The targets of a finding for one who reads the language."""
        rule = self._rules.by_id[finding.rule]
        spoken: dict[str, set[str]] = defaultdict(set)
        for address, code in _addresses(finding.hits, rule):
            spoken[self._graph.key_of(address)].add(code)
        keys = set(filter(None, spoken))
        if finding.state is State.PRESENT:
            keys.update(self._with_right_content(rule))
        keys.update([key for one in sorted(keys) for key in self._alternates(one)])
        there = {key for key in keys if self._is_open(key)}
        own = frozenset(key for key in there if self._is_readable(key, language, spoken.get(key)))
        is_sure = finding.state in {State.PRESENT, State.PARTIAL}
        none: frozenset[str] = frozenset()
        return Targets(
            sure=own if is_sure else none,
            unsure=none if is_sure else own,
            at_start=rule.kind in _ON_THE_PAGE and finding.state is State.PRESENT,
            elsewhere=is_sure and bool(there - own),
        )

    def _is_open(self, key: str) -> bool:
        """Whether something stands there, or nobody looked."""
        visit = self._graph.visit_of(key)
        return visit is None or not visit.artifact.outcome.is_seen or is_there(visit.artifact)

    def _is_readable(self, key: str, language: str, spoken: Set[str] | None) -> bool:
        """A page by its words; a file, or what nobody looked at, by those of the links to it."""
        if node := self._graph.nodes.get(key):
            return self._graph.is_readable(node.page, language)
        return not spoken or not spoken.isdisjoint({language, ""})

    def _with_right_content(self, rule: Rule) -> tuple[str, ...]:
        """The pages that name the thing and hold what belongs there; findings keep the first few alone."""
        if rule.id not in self._right:
            pages = self._graph.nodes.items() if rule.kind in _BY_CONTENT else ()
            self._right[rule.id] = tuple(
                key for key, node in pages if _names(node.page, rule) and has_content(rule, node.page)
            )
        return self._right[rule.id]

    def _alternates(self, key: str) -> Iterator[str]:
        """The same page in other languages, as it says itself."""
        node = self._graph.nodes.get(key)
        for alternate in node.page.alternates if node else ():
            other = self._graph.key_of(alternate.address)
            if other in self._graph.nodes:
                yield other


def _names(page: PageClues, rule: Rule) -> bool:
    return any(
        clue.surface in _NAMING and clue.strength is Strength.STRONG and clue.language
        for clue in page.of(rule.id)
    )


def _addresses(hits: Iterable[Hit], rule: Rule) -> Iterator[tuple[str, str]]:
    """Where hits stand or lead, each with the language of its words.

    The start of a service is no place of its own: often it is one sign-in for all of them.
    """
    cues = _phrases(rule) if rule.kind is Kind.SERVICE else None
    for hit in hits:
        if cues is not None and hit.surface in {Surface.LINK, Surface.BUTTON} and hit.phrase not in cues:
            yield hit.address, hit.language
        elif hit.surface is Surface.LINK and rule.kind not in _ON_THE_PAGE:
            yield hit.target, hit.language
        else:
            yield hit.address, hit.language


def _phrases(rule: Rule) -> frozenset[str]:
    said = (phrase for cues in rule.cues.values() for phrase in (*cues.strong, *cues.weak))
    return frozenset((*said, *rule.structure.url))
