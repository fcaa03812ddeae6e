"""What pages of scores share: names, gauges of three views, losses with their holders, the expected band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miqyas.assessment.provisional import Advice, Tally, Unseen
from miqyas.assessment.readings import View
from miqyas.jobs.scores import names as scores_names
from miqyas.jobs.scores.boards import Board
from miqyas.jobs.scores.expected import expected_of
from miqyas.kernel.text import Text
from miqyas.web.fans import Fan, rank_band
from miqyas.web.words import current_language, say_here
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.datasets.world import current_world

THOUSAND: Final = 1000
"""Points are thousandths of the index: four decimals of a guess would say more than is known."""
SHOWN: Final = 0.8
"""Coverage of the band that is told in words."""
SLIVER: Final = 0.004
"""The least length of a gauge that is still seen."""


@dataclass(frozen=True, slots=True)
class Trio:
    """A share in three views: claimed as a pale band, as strangers found it filled, settled as a pin."""

    code: str
    label: str
    bar: SafeString
    claimed: float | None
    verified: float | None
    adjudicated: float | None
    asked: int
    verified_count: int


@dataclass(frozen=True, slots=True)
class Advised:
    """A thing to do next: the feature, what stands in its way, what it adds."""

    code: str
    question: str
    why: str
    gain: float
    url: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds how much of what is lost, with what to do next."""

    name: str
    code: str
    lost: float
    share: float
    bar: SafeString
    advice: Sequence[Advised] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Claimed, but a stranger could not find it, or not all of it."""

    code: str
    question: str
    claimed: float
    found: float
    claimants: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the interval comes from: the band if this were known, and how much narrower it would be."""

    label: str
    best: int
    worst: int
    narrows: float
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected score as pages show it; `problem` where nothing can be expected yet."""

    problem: str = ""
    remedy: str = ""
    edition: int = 0
    best: int = 0
    worst: int = 0
    median: int | None = None
    is_calibrated: bool = False
    rank_before: int = 0
    origin: int = 0
    fan: Fan | None = None
    indices: Sequence[tuple[str, float, float, float]] = ()
    epi: tuple[int, int] = (0, 0)
    parts: Sequence[Part] = ()
    notes: Sequence[str] = ()


class Names(scores_names.Names):
    """Names of a campaign's parts in the language of the reader, and where their lines are."""

    def __init__(self, campaign: Campaign, entities: Iterable[str] = ()) -> None:
        super().__init__(campaign, entities, language=current_language())
        self._code = campaign.code

    def line_url(self, code: str) -> str:
        """The page of the line of a feature."""
        return reverse("score_line", args=[self._code, code])


def trios(found: Mapping[View, Mapping[str, Tally]], *, name: Any) -> tuple[Trio, ...]:
    """The rows of a table of shares in three views, in the order of the features."""
    return tuple(
        _trio(code, name(code), {view: found[view][code] for view in found}) for code in found["claimed"]
    )


def whole_trio(board: Board) -> Trio:
    """All features together."""
    return _trio("", say_here("score.all"), board.whole)


def _trio(code: str, label: str, found: Mapping[View, Tally]) -> Trio:
    claimed, verified, settled = (found[view].share for view in ("claimed", "verified", "adjudicated"))
    return Trio(
        code=code,
        label=label,
        bar=trio_bar(claimed, verified, settled),
        claimed=claimed,
        verified=verified,
        adjudicated=settled,
        asked=found["claimed"].asked,
        verified_count=found["verified"].known,
    )


def trio_bar(claimed: float | None, verified: float | None, settled: float | None) -> SafeString:
    """Claimed and found on one ruler with ticks at tenths; the pin is what is settled."""
    ticks = "".join(f"M{place * 10} 12v{4 if place % 5 == 0 else 2}" for place in range(11))
    bars = format_html(
        '<rect class="gauge-track" y="1" width="100" height="10"/>'
        '<rect class="trio-claimed" y="1" width="{}" height="10"/>'
        '<rect class="trio-found" y="3" width="{}" height="6"/><path class="gauge-tick" d="{}"/>',
        _along(claimed),
        _along(verified),
        ticks,
    )
    pin = ""
    if settled is not None:
        pin = format_html(
            '<path class="gauge-pin-edge" d="M{0} 0v12"/><path class="gauge-pin" d="M{0} 0v12"/>',
            _along(settled),
        )
    return format_html(
        '<svg class="trio" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>',
        bars,
        pin,
    )


def part_bar(share: float) -> SafeString:
    """A part of a whole as a gauge."""
    return format_html(
        '<svg class="part-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="gauge-track" width="100" height="8"/>'
        '<rect class="part-fill" width="{}" height="8"/></svg>',
        _along(max(share, SLIVER) if share > 0 else 0.0),
    )


