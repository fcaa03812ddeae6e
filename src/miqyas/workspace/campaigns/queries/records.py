"""What the history of a campaign tells those who read it."""

from __future__ import annotations

from typing import Final

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Replace

from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.queries import records_of_chain

ANSWER: Final = "answer"
HANDED_IN: Final = "submitted"


def records_told(chain: str) -> QuerySet[Record]:
    """The records of a chain, newest first, without those of answers that are not handed in.

    Which of its answers an entity has begun is its own business; the records are kept, sealed and proved
    with all others, and are told once the answer is handed in.
    """
    found = records_of_chain(chain)
    if not chain:
        return found
    handed_in = Answer.objects.filter(assignment__campaign=chain, state=HANDED_IN)
    plain = handed_in.annotate(plain=_plain(Cast("pk", CharField()))).values("plain")
    told = found.annotate(plain=_plain("object_id"))
    return told.filter(~Q(object_kind=ANSWER) | Q(plain__in=plain))


def _plain(name: str | Cast) -> Replace:
    """An id as every database writes it."""
    return Replace(name, Value("-"), Value(""))
