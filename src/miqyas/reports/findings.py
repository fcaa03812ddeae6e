"""Findings on a country in a sentence each: titles of charts and lines of its page, in a given language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from miqyas.analysis.decompose import Change
from miqyas.analysis.profile import Headroom, Rival, leaders, medians
from miqyas.analysis.world import Standing, World
from miqyas.kernel.numbers import round_half_up
from miqyas.kernel.text import OPTIONAL_LANGUAGES
from miqyas.kernel.words import has_words, say
from miqyas.methodology import indicators
from miqyas.observations.countries import groups
from miqyas.observations.results import PUBLISHED

GROUPS: Final = ("very_high", "high", "middle", "low")
"""Codes of the groups of the index from the highest to the lowest, as the methods name them."""
ALL: Final = 0.995
NEARLY_ALL: Final = 0.9
PROFILE: Final = PUBLISHED[1:]
"""The indices of a profile: what the whole index is made of, and e-participation."""


@cache
def territory_name(code: str, *, language: str) -> str:
    """The name of a country by its code of two letters, from Unicode CLDR; the code where it has none.

    >>> territory_name("KM", language="fr"), territory_name("??", language="fr")
    ('Comores', '??')
    """
    from babel import Locale

    return str(Locale.parse(language).territories.get(code, code))


def name_in(world: World, iso3: str, language: str) -> str:
    """The usual name of a country; from Unicode CLDR in a language that our own list lacks."""
    country = world.country(iso3)
    if language in OPTIONAL_LANGUAGES and not country.name.has(language):
        return territory_name(country.iso2, language=language)
    return country.name.in_language(language)


def short_name(code: str, language: str) -> str:
    """The short name of an index, such as "Human capital"."""
    return indicators()[code].short.in_language(language)


def name_inside(world: World, iso3: str, language: str) -> str:
    """The name of a country as it stands inside a sentence: "the Netherlands"."""
    key = f"country.in_sentence.{iso3}"
    return say(key, language=language) if has_words(key) else name_in(world, iso3, language)


def part_inside(code: str, language: str) -> str:
    """The short name of an index as it stands inside a sentence: "human capital"."""
    return say(f"country.part.{code}", language=language)


def said(key: str, *, language: str, **params: Any) -> str:
    """Words of a sentence, which begins with a capital whatever name stands first."""
    words = say(key, language=language, **params)
    return words[:1].upper() + words[1:]


def listed(parts: Sequence[str], *, language: str) -> str:
    """Names in a row: "a, b and c".

    >>> listed(["OSI", "TII", "HCI"], language="en"), listed(["OSI"], language="en")
    ('OSI, TII and HCI', 'OSI')
    """
    if len(parts) < 2:
        return "".join(parts)
    first = say("country.comma", language=language).join(parts[:-1])
    return say("country.and", language=language, first=first, last=parts[-1])


def rank_finding(history: Sequence[Standing], *, language: str) -> str:
    """The ranks of all editions in a sentence; the history holds one rank at least."""
    ranked = [(place.rank, place.edition) for place in history if place.rank is not None]
    best = min(ranked, key=lambda pair: (pair[0], -pair[1]))
    worst = max(ranked)
    last = ranked[-1]
    if len(ranked) == 1:
        key = "once"
    elif best[0] == worst[0]:
        key = "steady"
    else:
        key = "best" if last[0] == best[0] else "worst" if last[0] == worst[0] else "between"
    return said(
        f"country.rank.{key}",
        language=language,
        n=len(ranked),
        last=last[0],
        last_edition=last[1],
        best=best[0],
        best_edition=best[1],
        worst=worst[0],
        worst_edition=worst[1],
    )


def index_finding(world: World, history: Sequence[Standing], *, language: str) -> str:
    """Where the index stood against the world's median, edition by edition, in a sentence."""
    ahead: list[tuple[int, float]] = []
    for place in history:
        middle = medians(world, members=world.countries, edition=place.edition)["EGDI"]
        if place.egdi is not None and middle is not None:
            ahead.append((place.edition, place.egdi - middle))
    edition, now = ahead[-1]
    if now == 0:
        return said("country.index.at", language=language, edition=edition)
    side = "above" if now > 0 else "below"
    turned = [after for (_, old), (after, new) in pairwise(ahead) if (old * now <= 0) and new * now > 0]
    if not turned:
        return said(f"country.index.{side}_all", language=language, n=len(ahead))
    return said(f"country.index.{side}_since", language=language, edition=turned[-1])