def _along(share: float | None) -> float:
    return round(min(max(share or 0.0, 0.0), 1.0) * 100, 1)


def holders(board: Board, names: Names) -> tuple[Holder, ...]:
    """Entities by what they hold of what is lost, the most first, each with its next three things."""
    return tuple(
        _holder(names.entity(pk), names.entity_code(pk), lost, board, board.advice.get(pk, ()), names)
        for pk, lost in board.lost_by_entity.items()
    )


def sectors(board: Board, names: Names) -> tuple[Holder, ...]:
    """Sectors by what is lost in them."""
    return tuple(
        _holder(names.sector(code), code, lost, board, (), names)
        for code, lost in board.lost_by_sector.items()
    )


def _holder(
    name: str, code: str, lost: float, board: Board, advice: Sequence[Advice], names: Names
) -> Holder:
    share = lost / board.lost if board.lost else 0.0
    return Holder(name, code, lost * THOUSAND, share, part_bar(share), advised(advice, names))


def advised(advice: Iterable[Advice], names: Names, *, has_lines: bool = True) -> tuple[Advised, ...]:
    """Things to do next in words, each leading to its line where the reader may follow it."""
    return tuple(
        Advised(
            code=one.asked.feature,
            question=names.question(one.asked.feature),
            why=say_here(f"advice.{one.why}"),
            gain=one.gain * THOUSAND,
            url=names.line_url(one.asked.feature) if has_lines else "",
        )
        for one in advice
    )


def gaps(found: Iterable[Unseen], names: Names, *, has_lines: bool = True) -> tuple[Gap, ...]:
    """What is claimed and was not found, in words."""
    return tuple(
        Gap(
            code=one.asked.feature,
            question=names.question(one.asked.feature),
            claimed=one.claimed,
            found=one.found,
            claimants=say_here("score.and").join(names.entity(pk) for pk in one.claimants),
            url=names.line_url(one.asked.feature) if has_lines else "",
        )
        for one in found
    )


def expected_shown(board: Board) -> Expected:
    """The expected score, or why there is none yet."""
    answer, language = expected_of(board), current_language()
    if answer.result is None:
        error = answer.error
        return Expected(
            problem=error.problem(language) if error else "", remedy=error.remedy(language) if error else ""
        )
    return _shown(answer.result)


def _shown(found: Mapping[str, Any]) -> Expected:
    bands = [(one["best"], one["worst"]) for one in reversed(found["rank"]["intervals"])]
    best, worst = _told(found["rank"])
    world, language = current_world(), current_language()
    said = say_here(
        "score.band.said", best=best, worst=worst, edition=found["edition"], rank=found["rank_before"]
    )
    last = max(standing.rank or 0 for standing in world.ranking(found["origin"]))
    return Expected(
        edition=found["edition"],
        best=best,
        worst=worst,
        median=found["rank"]["median"],
        is_calibrated=found["is_calibrated"],
        rank_before=found["rank_before"],
        origin=found["origin"],
        fan=rank_band(bands, pin=found["rank_before"], last=last, language=language, said=said),
        indices=tuple(_index(code, found) for code in ("egdi", "osi", "epi")),
        epi=_told(found["epi_rank"]),
        parts=tuple(_part(one) for one in sorted(found["parts"], key=lambda one: -one["narrows"])),
        notes=tuple(_notes(found)),
    )


def _notes(found: Mapping[str, Any]) -> Iterator[str]:
    """What the reader has to know of this answer."""
    if not found["is_calibrated"]:
        yield say_here("bridge.about_uncalibrated")
    if unknown := found["unknown"]:
        names = {
            one["node"]: Text(one["name"]).in_language(current_language()) for one in found["subindices"]
        }
        listed = say_here("score.and").join(names.get(node, node) for node in unknown)
        yield say_here("expected.unknown", n=len(unknown), nodes=listed)
    if not found["literacy_counts"]:
        yield say_here("expected.literacy_not_counted")


def _told(rank: Mapping[str, Any]) -> tuple[int, int]:
    band = next(one for one in rank["intervals"] if one["coverage"] == SHOWN)
    return band["best"], band["worst"]


def _index(code: str, found: Mapping[str, Any]) -> tuple[str, float, float, float]:
    """The name of an index, its band, and what was published last."""
    band = next(one for one in found[code]["intervals"] if one["coverage"] == SHOWN)
    return say_here(f"score.index.{code}"), band["low"], band["high"], found["published_before"][code]


def _part(one: Mapping[str, Any]) -> Part:
    narrows = max(one["narrows"], 0.0)
    best, worst = one["rank_if_known"]
    return Part(say_here(f"expected.source.{one['source']}"), best, worst, narrows, part_bar(narrows))
