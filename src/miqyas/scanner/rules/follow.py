"""Links followed to what they lead to: for rules whose proof stands on another page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from miqyas.catalogue.model import Feature
from miqyas.scanner.artifacts.model import PAGES, Reason
from miqyas.scanner.artifacts.model import Channel as Looked
from miqyas.scanner.artifacts.model import State as Outcome
from miqyas.scanner.document.dates import years_in
from miqyas.scanner.document.model import Form, Landmark
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.rules.clues import Clue, PageClues, Surface
from miqyas.scanner.rules.load import EXCLUDING, news_marks
from miqyas.scanner.rules.model import Channel, Kind, Proof, Rule, State, Strength, Why
from miqyas.scanner.rules.said import parts_of
from miqyas.scanner.rules.site import Site, Visit, is_there
from miqyas.scanner.rules.verdict import Verdict, best_of, hit_of
from miqyas.scanner.rules.words import exact, forms

WHATSAPP: Final = "whatsapp"
"""The network on which one writes to a number."""
_MONTH: Final = 30.44
"""Days of a month, on average."""
_NAMING: Final = frozenset({Surface.TITLE, Surface.HEADING, Surface.SECTION})
_ITSELF: Final = frozenset({Surface.TITLE, Surface.HEADING})
_BODY: Final = frozenset({Landmark.MAIN, Landmark.BODY})
_TOLD_BY_LINK: Final = frozenset({Kind.LINK, Kind.STATEMENT, Kind.OPEN_DATA})
_LAST_MONTH, _LAST_DAY = 12, 31
_LONG_TEXT: Final = 250
"""Words from which a page is a text of its own, such as a law."""
_MOST_CANDIDATES: Final = 60
_TEXTS: Final = ("pdf", "doc", "docx")
_NAME_WORDS: Final = 3
_FURTHER_WORDS: Final = 3
"""Words beside those of a cue up to which a text is about what the cue names, and is no headline."""
_KEPT: Final = 20_000
"""Texts of which it is kept what they are about: rules ask it again and again of the same ones."""
_NO_NEWS: Final = frozenset({Kind.ACTIVITY, Kind.DOCUMENT})
"""Kinds of things that news may carry themselves."""


@dataclass(frozen=True)
class Asked:
    """A rule asked for one feature of the catalogue, on one site."""

    rule: Rule
    feature: Feature
    site: Site

    @property
    def least(self) -> Proof:
        """How far proof must go: what the rule says, else content."""
        return self.rule.least or Proof.CONTENT

    def is_too_old(self, newest: date | None) -> bool:
        """Whether nothing was changed for longer than the catalogue allows; not where nothing tells when."""
        months = self.feature.recency
        if months is None or newest is None:
            return False
        return (self.site.today - newest).days > months * _MONTH


@dataclass(frozen=True)
class Candidate:
    """A link that may lead to what is asked for, or a page that is it (``clue`` stands on the page then)."""

    clue: Clue
    page: PageClues
    is_page_itself: bool = False


def look(asked: Asked) -> Verdict | None:
    """The best of all candidates; None where there is not even a mention."""
    found = [judge(asked, candidate) for candidate in candidates(asked)]
    best = best_of(verdict for verdict in found if verdict)
    return best or spoken_of(asked)


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Every link with a cue, each target once, and pages that name the thing to which no link leads."""
    seen: set[tuple[str, bool, str]] = set()
    led_to: set[str] = set()
    rule, number = asked.rule, 0
    pages = asked.site.pages_about(rule.id)
    for page in pages:
        for clue in page.of(rule.id):
            if clue.surface is not Surface.LINK or not _is_in_place(rule, clue):
                continue
            if clue.is_dead and (clue.is_toggle or clue.strength is Strength.WEAK):
                continue
            key = identity(normal(clue.address)) if clue.address else ""
            named = (key or clue.text, clue.is_dead, page.language if key else "")
            if named in seen:
                continue
            seen.add(named)
            led_to.add(key)
            number += 1
            if number <= _MOST_CANDIDATES:
                yield Candidate(clue, page)
    for page in pages:
        naming = _named_itself(page, rule)
        if naming and identity(normal(page.address)) not in led_to:
            yield Candidate(naming, page, is_page_itself=True)


def _is_in_place(rule: Rule, clue: Clue) -> bool:
    return not rule.structure.landmarks or clue.landmark.value in rule.structure.landmarks


