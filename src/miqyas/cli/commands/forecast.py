"""`miqyas forecast`: coming editions, what past forecasts were worth, and the ledger of published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import Draws, EngineName, Seed
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from miqyas.analysis.forecast.joint import Break

BREAKS = ("as_before", "broken", "unbroken")


def forecast(
    ctx: typer.Context,
    who: Annotated[list[str] | None, typer.Argument(metavar="COUNTRY")] = None,
    to: Annotated[int | None, typer.Option("--to", metavar="EDITION")] = None,
    model: Annotated[str | None, typer.Option("--model", "-m", metavar="MODEL")] = None,
    method_break: Annotated[str, typer.Option("--method-break", metavar="KIND")] = "as_before",
    group: Annotated[str, typer.Option("--group", "-g")] = "world",
    top: Annotated[int | None, typer.Option("--top", "-n", min=1)] = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    engine: EngineName = "serial",
    backtest: Annotated[bool, typer.Option("--backtest")] = False,
    ledger: Annotated[bool, typer.Option("--ledger")] = False,
    post_mortem: Annotated[bool, typer.Option("--post-mortem")] = False,
    edition: Annotated[int | None, typer.Option("--edition", "-e")] = None,
    entry: Annotated[str | None, typer.Option("--entry", metavar="HASH")] = None,
    publish: Annotated[bool, typer.Option("--publish")] = False,
    title: Annotated[str | None, typer.Option("--title", metavar="NAME")] = None,
    write: Annotated[bool, typer.Option("--write")] = False,
) -> None:
    session: Session = ctx.obj
    of_all = backtest + ledger + publish
    if of_all + post_mortem > 1 or (who and of_all) or (post_mortem and not who):
        raise CommandError("forecast_what")
    if write and not (backtest or publish):
        raise CommandError("forecast_what")
    kind = _break(method_break)
    if backtest:
        _backtest(session, write=write)
    elif ledger:
        _ledger(session)
    elif post_mortem:
        _post_mortem(session, " ".join(who or []), edition=edition, entry=entry)
    elif publish:
        _publish(session, to=to, model=model, method_break=kind, seed=seed, title=title, write=write)
    elif who:
        _country(
            session,
            " ".join(who),
            to=to,
            model=model,
            method_break=kind,
            draws=draws,
            seed=seed,
            engine=engine,
        )
    else:
        _field(
            session,
            to=to,
            model=model,
            method_break=kind,
            draws=draws,
            seed=seed,
            engine=engine,
            group=group,
            top=top,
        )


def _break(text: str) -> Break:
    found = text.replace("-", "_").lower()
    if found not in BREAKS:
        raise CommandError("unknown_break", given=text, known=", ".join(BREAKS))
    return cast("Break", found)


def _country(
    session: Session,
    who: str,
    *,
    to: int | None,
    model: str | None,
    method_break: Break,
    draws: int,
    seed: int,
    engine: str,
) -> None:
    from miqyas.analysis.outlook import country_outlook
    from miqyas.analysis.outlook.records import outlook_record
    from miqyas.cli.forecast import show_outlook
    from miqyas.observations.finding import find_country

    iso3 = find_country(who)
    with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
        outlook = country_outlook(
            session.world,
            iso3=iso3,
            to=to,
            model=model,
            method_break=method_break,
            draws=draws,
            seed=seed,
            **at_work,
        )
    if session.as_json:
        session.emit(outlook_record(session.world, outlook))
    else:
        show_outlook(session, outlook)


def _field(
    session: Session,
    *,
    to: int | None,
    model: str | None,
    method_break: Break,
    draws: int,
    seed: int,
    engine: str,
    group: str,
    top: int | None,
) -> None:
    from miqyas.analysis.outlook import field_outlook
    from miqyas.analysis.outlook.records import field_record
    from miqyas.cli.forecast import show_field
    from miqyas.observations.countries import groups
    from miqyas.observations.finding import find_group

    members = groups()[find_group(group)]
    with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
        field = field_outlook(
            session.world,
            edition=to,
            model=model,
            method_break=method_break,
            draws=draws,
            seed=seed,
            **at_work,
        )
    shown = [state for state in field.states if state.iso3 in members.members][:top]
    if session.as_json:
        inside = {state.iso3 for state in shown}
        record = field_record(session.world, field)
        countries = [country for country in record["countries"] if country["iso3"] in inside]
        session.emit({**record, "countries": countries})
    else:
        show_field(session, field, shown)


def _backtest(session: Session, *, write: bool) -> None:
    from miqyas.analysis.forecast.backtest import backtest
    from miqyas.analysis.forecast.record import SHIPPED, as_json, record_of
    from miqyas.analysis.forecast.records import track_record_record
    from miqyas.cli.forecast import show_backtest
    from miqyas.kernel.files import write_whole

    file = _package_folder() / SHIPPED if write else None
    with session.progress("cli.forecast.progress") as on_progress:
        found = record_of(session.world, backtest(session.world, on_progress=on_progress))
    if file:
        write_whole(file, as_json(found).encode())
    if session.as_json:
        session.emit(track_record_record(session.world, found))
        return
    show_backtest(session, found)
    if file:
        session.screen.line(session.screen.words("cli.forecast.written", path=str(file)), style="bold green")


def _package_folder() -> Path:
    """Where the package keeps what it ships; raises `CommandError` where there is no checkout."""
    from pathlib import Path

    import miqyas.analysis.forecast as package

    folder = Path(str(package.__file__)).parent
    if not (folder.parents[3] / "pyproject.toml").is_file():
        raise CommandError("no_checkout", path=str(folder))
    return folder


def _ledger(session: Session) -> None:
    from miqyas.analysis.forecast.ledger import ledger
    from miqyas.analysis.forecast.records import entry_record
    from miqyas.cli.forecast import show_ledger

    entries = ledger(session.world)
    if session.as_json:
        session.emit({"entries": [entry_record(session.world, entry) for entry in entries]})
    else:
        show_ledger(session, entries)


def _post_mortem(session: Session, who: str, *, edition: int | None, entry: str | None) -> None:
    from miqyas.analysis.forecast.ledger import find_entry
    from miqyas.analysis.forecast.postmortem import post_mortem
    from miqyas.analysis.forecast.records import post_mortem_record
    from miqyas.cli.forecast import show_post_mortem
    from miqyas.observations.finding import find_country

    iso3, world = find_country(who), session.world
    chosen = find_entry(world, entry) if entry else None
    found = post_mortem(world, iso3=iso3, edition=edition, entry=chosen)
    if session.as_json:
        session.emit(post_mortem_record(world, found))
    else:
        show_post_mortem(session, found)


def _publish(
    session: Session,
    *,
    to: int | None,
    model: str | None,
    method_break: Break,
    seed: int,
    title: str | None,
    write: bool,
) -> None:
    from datetime import UTC, datetime

    from miqyas.analysis.forecast.ledger import as_dataset, entry_name, freeze
    from miqyas.kernel.files import write_whole

    folder = _package_folder() / "ledger" if write else None
    today = datetime.now(UTC).date().isoformat()
    frozen = freeze(
        session.world, published=today, edition=to, model=model, method_break=method_break, seed=seed
    )
    dataset = as_dataset(frozen, title=title or f"forecast-{frozen.edition}-{frozen.model}.json")
    name = entry_name(dataset.content)
    if folder:
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"{name}.json", dataset.content)
    else:
        session.overlays.activate(session.overlays.active().with_dataset(dataset))
    if session.as_json:
        session.emit({"sha256": name, "title": dataset.name, "edition": frozen.edition, "published": today})
        return
    screen = session.screen
    screen.line(screen.words("cli.forecast.published", edition=frozen.edition, hash=name), style="bold green")
