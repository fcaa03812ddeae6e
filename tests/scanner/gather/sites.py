"""Little sites that are gone through in an instant, and what came of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.artifacts.store import SiteEnd, Store
from miqyas.scanner.gather.client import Bounds
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.many import gather
from miqyas.scanner.gather.pace import Politeness
from miqyas.scanner.gather.plan import Budget, Plan, Site

QUICK = Plan(
    budget=Budget(pages=60, outward=0),
    politeness=Politeness(pause=0.0, longest_pause=0.0, longest_wait=0.0, failures=50),
    bounds=Bounds(seconds=2.0, connect_seconds=2.0),
    laboratory=Laboratory(["127.0.0.1"]),
)


class Gathered:
    """All looks of a scan by their paths."""

    def __init__(self, looks: list[Artifact], ends: list[SiteEnd]) -> None:
        self.looks = looks
        self.ends = ends
        self.end = ends[0]

    def by(
        self, channel: Channel, *, where: Callable[[Artifact], bool] = lambda look: True
    ) -> dict[str, Artifact]:
        return {path_of(look): look for look in self.looks if look.channel is channel and where(look)}

    @property
    def pages(self) -> dict[str, Artifact]:
        return self.by(Channel.HTTP)


def path_of(look: Artifact) -> str:
    return "/" + look.address.split("/", 3)[3]


def gathered(
    address: str, folder: Path, *, plan: Plan = QUICK, site: Site | None = None, **budget: int
) -> Gathered:
    plan = replace(plan, budget=replace(plan.budget, **budget)) if budget else plan
    found = list(gather([site or Site(address)], plan=plan, store=Store(folder)))
    return Gathered(
        [one for one in found if isinstance(one, Artifact)],
        [one for one in found if isinstance(one, SiteEnd)],
    )


def linked(*paths: str, title: str = "Page") -> str:
    """A page that links to others; the words of a link are its path."""
    links = "".join(f'<a href="{path}">{path.strip("/")}</a> ' for path in paths)
    return f"<html lang=en><title>{title}</title><h1>{title}</h1><main>{links}</main></html>"