def _naming(page: PageClues, rule: Rule) -> Clue | None:
    """The strong cue by which title or heading of a page name the thing, or a line that stands as one."""
    lines: list[Clue] = []
    of_links: set[str] = set()
    for one in page.of(rule.id):
        if one.strength is not Strength.STRONG:
            continue
        if one.surface in _NAMING:
            if _is_name(one):
                return one
        elif one.surface is Surface.LINK:
            of_links.add(one.text)
        elif one.surface is Surface.TEXT and one.landmark in _BODY:
            lines.append(one)
    return next((one for one in lines if one.text not in of_links and is_mostly(one)), None)


def _named_itself(page: PageClues, rule: Rule) -> Clue | None:
    """The strong cue by which a page says that it is the thing, and says little else."""
    for one in page.of(rule.id):
        if one.surface in _ITSELF and one.strength is Strength.STRONG and _is_name(one):
            return one
    return None


def _is_name(clue: Clue) -> bool:
    """Whether title or heading are about what their cue names, and say little else."""
    if clue.surface is not Surface.TITLE:
        return _is_about(clue.text, clue.phrase)
    return any(_stands_in(part, clue.phrase) for part in parts_of(clue.text))


@lru_cache(maxsize=_KEPT)
def _stands_in(part: str, phrase: str) -> bool:
    """Whether a piece of a title is about a phrase that stands in it, and not in two pieces side by side."""
    first, *rest = forms(phrase)
    words = frozenset(forms(part))
    begins = any(word.endswith(first) for word in words)
    return begins and words.issuperset(rest) and _is_about(part, phrase)


def judge(asked: Asked, candidate: Candidate) -> Verdict | None:
    """What a candidate is worth; None where a weak cue led to something else."""
    clue, site = candidate.clue, asked.site
    if candidate.is_page_itself:
        return _judged(asked, candidate, candidate.page)
    if clue.is_dead:
        return _unseen(asked, candidate, State.PARTIAL, Why.DEAD_LINK)
    visit = site.at(clue.address)
    if clue.strength is Strength.WEAK and (visit is None or visit.page is None):
        return None
    if visit is None or visit.artifact.outcome.state is Outcome.NOT_TESTED:
        return _unseen(asked, candidate, State.NEEDS_REVIEW, Why.TARGET_NOT_TESTED)
    return _followed(asked, candidate, visit)


def _followed(asked: Asked, candidate: Candidate, visit: Visit) -> Verdict | None:
    artifact = visit.artifact
    if artifact.outcome.state is Outcome.NOT_ASSESSABLE:
        verdict = _unseen(asked, candidate, State.NOT_ASSESSABLE, None)
        reason = artifact.outcome.reason or Reason.PROTOCOL
        return replace(verdict, reason=reason) if verdict else None
    if not is_there(artifact):
        why = Why.SOFT_MISSING if artifact.is_soft_missing else Why.TARGET_MISSING
        return _unseen(asked, candidate, State.PARTIAL, why)
    if visit.page is not None and visit.page.is_shell:
        return _unseen(asked, candidate, State.NOT_ASSESSABLE, Why.NEEDS_SCRIPTS)
    if _is_sent_home(asked, candidate, visit):
        return _unseen(asked, candidate, State.PARTIAL, Why.SOFT_MISSING)
    if artifact.channel is Looked.PROBE and not (artifact.body and artifact.body.size):
        return _unread(asked, candidate) if not candidate.clue.file_kind else _file(asked, candidate)
    if visit.page is not None and (artifact.body is None or artifact.body.media_type in PAGES):
        return _judged(asked, candidate, visit.page)
    if visit.page is not None and visit.page.api:
        return _judged(asked, candidate, visit.page)
    return _file(asked, candidate)


def _is_sent_home(asked: Asked, candidate: Candidate, visit: Visit) -> bool:
    """Whether a link to a page of its own ended at a home page, as links to pages that are gone often do."""
    homes = asked.site.begun
    if visit.page is None or identity(visit.artifact.final_address) not in homes:
        return False
    return identity(normal(candidate.clue.address)) not in homes and not _named_itself(visit.page, asked.rule)


def _is_part(candidate: Candidate, target: PageClues) -> bool:
    """Whether a link leads to a part of its own page, as in a table of contents."""
    return not candidate.is_page_itself and target.address == candidate.page.address


