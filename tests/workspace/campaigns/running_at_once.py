"""Threads that run one campaign at the same moment, in a database of their own; prints what is left of it.

`give`: each gives all features to an entity of its own. `open`: each opens the campaign.
"""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django


def main(what: str, *, count: int) -> None:
    from django.db import connections

    from miqyas.kernel.errors import MiqyasError
    from miqyas.workspace.campaigns.instruments import instruments_of
    from miqyas.workspace.campaigns.models import Assignment, Campaign
    from miqyas.workspace.campaigns.services.assignments import Wanted, assignments_apply
    from miqyas.workspace.campaigns.services.campaigns import campaign_create, campaign_open, entities_set
    from miqyas.workspace.events.models import Event
    from miqyas.workspace.history.models import Record
    from tests.campaign_cast import entity
    from tests.workspace.campaigns.running_given import given

    bodies = [
        entity(f"body-{number}", kind="ministry", name_ar="جهة", name_en="Body", mandates=[])
        for number in range(count)
    ]
    campaign = campaign_create(given(), by=None)
    entities_set(campaign, bodies, by=None)
    codes = list(instruments_of(campaign).features)
    if what == "open":
        assignments_apply(campaign, [Wanted(codes[0], bodies[0].pk)], by=None)
    start = threading.Barrier(count)

    def act(number: int) -> bool:
        mine = Campaign.objects.get()
        start.wait(timeout=20)
        try:
            if what == "give":
                assignments_apply(mine, [Wanted(code, bodies[number].pk) for code in codes], by=None)
            else:
                campaign_open(mine, by=None)
        except MiqyasError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(count) as pool:
        done = list(pool.map(act, range(count)))
    held = Assignment.objects.values_list("feature", "entity")
    left = {
        "done": done.count(True),
        "features": len(codes),
        "held": len(held),
        "holders": len({entity for _, entity in held}),
        "events": Event.objects.filter(kind="campaign.opened").count(),
        "records": Record.objects.filter(action="campaign.open").count(),
    }
    print(json.dumps(left))


django.setup()
main(sys.argv[1], count=int(sys.argv[2]))
