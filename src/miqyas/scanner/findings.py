"""Findings: what a scan says of each feature of an instrument, how far it was proved, and what was looked at.

`judge` is a pure function of what was seen: no network, no clock. A feature is absent only after enough was
looked at to say so; what could not be looked at lowers the coverage and is never taken for absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from miqyas.catalogue.model import Feature
from miqyas.kernel.text import Text
from miqyas.kernel.words import day_in_words, language_name, say
from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.rules import follow, interface, service, whole
from miqyas.scanner.rules.follow import Asked
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.model import Grade, Kind, Proof, Rule, State, Why
from miqyas.scanner.rules.site import CITY, NATIONAL, Site
from miqyas.scanner.rules.verdict import Hit, Verdict

ENOUGH: Final = 0.8
"""The coverage from which something may be called absent."""
STAGES: Final = "service_stage"
_EVALUATORS: Final[Mapping[Kind, Callable[[Asked], Verdict | None]]] = {
    Kind.LINK: follow.look,
    Kind.STATEMENT: follow.look,
    Kind.DOCUMENT: follow.look,
    Kind.ACTIVITY: follow.look,
    Kind.CONTACT: follow.look,
    Kind.OPEN_DATA: interface.look,
    Kind.SERVICE: service.look,
    Kind.ELEMENT: whole.element,
    Kind.LANGUAGES: whole.languages,
    Kind.SITE: whole.whole_site,
}
_DATED: Final = frozenset({Kind.ACTIVITY, Kind.LINK, Kind.STATEMENT, Kind.DOCUMENT, Kind.OPEN_DATA})
"""Kinds of things of which it is told when they were last touched."""
_FOUND: Final = frozenset({State.PRESENT, State.PARTIAL, State.NEEDS_REVIEW})
_LETTERS: Final[Mapping[str, int]] = {"day": 10, "month": 7, "year": 4}
"""Letters of a date in ISO 8601, by its precision."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked at: pages, languages, seconds of looking, whether that is enough to say "absent".

    ``coverage`` is the share of looks that could be assessed, 0 to 1.
    """

    pages: int
    languages: tuple[str, ...]
    seconds: float
    is_budget_met: bool
    coverage: float


@dataclass(frozen=True)
class Finding:
    """What is known of one feature on one site.

    ``grade`` is one of the feature's scale in the catalogue, empty where none can be told; ``evidence`` the
    kind of proof that the catalogue asks for; ``languages`` those in which it was found; ``vantages`` from
    where the pages were seen. ``last_dated`` is the latest day, month or year, in ISO 8601 and not to come,
    that stands where it was found: of what goes on (``goes_on``) its last activity; empty for none.
    """

    feature: str
    rule: str
    version: int
    state: State
    searched: Searched
    why: Why | None = None
    reason: Reason | None = None
    proof: Proof = Proof.NONE
    grade: str = ""
    evidence: str = ""
    hits: tuple[Hit, ...] = ()
    languages: tuple[str, ...] = ()
    vantages: tuple[str, ...] = ()
    advice: Text | None = None
    last_dated: str = ""
    goes_on: bool = False

    def in_words(self, language: str) -> str:
        """State and reason as a sentence: "Not found in 212 pages, in Arabic and English."."""
        if self.state is State.ABSENT:
            named = [language_name(code, language=language) for code in self.searched.languages]
            listed = say("scan.list_sign", language=language).join(named)
            key = "scan.absent" if listed else "scan.absent_plain"
            return say(key, language=language, n=self.searched.pages, languages=listed)
        head = say(f"scan.state.{self.state.value}", language=language)
        tail = self._reason_in_words(language)
        return f"{head}{say('scan.colon', language=language)}{tail}" if tail else head

    def beyond_state(self, language: str) -> str:
        """What there is to say where the state stands before it already: what was searched, or why."""
        return self.in_words(language) if self.state is State.ABSENT else self._reason_in_words(language)

    def _reason_in_words(self, language: str) -> str:
        if self.why:
            return say(f"scan.why.{self.why.value}", language=language)
        return say(f"scan.reason.{self.reason.value}", language=language) if self.reason else ""

    def dated_in_words(self, language: str) -> str:
        """The latest date that stands there: "Last activity: 3 March 2026"; empty where none does."""
        if not self.last_dated:
            return ""
        key = "scan.last_activity" if self.goes_on else "scan.last_dated"
        return say(key, language=language, on=day_in_words(self.last_dated, language=language))

    def advice_in_words(self, language: str) -> str:
        """What to do: what mends the reason, then what the rule advises; empty where nothing needs doing."""
        pieces = []
        if self.why:
            pieces.append(say(f"scan.mend.{self.why.value}", language=language))
        if self.reason:
            pieces.append(say("scan.mend.unreachable", language=language))
        if self.advice and self.state in {State.ABSENT, State.PARTIAL, State.NEEDS_REVIEW}:
            pieces.append(self.advice.in_language(language))
        return " ".join(pieces)

    def as_record(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {
            "feature": self.feature,
            "rule": self.rule,
            "rule_version": self.version,
            "state": self.state.value,
            "why": self.why.value if self.why else None,
            "reason": self.reason.value if self.reason else None,
            "proof": self.proof.name.lower(),
            "grade": self.grade or None,
            "evidence": self.evidence or None,
            "languages": list(self.languages),
            "vantages": list(self.vantages),
            "last_dated": self.last_dated or None,
            "goes_on": self.goes_on,
            "pages": self.searched.pages,
            "searched_languages": list(self.searched.languages),
            "seconds": self.searched.seconds,
            "is_budget_met": self.searched.is_budget_met,
            "coverage": round(self.searched.coverage, 4),
            "hits": [_hit_record(hit) for hit in self.hits],
        }


def _hit_record(hit: Hit) -> dict[str, Any]:
    return {
        "rule": hit.rule,
        "address": hit.address,
        "text": hit.text,
        "cue": hit.phrase or None,
        "language": hit.language or None,
        "proof": hit.proof.name.lower(),
        "surface": hit.surface.value,
        "landmark": hit.landmark.value,
        "order": hit.order,
        "target": hit.target or None,
    }


def judge(site: Site, *, rules: RuleSet, features: Iterable[Feature]) -> tuple[Finding, ...]:
    """A finding for every feature that some rule bears on, in the order of the features.

    Of several rules on one feature the one counts that found most; what applies to no host of the site is
    said to be not applicable.
    """
    searched = Searched(len(site.pages), site.languages, site.seconds, site.is_budget_met, site.coverage)
    vantages = tuple(sorted({visit.artifact.vantage.name for visit in site.visits}))
    found = []
    for feature in features:
        for_feature = rules.by_feature.get(feature.code)
        if for_feature:
            rule, verdict = _judged(site, for_feature, feature)
            found.append(_finding(feature, rule, verdict, searched, vantages, site=site))
    return tuple(found)


def _judged(site: Site, rules: tuple[Rule, ...], feature: Feature) -> tuple[Rule, Verdict]:
    if not applies(feature, site):
        return rules[0], Verdict(State.NOT_APPLICABLE, Why.OTHER_PLACE)
    judged = [(rule, _of_rule(site, rule, feature)) for rule in rules]
    return max(judged, key=lambda one: one[1].worth)


def applies(feature: Feature, site: Site) -> bool:
    """Whether an assessor would look for the feature on these hosts.

    Who scans a national portal scans all that is reached from it; a city's features are looked for on the
    sites of cities alone. Where nobody said what the hosts are, everything applies.
    """
    known = set(site.places.values())
    if not known or feature.place in known:
        return True
    return NATIONAL in known and feature.place != CITY


def _of_rule(site: Site, rule: Rule, feature: Feature) -> Verdict:
    seen = site.through(rule.channel)
    if site.visits and not seen.visits:
        return Verdict(State.NOT_TESTED, Why.CHANNEL_NOT_USED)
    verdict = _EVALUATORS[rule.kind](Asked(rule, feature, seen))
    return _nothing(seen, rule) if verdict is None else verdict


def _nothing(site: Site, rule: Rule) -> Verdict:
    """Nothing was found: absent, or not enough was seen to say so."""
    if not site.pages and site.shells:
        return Verdict(State.NOT_ASSESSABLE, Why.NEEDS_SCRIPTS)
    if not site.pages:
        reason = next(iter(site.not_assessable), None)
        return Verdict(State.NOT_ASSESSABLE, reason=reason) if reason else _not_tested()
    if not site.is_budget_met:
        return _not_tested()
    if site.coverage < ENOUGH:
        return Verdict(State.NOT_TESTED, Why.COVERAGE_LOW)
    if len(site.pages) < rule.pages:
        return Verdict(State.NOT_APPLICABLE, Why.SITE_TOO_SMALL)
    return Verdict(State.ABSENT)


def _not_tested() -> Verdict:
    return Verdict(State.NOT_TESTED, Why.BUDGET_NOT_MET)


def _finding(
    feature: Feature,
    rule: Rule,
    verdict: Verdict,
    searched: Searched,
    vantages: tuple[str, ...],
    *,
    site: Site,
) -> Finding:
    return Finding(
        feature=feature.code,
        rule=rule.id,
        version=rule.version,
        state=verdict.state,
        searched=searched,
        why=verdict.why,
        reason=verdict.reason,
        proof=verdict.proof,
        grade=grade_of(feature, verdict),
        evidence=feature.evidence,
        hits=verdict.hits,
        languages=verdict.languages,
        vantages=vantages,
        advice=rule.advice,
        last_dated=_last_dated(rule, verdict, site),
        goes_on=rule.kind is Kind.ACTIVITY,
    )


def _last_dated(rule: Rule, verdict: Verdict, site: Site) -> str:
    """The latest date, not to come, on the pages on which it was found or to which the words led."""
    if rule.kind not in _DATED or verdict.state not in _FOUND:
        return ""
    visits = (site.at(hit.target or hit.address) for hit in verdict.hits)
    dates = [visit.page.newest(until=site.today) for visit in visits if visit and visit.page]
    newest = max((one for one in dates if one), key=lambda one: one.day, default=None)
    return newest.day.isoformat()[: _LETTERS[newest.precision]] if newest else ""


def grade_of(feature: Feature, verdict: Verdict) -> str:
    """What the verdict means on the scale of the feature; empty where it cannot be told.

    A service is "yes" on a scale of yes and no only where its transaction begins online.
    """
    if feature.scale == STAGES:
        if verdict.state is State.ABSENT:
            return Grade.NONE.name.lower()
        return verdict.grade.name.lower() if verdict.grade else ""
    return {State.PRESENT: "yes", State.ABSENT: "no"}.get(verdict.state, "")
