"""Names of what a campaign is counted by, in a language: sub-indices, sectors, features, entities."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from miqyas.catalogue import vocabulary
from miqyas.kernel.words import say
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.queries import entities_by_id


class Names:
    """Names of a campaign's parts; `entities` are the ids that will be asked for, read by one query."""

    def __init__(self, campaign: Campaign, entities: Iterable[str] = (), *, language: str) -> None:
        self.language = language
        self._given = instruments_of(campaign)
        found = entities_by_id(UUID(one) for one in set(entities) if one)
        self._entities = {str(pk): entity for pk, entity in found.items()}

    def node(self, code: str) -> str:
        """The sub-index of a node."""
        for instrument in self._given.instruments:
            for part in instrument.parts.values():
                if part.node == code:
                    return part.name.in_language(self.language)
        return code

    def sector(self, code: str) -> str:
        """A sector of the catalogue."""
        known = vocabulary().sectors.get(code)
        return known.name.in_language(self.language) if known else code

    def question(self, code: str) -> str:
        """What a feature asks."""
        return self._given.features[code].question.in_language(self.language)

    def entity(self, pk: str) -> str:
        """An entity by its id; words for none."""
        found = self._entities.get(pk)
        if found is None:
            return say("score.nobody", language=self.language)
        return found.title.in_language(self.language)

    def entity_code(self, pk: str) -> str:
        """The code of an entity; empty for none."""
        found = self._entities.get(pk)
        return found.code if found else ""
