"""A scan that was killed goes on where it was: no page is fetched twice, none is lost."""

from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import SiteEnd, Store
from miqyas.scanner.gather.many import gather
from miqyas.scanner.gather.plan import Site
from tests.scanner.damaging import damage
from tests.scanner.gather.killing import killed_and_gone_on
from tests.scanner.gather.sites import QUICK, gathered, linked
from tests.scanner.hostile.server import hostile, pages

SITE = {
    "/": linked("/a", "/b"),
    **{f"/{name}": linked(f"/{name}a", f"/{name}b", "/") for name in ("a", "b", "aa", "ab", "ba", "bb")},
    **{f"/{one}{two}{three}": linked() for one in "ab" for two in "ab" for three in "ab"},
}
PROGRAM = """
import sys
from pathlib import Path
from tests.scanner.gather.sites import gathered
gathered(sys.argv[1], Path(sys.argv[2]))
"""


def plain(looks: list[Artifact]) -> set[tuple[str, str, str, int | None]]:
    return {
        (look.address, look.channel.value, look.body.hash if look.body else "", look.status) for look in looks
    }


def test_a_scan_that_was_killed_goes_on(tmp_path: Path) -> None:
    """Killed by the system in the middle of its tenth question, while the answer is on its way."""
    found, whole = killed_and_gone_on(pages(SITE), tmp_path, program=PROGRAM, at=10, again=gathered)
    assert plain(found.looks) == plain(whole.looks)
    assert found.end.ended_by == "exhausted"


@pytest.mark.parametrize("after", [1, 5, 9, 14])
def test_a_scan_that_was_stopped_goes_on(tmp_path: Path, after: int) -> None:
    with hostile(pages(SITE)) as server:
        looks = gather([Site(server.address)], plan=QUICK, store=Store(tmp_path))
        for _ in range(after):
            next(looks)
        looks.close()
        found = gathered(server.address, tmp_path)
    assert found.end.ended_by == "exhausted"
    assert len(found.pages) == len({path for path in server.paths() if path in SITE})
    assert len(server.paths()) == len(set(server.paths()))


def test_a_scan_that_is_through_asks_nothing_again(tmp_path: Path) -> None:
    with hostile(pages(SITE)) as server:
        first = gathered(server.address, tmp_path)
        before = len(server.asked)
        again = gathered(server.address, tmp_path)
    assert len(server.asked) == before
    assert again.looks == first.looks
    assert isinstance(again.end, SiteEnd)


def test_what_was_damaged_is_looked_at_again(tmp_path: Path) -> None:
    with hostile(pages(SITE)) as server:
        first = gathered(server.address, tmp_path)
        body = first.pages["/a"].body
        assert body is not None
        damage(tmp_path, body.hash)
        again = gathered(server.address, tmp_path)
    assert server.paths().count("/a") == 2
    assert server.paths().count("/b") == 1
    assert plain(again.looks) == plain(first.looks)