def _unread(asked: Asked, candidate: Candidate) -> Verdict | None:
    """A link to a page elsewhere that answers and was not read: there, where its words name it alone."""
    is_enough = asked.rule.kind in _TOLD_BY_LINK or asked.least <= Proof.LIVE
    state, why = (State.PRESENT, None) if is_enough else (State.NEEDS_REVIEW, Why.TARGET_NOT_TESTED)
    verdict = _unseen(asked, candidate, state, why)
    return replace(verdict, proof=Proof.LIVE) if verdict else None


def _file(asked: Asked, candidate: Candidate) -> Verdict:
    """A link that ends at a file: right for a document, less than a page for all else."""
    if asked.rule.kind is not Kind.DOCUMENT:
        is_it = is_mostly(candidate.clue) and not asked.rule.target.is_needed
        state = State.PARTIAL if is_it else State.NEEDS_REVIEW
        return _verdict(asked, candidate, state, Why.FILE_ONLY, Proof.LIVE)
    dated = newest_year(candidate.clue.text, until=asked.site.today)
    return _dated(asked, candidate, Proof.CONTENT, dated)


def _judged(asked: Asked, candidate: Candidate, target: PageClues) -> Verdict | None:
    """A page was reached: does it hold what belongs there, in the language of the link, and is it recent?"""
    if _is_part(candidate, target) and not _is_whole(asked, target):
        return None
    own = asked.site.without_files_of_all(target)
    is_right = has_content(asked.rule, own, around=asked.site.links_of_all(target))
    if candidate.clue.strength is Strength.WEAK and not (is_right and _naming(target, asked.rule)):
        return None
    if not is_right:
        if asked.least <= Proof.LIVE:
            return _dated(asked, candidate, Proof.LIVE, _newest(asked, candidate, target), target)
        state = State.PARTIAL if _is_poor(asked.rule, candidate, target) else State.NEEDS_REVIEW
        return _verdict(asked, candidate, state, Why.CONTENT_UNCLEAR, Proof.LIVE, target)
    if _is_other_language(candidate, target):
        return _verdict(asked, candidate, State.PARTIAL, Why.OTHER_LANGUAGE, Proof.CONTENT, target)
    return _dated(asked, candidate, Proof.CONTENT, _newest(asked, candidate, target), target)


def _is_whole(asked: Asked, page: PageClues) -> bool:
    """Whether a page is the thing as a whole and not by a part; contacts may be a part of a home page."""
    if asked.rule.kind is Kind.CONTACT and identity(normal(page.address)) in asked.site.begun:
        return True
    return _named_itself(page, asked.rule) is not None or not page.schema.isdisjoint(
        asked.rule.structure.schema
    )


def _is_poor(rule: Rule, candidate: Candidate, target: PageClues) -> bool:
    """Whether a page is the thing by link and name alike, but lacks what belongs there."""
    if rule.target.is_needed or candidate.is_page_itself or not is_mostly(candidate.clue):
        return False
    return not _is_other(rule, target) and _naming(target, rule) is not None


def _is_other_language(candidate: Candidate, target: PageClues) -> bool:
    source = candidate.page.language
    return bool(not candidate.is_page_itself and source and target.language and target.words) and (
        source != target.language
    )


def has_content(rule: Rule, page: PageClues, *, around: int = 0) -> bool:
    """Whether what belongs on the target stands on the page; ``around`` links stand on every page."""
    target = rule.target
    if target.about and page.schema.isdisjoint(rule.structure.schema) and _naming(page, rule) is None:
        return False
    if target.links and page.links - around < target.links:
        return False
    if page.words < target.words or _is_other(rule, page):
        return False
    if sum(page.has(rule.id, name) for name in target.groups) < target.least:
        return False
    return _is_in_channel(rule, page) and _is_of_kind(rule, page)


def _is_of_kind(rule: Rule, page: PageClues) -> bool:
    """Whether the page holds what a thing of this kind holds."""
    files, kinds = rule.structure.files, rule.structure.field_kinds
    if rule.kind is Kind.CONTACT:
        return has_contacts(page)
    if rule.kind is Kind.DOCUMENT:
        is_text = page.words >= _LONG_TEXT and not is_news(page)
        return is_text or _has_files(page, files or _TEXTS)
    if rule.kind is Kind.OPEN_DATA:
        is_said = any(page.has(rule.id, name) for name in rule.target.groups)
        return bool(page.api) or _has_files(page, files) or is_said
    return not kinds or any(_asks_for(form, kinds) for form in page.forms)


