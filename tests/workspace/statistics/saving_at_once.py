"""Threads that prepare and save one input at the same moment, in a database of their own; prints the end."""

import json
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import django


def main(words: list[str]) -> None:
    from django.db import connections

    from miqyas.analysis.updates import inputs_of
    from miqyas.analysis.world import load_world
    from miqyas.workspace.statistics.fields import Figures
    from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
    from miqyas.workspace.statistics.services import input_save, inputs_prepare

    world = load_world()
    known = inputs_of(world, edition=world.target)
    start = threading.Barrier(len(words))

    def work(explanation: str) -> None:
        start.wait(timeout=20)
        inputs_prepare(known.values(), edition=world.target, by=None)
        item = StatisticalInput.objects.get(indicator="TII.IU")
        start.wait(timeout=20)
        input_save(item, Figures(explanation=explanation), version=0, by=uuid.uuid4())
        connections.close_all()

    with ThreadPoolExecutor(len(words)) as pool:
        list(pool.map(work, words))
    item = StatisticalInput.objects.get(indicator="TII.IU")
    aside = InputRevision.objects.filter(input=item, is_aside=True)
    told = {
        "inputs": StatisticalInput.objects.count(),
        "explanation": item.explanation,
        "version": item.version,
        "aside": sorted(one.values["explanation"] for one in aside),
    }
    print(json.dumps(told))


django.setup()
main(sys.argv[1:])
