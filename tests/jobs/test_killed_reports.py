"""A worker killed in the middle of a set of scorecards: nothing of it is kept, lost or there twice."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.processes import wait_for, workers

ASK: Final = """
import django; django.setup()
from tests.campaign_cast import made
from tests.workspace.scores.scored_given import scored
from miqyas.jobs.reports.kinds import report_kind_of
from miqyas.jobs.reports.orders import report_order
cast = made()
kind, campaign = report_kind_of("entity_scorecard"), scored(cast).campaign
report_order(kind, campaign.code, language="en", form="pdf", by=cast.amina.pseudonym)
"""
LOOK: Final = """
import django; django.setup()
import hashlib, io, zipfile
from miqyas.jobs.models import MadeReport
made = MadeReport.objects.select_related("job").get()
print(made.job.state, made.size or 0, end=" ")
if made.content:
    content = bytes(made.content)
    assert hashlib.sha256(content).hexdigest() == made.sha256 and len(content) == made.size
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    whole = [name for name in archive.namelist() if archive.read(name).rstrip().endswith(b"%%EOF")]
    print(*sorted(name.rpartition("-en")[0].rpartition("scored-")[2] for name in whole))
"""


@pytest.fixture
def start_worker(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker process, which waits in the middle until it may go on."""
    own = {"MARK": str(tmp_path / "mark"), "MIQYAS_ENGINE": "serial"}
    with workers("tests.jobs.slow_report_worker", environment | own, logs=tmp_path) as start:
        yield start


def test_a_set_comes_whole_and_once(
    python: Callable[..., str], start_worker: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    python("-c", ASK)
    victim, mark = start_worker(), tmp_path / "mark"
    wait_for(mark.exists, seconds=120)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert python("-c", LOOK) == "running 0", "no half file is kept"

    (tmp_path / "go").touch()
    start_worker()
    wait_for(lambda: not python("-c", LOOK).startswith(("running", "queued")), seconds=240)
    state, _, *parts = python("-c", LOOK).split()
    assert [state, *parts] == ["succeeded", "education", "health"]
    assert mark.read_text().split() == ["written"] * 3, "one before the end, two after it"
