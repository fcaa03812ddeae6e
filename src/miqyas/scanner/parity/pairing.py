"""Which pages are one page in two languages, and how that is known.

Every page first gets a side. Then whatever names a partner is collected (alternates of the head, language
links, addresses that differ by a token alone), and the surest is taken first: no page is in two pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.model import How, Pair

_ORDER: Final = {how: place for place, how in enumerate(How)}


@dataclass(frozen=True)
class Paired:
    """Pages by identity with their sides, the pairs, and claims that are not met.

    ``rivals`` are pages that name a partner which belongs to another, with that partner and its owner.
    """

    pages: Mapping[str, Looked]
    sides: Mapping[str, str]
    pairs: tuple[tuple[Looked, Looked, Pair], ...]
    partners: Mapping[str, str]
    rivals: tuple[tuple[str, str], ...] = ()
    by_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def paired(pages: Mapping[str, Looked], *, languages: tuple[str, str]) -> Paired:
    """Pair the pages of two languages; those of further languages are left alone.

    >>> paired({}, languages=("ar", "en")).pairs
    ()
    """
    called = _called(pages)
    sides = {name: side_of(page, called.get(name, Counter()), languages) for name, page in pages.items()}
    mine = {name: page for name, page in pages.items() if sides[name] in languages}
    claims = _claims(mine, sides)
    by_key = _by_key(mine.values())
    hows = _candidates(mine, sides, claims, by_key, languages)
    ordered = sorted(hows, key=lambda pair: _strength(mine, pair, hows[pair]))
    partners: dict[str, str] = {}
    found = []
    for first, second in ordered:
        if first in partners or second in partners:
            continue
        partners[first], partners[second] = second, first
        ways = tuple(sorted(hows[first, second], key=_ORDER.__getitem__))
        pair = Pair(mine[first].address, mine[second].address, ways)
        found.append((mine[first], mine[second], pair))
    found.sort(key=lambda one: (min(one[0].depth, one[1].depth), one[0].address))
    return Paired(pages, sides, tuple(found), partners, _rivals(mine, claims, partners), by_key)


def _called(pages: Mapping[str, Looked]) -> dict[str, Counter[str]]:
    """What languages pages are said to be in by other pages."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, page in pages.items():
        for language, target in {*page.names, *page.switches}:
            if target != name and target in pages and language:
                found[target][language] += 1
    return found


def side_of(page: Looked, called: Counter[str], languages: tuple[str, str]) -> str:
    """The language that a page is meant to be in.

    The address says it first; then what others call the page, unless its text and its markup agree on
    something else; then the text, and what the page declares where it says too little.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.model import Page
    >>> from miqyas.scanner.parity.looked import looked
    >>> page = Page("https://a.example/en/x", lang="ar")
    >>> one = looked(Artifact(page.address, channel=Channel.HTTP), page)
    >>> side_of(one, Counter(), ("ar", "en"))
    'en'
    """
    token = page.token
    if token and (token in languages or token in {page.declared, page.says}):
        return token
    if len(called) == 1:
        (name,) = called
        agree = page.says and page.says == page.declared
        if not agree or page.says == name:
            return name
    return page.says or page.declared or max(page.shares, key=lambda code: page.shares[code], default="")


def _claims(mine: Mapping[str, Looked], sides: Mapping[str, str]) -> dict[How, dict[str, set[str]]]:
    """Whom each page names as itself in the language of the other side, by alternates and by links."""
    found: dict[How, dict[str, set[str]]] = {How.HREFLANG: {}, How.LINK: {}}
    for name, page in mine.items():
        for how, named in ((How.HREFLANG, page.names), (How.LINK, page.switches)):
            targets = {
                target
                for language, target in named
                if target != name
                and target in mine
                and language == sides[target]
                and sides[target] != sides[name]
            }
            if targets:
                found[how][name] = targets
    return found


def _by_key(pages: Iterable[Looked]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        found[page.key].append(page.id)
    return {key: tuple(sorted(names)) for key, names in found.items()}


_Named = tuple[str, str]


def _candidates(
    mine: Mapping[str, Looked],
    sides: Mapping[str, str],
    claims: Mapping[How, Mapping[str, set[str]]],
    by_key: Mapping[str, Sequence[str]],
    languages: tuple[str, str],
) -> dict[_Named, set[How]]:
    """Every two pages that something joins, the first language first."""
    first, second = languages
    found: dict[_Named, set[How]] = defaultdict(set)
    for names in by_key.values():
        for one in _best(mine, [name for name in names if sides[name] == first]):
            for other in _best(mine, [name for name in names if sides[name] == second]):
                found[one, other].add(How.ADDRESS)
    for how, both in ((How.HREFLANG, How.HREFLANG_BOTH), (How.LINK, How.LINK_BOTH)):
        named = claims[how]
        times = Counter(target for targets in named.values() for target in targets)
        for name, targets in named.items():
            for target in targets:
                pair = (name, target) if sides[name] == first else (target, name)
                if name in named.get(target, ()):
                    found[pair].add(both)
                elif (times[target] == 1 and len(targets) == 1) or pair in found:
                    found[pair].add(how)
    return found


def _best(mine: Mapping[str, Looked], names: Sequence[str]) -> list[str]:
    """Of several pages of one side and one key the one that names its language in its address."""
    return sorted(names, key=lambda name: (not mine[name].token, len(name), name))[:1]


def _strength(mine: Mapping[str, Looked], pair: _Named, hows: set[How]) -> tuple[object, ...]:
    first, second = (mine[name] for name in pair)
    is_same = first.key == second.key
    return min(map(_ORDER.__getitem__, hows)), not is_same, first.depth + second.depth, pair


def _rivals(
    mine: Mapping[str, Looked],
    claims: Mapping[How, Mapping[str, set[str]]],
    partners: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """Pages without a partner whose head names the partner of another page; copies of it are none."""
    found = []
    for name, targets in claims[How.HREFLANG].items():
        taken = sorted(target for target in targets if partners.get(target, name) != name)
        if name in partners or not taken:
            continue
        owner = partners[taken[0]]
        if mine[name].canonical not in {owner, mine[owner].canonical or owner}:
            found.append((name, taken[0]))
    return tuple(sorted(found))
