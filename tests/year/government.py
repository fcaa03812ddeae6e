"""The sample government at the beginning of its year, and its people before their browsers and programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs.models import Job, State
from miqyas.jobs.run import job_run
from miqyas.jobs.sample import load
from miqyas.jobs.sample.plan import SampleGovernment, government
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.accounts.models import User
from miqyas.workspace.events.services import deliver
from tests.campaign.browser import WORKSPACE, Browser
from tests.campaign.program import Program
from tests.year.clock import Clock
from tests.year.partner import Partner

INSTRUMENT: Final = "EGL"
"""The shortest of the lists: the year is about the programme, and campaigns are what it stands on."""
FIRST, PRESENT = "sample-first", "sample-third"
"""The campaign that is published when the year begins, and the one that is open."""


class Walker(Browser):
    """Somebody of the sample, who comes in as people do there: nobody has a password."""

    def sign_in(self) -> Walker:
        """Choose oneself on the page of the sample."""
        self.open("/en/account/sample/").send(self.name.capitalize())
        assert self.page.address == WORKSPACE, self.page.words
        return self


@dataclass
class Year:
    """The year as it is played: what day it is, where files go, and who sits where."""

    clock: Clock
    folder: Path
    database: str
    partner: Partner
    kept: dict[str, Any] = field(default_factory=dict)

    def at(self, name: str, address: str = "") -> Walker:
        """Somebody at a browser of their own, signed in afresh: sessions do not last a year."""
        walker = Walker(name)
        walker.sign_in()
        if address:
            walker.open(address)
        return walker

    def program(self, name: str) -> Program:
        """A program that acts for somebody."""
        return Program(name)

    def stranger(self) -> Walker:
        """Somebody who never signed in."""
        return Walker("stranger")

    def is_refused(self, name: str, address: str, *, status: int = 403) -> None:
        """What somebody may not see is not shown: neither on the page nor by sending to it."""
        if name != "stranger":
            self.at(name).open(address, status=status)
            return
        answer = self.stranger().client.get(address)
        is_sent_to_sign_in = "/account/login/" in answer.headers.get("location", "")
        assert answer.status_code == HTTPStatus.NOT_FOUND or is_sent_to_sign_in, (address, answer.status_code)

    def works(self) -> int:
        """The worker carries out all that waits, and events reach whoever hears of them; how many jobs."""
        deliver()
        waiting = list(Job.objects.filter(state=State.QUEUED).order_by("requested_at"))
        for one in waiting:
            job_run(one.pk)
            job = Job.objects.get(pk=one.pk)
            assert job.state == State.SUCCEEDED, (job.kind, job.state, job.error)
        deliver()
        return len(waiting)

    def goes_its_rounds(self, kind: str) -> dict[str, Any]:
        """What the schedule would begin by itself is begun, and carried out; its result."""
        job = job_enqueue(kind, by=None)
        self.works()
        job = Job.objects.get(pk=job.pk)
        assert job.state == State.SUCCEEDED, (kind, job.state, job.error)
        return job.result


def brought(name: str, content: bytes) -> SimpleUploadedFile:
    """A file that somebody chooses in a form."""
    return SimpleUploadedFile(name, content)


def small_government() -> SampleGovernment:
    """The sample government with two campaigns of one short list: one published, one open."""
    whole = government()
    short = {"instruments": (INSTRUMENT,)}
    return replace(
        whole,
        campaigns=(
            replace(whole.campaigns[0], **short),
            replace(whole.campaigns[2], **short, previous=whole.campaigns[0].code),
        ),
    )


def lay(patch: pytest.MonkeyPatch) -> None:
    """Load the sample as `miqyas --profile sample` does, but for what the year itself will bring."""
    patch.setattr(load, "government", small_government)
    patch.setattr(load, "PROGRAMME", ())
    load.sample_load()


@contextmanager
def begun(settings: Any, folder: Path, database: str, patch: pytest.MonkeyPatch) -> Iterator[Year]:
    """The first day of the year, in an installation of the sample with folders of its own."""
    settings.MIQYAS_PROFILE = "sample"
    settings.MIQYAS_FOLDER = folder
    settings.MIQYAS_HISTORY_KEY = folder / "history_key"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    clock, partner = Clock(), Partner(folder / "partner")
    clock.rule(patch)
    lay(patch)
    try:
        yield Year(clock, folder, database, partner)
    finally:
        partner.ends()
        cache.clear()


def pseudonyms(*names: str) -> set[UUID]:
    """What the history, and whoever tells people something, knows them by."""
    emails = [f"{name}@example.org" for name in names]
    return set(User.objects.filter(email__in=emails).values_list("pseudonym", flat=True))


def public(address: str, *, status: int = 200) -> str:
    """What anybody reads at an address, as it was sent."""
    answer = Client().get(address)
    assert answer.status_code == status, (address, answer.status_code)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")
