"""The stranger's search for every feature in every language, on pages that were seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from miqyas.catalogue.model import Feature
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.scanner.findings import Finding
from miqyas.scanner.journey.beginning import begin
from miqyas.scanner.journey.graph import Graph
from miqyas.scanner.journey.losing import lost_at, nearest, saved_by
from miqyas.scanner.journey.manner import Manner, usual
from miqyas.scanner.journey.model import Journey, Outcome
from miqyas.scanner.journey.scent import Lexis
from miqyas.scanner.journey.search import Walk
from miqyas.scanner.journey.targets import Places, Targets
from miqyas.scanner.journey.ways import Ways
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.model import Kind, State
from miqyas.scanner.rules.site import Site

_NOWHERE: Final = frozenset({State.ABSENT, State.PARTIAL, State.PRESENT})
"""States of a finding that say where a thing stands: where it stands nowhere, nothing is left open."""


def journeys(
    site: Site,
    findings: Iterable[Finding],
    *,
    rules: RuleSet,
    features: Iterable[Feature],
    ways: Iterable[Ways],
    languages: Iterable[str] = REQUIRED_LANGUAGES,
    manner: Manner | None = None,
) -> tuple[Journey, ...]:
    """A journey for each feature with a finding, in each language, in the order of the features.

    ``ways`` are the links of the pages as `ways_of` gives them, those of answers of the site's search among
    them, in any order. Properties of all pages (`Kind.SITE`) and what does not apply to the site are not
    looked for.

    One process does it all: every walk, in whatever language, needs the graph of all links and the words of
    all of them, which would cost more to hand to workers than to search.
    """
    manner = manner or usual()
    graph = Graph(site, ways, manner=manner)
    lexis = Lexis(graph.texts, rules=rules, manner=manner)
    places = Places(graph, rules=rules)
    by_feature = {finding.feature: finding for finding in findings}
    spoken = tuple(languages)
    made = []
    for feature in features:
        finding = by_feature.get(feature.code)
        if finding and _is_looked_for(finding, rules):
            for language in spoken:
                targets = places.of(finding, language)
                made.append(_journey(graph, lexis, feature, finding, targets, language, manner))
    return tuple(made)


def _is_looked_for(finding: Finding, rules: RuleSet) -> bool:
    return finding.state is not State.NOT_APPLICABLE and rules.by_id[finding.rule].kind is not Kind.SITE


def _journey(
    graph: Graph,
    lexis: Lexis,
    feature: Feature,
    finding: Finding,
    targets: Targets,
    language: str,
    manner: Manner,
) -> Journey:
    beginning = begin(graph, feature.place, language, manner=manner)
    if beginning is None:
        return Journey(feature.code, language, Outcome.NO_START)
    scents = lexis.scents(feature, language)
    walk = Walk(graph, scents=scents, targets=targets, language=language, manner=manner)
    walk.run(beginning.node, begun=beginning.steps)
    goal = nearest(graph, walk, targets, language)
    outcome = _outcome(walk, finding, targets, is_linked=bool(goal))
    return Journey(
        feature=feature.code,
        language=language,
        outcome=outcome,
        steps=tuple(walk.steps),
        clicks=walk.clicks,
        seconds=round(walk.seconds, 1),
        search=walk.search,
        found_at=graph.spot_of(walk.found) if walk.found else None,
        lost_at=None if walk.found else lost_at(graph, walk, goal, language),
        saved_by=saved_by(graph, walk, targets, goal, language, outcome=outcome, manner=manner),
    )


def _outcome(walk: Walk, finding: Finding, targets: Targets, *, is_linked: bool) -> Outcome:
    if walk.found:
        is_sure = walk.found in targets.sure or targets.at_start
        return Outcome.FOUND if is_sure else Outcome.TO_REVIEW
    if not targets.all:
        if targets.elsewhere:
            return Outcome.UNTOLD if walk.is_in_doubt else Outcome.OTHER_LANGUAGE
        return Outcome.ABSENT if finding.state in _NOWHERE else Outcome.UNTOLD
    if walk.is_in_doubt or not targets.sure:
        return Outcome.UNTOLD
    if not is_linked:
        return Outcome.UNLINKED
    return Outcome.OVER_BUDGET if walk.is_over_budget else Outcome.LOST