def _is_other(rule: Rule, page: PageClues) -> bool:
    """Whether the page says what makes it something else, or is news about the thing."""
    if page.has(rule.id, EXCLUDING):
        return True
    if rule.kind in _NO_NEWS:
        return False
    return is_news(page) or (_is_in_hub(page.address) and not _is_called(page, rule))


@lru_cache(maxsize=_KEPT)
def _is_in_hub(address: str) -> bool:
    """Whether a page stands in a folder in which most pages are news, and not all."""
    folders = address.partition("//")[2].lower().partition("?")[0].split("/")[1:-1]
    return not news_marks()["hubs"].isdisjoint(map(unquote, folders))


def _is_called(page: PageClues, rule: Rule) -> bool:
    """Whether a cue is all that title or heading of a page say."""
    return any(
        len(forms(part)) == len(forms(one.phrase))
        for one in page.of(rule.id)
        if one.surface in _ITSELF and one.strength is Strength.STRONG
        for part in parts_of(one.text)
        if _stands_in(part, one.phrase)
    )


def is_news(page: PageClues) -> bool:
    """Whether a page is one of the news, by its type, its folder, or the script that shows one of them."""
    return _is_news(page.schema, page.address)


@lru_cache(maxsize=_KEPT)
def _is_news(schema: frozenset[str], address: str) -> bool:
    marks = news_marks()
    if not schema.isdisjoint(marks["types"]):
        return True
    path, _, asked_for = address.partition("//")[2].lower().partition("?")
    *folders, last = map(unquote, path.split("/")[1:] or [""])
    name = last.partition(".")[0]
    if name in marks["items"] or (asked_for and name in marks["folders"]):
        return True
    return not marks["folders"].isdisjoint(folders)


def _is_in_channel(rule: Rule, page: PageClues) -> bool:
    """Whether the page carries a file, or is an interface, where the rule looks at nothing else."""
    if rule.channel is Channel.FILE:
        return _has_files(page, rule.structure.files or _TEXTS)
    return rule.channel is not Channel.API or page.api in rule.structure.apis


def has_contacts(page: PageClues) -> bool:
    """Whether a page tells at least two ways to reach somebody, a form to write in being one."""
    can_write = any(_asks_for(form, ("textarea",)) for form in page.forms)
    by_phone = bool(page.phones) or WHATSAPP in page.networks
    return bool(page.emails) + by_phone + can_write + page.has("shared", "postal_address") >= 2


def _asks_for(form: Form, kinds: tuple[str, ...]) -> bool:
    return any(field.kind in kinds for field in form.fields)


def _has_files(page: PageClues, kinds: Iterable[str]) -> bool:
    return any(page.files.get(kind) for kind in kinds)


def newest_year(text: str, *, until: date) -> date | None:
    """The last day of the latest year that a text names, no later than the present one; None for none.

    >>> newest_year("Budget 2024/2025", until=date(2025, 3, 1))
    datetime.date(2025, 3, 1)
    >>> newest_year("خطة ٢٠٢٢–٢٠٣٠", until=date(2025, 3, 1))
    datetime.date(2025, 3, 1)
    >>> newest_year("Our strategy", until=date(2025, 3, 1))
    """
    years = list(years_in(text))
    if not years:
        return None
    if len(years) > 1 and min(years) <= until.year <= max(years):
        return until
    past = [year for year in years if year <= until.year]
    return min(until, date(max(past), _LAST_MONTH, _LAST_DAY)) if past else None


def _newest(asked: Asked, candidate: Candidate, target: PageClues) -> date | None:
    """When what was found was last touched, as far as the page says it.

    For documents and for what goes on any date counts, for other pages only one that says that it is of
    the page.
    """
    site = asked.site
    past = [one for one in target.dates if one.day <= site.today]
    if asked.rule.kind not in {Kind.ACTIVITY, Kind.DOCUMENT}:
        past = [one for one in past if one.role]
    found = [one.day for one in past]
    if asked.rule.kind is Kind.DOCUMENT:
        named = newest_year(f"{candidate.clue.text} {target.title}", until=site.today)
        found += [named] if named else []
    return max(found, default=None)


