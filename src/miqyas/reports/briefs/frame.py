"""The last step of every report: blocks, the sources that they name, versions, the day, as one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from miqyas.reports.briefs.sources import once, sources_of
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.document import Block, Document, Source


def framed(
    kind: str,
    subject: Subject,
    blocks: Iterable[Block],
    *,
    title: str,
    made_on: str,
    made: Mapping[str, Source],
    layout: Literal["brief", "report"] = "report",
    versions: Mapping[str, str] | None = None,
    is_sample: bool = False,
) -> Document:
    """The document of a kind. `made` describes the computations of ours that blocks name as sources.

    `versions` are those of an answer that was handed in; without them, those of the world and the edition.
    """
    held = tuple(blocks)
    named = sources_of(held, world=subject.world, language=subject.language, made=made)
    held, sources = once(held, named)
    return Document(
        kind=kind,
        title=title,
        subtitle=subject.say("brief.subtitle", kind=subject.say(f"brief.kind.{kind}"), day=made_on),
        language=subject.language,
        made_on=made_on,
        blocks=held,
        layout=layout,
        sources=sources,
        versions=versions or subject.versions(),
        is_sample=is_sample,
    )
