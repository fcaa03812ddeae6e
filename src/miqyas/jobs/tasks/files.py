"""Long files that are brought in: what they would do is worked out, then done as a whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from miqyas.jobs.files import (
    PLANNING,
    WRITING,
    Asked,
    FileKind,
    LongFileError,
    basis_of,
    files_purge,
    kind_of,
    plan_again,
    plan_kept,
)
from miqyas.jobs.models import BroughtFile
from miqyas.jobs.programme import brought  # noqa: F401 - it names the kinds of file
from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.kernel.execution import Progress
from miqyas.sheets.plans import FilePlan
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.accounts.models import User

TOLD_EVERY: Final = 0.3
"""Seconds between two reports of how far it is."""
TRIES: Final = 3
"""How often a plan is made anew because something changed between its end and the writing."""


class _MovedError(Exception):
    """Something changed after the plan was made: nothing is written."""


@job(PLANNING)
def plan_file(run: Run, *, file: str) -> None:
    """Work out what a long file would do, and keep that."""
    held = _held(file)
    kind, asked = kind_of(held), _asked(run, held)
    asked.on_progress(0.0)
    kept = _planned(kind, held, asked)
    with run.commit() as result:
        _keep(held, kept)
        result["digest"] = kept["digest"]


@job(WRITING)
def write_file(run: Run, *, file: str, digest: str) -> None:
    """Do what was told of a long file, if that is still what it would do; else tell anew."""
    held = _held(file)
    kind = kind_of(held)
    for _ in range(TRIES):
        asked = _asked(run, held)
        basis = basis_of(kind, asked)
        plan = plan_again(held) if held.basis == basis else None
        kept: Mapping[str, Any] = {}
        if plan is None:
            plan = kind.plan(bytes(held.content), held.name, asked)
            kept = plan_kept(plan, basis=basis)
        if plan.digest != digest or not plan.is_ready:
            with run.commit() as result:
                _keep(held, kept)
                result["is_done"] = False
            return
        try:
            _write(run, held, kind, plan, asked, basis=basis)
        except _MovedError:
            continue
        return
    raise LongFileError("restless")


def _write(
    run: Run, held: BroughtFile, kind: FileKind[Any], plan: FilePlan[Any], asked: Asked, *, basis: str
) -> None:
    run.progress(1.0, "file.writing")
    with run.commit() as result:
        if basis_of(kind, _asked(run, held)) != basis:  # with the rights that the person has by now
            raise _MovedError
        kind.apply(plan, asked)
        result["is_done"] = True


def _planned(kind: FileKind[Any], held: BroughtFile, asked: Asked) -> dict[str, Any]:
    basis = basis_of(kind, asked)  # before the plan: what changes while it is made shows afterwards
    return plan_kept(kind.plan(bytes(held.content), held.name, asked), basis=basis)


def _keep(held: BroughtFile, kept: Mapping[str, Any]) -> None:
    if kept and not BroughtFile.objects.filter(pk=held.pk).update(**kept):
        raise LongFileError("gone")


def _held(file: str) -> BroughtFile:
    held = BroughtFile.objects.filter(pk=file).first()
    if held is None:
        raise LongFileError("gone")
    return held


def _asked(run: Run, held: BroughtFile) -> Asked:
    """In whose name the work is done: they may still do it, or it ends here."""
    kind = kind_of(held)
    user = User.objects.filter(pseudonym=held.requested_by).first()
    if not allowed(user, kind.action, kind.find(held.of)):
        raise LongFileError("not_allowed")
    return Asked(person_of(user), held.of, _reporter(run))


def _reporter(run: Run) -> Progress:
    told = 0.0

    def on_progress(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            run.progress(share, "file.planning")

    return on_progress


@job("file.purge", every=timedelta(days=1))
def purge(run: Run) -> None:
    """Forget the long files that nobody came back to."""
    with run.commit() as result:
        result["removed"] = files_purge(timezone.now())
