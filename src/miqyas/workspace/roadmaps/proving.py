"""Items and directives as what proofs serve."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from miqyas.workspace.evidence.targets import TargetKind
from miqyas.workspace.roadmaps.models import Directive, RoadmapItem
from miqyas.workspace.roadmaps.queries.directives import directive_of_entity
from miqyas.workspace.roadmaps.queries.items import item_of_entity
from miqyas.workspace.roadmaps.services.directives import directive_disprove, directive_prove
from miqyas.workspace.roadmaps.services.items import item_disprove, item_prove


def _item_address(item: RoadmapItem) -> str:
    return reverse("roadmap_item", args=[item.code])


def _directive_address(directive: Directive) -> str:
    return reverse("directive", args=[directive.pk])


ITEM: Final = TargetKind(
    find=item_of_entity,
    action="roadmap.prove",
    reads="roadmap.inside",
    entity=lambda item: item.entity,
    code=lambda item: item.code,
    address=_item_address,
    attach=item_prove,
    detach=item_disprove,
)
DIRECTIVE: Final = TargetKind(
    find=directive_of_entity,
    action="directive.prove",
    reads="directive.view",
    entity=lambda directive: directive.entity,
    code=lambda directive: directive.number,
    address=_directive_address,
    attach=directive_prove,
    detach=directive_disprove,
)
