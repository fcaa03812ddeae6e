"""Files that a user could bring, made of what is loaded: clearly not real results of any edition to come."""

import csv
import io

from miqyas.analysis.world import load_world

COLUMNS = (
    "Survey Year", "Country Name", "E-Government Rank", "E-Government Index", "E-Participation Index",
    "Online Service Index", "Human Capital Index", "Telecommunication Infrastructure Index",
)  # fmt: skip


def results_like_newest(edition: int) -> bytes:
    """The yearly export for `edition`, with the figures of the newest edition: synthetic, for trying."""
    world = load_world()
    target = io.StringIO()
    rows = csv.writer(target)
    rows.writerow(COLUMNS)
    for one in world.ranking(world.latest):
        name = world.country(one.iso3).name.in_language("en")
        rows.writerow((edition, name, one.rank, one.egdi, one.epi, one.osi, one.hci, one.tii))
    return target.getvalue().encode()
