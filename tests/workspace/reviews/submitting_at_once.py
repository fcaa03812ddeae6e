"""Threads that hand in at the same moment, in a database of their own; prints what is left of it.

`one`: the same task from several windows. `both`: the two assessors of one feature.
"""

import json
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import django


def main(mode: str, count: int) -> None:
    from django.db import connections

    from miqyas.workspace.history.models import Record
    from miqyas.workspace.reviews.errors import ReviewError
    from miqyas.workspace.reviews.models import Judgement, ReviewItem, ReviewTask
    from miqyas.workspace.reviews.services.judging import judgement_submit, task_start
    from tests.campaign_cast import entity
    from tests.workspace.campaigns.answering_given import campaign_of, part_of
    from tests.workspace.reviews.review_given import FOUND, NOT_FOUND

    health = entity("health", kind="ministry", name_ar="الصحة", name_en="Health", mandates=[])
    campaign = campaign_of("present", count=1)
    part_of(campaign, health, count=1)
    type(campaign).objects.update(state="review")
    item = ReviewItem.objects.create(campaign=campaign, instrument="OSI", feature="OSI-IF-001")
    for slot in (1, 2):
        task = ReviewTask.objects.create(item=item, slot=slot, assessor=uuid.uuid4())
        task_start(task, by=None)
    tasks = list(ReviewTask.objects.order_by("slot"))
    start = threading.Barrier(count)

    def hand_in(number: int) -> str:
        task = tasks[number % 2 if mode == "both" else 0]
        said = FOUND if mode == "both" or number % 2 else NOT_FOUND
        start.wait(timeout=20)
        try:
            judgement_submit(task, said, by=None)
        except ReviewError as error:
            return error.detail
        finally:
            connections.close_all()
        return "taken"

    with ThreadPoolExecutor(count) as pool:
        told = sorted(pool.map(hand_in, range(count)))
    item.refresh_from_db()
    print(
        json.dumps(
            {
                "told": told,
                "judgements": Judgement.objects.count(),
                "state": item.state,
                "settled": Record.objects.filter(action="review.settle").count(),
            }
        )
    )


django.setup()
main(sys.argv[1], int(sys.argv[2]))
