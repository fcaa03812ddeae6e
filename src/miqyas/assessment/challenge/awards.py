"""Who is honoured, from the standings of a round alone: places of the jury, and the best of each measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from miqyas.assessment.challenge.standings import MEASURES

PLACES: Final = 3
"""Places of the jury that are honoured."""
COMPARED: Final = 2
"""Entities of a group below which there was nobody to be better than."""


def awards(standings: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Awards with the entity of each: of the jury by category, group and place; of the measures by group.

    The jury honours those on the shortlist with the first ranks; equal scores share a place. A measure
    honours whoever is first, where at least two were compared; timeliness only who was in time.

    >>> board = {"rows": [{"entity": "x", "value": "0.500000", "rank": 1}], "known": 2, "why": ""}
    >>> row = {"entity": "x", "category": "c", "group": "g", "rank": 1, "in": True, "nomination": "c:x"}
    >>> found = awards({"entities": {"g": {"level": board}}, "nominations": [row]})
    >>> [one["award"] for one in found]
    ['jury:c:g:1', 'level:g']
    """
    return (*_of_jury(standings["nominations"]), *_of_measures(standings["entities"]))


def _of_jury(rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["in"] and row["rank"] is not None and row["rank"] <= PLACES:
            yield {
                "award": f"jury:{row['category']}:{row['group']}:{row['rank']}",
                "kind": "jury",
                "entity": row["entity"],
                "category": row["category"],
                "group": row["group"],
                "place": row["rank"],
            }


def _of_measures(groups: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for group, boards in sorted(groups.items()):
        for measure in MEASURES:
            board = boards.get(measure)
            for row in board["rows"] if board and board["known"] >= COMPARED else ():
                if row["rank"] == 1 and not (measure == "timeliness" and row["value"].startswith("-")):
                    yield {
                        "award": f"{measure}:{group}",
                        "kind": measure,
                        "entity": row["entity"],
                        "category": None,
                        "group": group,
                        "place": 1,
                    }