def headroom_finding(name: str, parts: Sequence[Headroom], *, language: str) -> str:
    """What is left to a perfect index, and in which component most of it lies.

    `parts` come from `analysis.profile.headroom`, largest first. A component above 1, an error of the
    publication, has no headroom.
    """
    gaps = [(part.code, max(part.gain, 0.0)) for part in parts]
    total = sum(gain for _, gain in gaps)
    if total == 0:
        return said("country.headroom.none", language=language)
    code, most = gaps[0]
    share = most / total
    if round_half_up(share, 2) <= round_half_up(1 / len(gaps), 2):
        key = "even"
    else:
        bounds = (("all", ALL), ("almost", NEARLY_ALL), ("most", 2 / 3), ("half", 0.5))
        key = next((word for word, bound in bounds if share > bound), "part")
    return said(
        f"country.headroom.{key}",
        language=language,
        name=name,
        gap=total,
        part=part_inside(code, language),
        share=share,
    )


def against_finding(world: World, standing: Standing, *, group: str, language: str) -> str:
    """In how many indices a state is above the median of a group."""
    edition = standing.edition
    middle = medians(world, members=groups()[group].members, edition=edition)
    top = medians(world, members=leaders(world, edition=edition), edition=edition)
    known = [code for code in PROFILE if standing.component(code) is not None and middle[code] is not None]
    above = [code for code in known if _distance(standing, middle, code) > 0]
    below = [code for code in known if code not in above]
    key = "some" if above and below else "above_all" if above else "below_all"
    told = min(known, key=lambda code: _distance(standing, top, code))
    if key == "below_all":
        told = max(known, key=lambda code: _distance(standing, middle, code))
    return said(
        f"country.against.{key}",
        language=language,
        n=len(above),
        group=groups()[group].short.in_language(language),
        part=part_inside(told, language),
        above=listed([part_inside(code, language) for code in above], language=language),
        below=listed([part_inside(code, language) for code in below], language=language),
    )


def _distance(standing: Standing, other: Mapping[str, float | None], code: str) -> float:
    return (standing.component(code) or 0.0) - (other[code] or 0.0)


def index_change_finding(change: Change, *, value: float, language: str) -> str:
    """How the index changed and which component most of the change came from."""
    total = change.egdi
    if round_half_up(total, 4) == 0:
        return said("country.change.index.flat", language=language, value=value)
    side = "up" if total > 0 else "down"
    code, gain = max(change.components.items(), key=lambda pair: pair[1] * total)
    share = gain / total
    bounds = (("beyond", 1.0), ("most", 2 / 3), ("half", 0.5))
    key = next((word for word, bound in bounds if share > bound), "part")
    return said(
        f"country.change.index.{side}.{key}",
        language=language,
        part=part_inside(code, language),
        gain=gain,
        total=total,
    )


def rank_change_finding(change: Change, *, language: str) -> str:
    """How the rank changed: by what the country did, by what the others did."""
    side = "up" if change.rank > 0 else "down" if change.rank < 0 else "same"
    signs = "".join("p" if part > 0 else "n" if part < 0 else "z" for part in (change.own, change.others))
    why = f"{signs}.{side}" if signs in {"pn", "np"} else signs
    places = say(f"change.{side}", language=language, n=abs(change.rank))
    reason = say(f"country.change.why.{why}", language=language)
    return said("country.change.rank.title", language=language, places=places, why=reason)


def ruler_finding(world: World, iso3: str, near: Sequence[Rival], *, language: str) -> str:
    """Who is next ahead and next behind, and by how much; `near` comes from `analysis.profile.rivals`."""
    tied = [rival for rival in near if rival.gap == 0]
    above = [rival for rival in near if rival.gap > 0]
    below = [rival for rival in near if rival.gap < 0]
    name = name_inside(world, iso3, language)
    if tied:
        others = listed([name_inside(world, rival.iso3, language) for rival in tied], language=language)
        return said("country.ruler.tied", language=language, name=name, others=others)
    key = "both" if above and below else "last" if above else "first"
    return said(
        f"country.ruler.{key}",
        language=language,
        name=name,
        above=name_inside(world, above[-1].iso3, language) if above else "",
        up=above[-1].gap if above else 0.0,
        below=name_inside(world, below[0].iso3, language) if below else "",
        down=-below[0].gap if below else 0.0,
    )
