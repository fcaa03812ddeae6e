"""What is wrong with a page, or with two that are one, in language, direction and text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from miqyas.kernel.text import fold
from miqyas.scanner.document.languages import languages_by_script, script_of
from miqyas.scanner.document.model import Block
from miqyas.scanner.parity.codes import DEFAULT, base_of, is_wrong
from miqyas.scanner.parity.looked import Looked, language_of
from miqyas.scanner.parity.model import How, Issue, Kind, Pair, Spot
from miqyas.scanner.parity.settings import settings

_RTL, _LTR = "rtl", "ltr"
_LATIN: Final = "latin"


def page_faults(page: Looked, *, side: str, other: str) -> Iterator[Issue]:
    """What is wrong with one page that is meant to be in ``side``.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.parse import read_page
    >>> from miqyas.scanner.parity.looked import looked
    >>> body = f"<html lang=en><main><p>{'تقدم الوزارة خدماتها للجميع ' * 12}</p></main>".encode()
    >>> read = read_page(body, address="https://a.example/ar/x")
    >>> page = looked(Artifact(read.address, channel=Channel.HTTP, status=200), read)
    >>> [issue.kind.value for issue in page_faults(page, side="ar", other="en")]
    ['lang_wrong', 'dir_missing']
    """
    untranslated = _untranslated(page, side, other)
    if untranslated:
        yield untranslated
    else:
        yield from _mixed(page, side, other)
    for look in (_lang, _direction, _codes, _self_named):
        yield from look(page, side)


def pair_faults(first: Looked, second: Looked, pair: Pair, *, languages: tuple[str, str]) -> Iterator[Issue]:
    """What is wrong with two pages that are one, beside what each is by itself.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.model import Page
    >>> from miqyas.scanner.parity.looked import looked
    >>> def page(code):
    ...     read = Page(f"https://a.example/{code}", title="Ministry of Public Health")
    ...     return looked(Artifact(read.address, channel=Channel.HTTP), read)
    >>> one, other = page("ar"), page("en")
    >>> pair = Pair(one.address, other.address, (How.ADDRESS,))
    >>> [
    ...     (issue.kind.value, issue.language)
    ...     for issue in pair_faults(one, other, pair, languages=("ar", "en"))
    ... ]
    [('title_untranslated', 'ar')]
    """
    sides = ((first, second, *languages), (second, first, languages[1], languages[0]))
    for page, partner, side, other in sides:
        for look in (_title, _menu, _short):
            yield from look(page, partner, side, other)
        yield from _one_way(page, partner, side, other, pair)
        yield from _switch(page, partner, side, other, pair)
    yield from _copy(first, second, languages)


def _issue(kind: Kind, side: str, page: Looked, text: str = "", **details: str | float) -> Issue:
    return Issue(kind, side, (Spot(page.address, side, text),), details=details)


def _script(language: str) -> str:
    return settings().scripts.get(language, _LATIN)


def _are_told_apart(side: str, other: str) -> bool:
    """Whether letters alone tell the two languages apart."""
    return _script(side) != _script(other)


def _first_in(page: Looked, language: str) -> str:
    """The first running text of the main part in a language."""
    least = settings().bounds["running_words"]
    most = int(settings().bounds["most_text"])
    running = (one for one in page.main_blocks if one.text.count(" ") + 1 >= least)
    return next((one.text[:most] for one in running if language_of(one) == language), "")


# Text


def _untranslated(page: Looked, side: str, other: str) -> Issue | None:
    share = page.shares.get(other, 0.0)
    if page.says != other or share < settings().bounds["whole_share"]:
        return None
    return _issue(Kind.UNTRANSLATED, side, page, _first_in(page, other), share=share)


def _mixed(page: Looked, side: str, other: str) -> Iterator[Issue]:
    bounds = settings().bounds
    share = page.shares.get(other, 0.0)
    if not bounds["mixed_share"] <= share < bounds["whole_share"]:
        return
    words = sum(one.text.count(" ") + 1 for one in page.main_blocks if _is_running_in(one, other))
    if words >= bounds["mixed_words"]:
        yield _issue(Kind.MIXED, side, page, _first_in(page, other), share=share)


def _is_running_in(block: Block, language: str) -> bool:
    is_running = block.text.count(" ") + 1 >= settings().bounds["running_words"]
    return is_running and language_of(block) == language


def _copy(first: Looked, second: Looked, languages: tuple[str, str]) -> Iterator[Issue]:
    """The same text on both sides, where letters alone do not say which of them lacks its own."""
    bounds = settings().bounds
    if first.says or second.says or min(first.words, second.words) < bounds["copy_words"]:
        return
    one, other = ({fold(block.text) for block in page.main_blocks} for page in (first, second))
    if len(one & other) >= bounds["copy_share"] * max(len(one | other), 1):
        own = [page.shares.get(code, 0.0) for page, code in zip((first, second), languages, strict=True)]
        place = 0 if own[0] <= own[1] else 1
        page = (first, second)[place]
        text = page.main_blocks[0].text[: int(bounds["most_text"])]
        yield _issue(Kind.UNTRANSLATED, languages[place], page, text, share=1.0)


def _title(page: Looked, partner: Looked, side: str, other: str) -> Iterator[Issue]:
    is_long = page.title.count(" ") + 1 >= settings().bounds["title_words"]
    is_same = is_long and fold(page.title) == fold(partner.title)
    is_foreign = _are_told_apart(side, other) and script_of(page.title) == _script(other)
    if is_same and is_foreign and page.says != other:
        yield _issue(Kind.TITLE_UNTRANSLATED, side, page, page.title)


def _menu(page: Looked, partner: Looked, side: str, other: str) -> Iterator[Issue]:
    """Links around the main part that read as they do on the other side."""
    if not _are_told_apart(side, other):
        return
    bounds = settings().bounds
    words = dict.fromkeys(page.menu)
    theirs = set(partner.menu)
    same = [one for one in words if one in theirs and script_of(one) == _script(other)]
    if same and languages_by_script({_script(other): [" ".join(same)]}, told="").get(_script(other)) != other:
        return
    if len(same) >= bounds["menu_links"] and len(same) >= bounds["menu_share"] * len(words):
        yield _issue(
            Kind.MENU_UNTRANSLATED, side, page, " · ".join(same[:6]), share=round(len(same) / len(words), 2)
        )


def _short(page: Looked, partner: Looked, side: str, other: str) -> Iterator[Issue]:
    bounds, told = settings().bounds, settings()
    if page.is_cut or partner.is_cut or {side, other} & told.no_blanks or page.says == other:
        return
    if partner.words >= bounds["short_words"] and page.words < bounds["short_share"] * partner.words:
        spots = (Spot(page.address, side), Spot(partner.address, other))
        details = {"words": page.words, "other_words": partner.words}
        yield Issue(Kind.SHORTENED, side, spots, details=details)


# Markup


def _lang(page: Looked, side: str) -> Iterator[Issue]:
    if page.words < settings().bounds["clear_words"]:
        return
    if not page.lang:
        yield _issue(Kind.LANG_MISSING, side, page)
    elif is_wrong(page.lang):
        yield _issue(Kind.LANG_MALFORMED, side, page, code=page.lang, right=base_of(page.lang))
    elif page.says and page.declared != page.says and page.says == side:
        yield _issue(Kind.LANG_WRONG, side, page, code=page.lang, right=page.says)


def _direction(page: Looked, side: str) -> Iterator[Issue]:
    if page.says != side:
        return
    is_right_to_left = page.says in settings().right_to_left
    if is_right_to_left and not page.direction:
        yield _issue(Kind.DIR_MISSING, side, page)
    elif page.direction == (_LTR if is_right_to_left else _RTL):
        right = _RTL if is_right_to_left else _LTR
        yield _issue(Kind.DIR_WRONG, side, page, code=page.direction, right=right)


def _codes(page: Looked, side: str) -> Iterator[Issue]:
    for code in sorted({one.lang for one in page.alternates if is_wrong(one.lang)}):
        yield _issue(Kind.HREFLANG_CODE, side, page, code=code, right=base_of(code))


def _self_named(page: Looked, side: str) -> Iterator[Issue]:
    """The page names itself as its own version in another language."""
    if page.says != side:
        return
    for one, (language, target) in zip(page.alternates, page.names, strict=True):
        if target == page.id and language != side and one.lang != DEFAULT:
            yield _issue(Kind.HREFLANG_SELF, side, page, code=one.lang, right=side)
            return


def _one_way(page: Looked, partner: Looked, side: str, other: str, pair: Pair) -> Iterator[Issue]:
    """The partner names this page, and has alternates of its own, but is not named back."""
    if How.HREFLANG_BOTH in pair.hows or not page.names:
        return
    is_named = (side, page.id) in partner.names
    if is_named and (other, partner.id) not in page.names:
        spots = (Spot(page.address, side), Spot(partner.address, other))
        yield Issue(Kind.HREFLANG_ONE_WAY, side, spots)


def _switch(page: Looked, partner: Looked, side: str, other: str, pair: Pair) -> Iterator[Issue]:
    """The language link leads to another page than the partner, which is surely known."""
    targets = {target for language, target in page.switches if language == other and target != page.id}
    is_sure = {How.HREFLANG_BOTH, How.ADDRESS} & set(pair.hows)
    if not is_sure or not targets or partner.id in targets or partner.canonical in targets:
        return
    target = min(targets)
    if partner.id.startswith(target) and partner.id != target:
        yield _issue(Kind.SWITCH_LOSES, side, page, target)


def summed(issues: Iterator[Issue]) -> Iterator[Issue]:
    """Issues of one kind that many pages share as one, with the number of pages and the first places.

    >>> one = Issue(Kind.LANG_MISSING, "ar", (Spot("https://a.example/1", "ar"),))
    >>> other = Issue(Kind.LANG_MISSING, "ar", (Spot("https://a.example/2", "ar"),))
    >>> [(issue.count, len(issue.spots)) for issue in summed(iter([one, other]))]
    [(2, 2)]
    """
    found: dict[tuple[Kind, str, str], list[Issue]] = {}
    for issue in issues:
        code = str(issue.details.get("code", ""))
        found.setdefault((issue.kind, issue.language, code), []).append(issue)
    most = int(settings().bounds["most_spots"])
    for (kind, language, _), same in found.items():
        spots = tuple(spot for one in same[:most] for spot in one.spots)[:most]
        details: Mapping[str, str | int | float] = same[0].details
        yield Issue(kind, language, spots, count=len(same), details=details)
