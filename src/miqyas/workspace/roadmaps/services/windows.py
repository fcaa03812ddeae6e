"""Dates against the window as they were last worked out, kept so that calendars show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from miqyas.workspace.roadmaps.models import ItemWindow

Days = tuple[int, date, date]
"""Edition, safe date, last date."""


@transaction.atomic
def windows_set(wanted: Mapping[UUID, Days]) -> None:
    """Keep the days of items by their keys, and of no others; what is the same is not written."""
    there = {one.item_id: one for one in ItemWindow.objects.select_for_update()}
    ItemWindow.objects.filter(item__in=there.keys() - wanted.keys()).delete()
    new = []
    for item, (edition, safe, last) in wanted.items():
        kept = there.get(item)
        if kept is None:
            new.append(ItemWindow(item_id=item, edition=edition, safe=safe, last=last))
        elif (kept.edition, kept.safe, kept.last) != (edition, safe, last):
            kept.edition, kept.safe, kept.last = edition, safe, last
            kept.save()
    ItemWindow.objects.bulk_create(new)
