"""Services of a file on the screen: their maturity, what each needs, what an import would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from miqyas.catalogue.maturity import maturity_model
from miqyas.cli.screen import ACCENT, QUIET, Column
from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import Text, nearest

if TYPE_CHECKING:
    from miqyas.cli.session import Session
    from miqyas.workspace.services.importing import ServicePlan

SHOWN: Final = 50
"""Services that are listed on a screen; `--json` has all."""
Record = Mapping[str, Any]


def show_services(session: Session, record: Record, *, name: str) -> None:
    """The whole, by entity, and each service, the least mature first."""
    screen, whole = session.screen, record["whole"]
    screen.line()
    screen.line(name, style="bold")
    share = screen.words("services.share", share=whole["transactional"])
    screen.line(share, style=f"bold {ACCENT}")
    screen.line(screen.words("cli.services.mean", n=whole["count"], mean=whole["mean"]))
    _show_groups(session, record)
    _show_each(session, record["services"])


def _show_groups(session: Session, record: Record) -> None:
    screen = session.screen
    screen.heading(screen.words("services.by_entity"))
    columns = [Column(screen.words("services.column.entity"))]
    columns += [
        Column(screen.words(f"services.column.{key}"), "number") for key in ("count", "mean", "share")
    ]
    rows = [
        [
            one["key"],
            screen.number(one["count"], "count"),
            screen.number(one["mean"], "hundredths"),
            format_number(one["transactional"], "percent"),
        ]
        for one in record["entities"]
    ]
    screen.table(columns, rows)


def _show_each(session: Session, services: list[Record]) -> None:
    screen, language = session.screen, session.language
    names = {level.code: level.name.in_language(language) for level in maturity_model().levels}
    screen.heading(screen.words("cli.services.each"))
    columns = [
        Column(screen.words(f"cli.services.column.{key}"), fold=True) for key in ("name", "level", "needs")
    ]
    ordered = sorted(services, key=lambda one: (one["number"], one["code"]))
    rows = [
        [
            f"{one['code']}  {nearest(one['title'], language).text}",
            names.get(one["level"], screen.words("cli.services.below")),
            "\n".join(Text(need["do"]).in_language(language) for need in one["needs"]),
        ]
        for one in ordered[:SHOWN]
    ]
    screen.table(columns, rows)
    if len(ordered) > SHOWN:
        screen.line(screen.words("cli.services.more", n=len(ordered) - SHOWN), style=QUIET)


def show_plan(session: Session, plan: ServicePlan) -> None:
    """How many services a file would add, change, and leave as they are."""
    screen = session.screen
    screen.line()
    screen.line(plan.name, style="bold")
    counts = Counter(row.doing for row in plan.rows)
    for doing in ("add", "change", "same"):
        if counts[doing]:
            screen.line(screen.words(f"cli.services.would.{doing}", n=counts[doing]), indent=2)
