"""Threads that save one story at the same moment, each from the version that all saw; prints what is left."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django


def main(titles: list[str]) -> None:
    from django.db import connections

    from miqyas.workspace.stories.errors import StoryError
    from miqyas.workspace.stories.models import Story
    from miqyas.workspace.stories.searching import stories_searched
    from miqyas.workspace.stories.services import ContactFields, contacts_set, story_create, story_save
    from tests.campaign_cast import entity
    from tests.workspace.stories.stories_given import titled

    health = entity("health", kind="ministry", name_ar="الصحة", name_en="Health", mandates=[])
    story_create(health, titled("What all saw"), by=None)
    start = threading.Barrier(len(titles))

    def write(title: str) -> str:
        seen = Story.objects.get()
        start.wait(timeout=20)
        try:
            story_save(seen, titled(title), version=seen.version, by=None)
            contacts_set(seen, [ContactFields(title)], by=None)
        except StoryError as error:
            return error.detail
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(len(titles)) as pool:
        ends = list(pool.map(write, titles))
    kept = Story.objects.get()
    told = {
        "ends": sorted(ends),
        "saved": titles[ends.index("saved")],
        "title": kept.content["title"]["en"],
        "revisions": [row.content["title"]["en"] for row in kept.revisions.order_by("number")],
        "contacts": [one.name for one in kept.contacts.all()],
        "found": [len(stories_searched(Story.objects.all(), title)) for title in titles],
    }
    print(json.dumps(told))


django.setup()
main(sys.argv[1:])
