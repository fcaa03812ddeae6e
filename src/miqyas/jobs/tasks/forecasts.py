"""The question what past forecasts were worth: asked where past results were changed, as it takes a while."""

from __future__ import annotations

from miqyas.analysis.forecast.record import as_json, track_record
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question
from miqyas.kernel.execution import Progress


@question("track_record")
def track_record_answer(world: World, *, on_progress: Progress) -> Record:
    """The track record of the results in force, as the text in which it is kept."""
    return {"record": as_json(track_record(world, on_progress=on_progress))}