def _dated(
    asked: Asked, candidate: Candidate, proof: Proof, newest: date | None, target: PageClues | None = None
) -> Verdict:
    """Present, unless it is older than the catalogue allows, or has to be dated and is not."""
    if asked.is_too_old(newest):
        return _verdict(asked, candidate, State.PARTIAL, Why.TOO_OLD, proof, target)
    is_dated = newest is not None or asked.feature.recency is None
    if not is_dated and asked.rule.kind in {Kind.ACTIVITY, Kind.DOCUMENT}:
        return _verdict(asked, candidate, State.NEEDS_REVIEW, Why.UNDATED, proof, target)
    return _verdict(asked, candidate, State.PRESENT, None, proof, target)


def _unseen(asked: Asked, candidate: Candidate, state: State, why: Why | None) -> Verdict | None:
    """A link whose target tells nothing: it counts where its words are about the thing and little else."""
    if asked.rule.target.is_needed and state in {State.PRESENT, State.PARTIAL}:
        state = State.NEEDS_REVIEW
    return _verdict(asked, candidate, state, why, Proof.LINK) if is_mostly(candidate.clue) else None


def is_mostly(clue: Clue) -> bool:
    """Whether the text of a clue is about what its cue names, and little else."""
    return _is_about(clue.text, clue.phrase)


@lru_cache(maxsize=_KEPT)
def is_headline(text: str) -> bool:
    """Whether a text tells what somebody did, as headlines do and names of pages do not.

    >>> is_headline("Ministry launches chatbot"), is_headline("الوزارة تطلق تطبيقًا جديدًا")
    (True, True)
    >>> is_headline("Launch service"), is_headline("Sign language")
    (False, False)
    """
    return not news_marks()["verbs"].isdisjoint(exact(text))


@lru_cache(maxsize=_KEPT)
def _is_about(text: str, phrase: str) -> bool:
    if is_headline(text):
        return False
    words, named = forms(text), len(forms(phrase))
    most = named + _FURTHER_WORDS
    return named <= len(words) and (len(words) <= most or sum(not word.isdigit() for word in words) <= most)


def _is_told(clue: Clue) -> bool:
    """Whether a text names the thing: as a heading does, or in running text by words that are its name."""
    if clue.surface is Surface.TITLE:
        return _is_name(clue)
    return is_mostly(clue) or len(forms(clue.phrase)) >= _NAME_WORDS


def _verdict(
    asked: Asked,
    candidate: Candidate,
    state: State,
    why: Why | None,
    proof: Proof,
    target: PageClues | None = None,
) -> Verdict:
    page = candidate.page
    hit = hit_of(candidate.clue, rule=asked.rule.id, address=page.address, proof=proof)
    language = (target.language if target else "") or candidate.clue.language
    return Verdict(
        state,
        why,
        proof=proof,
        hits=(hit,),
        languages=(language,) if language else (),
        rank=_rank(asked, candidate, target),
    )


def _rank(asked: Asked, candidate: Candidate, target: PageClues | None) -> tuple[int, ...]:
    """Strong before weak, what the catalogue expects there before elsewhere, words of its question, order."""
    said = _words_of(candidate.clue.text) | _words_of(target.title if target else "")
    at_place = asked.site.place_of(target.address if target else candidate.page.address)
    return (
        int(candidate.clue.strength),
        int(at_place == asked.feature.place),
        len(said & question_forms(asked.feature.question["ar"], asked.feature.question["en"])),
        -candidate.clue.order,
    )


@lru_cache(maxsize=_KEPT)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(forms(text))


@lru_cache(maxsize=2048)
def question_forms(*questions: str) -> frozenset[str]:
    """The words of a feature's question, in both languages."""
    return frozenset(form for question in questions for form in forms(question))


def spoken_of(asked: Asked) -> Verdict | None:
    """A page that speaks of the thing without a link to it."""
    for page in asked.site.pages_about(asked.rule.id):
        for clue in page.of(asked.rule.id):
            if clue.strength is Strength.STRONG and clue.surface is not Surface.LINK and _is_told(clue):
                hit = hit_of(clue, rule=asked.rule.id, address=page.address, proof=Proof.MENTION)
                spoken = (page.language,) if page.language else ()
                why, proof = Why.MENTION_ONLY, Proof.MENTION
                return Verdict(State.NEEDS_REVIEW, why, proof=proof, hits=(hit,), languages=spoken)
    return None
