"""A report in words: grouped, ordered by weight, with what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from miqyas.catalogue import CatalogueError
from miqyas.catalogue import load as catalogue
from miqyas.kernel.words import language_name, say
from miqyas.scanner.parity.model import Difference, Group, Issue, Kind, ParityReport, Spot, Standing, group_of

_WITH_SUBJECT: Final = frozenset({Kind.SERVICE_ONE_SIDE, Kind.FEATURE_ONE_SIDE, Kind.PAGE_ONE_SIDE})


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A number or date that differs, in words, with the text of both sides."""

    words: str
    first_text: str
    second_text: str


@dataclass(frozen=True, slots=True)
class ShownIssue:
    """One issue in words.

    ``subject`` is the question of the feature or the address of the section that lacks something, ``extent``
    says on how many pages, empty for one.
    """

    kind: Kind
    what: str
    subject: str
    extent: str
    where: str
    mend: str
    places: tuple[Spot, ...]
    differences: tuple[ShownDifference, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Issues that have something in common, the weightiest first."""

    group: Group
    title: str
    issues: tuple[ShownIssue, ...]


def in_language(code: str, *, language: str) -> str:
    """A language as sentences have it: "in Arabic" in Arabic, its name alone in English.

    >>> in_language("en", language="ar"), in_language("ar", language="en")
    ('بالإنجليزية', 'Arabic')
    """
    return say("parity.in_language", language=language, name=language_name(code, language=language))


def standing_in_words(report: ParityReport, *, language: str) -> str:
    """How far two languages were compared, said first.

    >>> standing_in_words(ParityReport(("ar", "en"), Standing.NOTHING_SEEN), language="en")
    'No page was seen in either language.'
    """
    here = max(report.languages, key=lambda code: report.pages.get(code, 0))
    other = next(code for code in report.languages if code != here)
    is_single = report.standing is Standing.ONE_LANGUAGE
    return say(
        f"parity.standing.{report.standing.value}",
        language=language,
        n=report.pages.get(here, 0) if is_single else len(report.pairs),
        **_names(here, other, language),
    )


def pairing_in_words(report: ParityReport, *, language: str) -> tuple[str, ...]:
    """How pages were paired, each way with the number of pairs, and what could not be paired or read.

    >>> pairing_in_words(ParityReport(("ar", "en"), Standing.NOTHING_SEEN), language="en")
    ()
    """
    ways = [
        say("parity.paired_by", language=language, how=say(f"parity.how.{how.value}", language=language), n=n)
        for how, n in report.paired_by.items()
    ]
    left = [
        say("parity.unpaired", language=language, n=n, **_names(code, code, language))
        for code, n in report.unpaired.items()
        if n
    ]
    unread = report.not_readable
    shells = [say("parity.not_readable", language=language, n=unread)] if unread else []
    return (*ways, *left, *shells)


def shown(report: ParityReport, *, language: str) -> tuple[ShownGroup, ...]:
    """The issues of a report in words, by group; groups in which nothing is wrong are left out.

    >>> issue = Issue(Kind.LANG_MISSING, "ar", (Spot("https://a.example/", "ar"),), count=3)
    >>> (group,) = shown(ParityReport(("ar", "en"), Standing.COMPARED, issues=(issue,)), language="en")
    >>> group.title, group.issues[0].extent
    ('Language and direction in the markup', 'on 3 pages')
    """
    found: dict[Group, list[ShownIssue]] = {group: [] for group in Group}
    for issue in sorted(report.issues, key=lambda one: -one.weight):
        found[group_of(issue.kind)].append(shown_issue(issue, report.languages, language=language))
    return tuple(
        ShownGroup(group, say(f"parity.group.{group.value}", language=language), tuple(issues))
        for group, issues in found.items()
        if issues
    )


def shown_issue(issue: Issue, languages: tuple[str, str], *, language: str) -> ShownIssue:
    """One issue in words.

    >>> issue = Issue(Kind.UPDATED_OLDER, "ar", (), details={"days": 40})
    >>> shown_issue(issue, ("ar", "en"), language="en").what
    'A page in Arabic was last updated 40 days before its counterpart'
    """
    other = languages[1] if issue.language == languages[0] else languages[0]
    params = _params(issue, other, language)

    def words(part: str) -> str:
        return say(f"parity.{issue.kind.value}.{part}", language=language, **params)

    is_alike = issue.count > 1
    return ShownIssue(
        issue.kind,
        words("what"),
        _subject(issue, language),
        say("parity.pages_alike", language=language, n=issue.count) if is_alike else "",
        words("where"),
        words("mend"),
        issue.spots,
        tuple(_difference(one, languages, language) for one in issue.differences),
        issue.weight,
    )


def _subject(issue: Issue, language: str) -> str:
    code = str(issue.details.get("code", ""))
    if issue.kind not in _WITH_SUBJECT or code.startswith("http"):
        return code if issue.kind in _WITH_SUBJECT else ""
    try:
        return catalogue.feature(code)[1].question.in_language(language)
    except CatalogueError:
        return ""


def _names(here: str, other: str, language: str) -> dict[str, Any]:
    return {
        "here": in_language(here, language=language),
        "other": in_language(other, language=language),
    }


def _params(issue: Issue, other: str, language: str) -> Mapping[str, Any]:
    days = issue.details.get("days", 0)
    return {
        **_names(issue.language, other, language),
        **issue.details,
        "tag": issue.language,
        "gap": say("parity.value.days", language=language, n=days),
    }


def _difference(one: Difference, languages: tuple[str, str], language: str) -> ShownDifference:
    if one.first and one.second:
        words = say("parity.difference.both", language=language, first=one.first, second=one.second)
    else:
        side = languages[0] if one.first else languages[1]
        here = in_language(side, language=language)
        words = say("parity.difference.one", language=language, value=one.first or one.second, here=here)
    return ShownDifference(words, one.first_text, one.second_text)
