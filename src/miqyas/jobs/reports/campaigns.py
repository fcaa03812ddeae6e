"""What a campaign comes to, for the authority; and what one entity's part of it comes to, on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from miqyas.assessment.provisional import Advice, Tally
from miqyas.assessment.readings import View
from miqyas.jobs.reports.framing import HELD, Teller
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.jobs.scores.boards import Board, board_of, board_of_part, said_in
from miqyas.jobs.scores.expected import expected_of
from miqyas.jobs.scores.home import Standing, standing_of
from miqyas.jobs.scores.names import Names
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Drawing
from miqyas.reports.charts.stacks import Stack, Stacks, stacked_bars
from miqyas.reports.document import (
    Block,
    Bullets,
    Column,
    DataTable,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Source,
    Value,
)
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Kind
from miqyas.workspace.campaigns.queries.answers import part_by_codes
from miqyas.workspace.campaigns.queries.campaigns import DRAFT, campaign_by_code, parts_of
from miqyas.workspace.reviews.blindness import is_over

_SHOWN: Final = 0.8
"""Coverage of the band that is told."""
_THOUSAND: Final = 1000
_BARS: Final = 12
"""Entities that the chart of lost points shows."""
_GAPS: Final = 12
"""Features claimed and not found that a scorecard names."""
_FINAL: Final = frozenset({"frozen", "published", "closed"})
"""States of a campaign in which nothing changes any more; a report of any other is a draft."""
_VIEWS: Final[Mapping[View, str]] = {
    "claimed": "score.claimed",
    "verified": "score.verified",
    "adjudicated": "score.settled",
}
"""What is told of a share, in the order in which it comes to be known, with its words."""
_INSTRUMENT: Final = "instrument"
_METHOD: Final = "method"
"""Keys of sources: the list of features, and the way from features to the index."""
_BOTH: Final = (HELD, _METHOD)


def _national(of: str) -> Campaign | None:
    found = campaign_by_code(of)
    return found if found is not None and found.kind == Kind.NATIONAL and found.state != DRAFT else None


def _campaigns(person: Person, language: str) -> Sequence[Subject]:
    return [
        Subject(one.code, one.name.in_language(language))
        for one in _begun()
        if verdict(person, "score.view", one) is Verdict.ALLOWED
    ]


def _begun() -> Sequence[Campaign]:
    return list(Campaign.objects.filter(kind=Kind.NATIONAL).exclude(state=DRAFT))


def _campaign_report(order: Order) -> Document:
    tell, campaign = Teller(order), _national(order.of)
    assert campaign is not None
    board = board_of(campaign)
    names = Names(campaign, board.lost_by_entity.keys() | board.advice.keys(), language=tell.language)
    return tell.document(
        "campaign_report",
        _campaign_blocks(tell, campaign, board, names),
        title=campaign.name.in_language(tell.language),
        layout="report",
        sources=_sources(tell, campaign),
        is_draft=campaign.state not in _FINAL,
        is_made_up=campaign.is_sample,
        versions=_versions(campaign),
    )


def _campaign_blocks(tell: Teller, campaign: Campaign, board: Board, names: Names) -> Iterator[Block]:
    yield Heading(tell.say("report.campaign.where"))
    yield Paragraph(tell.say(f"report.campaign.state.{campaign.state}"), "lead", (HELD,))
    yield KeyFigures(tuple(_shares(tell, board.whole)))
    yield from _expected(tell, board)
    yield Heading(tell.say("report.campaign.views"), level=2)
    yield Paragraph(tell.say("score.views.note"), sources=(HELD,))
    yield _trios(tell, "subindex", board.by_node, names.node)
    yield _trios(tell, "sector", board.by_sector, names.sector)
    yield _parts(tell, campaign)
    yield Heading(tell.say("report.campaign.lost"))
    yield Paragraph(_lost(tell, board), "lead", _BOTH)
    yield Paragraph(tell.say("score.points"), "quiet")
    if board.lost_by_entity:
        yield _lost_chart(tell, board, names)
        yield _holders(tell, board, names)
    yield _best(tell, board, names)
    yield from _not_found(tell, board, names)


def _shares(tell: Teller, whole: Mapping[View, Tally]) -> Iterator[KeyFigure]:
    for view, words, tone in (
        ("claimed", "score.claimed", "plain"),
        ("verified", "score.verified", "sea"),
        ("adjudicated", "score.settled", "green"),
    ):
        found = whole[view]  # type: ignore[index]
        note = tell.say("report.known_of", n=found.known, all=found.asked)
        yield KeyFigure(tell.say(words), found.share, "percent", note, tone, (HELD,))  # type: ignore[arg-type]


def _expected(tell: Teller, board: Board) -> Iterator[Block]:
    """The band that the shares let expect, or why there is none yet."""
    answer = expected_of(board)
    yield Heading(tell.say("score.expected"), level=2)
    if answer.result is None:
        if answer.error is not None:
            yield Paragraph(answer.error.render(tell.language), "quiet", (HELD,))
        return
    found = answer.result
    band = _band(found["rank"])
    yield Paragraph(
        tell.say(
            "score.band.said",
            best=band["best"],
            worst=band["worst"],
            edition=found["edition"],
            rank=found["rank_before"],
        ),
        sources=_BOTH,
    )
    yield DataTable(
        tell.say("score.indices"),
        (
            tell.column("score.column.index", share=2),
            tell.column("report.low", "index"),
            tell.column("report.high", "index"),
            Column(tell.say("score.column.before", edition=found["origin"]), "index"),
        ),
        tuple(_index(tell, code, found) for code in ("egdi", "osi", "epi")),
        _BOTH,
        note="" if found["is_calibrated"] else tell.say("bridge.about_uncalibrated"),
    )


def _band(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(one for one in found["intervals"] if one["coverage"] == _SHOWN)


def _index(tell: Teller, code: str, found: Mapping[str, Any]) -> tuple[Value, ...]:
    band = _band(found[code])
    return tell.say(f"score.index.{code}"), band["low"], band["high"], found["published_before"][code]


def _trios(
    tell: Teller,
    by: str,
    found: Mapping[View, Mapping[str, Tally]],
    name: Callable[[str], str],
    *,
    views: tuple[View, ...] = tuple(_VIEWS),
) -> DataTable:
    """Shares by sub-index or by sector, in those views that may be told."""
    rows = tuple(
        (name(code), *(found[view][code].share for view in views), found["claimed"][code].asked)
        for code in found["claimed"]
    )
    return DataTable(
        tell.say(f"report.by_{by}"),
        (
            tell.column(f"report.{by}", share=3),
            *(tell.column(_VIEWS[view], "percent") for view in views),
            tell.column("report.features", "count"),
        ),
        rows,
        (HELD,),
        empty=tell.say("report.nothing_yet"),
    )


def _lost(tell: Teller, board: Board) -> str:
    if not board.lost:
        return tell.say("report.campaign.lost_none")
    return tell.say("report.campaign.lost_points", points=board.lost * _THOUSAND)


def _lost_chart(tell: Teller, board: Board, names: Names) -> Figure:
    """Who holds the most of what is lost, as bars."""
    held = list(board.lost_by_entity.items())[:_BARS]
    rows = tuple(Stack(names.entity(pk), (lost * _THOUSAND,)) for pk, lost in held)
    first = names.entity(held[0][0])
    title = tell.say("report.campaign.most_lost", entity=first, points=held[0][1] * _THOUSAND)
    chart = stacked_bars(
        Stacks((tell.say("report.points"),), rows, kind="tenths"),
        caption=Caption(title, tell.say("report.source.held", day=tell.order.made_on)),
        drawing=Drawing(tell.language, width="page"),
    )
    return Figure(chart, sources=_BOTH)


def _holders(tell: Teller, board: Board, names: Names) -> DataTable:
    whole = board.lost
    return DataTable(
        tell.say("score.column.entity"),
        (
            tell.column("report.entity", share=3),
            tell.column("report.points", "tenths"),
            tell.column("report.share", "percent"),
        ),
        tuple(
            (names.entity(pk), lost * _THOUSAND, lost / whole if whole else None)
            for pk, lost in board.lost_by_entity.items()
        ),
        _BOTH,
    )


def _best(tell: Teller, board: Board, names: Names) -> DataTable:
    rows = tuple((*_advice(tell, one, names), names.entity(pk)) for pk, one in board.best)
    columns = (*_advice_columns(tell), tell.column("report.entity", share=1.5))
    return DataTable(
        tell.say("report.next_steps"),
        columns,
        rows,
        _BOTH,
        note=tell.say("report.next_steps.order"),
        empty=tell.say("report.next_steps.none"),
    )


def _advice_columns(tell: Teller) -> tuple[Column, ...]:
    return (
        tell.column("report.feature", share=3),
        tell.column("report.why", share=1.5),
        tell.column("report.gain", "tenths"),
    )


def _advice(tell: Teller, one: Advice, names: Names) -> tuple[Value, ...]:
    return names.question(one.asked.feature), tell.say(f"advice.{one.why}"), one.gain * _THOUSAND


def _not_found(tell: Teller, board: Board, names: Names) -> Iterator[Block]:
    """What entities claimed and assessors did not find, or that there is nothing yet."""
    if not board.unseen:
        yield Heading(tell.say("report.campaign.not_found"))
        yield Paragraph(tell.say("score.gaps.none"), sources=(HELD,))
        return
    yield Heading(tell.say("score.gaps", n=len(board.unseen)))
    yield _gaps(tell, board, names)


def _gaps(tell: Teller, board: Board, names: Names) -> DataTable:
    return DataTable(
        tell.say("report.campaign.not_found"),
        (
            tell.column("report.feature", share=3),
            tell.column("score.claimed", "percent"),
            tell.column("score.verified", "percent"),
            tell.column("report.entity", share=1.5),
        ),
        tuple(
            (
                names.question(one.asked.feature),
                one.claimed,
                one.found,
                tell.say("score.and").join(names.entity(pk) for pk in one.claimants),
            )
            for one in board.unseen
        ),
        (HELD,),
    )


def _parts(tell: Teller, campaign: Campaign) -> DataTable:
    rows = tuple(
        (
            one.entity.title.in_language(tell.language),
            one.leads + one.helps,
            tell.say(f"report.part.{one.state}"),
        )
        for one in parts_of(campaign)
    )
    return DataTable(
        tell.say("report.campaign.parts"),
        (
            tell.column("report.entity", share=3),
            tell.column("report.features", "count"),
            tell.column("report.state", share=1.5),
        ),
        rows,
        (HELD,),
        empty=tell.say("report.nothing_yet"),
    )


def _part(of: str) -> CampaignEntity | None:
    campaign, _, entity = of.partition("/")
    return part_by_codes(campaign, entity) if entity else None


def _part_or_campaign(of: str) -> CampaignEntity | Campaign | None:
    return _part(of) if "/" in of else _national(of)


def _scorecards(person: Person, language: str) -> Sequence[Subject]:
    """Each part that the person may see, and all parts of a campaign for those who may see them all."""
    found: list[Subject] = []
    for campaign in _begun():
        name = campaign.name.in_language(language)
        if verdict(person, "score.view", campaign) is Verdict.ALLOWED:
            title = say("report.scorecard.all", language=language, campaign=name)
            found.append(Subject(campaign.code, title))
        parts = campaign.parts.select_related("entity", "campaign").order_by("entity__position")
        for part in parts:
            if verdict(person, "score.entity", part) is Verdict.ALLOWED:
                title = f"{part.entity.title.in_language(language)} · {name}"
                found.append(Subject(f"{campaign.code}/{part.entity.code}", title))
    return found


def _each(of: str) -> Sequence[str]:
    if "/" in of:
        return ()
    codes = CampaignEntity.objects.filter(campaign__code=of).order_by("entity__position")
    return [f"{of}/{code}" for code in codes.values_list("entity__code", flat=True)]


def _scorecard(order: Order) -> Document:
    tell, part = Teller(order), _part(order.of)
    assert part is not None
    board, campaign = board_of_part(part, with_drafts=False), part.campaign
    names = Names(campaign, (), language=tell.language)
    return tell.document(
        "entity_scorecard",
        _scorecard_blocks(tell, part, board, names),
        title=part.entity.title.in_language(tell.language),
        subtitle=tell.say("report.scorecard.of", campaign=campaign.name.in_language(tell.language)),
        sources=_sources(tell, campaign),
        is_draft=campaign.state not in _FINAL,
        is_made_up=campaign.is_sample,
        versions=_versions(campaign),
    )


def _scorecard_blocks(tell: Teller, part: CampaignEntity, board: Board, names: Names) -> Iterator[Block]:
    held = standing_of(part, board)
    times = _THOUSAND if held.is_points else 1
    is_told = is_over(part.campaign)
    shares = tuple(_shares(tell, board.whole))
    stands = _stands(held, board)
    known = tell.say("report.scorecard.of_worth" if stands is not None else "report.not_known")
    unit = tell.say("report.points_of_index") if held.is_points else ""
    yield KeyFigures(
        (
            KeyFigure(tell.say("report.scorecard.stands"), stands, "percent", known, "sea", _BOTH),
            KeyFigure(tell.say("report.scorecard.worth"), held.worth * times, "tenths", unit, sources=_BOTH),
            *(shares if is_told else shares[:1]),
        )
    )
    yield Paragraph(tell.say("report.scorecard.told" if is_told else "report.scorecard.blind"), "quiet")
    views = tuple(_VIEWS) if is_told else tuple(_VIEWS)[:1]
    yield _trios(tell, "subindex", board.by_node, names.node, views=views)
    advice = board.advice.get(str(part.entity_id), ())
    yield DataTable(
        tell.say("report.next_steps"),
        _advice_columns(tell),
        tuple(_advice(tell, one, names) for one in advice),
        _BOTH,
        note=tell.say("report.next_steps.order"),
        empty=tell.say("report.next_steps.none"),
    )
    if is_told:
        yield from _own_gaps(tell, board, names)


def _stands(held: Standing, board: Board) -> float | None:
    """The share that stands; nothing known is not nothing."""
    return held.share if any(one.known for one in board.whole.values()) else None


def _own_gaps(tell: Teller, board: Board, names: Names) -> Iterator[Block]:
    found = board.unseen
    if found:
        yield Heading(tell.say("score.gaps", n=len(found)), level=2)
        yield Bullets(tuple(names.question(one.asked.feature) for one in found[:_GAPS]))
    if len(found) > _GAPS:
        yield Paragraph(tell.say("report.scorecard.more", n=len(found) - _GAPS), "quiet")


def _sources(tell: Teller, campaign: Campaign) -> Iterator[Source]:
    lists = tell.say("score.and").join(
        tell.say("report.source.list", title=one.title.in_language(tell.language), version=one.version)
        for one in instruments_of(campaign).instruments
    )
    yield Source(_INSTRUMENT, tell.say("report.source.instrument", lists=lists), tell.say("mark.I.word"))
    yield Source(_METHOD, tell.say("report.source.bridge"), tell.say("mark.I.word"))


def _versions(campaign: Campaign) -> dict[str, str]:
    lists = (f"{one.code} {one.version}" for one in instruments_of(campaign).instruments)
    return {"instruments": ", ".join(lists)}


def _said(of: str) -> Iterable[object]:
    campaign = _national(of.partition("/")[0])
    yield (said_in(campaign).version, campaign.state) if campaign else None


CAMPAIGN_REPORT: Final = report_kind(
    ReportKind(
        "campaign_report",
        action="score.view",
        find=_national,
        subjects=_campaigns,
        gather=_campaign_report,
        basis=_said,
    )
)
ENTITY_SCORECARD: Final = report_kind(
    ReportKind(
        "entity_scorecard",
        action="report.scorecard",
        find=_part_or_campaign,
        subjects=_scorecards,
        gather=_scorecard,
        basis=_said,
        each=_each,
    )
)
