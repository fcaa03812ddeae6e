"""`miqyas campaign list` and `miqyas campaign score CODE`: campaigns and what they come to."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.errors import CommandError
from miqyas.cli.session import Session

_VIEWS = ("claimed", "verified", "adjudicated")


def campaign_list(ctx: typer.Context) -> None:
    session = _ready(ctx)
    from django.db.models import Count

    from miqyas.workspace.campaigns.models import Campaign

    told = [
        {
            "code": one.code,
            "title": dict(one.title),
            "kind": one.kind,
            "state": one.state,
            "entities_count": one.entities_count,
        }
        for one in Campaign.objects.annotate(entities_count=Count("parts")).order_by("-created_at")
    ]
    if session.as_json:
        session.emit({"campaigns": told})
    else:
        _show_list(session, told)


def campaign_score(ctx: typer.Context, code: Annotated[str, typer.Argument(metavar="CODE")]) -> None:
    session = _ready(ctx)
    from miqyas.jobs.scores.boards import board_of
    from miqyas.jobs.scores.expected import expected_of
    from miqyas.jobs.scores.records import score_record
    from miqyas.workspace.campaigns.models import Kind
    from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code

    campaign = campaign_by_code(code)
    if campaign is None:
        raise CommandError("unknown_campaign", given=code)
    told = score_record(campaign)
    answer = expected_of(board_of(campaign)) if campaign.kind == Kind.NATIONAL else None
    told["expected"] = answer.result if answer else None
    if session.as_json:
        session.emit(told)
        return
    _show_score(session, told)
    if answer and answer.error:
        session.screen.line(answer.error.render(session.language))


def _ready(ctx: typer.Context) -> Session:
    session: Session = ctx.obj
    session.started_by().set_up()
    demand_database(session)
    return session


def _show_list(session: Session, told: list[dict[str, Any]]) -> None:
    from miqyas.cli.screen import Column
    from miqyas.kernel.text import Text

    screen = session.screen
    if not told:
        screen.line(screen.words("cli.campaign.none"))
        return
    columns = [Column(screen.words(f"cli.column.campaign_{name}")) for name in ("code", "title", "state")]
    columns.append(Column(screen.words("cli.column.campaign_entities"), "number"))
    rows = [
        [
            one["code"],
            Text(one["title"]).in_language(session.language),
            screen.words(f"campaign.state.{one['state']}"),
            str(one["entities_count"]),
        ]
        for one in told
    ]
    screen.table(columns, rows)


def _show_score(session: Session, told: dict[str, Any]) -> None:
    from miqyas.cli.screen import Column
    from miqyas.kernel.numbers import format_number

    screen = session.screen
    screen.line()
    if told["expected"]:
        band = next(one for one in told["expected"]["rank"]["intervals"] if one["coverage"] == 0.8)
        screen.line(screen.words("expected.band", **band), style="bold")
        mark = "calibrated" if told["expected"]["is_calibrated"] else "uncalibrated"
        screen.line(screen.words(f"expected.{mark}"))
    heading = Column(screen.words("cli.column.campaign_part"))
    columns = [heading, *(Column(screen.words(f"view.{view}"), "number") for view in _VIEWS)]
    for subject in told["tallies"]:
        if subject["city"]:
            screen.line(subject["city"], style="bold")
        lines = [
            *((one["node"], one) for one in subject["subindices"]),
            (screen.words("score.all"), subject["all"]),
        ]
        screen.table(
            columns,
            [
                [name, *(format_number(one[view]["share"], "percent") for view in _VIEWS)]
                for name, one in lines
            ],
        )
