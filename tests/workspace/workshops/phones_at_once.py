"""Phones that come in and answer at the same moment, in a database of their own; prints what is left of it.

`answer`: each phone presses its button twice at once, and the exercise is closed after. `close`: two workers
and the presenter close it among the answers.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django


def main(mode: str, count: int) -> None:
    from django.db import connections
    from django.test import Client
    from django.test.utils import setup_test_environment

    from miqyas.workspace.history.models import Record
    from miqyas.workspace.workshops.models import Attempt, Exercise, Finding, Participant, Workshop
    from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
    from miqyas.workspace.workshops.services.planning import workshop_announce, workshop_create
    from tests.workspace.workshops.workshop_given import DOOR, workshop_fields

    setup_test_environment()
    workshop = workshop_announce(workshop_create(workshop_fields(), by=None), by=None)
    Workshop.objects.update(door=DOOR)
    room = f"/en/w/{DOOR}/"

    def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
        start = threading.Barrier(len(deeds))

        def done(deed: Callable[[], Any]) -> Any:
            start.wait(timeout=60)
            try:
                return deed()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(done, deeds))

    def come_in() -> Client:
        phone = Client()
        assert phone.post(room, {"name": ""}).status_code == 302
        return phone

    phones = at_once([come_in] * count)
    exercise = exercise_start(workshop, feature="OSI-IF-001", by=None)

    def answers(phone: Client, *, found: bool) -> Callable[[], int]:
        said = {"is_found": "yes" if found else "no", "way": "menu"}
        cookies = {name: morsel.value for name, morsel in phone.cookies.items()}

        def answer() -> int:
            button = Client()
            button.cookies.load(cookies)
            return button.post(f"{room}exercises/1/", said).status_code

        return answer

    presses = [answers(phone, found=number % 3 > 0) for number, phone in enumerate(phones) for _ in range(2)]

    def close() -> None:
        patience = 600
        while mode == "close" and Attempt.objects.count() < count // 4 and patience:
            time.sleep(0.05)
            patience -= 1
        exercise_close(exercise, by=None)

    closers = [close] * 3
    if mode == "close":
        middle = len(presses) // 2
        told = at_once([*presses[:middle], *closers, *presses[middle:]])
    else:
        told = at_once(presses)
        at_once(closers)
    codes = [one for one in told if isinstance(one, int)]
    taken = sum(302 in pair for pair in zip(codes[::2], codes[1::2], strict=True))
    finding = Finding.objects.filter(exercise=Exercise.objects.get()).first()
    print(
        json.dumps(
            {
                "participants": Participant.objects.count(),
                "told": sorted(set(codes)),
                "kept": Attempt.objects.values("participant").distinct().count(),
                "attempts": Attempt.objects.count(),
                "found": Attempt.objects.filter(is_found=True).count(),
                "finding": [finding.looked, finding.found] if finding else [0, 0],
                "findings": Finding.objects.count(),
                "closings": Record.objects.filter(action="workshop.exercise_close").count(),
                "accepted": taken,
            }
        )
    )


django.setup()
main(sys.argv[1], int(sys.argv[2]))
