"""Threads that save one answer at the same moment, in a database of their own; prints what is left of it."""

import json
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import django


def main(notes: list[str], *, begun: bool) -> None:
    from django.db import connections

    from miqyas.workspace.campaigns.models import Assignment
    from miqyas.workspace.campaigns.services.answers import answer_save, asides_of
    from tests.campaign_cast import entity
    from tests.workspace.campaigns.answering_given import campaign_of, part_of

    health = entity("health", kind="ministry", name_ar="الصحة", name_en="Health", mandates=[])
    part_of(campaign_of("present", count=1), health, count=1)
    if begun:
        answer_save(Assignment.objects.get(), grade="yes", note="What all saw", version=0, by=None)
    start = threading.Barrier(len(notes))

    def write(note: str) -> None:
        question = Assignment.objects.get()
        start.wait(timeout=20)
        answer_save(question, grade="yes", note=note, version=int(begun), by=uuid.uuid4())
        connections.close_all()

    with ThreadPoolExecutor(len(notes)) as pool:
        list(pool.map(write, notes))
    answer = Assignment.objects.get().answer
    aside = sorted(one.note for one in asides_of(answer))
    print(json.dumps({"answer": answer.note, "version": answer.version, "aside": aside}))


django.setup()
main(sys.argv[2:], begun=sys.argv[1] == "begun")
