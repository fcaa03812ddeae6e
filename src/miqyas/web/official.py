"""The form for what the Survey published of an edition that a campaign assessed too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from miqyas.analysis.world import World
from miqyas.jobs.scores.boards import Board
from miqyas.jobs.scores.official import official_nodes
from miqyas.methodology import indicators
from miqyas.web.scores import Names
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.campaigns.models import OfficialResult
from miqyas.workspace.campaigns.services.official import LONGEST_SOURCE

PREFIX = "value-"


class OfficialForm(forms.Form):
    """The edition, where the values are from, and a value for each sub-index that there is a share of."""

    edition = forms.TypedChoiceField(coerce=int, label=lazy_say("score.official.edition"))
    source = forms.CharField(max_length=LONGEST_SOURCE, label=lazy_say("score.official.source"))

    def __init__(
        self,
        *args: Any,
        board: Board,
        names: Names,
        world: World,
        before: Sequence[OfficialResult],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = [(one, str(one)) for one in reversed(world.editions)]
        self.fields["source"].help_text = say_here("score.official.source.help")
        last = before[0] if before else None
        if last:
            self.initial |= {"edition": last.edition, "source": last.source}
        for node in official_nodes(board):
            own = node in board.known
            label = names.node(node) if own else indicators()[node].name.in_language(current_language())
            self.fields[PREFIX + node] = forms.FloatField(
                min_value=0, max_value=1, required=False, label=label
            )
            self.fields[PREFIX + node].widget.attrs |= {"step": "any", "dir": "ltr", "inputmode": "decimal"}
            if last and node in last.values:
                self.initial[PREFIX + node] = last.values[node]

    @property
    def is_taken_off(self) -> bool:
        """Whether what was entered before is to count no more."""
        return "take_off" in self.data

    def clean(self) -> dict[str, Any]:
        """Something has to be there to compare with."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.is_taken_off and not _typed(found):
            self.add_error(None, say_here("score.official.nothing"))
        return found

    def as_given(self) -> dict[str, Any]:
        """What is to be kept."""
        return {
            "edition": self.cleaned_data["edition"],
            "source": self.cleaned_data["source"],
            "values": {} if self.is_taken_off else _typed(self.cleaned_data),
        }


def _typed(found: Mapping[str, Any]) -> dict[str, float]:
    values = {name.removeprefix(PREFIX): value for name, value in found.items() if name.startswith(PREFIX)}
    return {node: value for node, value in values.items() if value is not None}
