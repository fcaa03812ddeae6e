"""A country's own lists as they come and go; what is drawn from the data is drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from miqyas.catalogue import Instrument, ListPlan, read_list
from miqyas.jobs.tasks.charts import charts_warm_ask
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import content_hash
from miqyas.workspace.datasets.queries import active_set_name
from miqyas.workspace.datasets.services import instrument_import, instrument_take_off
from miqyas.workspace.datasets.world import instruments_known


@dataclass(frozen=True)
class OwnListPlan:
    """What accepting a list would do to those in force; with any problem nothing of it is done."""

    read: ListPlan
    before: Instrument | None
    """The list in force whose place it would take."""
    laid_over: str
    """Name of the set of datasets in force."""

    @property
    def name(self) -> str:
        return self.read.name

    @property
    def problems(self) -> tuple[MiqyasError, ...]:
        return self.read.problems

    @property
    def instrument(self) -> Instrument | None:
        """The list itself; None as long as there is a problem."""
        return self.read.instrument

    @property
    def is_ready(self) -> bool:
        return self.instrument is not None

    @property
    def does_something(self) -> bool:
        return self.instrument != self.before

    @property
    def digest(self) -> str:
        """Names the list and what it would be laid over: if it differs when accepted, something changed."""
        name = self.read.dataset.sha256 if self.read.dataset else ""
        return content_hash([self.laid_over.encode(), name.encode()])


def own_list_plan(content: bytes, *, name: str) -> OwnListPlan:
    """What a file would do; it changes nothing and never raises for what is in the file."""
    known = instruments_known()
    read = read_list(content, name=name, known=known)
    before = known.get(read.instrument.code) if read.instrument else None
    return OwnListPlan(read, before, active_set_name())


def own_list_accept(plan: OwnListPlan, *, by: UUID | None) -> None:
    """Lay a list over what is in force. Raises the first problem of a plan that has any."""
    if plan.problems:
        raise plan.problems[0]
    instrument_import(plan.read, by=by)
    charts_warm_ask(by=by)


def own_list_take_off(code: str, *, by: UUID | None) -> None:
    """Take a list off; campaigns that began with it keep their copy."""
    instrument_take_off(code, by=by)
    charts_warm_ask(by=by)
