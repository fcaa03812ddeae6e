"""`miqyas catalogue`: instruments and their features, a country's own list, and versions side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.session import FINE, FOUND_SOMETHING, WRONG_INPUT, Session
from miqyas.cli.written import write_new

if TYPE_CHECKING:
    from collections.abc import Mapping

    from miqyas.catalogue import Instrument, ListPlan

FORMATS = ("csv", "xlsx")


def catalogue(
    ctx: typer.Context,
    instrument: Annotated[str | None, typer.Option("--instrument", "-i", metavar="CODE")] = None,
    subindex: Annotated[list[str] | None, typer.Option("--subindex", metavar="CODE")] = None,
    sector: Annotated[list[str] | None, typer.Option("--sector", metavar="CODE")] = None,
    audience: Annotated[list[str] | None, typer.Option("--audience", metavar="CODE")] = None,
    theme: Annotated[list[str] | None, typer.Option("--theme", metavar="CODE")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="CODE")] = None,
    feature: Annotated[str | None, typer.Option("--feature", "-f", metavar="CODE")] = None,
    coverage: Annotated[bool, typer.Option("--coverage")] = False,
    check: Annotated[Path | None, typer.Option("--check", metavar="FILE")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
    diff: Annotated[tuple[str, str] | None, typer.Option("--diff", metavar="A B")] = None,
) -> int:
    session: Session = ctx.obj
    if sum(bool(given) for given in (feature, coverage, check, template, diff)) > 1:
        raise CommandError("catalogue_what")
    if template:
        return _write_template(session, template)
    if check:
        return _check(session, check, accept=yes)
    if diff:
        return _compare(session, *diff)
    if feature:
        return _show_feature(session, feature)
    chosen = {"subindex": subindex, "sector": sector, "audience": audience, "theme": theme, "tag": tag}
    if coverage:
        return _cover(session, instrument)
    return _list(session, instrument, {name: codes or [] for name, codes in chosen.items()})


def _known(session: Session) -> Mapping[str, Instrument]:
    """The packaged instruments and the user's own."""
    from miqyas.catalogue import instruments_in

    return instruments_in(session.overlays.active())


def _of_code(session: Session, code: str) -> Instrument:
    from miqyas.catalogue import CatalogueError

    known = _known(session)
    found = known.get(code.upper())
    if found is None:
        raise CatalogueError("unknown_instrument", given=code, known=", ".join(known))
    return found


def _list(session: Session, code: str | None, chosen: Mapping[str, list[str]]) -> int:
    from miqyas.catalogue.records import feature_record, instrument_record
    from miqyas.catalogue.select import select
    from miqyas.cli.catalogue import show_features, show_instruments

    within = [_of_code(session, code)] if code else list(_known(session).values())
    folded = {
        name: [given.upper() if name == "subindex" else given.lower() for given in codes]
        for name, codes in chosen.items()
    }
    if not code and not any(folded.values()):
        if session.as_json:
            session.emit({"instruments": [instrument_record(found) for found in within]})
        else:
            show_instruments(session, within)
        return FINE
    found = {one.code: select(one.features, folded, within=within) for one in within}
    if session.as_json:
        features = [feature_record(one, feature) for one in within for feature in found[one.code]]
        session.emit({"instruments": [instrument_record(one) for one in within], "features": features})
    else:
        show_features(session, within, found)
    return FINE


def _show_feature(session: Session, code: str) -> int:
    from miqyas.catalogue import feature
    from miqyas.catalogue.records import feature_record
    from miqyas.cli.catalogue import show_feature

    holder, found = feature(code, within=_known(session).values())
    if session.as_json:
        session.emit({"feature": feature_record(holder, found)})
    else:
        show_feature(session, holder, found)
    return FINE


def _cover(session: Session, code: str | None) -> int:
    """Where features lie; exit code 1 when a cell that must not be empty is."""
    from miqyas.catalogue.coverage import gaps
    from miqyas.catalogue.records import coverage_record
    from miqyas.cli.catalogue import show_coverage

    within = [_of_code(session, code)] if code else list(_known(session).values())
    if session.as_json:
        session.emit({"coverage": [coverage_record(one) for one in within]})
    else:
        for one in within:
            show_coverage(session, one)
    return FOUND_SOMETHING if any(gaps(one) for one in within) else FINE


def _compare(session: Session, before: str, after: str) -> int:
    from miqyas.catalogue.records import difference_record
    from miqyas.cli.catalogue import show_difference

    older, newer = (_named(session, given) for given in (before, after))
    if session.as_json:
        session.emit(difference_record(older, newer))
    else:
        show_difference(session, older, newer)
    return FINE


def _named(session: Session, given: str) -> Instrument:
    """An instrument by its code, or out of a file: JSON as it is taken away, or a list."""
    from miqyas.catalogue import instrument_from_bytes, read_list
    from miqyas.sheets import take_bytes

    if given.upper() in _known(session):
        return _of_code(session, given)
    file = Path(given)
    if not file.suffix:
        return _of_code(session, given)
    if file.suffix.lower() == ".json":
        return instrument_from_bytes(take_bytes(file, name=file.name))
    plan = read_list(file, name=file.name)
    if plan.instrument is None:
        raise plan.problems[0]
    return plan.instrument


def _check(session: Session, file: Path, *, accept: bool) -> int:
    """What a list says or is wrong with; with `accept` it is laid over once all is well."""
    from miqyas.catalogue import read_list
    from miqyas.cli.catalogue import show_plan

    active = session.overlays.active()
    plan = read_list(file, name=file.name, known=_known(session))
    accepted = plan.dataset is not None and (accept or (not session.as_json and _is_agreed(session, plan)))
    if plan.dataset is not None and accepted:
        session.overlays.activate(active.with_dataset(plan.dataset))
    if session.as_json:
        session.emit({"plan": plan.as_dict(session.language), "accepted": accepted})
    else:
        show_plan(session, plan, accepted=accepted)
    return FINE if plan.dataset is not None else WRONG_INPUT


def _is_agreed(session: Session, plan: ListPlan) -> bool:
    """Ask a person, once they have seen what the list is; where nobody is there, nothing is accepted."""
    if plan.instrument is None or not sys.stdin.isatty():
        return False
    question = session.screen.words("cli.catalogue.question", code=plan.instrument.code)
    answer = session.screen.console.input(f"{question} ")
    return answer.strip().casefold() in session.screen.words("cli.import.yes_words").split()


def _write_template(session: Session, file: Path) -> int:
    from miqyas.reports.tables.catalogue import list_template, list_template_text

    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))
    make = list_template if form == "xlsx" else list_template_text
    write_new(file, make(language=session.language))
    if session.as_json:
        session.emit({"files": [str(file)]})
    else:
        session.screen.line(session.screen.words("cli.catalogue.template_written", file=str(file)))
    return FINE
