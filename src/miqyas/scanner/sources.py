"""Where something was seen: what turns a finding into evidence that somebody else can look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from miqyas.lexicon.search import searchable
from miqyas.scanner.artifacts.model import Artifact, Box, Channel, Hop
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.gather.interfaces import is_interface
from miqyas.scanner.rules.verdict import Hit

_LOOKED_AT: Final = frozenset({Channel.HTTP, Channel.BROWSER, Channel.SEARCH})


@dataclass(frozen=True)
class Source:
    """The look that a finding rests on.

    ``chain`` are the redirects that were passed through; ``hash`` names the bytes in the store and
    ``picture`` those of the screenshot, of ``width`` by ``height`` CSS pixels, both empty where there are
    none. ``boxes`` says where the words of a hit stand in the picture.
    """

    address: str
    final_address: str
    vantage: str
    seen_at: datetime
    channel: Channel
    status: int | None = None
    hash: str = ""
    chain: tuple[Hop, ...] = ()
    picture: str = ""
    width: int = 0
    height: int = 0
    boxes: Mapping[str, Box] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """The source as plain values."""
        return {
            "address": self.address,
            "final_address": self.final_address,
            "vantage": self.vantage,
            "seen_at": self.seen_at.astimezone(UTC).isoformat(),
            "channel": self.channel.value,
            "status": self.status,
            "body": self.hash,
            "chain": [[hop.status, hop.address] for hop in self.chain],
            "picture": {
                "name": self.picture,
                "width": self.width,
                "height": self.height,
                "boxes": {text: _box_record(box) for text, box in sorted(self.boxes.items())},
            }
            if self.picture
            else None,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Source:
        """The source that a record tells of; `KeyError`, `TypeError` or `ValueError` where it is none."""
        picture = record["picture"] or {"name": "", "width": 0, "height": 0, "boxes": {}}
        return cls(
            address=record["address"],
            final_address=record["final_address"],
            vantage=record["vantage"],
            seen_at=datetime.fromisoformat(record["seen_at"]),
            channel=Channel(record["channel"]),
            status=record["status"],
            hash=record["body"],
            chain=tuple(Hop(*hop) for hop in record["chain"]),
            picture=picture["name"],
            width=picture["width"],
            height=picture["height"],
            boxes={text: Box(*box) for text, box in picture["boxes"].items()},
        )


def sources_of(hits: Iterable[Hit], looks: Iterable[Artifact]) -> dict[str, Source]:
    """The look behind each page that hits name, by the address of the page.

    Of several looks at a page the one with a picture counts, then the one at exactly this address, then the
    nearest vantage.
    """
    wanted: dict[str, dict[str, None]] = {}
    for hit in hits:
        wanted.setdefault(hit.address, {})[hit.text] = None
    pages = {identity(normal(address)) for address in wanted}
    seen: dict[str, list[Artifact]] = {}
    for look in looks:
        if (look.channel in _LOOKED_AT or is_interface(look)) and look.outcome.is_seen:
            for name in {identity(look.address), identity(look.final_address)} & pages:
                seen.setdefault(name, []).append(look)
    found = {}
    for address, texts in sorted(wanted.items()):
        here = seen.get(identity(normal(address)))
        if here:
            found[address] = _source(min(here, key=lambda look: _order(look, address)), texts)
    return found


def _order(look: Artifact, address: str) -> tuple[Any, ...]:
    is_same = address in {look.address, look.final_address}
    vantage = (look.vantage.is_outside, look.vantage.name)
    return (look.screenshot is None, not is_same, *vantage, look.channel.value, look.address)


def _source(look: Artifact, texts: Iterable[str]) -> Source:
    shot = look.screenshot
    return Source(
        address=look.address,
        final_address=look.final_address,
        vantage=look.vantage.name,
        seen_at=look.seen_at,
        channel=look.channel,
        status=look.status,
        hash=look.body.hash if look.body else "",
        chain=look.hops,
        picture=shot.hash if shot else "",
        width=shot.width if shot else 0,
        height=shot.height if shot else 0,
        boxes=_boxes(shot.boxes, texts) if shot else {},
    )


def _boxes(boxes: tuple[Box, ...], texts: Iterable[str]) -> dict[str, Box]:
    """The box of each text: the one of the same words, else the smallest that holds them."""
    named = [(searchable(box.name), box) for box in boxes if box.name]
    found = {}
    for text in texts:
        words = searchable(text)
        holding = [
            (name != words, box.width * box.height, box.order, box) for name, box in named if words in name
        ]
        if words and holding:
            found[text] = min(holding, key=lambda one: one[:3])[-1]
    return found


def _box_record(box: Box) -> list[Any]:
    return [box.order, box.tag, box.name, box.x, box.y, box.width, box.height]
